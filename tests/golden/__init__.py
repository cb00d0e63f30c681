"""A small site of every kind of page, and the output that it must give.

Its theme is its own and shows all that a page type holds, so the default theme may change without
touching it. `python -m tests.golden.update` writes the expected output anew; read the difference
before you commit it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.building import Built, built

FOLDER = Path(__file__).parent
SITE = FOLDER / "site"
EXPECTED = FOLDER / "expected"
NOW = "2026-05-10T00:00+04:00"


def build_golden(folder: Path) -> Built:
    """Build a copy of the golden site in a folder."""
    copy = folder / "site"
    shutil.copytree(SITE, copy)
    return built(copy, NOW)
