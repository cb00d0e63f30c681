"""sitegen: a static site generator for topic digests."""

__version__ = "0.1.0"
