"""The Makefile says what is missing in plain words, and deletes only what it made."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INSTALL_BROWSER = ROOT / "tests" / "tooling" / "install-browser"


@pytest.fixture
def make(tmp_path):
    """Give `run(*goals, **environment)`, which runs make in a copy of the Makefile's folder."""
    for name in ("Makefile", "pyproject.toml", "tests/tooling/package-lock.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}

    def run(*goals, **environment):
        return subprocess.run(
            ["make", *goals],
            cwd=tmp_path,
            env=clean | environment,
            capture_output=True,
            encoding="utf-8",
        )

    return run


@pytest.fixture
def only(tmp_path):
    """Give a folder for PATH with these programs alone: real ones, or scripts of our own."""
    folder = tmp_path / "programs"
    folder.mkdir()

    def put(*real, **scripts):
        for name in real:
            (folder / name).symlink_to(shutil.which(name))
        for name, script in scripts.items():
            program = folder / name.replace("_", "-")
            program.write_text(f"#!/bin/sh\n{script}\n")
            program.chmod(0o755)
        return str(folder)

    return put


def test_make_alone_lists_every_goal(make):
    result = make()
    assert result.returncode == 0
    listed = {line.split()[1] for line in result.stdout.splitlines()}
    assert listed == {"help", "site", "serve", "test", "lint", "format", "bench", "clean"}


def test_a_python_that_is_too_old_is_named(make, only):
    path = only("make", "sh", oldpython="exit 1")
    result = make("site", "PYTHON=oldpython", PATH=path)
    assert result.returncode == 2
    assert "needs Python 3.11 or later, and oldpython is not one" in result.stderr


def test_a_python_without_venv_is_explained(make, only):
    path = only("make", "sh", barepython='case "$2" in *version_info*) exit 0;; esac; exit 1')
    result = make("site", "PYTHON=barepython", PATH=path)
    assert result.returncode == 2
    assert "apt-get install python3-venv" in result.stderr


def test_a_missing_npm_is_explained(make, only):
    result = make("tests/tooling/node_modules/.package-lock.json", PATH=only("make", "sh"))
    assert result.returncode == 2
    assert "apt-get install npm" in result.stderr


def test_clean_leaves_what_it_did_not_make(make, tmp_path):
    ours = [".venv/bin/x", "dist/x.whl", "sitegen/__pycache__/x.pyc", ".mypy_cache/x"]
    theirs = ["content/iran/x.md", "public/index.html", "notes.txt", "sitegen/x.py", "site.yml"]
    for name in ours + theirs:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for folder in ("tests", "benchmarks"):
        (tmp_path / folder).mkdir(exist_ok=True)
    assert make("clean").returncode == 0
    assert [name for name in ours if (tmp_path / name).exists()] == []
    assert [name for name in theirs if not (tmp_path / name).exists()] == []


def install_browser(path, **environment):
    """Run the script with a PATH of its own."""
    return subprocess.run(
        ["/bin/sh", INSTALL_BROWSER],
        env={"PATH": path, **environment},
        capture_output=True,
        encoding="utf-8",
    )


def test_a_browser_that_is_there_is_taken(only):
    result = install_browser(only(chromium="exit 0", apt_get="exit 1"))
    assert (result.returncode, result.stdout) == (0, "")


def test_chromium_is_installed_with_apt(only, tmp_path):
    log = tmp_path / "log"
    path = only(id="echo 0", apt_get=f'echo "$@" >> {log}')
    assert install_browser(path).returncode == 0
    assert log.read_text().splitlines() == [
        "update -qq",
        "install -y -qq --no-install-recommends chromium",
    ]


@pytest.mark.parametrize(
    "programs",
    [{"id": "echo 0"}, {"id": "echo 1000", "apt_get": "exit 0"}],
    ids=["no apt-get", "no right to install"],
)
def test_no_way_to_a_browser_is_explained(only, programs):
    result = install_browser(only(**programs))
    assert result.returncode == 1
    assert "make test CHROMIUM=/path/to/chrome" in result.stderr


def test_the_lock_file_names_no_download_address():
    lock = (ROOT / "tests" / "tooling" / "package-lock.json").read_text("utf-8")
    assert '"integrity"' in lock
    assert '"resolved"' not in lock
