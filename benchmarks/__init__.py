"""Benchmarks: the same digest built by sitegen and by its peers, side by side."""
