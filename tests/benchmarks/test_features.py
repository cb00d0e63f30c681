"""What each feature costs: a small site with every feature, and the table of some runs."""

import subprocess
import sys
from pathlib import Path

from benchmarks.features import ALL, FEATURES, NONE, OFF, PICTURES, Costs, table

ROOT = Path(__file__).parents[2]


def test_a_feature_makes_files_and_a_table_shows_them(tmp_path):
    command = [sys.executable, "-m", "benchmarks.features", "--articles", "30", "--runs", "1"]
    chosen = ["--only", "feeds,pictures", "--folder", str(tmp_path)]
    ended = subprocess.run([*command, *chosen], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    rows = [line.split(" | ") for line in ended.stdout.splitlines() if line.startswith("| ")]
    files = {row[0].removeprefix("| "): int(row[1]) for row in rows[2:]}
    assert list(files) == [name for name in FEATURES if name in (NONE, PICTURES) or "feeds" in name]
    assert all(number > files[NONE] for name, number in files.items() if name != NONE)
    assert not list(tmp_path.iterdir())


def test_builds_are_compared_in_pairs_and_medians_shown():
    none = [Costs(1.0, 0.1, 5), Costs(2.0, 0.1, 5), Costs(1.0, 0.1, 5)]
    more = [Costs(1.1, 0.1, 6), Costs(2.2, 0.2, 6), Costs(5.0, 0.1, 6)]
    [*_, row] = table({NONE: none, ALL: more}).splitlines()
    assert row == "| all defaults | 6 | 2.20 | +10.0% | 0.10 | +0.0% | cold +25% |"


def test_all_defaults_are_those_that_are_off():
    assert FEATURES[ALL].keys() == OFF.keys()
    for settings in FEATURES.values():
        assert settings.keys() <= OFF.keys() | {"languages", "pictures"}
