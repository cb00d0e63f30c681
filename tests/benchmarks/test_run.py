"""A whole run of the benchmark, small, with sitegen itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.corpus import Corpus
from benchmarks.results import load
from benchmarks.scenarios import SCENARIOS, Site, StaleOutputError
from benchmarks.tools import TOOLS

ROOT = Path(__file__).parents[2]


def test_every_scenario_is_built_checked_and_reported(tmp_path):
    out = tmp_path / "results.json"
    command = ["-m", "benchmarks", "--sizes", "21", "--tools", "sitegen", "--runs", "1"]
    ended = subprocess.run(
        [sys.executable, *command, "--out", str(out), "--folder", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    results = load(out)
    assert [row.scenario for row in results.rows] == list(SCENARIOS)
    for row in results.rows:
        assert 0 < row.wall < 30
        assert 0 < row.cpu < 30
        assert 5_000_000 < (row.peak or 0) < 500_000_000
    (output,) = results.outputs
    assert (output.missing, output.wrong) == (0, 0)
    assert "### 21 articles" in ended.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["results.json"]


def test_a_build_that_left_the_change_out_is_found(tmp_path):
    site = Site(TOOLS["hugo"], tmp_path, Corpus(3))
    site.tool.write_site(site.corpus, tmp_path)
    page = site.output / site.newest.url.strip("/") / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<html>as before</html>")
    SCENARIOS["no-op"](site, 0)()
    for scenario in ("body edit", "new tag", "new article", "theme edit"):
        check = SCENARIOS[scenario](site, 0)
        with pytest.raises(StaleOutputError):
            check()


@pytest.mark.parametrize(
    ("option", "value"), [("--tools", "jekyll"), ("--scenarios", "warm"), ("--sizes", "many")]
)
def test_an_unknown_name_is_a_usage_error(option, value):
    command = [sys.executable, "-m", "benchmarks", "--tools", "sitegen", option, value]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 2
    assert option in ended.stderr
