"""Build a digest with `python -m sitegen`."""

from .cli import main

main()
