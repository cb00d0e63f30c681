"""Damaged files are refused or read: no traceback, in bounded time and memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.integration


@pytest.mark.parametrize("kind", ["dumps", "containers", "pages"])
def test_damaged_files(kind: str):
    read_damaged(kind, 150, seed=1)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", ["dumps", "containers", "pages"])
def test_ten_thousand_damaged_files(kind: str, seed: int):
    read_damaged(kind, 2500, seed)


def read_damaged(kind: str, count: int, seed: int) -> None:
    """Read damaged files in a process of their own, whose memory is theirs alone."""
    command = [sys.executable, "-m", "tests.importing.mutations", kind, str(count), str(seed)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["count"] == count
    # Seconds of CPU for the slowest file, megabytes for all of them.
    assert found["seconds"] < 5
    assert found["megabytes"] < 500
