"""Write the expectations anew: `python -m tests.sites_invalid.update [NAME…]`."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from . import COMMAND, EXPECTED, cases, command_of, transcript


def update(names: list[str]) -> None:
    """Run the named cases, or all, and keep what they say."""
    for case in cases():
        if names and case.name not in names:
            continue
        file = case / EXPECTED
        command = command_of(case) if file.exists() else COMMAND
        with TemporaryDirectory() as folder:
            file.write_text(transcript(case, Path(folder), command), "utf-8")


if __name__ == "__main__":
    update(sys.argv[1:])
