"""The pre-commit hook: its manifest is valid, and pre-commit runs it on a site."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.checks.conftest import article
from tests.conftest import COMMAND

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"


def pre_commit(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run pre-commit, with its store beside the site and our own command on the PATH."""
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=cwd,
        env={
            **os.environ,
            "PRE_COMMIT_HOME": str(cwd.parent / "store"),
            "PATH": f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}",
        },
        capture_output=True,
        encoding="utf-8",
    )


def test_the_manifest_is_valid(write_files):
    assert pre_commit("validate-manifest", MANIFEST).returncode == 0
    broken = MANIFEST.read_text("utf-8").replace("entry:", "entri:")
    folder = write_files({"broken.yaml": broken})
    assert pre_commit("validate-manifest", folder / "broken.yaml").returncode == 1


@pytest.fixture
def repository(site, write_files) -> Path:
    """Give a repository with the hook in its own settings, run by the command at hand.

    pre-commit would install sitegen into an environment of its own; the packaging tests do that.
    """
    (hook,) = yaml.safe_load(MANIFEST.read_text("utf-8"))
    settings = {"repos": [{"repo": "local", "hooks": [{**hook, "language": "system"}]}]}
    write_files({".pre-commit-config.yaml": yaml.safe_dump(settings), ".gitignore": "/.sitegen/\n"})
    subprocess.run(["git", "init", "--quiet", "."], cwd=site, check=True)
    subprocess.run(["git", "add", "."], cwd=site, check=True)
    folder: Path = site
    return folder


def test_a_site_in_order_passes_and_one_with_a_broken_link_does_not(repository, write_files):
    passed = pre_commit("run", "--all-files", cwd=repository)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "check the digest" in passed.stdout
    assert passed.stdout.rstrip().endswith("Passed")
    write_files({"content/iran/x.md": article(body="[x](gone.md)")})
    subprocess.run(["git", "add", "."], cwd=repository, check=True)
    failed = pre_commit("run", cwd=repository)
    assert failed.returncode == 1
    assert "content/iran/x.md:4:5: error: broken link “gone.md”" in failed.stdout


def test_the_hook_runs_for_files_of_the_site_only(repository, write_files):
    write_files({"notes.txt": "x", "docs/content/x.md": "x"})
    subprocess.run(
        ["git", "-c", "core.hooksPath=", "commit", "-qm", "x"], cwd=repository, check=True
    )
    subprocess.run(["git", "add", "."], cwd=repository, check=True)
    assert "Skipped" in pre_commit("run", cwd=repository).stdout
