"""`build --only` renders the pages that match, and the next build makes good for all others."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.building import run_cli

from .sites import Outcome, built, clean_output, document, probe_theme, run, tree, write

pytestmark = pytest.mark.usefixtures("quick_templates", "quick_clock")

CONFIG = "title: Digest\nbase_url: https://example.org/\ntheme: {name: probe}\n"
GULF, LAKE = "content/iran/gulf.md", "content/iran/lake.md"
GULF_PAGE, LAKE_PAGE = "iran/2026/01/gulf/index.html", "iran/2026/01/lake/index.html"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a site that was built, and changed since: one title each, one new, one gone."""
    files: dict[str, bytes | str] = {
        "site.yml": CONFIG,
        "static/logo.txt": "Logo",
        GULF: document("Words.", title="The gulf", date="2026-01-01"),
        LAKE: document("Words.", title="The lake", date="2026-01-02"),
        "content/iran/old.md": document("Words.", title="Old", date="2026-01-03"),
        "content/pages/about.md": document("Words.", title="About"),
    }
    root = write(tmp_path / "site", files | probe_theme())
    built(root)
    changes: dict[str, bytes | str] = {
        "static/logo.txt": "New logo",
        GULF: document("Other words.", title="The wide gulf", date="2026-01-01"),
        LAKE: document("Other words.", title="The wide lake", date="2026-01-02"),
        "content/iran/new.md": document("Words.", title="New", date="2026-01-04"),
        "content/iran/draft.md": document("Words.", title="Draft", draft=True),
    }
    (root / "content/iran/old.md").unlink()
    return write(root, changes)


def changed_by(root: Path, *only: str, **options: bool) -> tuple[set[str], Outcome]:
    """Build a part; the files of the output that differ, and what was said."""
    before = tree(root / "public")
    outcome = built(root, only=only, **options)
    after = tree(root / "public")
    assert before.keys() <= after.keys(), "nothing is deleted"
    return {path for path, data in after.items() if before.get(path) != data}, outcome


@pytest.mark.parametrize(
    ("only", "pages"),
    [
        ([GULF], {GULF_PAGE}),
        (["content/iran/*l*"], {GULF_PAGE, LAKE_PAGE}),
        (["iran/2026/01/lake/index.html"], {LAKE_PAGE}),
        (["public/iran/2026/01/lake"], {LAKE_PAGE}),
        (["/iran/2026/01/lake/"], {LAKE_PAGE}),
        ([f"./{GULF}", "content/iran/lake.??"], {GULF_PAGE, LAKE_PAGE}),
        (["index.html"], {"index.html"}),
        (["content/pages"], set()),
        (["content/iran/new.md"], {"iran/2026/01/new/index.html"}),
    ],
)
def test_what_matches_is_rendered_and_the_next_build_is_as_a_clean_one(root, tmp_path, only, pages):
    found, outcome = changed_by(root, *only)
    found.discard(".sitegen-manifest")
    assert found == pages | {"logo.txt"}, "files that are copied come along"
    assert outcome.rendered.keys() == found
    assert (root / "public/iran/2026/01/old/index.html").exists()
    assert "about/index.html" not in built(root).rendered, "it is known from before"
    assert tree(root / "public") == clean_output(root, tmp_path / "fresh")
    assert built(root).rendered == {}


def test_the_first_build_may_be_of_some_pages(root, tmp_path):
    for folder in (root / ".sitegen", root / "public"):
        shutil.rmtree(folder)
    outcome = built(root, only=(GULF,))
    assert set(tree(root / "public")) == {*outcome.rendered, ".sitegen-manifest"}
    assert {path for path in outcome.rendered if "/" in path} == {GULF_PAGE}
    assert outcome.said.result is not None
    assert outcome.said.result.pages == len(outcome.rendered)
    built(root)
    assert tree(root / "public") == clean_output(root, tmp_path / "fresh")


def test_a_second_time_nothing_is_rendered_and_nothing_is_forgotten(root, tmp_path):
    built(root, only=(GULF,))
    assert built(root, only=(GULF,)).rendered == {}
    built(root, only=(LAKE,), verify=True)
    built(root, only=("index.html",), clean=True)
    built(root)
    assert tree(root / "public") == clean_output(root, tmp_path / "fresh")


def test_a_pattern_without_a_page_is_an_error_and_nothing_is_written(root):
    before = tree(root / "public")
    outcome = run(root, only=("content/iran/golf.md", GULF, "content/iran/draft.md"))
    assert outcome.failure == "UsageError"
    assert sorted((problem.words, problem.hint) for problem in outcome.problems) == [
        (
            "no page comes from “content/iran/golf.md”, and none is written there",
            "name a source (content/iran/gulf.md), a page (iran/index.html), or several: 'iran/*'",
        ),
        (
            "“content/iran/draft.md” has no page: it is a draft, dated later, or expired",
            "show it with --drafts or --future",
        ),
    ]
    assert tree(root / "public") == before
    assert changed_by(root, "content/iran/draft.md", drafts=True)[0] > {"logo.txt"}


def test_a_file_is_named_from_where_one_is(root):
    moment = ("--now", "2026-03-01")
    ran = run_cli("build", *moment, "--only", "gulf.md", cwd=root / "content" / "iran")
    assert ran.code == 0, ran.err
    assert "the wide gulf" in (root / "public" / GULF_PAGE).read_text("utf-8").lower()
    assert "the wide lake" not in (root / "public" / LAKE_PAGE).read_text("utf-8").lower()
    assert "pages that do not match are as they were" in ran.err
    ran = run_cli("build", *moment, "--only", f"x{os.sep}*", cwd=root)
    assert ran.code == 2
    assert ran.err.startswith("--only: error: no page comes from “x/*”")
