"""What a tag publishes: the files, and the workflow's commands, run here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml

from sitegen import __version__

ROOT = Path(__file__).parents[2]
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))
JOBS: dict[str, dict[str, Any]] = WORKFLOW["jobs"]

DEVELOPMENT = {"bench", "browser", "build", "coverage", "lint", "release", "test"}
"""Extras of those who work on sitegen; all others are for users."""


def script(job: str, name: str) -> str:
    """Give the commands of one named step."""
    (found,) = (step["run"] for step in JOBS[job]["steps"] if step.get("name") == name)
    assert isinstance(found, str)
    return found


def bash(commands: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run commands as GitHub does."""
    return subprocess.run(
        ["bash", "-e", "-c", commands],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
    )


# --- the files --------------------------------------------------------------------------------


def test_the_wheel_of_the_sdist_is_that_of_the_checkout(release, wheel):
    assert release.wheel.name == wheel.name
    first, second = ZipFile(release.wheel), ZipFile(wheel)
    assert first.namelist() == second.namelist()
    assert [name for name in first.namelist() if first.read(name) != second.read(name)] == []


def test_the_files_pass_the_checks_of_packages(release):
    """Check them with twine, and with check-wheel-contents as pyproject.toml sets it."""
    twine = [sys.executable, "-m", "twine", "check", "--strict", *release]
    contents = [sys.executable, "-m", "check_wheel_contents", release.wheel]
    for command in (twine, contents):
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_sdist_has_what_the_wheel_is_made_of_and_says_why_no_tests(release):
    with tarfile.open(release.sdist) as archive:
        names = [Path(name).parts[1:] for name in archive.getnames()]
        top = release.sdist.name.removesuffix(".tar.gz")
        member = archive.extractfile(f"{top}/pyproject.toml")
        assert member is not None
        assert "The tests need the whole repository" in member.read().decode()
    assert {parts[0] for parts in names} == {
        *("sitegen", "themes"),
        *("pyproject.toml", "PKG-INFO", ".gitignore"),
        *("README.md", "CHANGELOG.md", "LICENSE"),
    }
    assert not any(part.startswith((".sitegen", "__pycache__")) for p in names for part in p)


def test_the_licence_of_the_fonts_comes_along(wheel):
    names = ZipFile(wheel).namelist()
    assert [name for name in names if name.endswith("OFL.txt")] == [
        f"sitegen_digest-{__version__}.dist-info/licenses/sitegen/pictures/fonts/OFL.txt"
    ]


# --- the workflow -----------------------------------------------------------------------------


def test_each_job_may_do_what_it_needs_and_no_more():
    # YAML 1.1 reads `on` as true.
    assert WORKFLOW[True] == {"push": {"tags": ["v*"]}}
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert {name: job.get("permissions") for name, job in JOBS.items()} == {
        "build": None,
        "check": None,
        "attest": {"id-token": "write", "attestations": "write"},
        "publish": {"id-token": "write"},
    }
    assert [job.get("needs") for job in JOBS.values()] == [None, "build", "check", "attest"]
    assert JOBS["publish"]["environment"]["name"] == "pypi"
    # A job that may sign runs no command of ours.
    assert not any("run" in step for name in ("attest", "publish") for step in JOBS[name]["steps"])


def test_no_expression_stands_in_a_command_of_the_workflow():
    """A tag's name that GitHub filled into a script could bring commands along."""
    commands = [step["run"] for job in JOBS.values() for step in job["steps"] if "run" in step]
    assert len(commands) == 3
    assert not any("${{" in command for command in commands)


def test_every_extra_of_users_is_tried_with_both_ends_of_python():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    matrix = JOBS["check"]["strategy"]["matrix"]
    assert sorted(matrix["extra"]) == [
        "",
        *sorted({*project["optional-dependencies"]} - DEVELOPMENT),
    ]
    assert matrix["python"][0] == project["requires-python"].removeprefix(">=")
    tests = yaml.safe_load((ROOT / ".github" / "workflows" / "tests.yml").read_text("utf-8"))
    promised = tests["jobs"]["tests"]["strategy"]["matrix"]["python"]
    assert matrix["python"] == [promised[0], promised[-1]]


@pytest.mark.parametrize(
    ("tag", "changelog", "says"),
    [
        ("v1.2.3", "## 1.2.3 - 2026-05-04", ""),
        ("v1.2.4", "## 1.2.4 - 2026-05-04", "The tag is v1.2.4, but the version"),
        ("v1.2.3", "## Unreleased", "CHANGELOG.md has no heading such as: ## 1.2.3 - 20"),
        ("v1.2.3", "## 1x2.3 - 2026-05-04", "CHANGELOG.md has no heading such as"),
    ],
    ids=["the same", "another version", "no date", "another heading"],
)
def test_a_tag_names_the_version_and_the_changelog(write_files, tag, changelog, says):
    folder = write_files(
        {"dist/sitegen_digest-1.2.3.tar.gz": "", "CHANGELOG.md": f"# Changelog\n\n{changelog}\n"}
    )
    ran = bash(
        script("build", "Compare the tag with the version and the changelog"), folder, TAG=tag
    )
    assert ran.returncode == (1 if says else 0), ran.stderr
    assert (f"::error::{says}" in ran.stdout) if says else (ran.stdout == "")


def test_the_next_tag_would_be_accepted(release, tmp_path):
    """The version that is in the code is built, and the changelog has its date."""
    (tmp_path / "dist").mkdir()
    shutil.copy(release.sdist, tmp_path / "dist")
    shutil.copy(ROOT / "CHANGELOG.md", tmp_path)
    commands = script("build", "Compare the tag with the version and the changelog")
    ran = bash(commands, tmp_path, TAG=f"v{__version__}")
    assert (ran.returncode, ran.stdout) == (0, "")


PARAGRAPH = (
    "<p>The ferry left Baku at dawn on {} and reached Anzali in the evening, as the port said."
    " Forty lorries were on board, and each of them saved two days on the road.</p>\n"
)
PAGE = (
    "<!doctype html><html lang=en><title>A ferry sails</title><body><h1>A ferry sails</h1>\n"
    + "".join(map(PARAGRAPH.format, ("Monday", "Tuesday", "Thursday", "Friday")))
)

USES = {
    "images": """
        echo 'pictures: {share_images: true}' >> digest/site.yml
        empty/bin/sitegen build --site digest
        find digest/public -name '*.png' | grep .
        """,
    "import": """
        (cd digest && ../empty/bin/sitegen import --section Iran ../ferry.html)
        find digest/content -name '*ferry-sails.md' | grep .
        """,
    "search": """
        echo 'search: true' >> digest/site.yml
        empty/bin/sitegen build --site digest
        find digest/public -name 'pagefind*.js' | grep .
        """,
}
"""Commands that need the extra."""


@pytest.mark.slow
@pytest.mark.parametrize("extra", JOBS["check"]["strategy"]["matrix"]["extra"])
def test_the_wheel_builds_a_new_site_with_each_extra(release, same_versions, tmp_path, extra):
    """The workflow's own commands, in the Python that is here."""
    (tmp_path / "dist").mkdir()
    shutil.copy(release.wheel, tmp_path / "dist")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    commands = script("check", "Build a new site with the wheel alone")
    (tmp_path / "ferry.html").write_text(PAGE)
    commands += USES.get(extra, "")
    ran = bash(commands, tmp_path, EXTRA=extra, PATH=path, **same_versions)
    assert ran.returncode == 0, ran.stdout + ran.stderr
