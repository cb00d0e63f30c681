"""The project's own workflows fit GitHub's schema, and run what a contributor runs."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

WORKFLOWS = sorted((Path(__file__).parents[2] / ".github" / "workflows").glob("*.yml"))


def fits_schema(workflow: Path) -> subprocess.CompletedProcess[str]:
    """Check a workflow against the copy of GitHub's schema that check-jsonschema carries."""
    tool = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    return subprocess.run([*tool, workflow], capture_output=True, encoding="utf-8")


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_fits_the_schema(workflow):
    result = fits_schema(workflow)
    assert result.returncode == 0, result.stdout


def test_a_workflow_with_a_misspelt_key_does_not(write_files):
    broken = WORKFLOWS[0].read_text("utf-8").replace("runs-on:", "run-on:")
    assert fits_schema(write_files({"broken.yml": broken}) / "broken.yml").returncode == 1


def test_the_tests_workflow_runs_what_ci_runs():
    (tests,) = (file for file in WORKFLOWS if file.name == "tests.yml")
    jobs = yaml.safe_load(tests.read_text("utf-8"))["jobs"]
    assert commands(jobs["tests"]) == [".ci/run"]
    assert commands(jobs["ranges"]) == ["make test-${{ matrix.versions }}"]
    assert {job["versions"] for job in jobs["ranges"]["strategy"]["matrix"]["include"]} == {
        "lowest",
        "newest",
    }


def test_the_long_tier_and_the_coverage_are_run_each_night():
    (nightly,) = (file for file in WORKFLOWS if file.name == "nightly.yml")
    workflow = yaml.safe_load(nightly.read_text("utf-8"))
    (job,) = workflow["jobs"].values()
    assert commands(job) == ["make ${{ matrix.goal }}"]
    assert job["strategy"]["matrix"]["goal"] == ["test-slow", "coverage"]
    # YAML 1.1 reads the key `on` as true.
    assert re.fullmatch(r"\d+ \d+ \* \* \*", workflow[True]["schedule"][0]["cron"])


def commands(job: Mapping[str, Any]) -> list[str]:
    """Give what a job's steps run."""
    return [step["run"] for step in job["steps"] if "run" in step]
