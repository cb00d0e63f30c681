"""The workflow that gathers: its shape, and its commands, run here against a git remote."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from sitegen import __version__
from sitegen.scaffold.workflow import gather_workflow_text
from tests.conftest import COMMAND
from tests.gathering.serving import item, rss
from tests.scaffold.test_workflow import surroundings
from tests.tooling.test_workflows import fits_schema

__all__ = ["surroundings"]

# GitHub's own program: it keeps what it was asked, and lists the pull request that it opened.
GH = f"""\
#!{sys.executable}
import json, os, sys
log = os.environ["GH_LOG"]
calls = json.load(open(log)) if os.path.exists(log) else []
if sys.argv[1:3] == ["pr", "list"]:
    print(next((c["branch"] for c in calls if c["open"]), ""))
else:
    assert sys.argv[1:3] == ["pr", "create"], sys.argv
    body = open(sys.argv[sys.argv.index("--body-file") + 1]).read()
    branch = os.popen("git branch --show-current").read().strip()
    json.dump([*calls, {{"branch": branch, "body": body, "open": True}}], open(log, "w"))
"""


def steps(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(text)["jobs"]["gather"]["steps"]
    return found


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout.strip()


class Repository:
    """A site on a remote, from which each run of the workflow has a checkout of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.remote = folder / "remote.git"
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", self.remote], check=True)
        self.editor = self.checkout("editor")
        self.log = folder / "gh.json"
        program = folder / "bin" / "gh"
        program.parent.mkdir()
        program.write_text(GH)
        program.chmod(0o755)
        self.runs = 0

    def checkout(self, name: str) -> Path:
        subprocess.run(["git", "clone", "-q", self.remote, self.folder / name], check=True)
        return self.folder / name

    def write(self, files: Mapping[str, str]) -> None:
        """Write files on main, as an editor does."""
        for path, text in files.items():
            (self.editor / path).parent.mkdir(parents=True, exist_ok=True)
            (self.editor / path).write_text(text, "utf-8")
        git(self.editor, "add", "-A")
        git(self.editor, "commit", "-qm", "edit")
        git(self.editor, "push", "-q", "origin", "HEAD")

    def run(self) -> str:
        """Run the last step as GitHub does; gives what it printed."""
        self.runs += 1
        checkout = self.checkout(f"run-{self.runs}")
        temporary = self.folder / f"temp-{self.runs}"
        temporary.mkdir()
        step = steps(gather_workflow_text())[-1]
        done = subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=checkout,
            env={
                **os.environ,
                "PATH": f"{self.folder / 'bin'}:{COMMAND.parent}:{os.environ['PATH']}",
                "CONTENT": step["env"]["CONTENT"],
                "GH_LOG": str(self.log),
                "GITHUB_RUN_ID": str(self.runs),
                "RUNNER_TEMP": str(temporary),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    @property
    def calls(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.log.read_text()) if self.log.exists() else []
        return found


FIRST = rss(item("A ferry", "https://a.example/1"), item("A crane", "https://a.example/2")).decode()
SECOND = rss(item("A ferry", "https://a.example/1"), item("A pier", "https://a.example/3")).decode()


@pytest.fixture
def repository(tmp_path) -> Repository:
    made = Repository(tmp_path)
    made.write(
        {
            "site.yml": "title: D\n",
            "content/about.md": "---\ntitle: About\n---\nUs.\n",
            "feeds.yml": "section: News\nfeeds:\n- {name: Paper, address: paper.xml}\n"
            "- {name: Lost, address: lost.xml}\n",
            "paper.xml": FIRST,
        }
    )
    return made


def test_it_fits_the_schema_and_brings_no_expression_into_a_command(tmp_path, sitegen):
    assert sitegen("new", "site", "d").returncode == 0
    made = sitegen("new", "workflow", "--gather", cwd=tmp_path / "d")
    assert made.stdout.splitlines()[0] == ".github/workflows/gather.yml"
    assert "opens a pull request" in made.stderr
    file = tmp_path / "d" / ".github" / "workflows" / "gather.yml"
    assert file.read_text("utf-8") == gather_workflow_text()
    assert fits_schema(file).returncode == 0
    workflow = yaml.safe_load(file.read_text("utf-8"))
    assert len(workflow[True]["schedule"]) == 1  # YAML 1.1 reads `on` as true.
    assert workflow["permissions"] == {"contents": "write", "pull-requests": "write"}
    assert all("${{" not in step.get("run", "") for step in steps(file.read_text("utf-8")))
    again = sitegen("new", "workflow", "--gather", cwd=tmp_path / "d")
    assert again.returncode == 2
    assert not (file.parent / "pages.yml").exists()


def test_a_site_below_the_top_of_its_repository(tmp_path):
    text = gather_workflow_text("my site", "texts")
    (tmp_path / "gather.yml").write_text(text)
    assert fits_schema(tmp_path / "gather.yml").returncode == 0
    job = yaml.safe_load(text)["jobs"]["gather"]
    assert job["defaults"] == {"run": {"working-directory": "my site"}}
    assert steps(text)[3]["with"]["path"] == "my site/.sitegen"
    assert steps(text)[-1]["env"]["CONTENT"] == "texts"


def test_the_commands_open_a_pull_request_and_keep_what_was_decided_on_it(repository, sitegen):
    printed = repository.run()
    assert "content/news/a-ferry.md: new, from Paper" in printed
    (call,) = repository.calls
    assert call["branch"] == "gather-1"
    assert "content/news/a-crane.md: new, from Paper" in call["body"]
    assert "Lost: there is no file lost.xml" in call["body"]
    # Nothing is new: nothing is pushed.
    assert "Nothing is new." in repository.run()
    # An editor decides on the branch; on main a feed goes on.
    editor = repository.checkout("decisions")
    git(editor, "switch", "-q", "gather-1")
    assert sitegen("inbox", "accept", "*ferry*", cwd=editor).returncode == 0
    assert sitegen("inbox", "drop", "*crane*", cwd=editor).returncode == 0
    git(editor, "add", "-A")
    git(editor, "commit", "-qm", "decide")
    git(editor, "push", "-q", "origin", "HEAD")
    repository.write({"paper.xml": SECOND})
    printed = repository.run()
    assert "content/news/a-pier.md: new, from Paper" in printed
    assert len(repository.calls) == 1
    after = repository.checkout("after")
    git(after, "switch", "-q", "gather-1")
    assert sorted(p.name for p in (after / "content" / "news").iterdir()) == [
        "a-ferry.md",
        "a-pier.md",
    ]
    assert "draft" not in (after / "content" / "news" / "a-ferry.md").read_text("utf-8")
    # The pull request is merged: the next drafts come in a new one.
    git(after, "switch", "-q", "main")
    git(after, "merge", "-q", "--squash", "gather-1")
    git(after, "commit", "-qm", "merged")
    git(after, "push", "-q", "origin", "main")
    repository.log.write_text(json.dumps([{**call, "open": False}]))
    assert "Nothing is new." in repository.run()
    git(repository.editor, "pull", "-q")
    repository.write({"paper.xml": FIRST.replace("/2", "/4").replace("crane", "boat")})
    repository.run()
    assert [call["branch"] for call in repository.calls] == [
        "gather-1",
        f"gather-{repository.runs}",
    ]


def test_what_it_installs_can_gather(surroundings, tmp_path):
    (tmp_path / "requirements.txt").write_text(f"sitegen-digest=={__version__}\n")
    (tmp_path / "site.yml").write_text("title: D\n")
    (tmp_path / "content").mkdir()
    (tmp_path / "feeds.yml").write_text("section: N\nfeeds:\n- {name: P, address: p.xml}\n")
    (tmp_path / "p.xml").write_text(FIRST)
    (install,) = [s for s in steps(gather_workflow_text()) if s.get("name") == "Install sitegen"]
    script = f"{install['run']}\nsitegen gather\n"
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=tmp_path, env=surroundings, capture_output=True,
        encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("2 new drafts (1 feed)\n")
