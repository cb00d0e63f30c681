"""File names that are not UTF-8: reported with something readable, and never in the way."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.building import run_cli

from .sites import built, document, probe_theme, run, write

pytestmark = [
    pytest.mark.usefixtures("quick_templates", "quick_clock"),
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere file systems refuse such names"),
]

ODD = os.fsdecode(b"caf\xe9")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files: dict[str, bytes | str] = {
        "site.yml": "title: Digest\nbase_url: https://digest.example/\ntheme: {name: probe}\n",
        "static/logo.txt": "Logo",
        "content/iran/a.md": document("Words.", title="A", date="2026-01-01"),
    }
    return write(tmp_path / "site", files | probe_theme())


@pytest.mark.parametrize(
    ("folder", "suffix"),
    [
        ("content/iran", ".md"),
        ("content/iran", ".png"),
        ("content/" + ODD, "/a.md"),
        ("static", ".txt"),
        ("templates", ".html"),
    ],
)
def test_a_source_is_reported(root: Path, folder: str, suffix: str):
    write(root, {f"{folder}/{ODD}{suffix}": document("Words.", title="B")})
    outcome = run(root)
    (problem,) = outcome.problems
    assert problem.text().startswith(f"{folder}/caf\ufffd{suffix}".replace(ODD, "caf\ufffd"))
    assert problem.message == "the file's name is not UTF-8"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_foreign_file_of_the_output_is_left_alone(root: Path, jobs: int):
    articles = {f"content/iran/{n}.md": document("Words.", title=f"No. {n}") for n in range(210)}
    built(write(root, articles))
    write(root, {f"public/{ODD}.html": "mine"})
    # So many pages are surveyed in another process where there is a second core.
    outcome = built(root, jobs=jobs)
    assert outcome.said.result is not None
    assert outcome.said.result.foreign == ("caf\ufffd.html",)
    assert (root / f"public/{ODD}.html").read_text() == "mine"
    printed = run_cli("build", "--json", cwd=root)
    assert json.loads(printed.out)["foreign"] == ["caf\ufffd.html"]


def test_a_name_that_holds_a_replacement_character_is_a_name(root: Path):
    write(root, {"content/iran/b\ufffd.md": document("Words.", title="B", slug="b")})
    assert "iran/b/index.html" in "".join(built(root).rendered)
