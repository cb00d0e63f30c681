"""Checking: what a build or a publish would complain about, and what else is doubtful."""
