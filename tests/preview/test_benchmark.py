"""The benchmark of previews runs, and finds each change on the page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec

from benchmarks.preview import Results

ROOT = Path(__file__).parents[2]


def test_a_small_run(tmp_path: Path):
    out = tmp_path / "preview.json"
    options = ["--articles", "30", "--saves", "3", "--runs", "1", "--tools", "sitegen"]
    command = [sys.executable, "-m", "benchmarks.preview", *options, "--out", str(out)]

    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert result.returncode == 0, result.stderr
    assert "| body: save to event, median |" in result.stdout
    (preview,) = msgspec.json.decode(out.read_bytes(), type=Results).previews
    assert [len(saves.to_event) for saves in preview.saves] == [3, 3]
    assert all(0 < seconds < 60 for saves in preview.saves for seconds in saves.to_event)
