"""Write the expected output of the golden site anew: `python -m tests.golden.update`."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from . import EXPECTED, build_golden


def update() -> None:
    """Put what the golden site gives now in the place of what it must give."""
    with TemporaryDirectory() as folder:
        contents = build_golden(Path(folder)).contents()
    if EXPECTED.exists():
        shutil.rmtree(EXPECTED)
    for path, data in contents.items():
        file = EXPECTED / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


if __name__ == "__main__":
    update()
