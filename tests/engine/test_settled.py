"""Where nothing has changed, nothing is planned anew; where a text has, the pages that show it;
where anything else has, everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sitegen.execution import planned, refresh
from sitegen.execution.refresh import refresh_pages
from sitegen.reading.scan import Scanned, scan

from .sites import Outcome, built, clean_output, document, probe_theme, run, tree, write

pytestmark = pytest.mark.usefixtures("quick_templates", "quick_clock")

CONFIG = "title: Digest\nbase_url: https://example.org/\ntheme: {name: probe}\n"


class Planned(Exception):
    """The site was planned."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files: dict[str, bytes | str] = {
        "site.yml": CONFIG,
        "static/logo.txt": "Logo",
        "content/iran/a.md": document("Words.", title="A", date="2026-01-01"),
        "content/iran/b.md": document("Words.", title="B", date="2026-04-01"),
        "content/iran/c.md": document(
            "See [the paper](paper.pdf).", title="C", expires="2026-06-01"
        ),
        "content/iran/d.md": document("Words.", title="D", draft=True),
        "content/iran/paper.pdf": "Paper",
        "content/pages/about.md": document("Words.", title="About"),
    }
    return write(tmp_path / "site", files | probe_theme())


def at(month: int) -> dict[str, Any]:
    return {"now": datetime(2026, month, 15, tzinfo=UTC)}


def settled(root: Path, monkeypatch: pytest.MonkeyPatch, **options: Any) -> Outcome | None:
    """Build; None where that took a plan."""

    def refuse(*_: Any) -> None:
        raise Planned

    with monkeypatch.context() as patch:
        patch.setattr(planned, "plan_site", refuse)
        try:
            return built(root, **options)
        except Planned:
            return None


def test_nothing_is_planned_where_nothing_has_changed(root, monkeypatch):
    first = built(root)
    (root / "public/mine.txt").write_text("mine")
    again = settled(root, monkeypatch)
    assert again is not None
    assert again.rendered == {}
    assert first.said.result is not None
    assert again.said.result is not None
    assert again.said.result.pages == first.said.result.pages > 5
    assert again.said.result.foreign == ("mine.txt",)


def a(body: str = "Words.", **matter: Any) -> Callable[[Path], object]:
    """Save the first article anew."""
    data = document(body, **{"title": "A", "date": "2026-01-01", **matter})
    return lambda root: write(root, {"content/iran/a.md": data})


FEED_NAMES = ("feed.xml", "rss.xml", "feed.json")
FEEDS = {f"{folder}{name}" for folder in ("", "iran/") for name in FEED_NAMES}

EDITS: dict[str, tuple[Callable[[Path], object], set[str]]] = {
    "a body": (
        a("Other words."),
        {"iran/2026/01/a/index.html", *FEEDS},
    ),
    "a long body": (
        a("Other words. " * 500),
        {"iran/2026/01/a/index.html", *FEEDS},
    ),
    "the same body": (a("Words."), set()),
    "an attribute of its own": (a(extra={"topic": "new"}), {"iran/2026/01/a/index.html"}),
    "a hidden article's body": (
        lambda root: write(root, {"content/iran/d.md": document("New.", title="D", draft=True)}),
        set(),
    ),
    "a page's body": (
        lambda root: write(root, {"content/pages/about.md": document("New.", title="About")}),
        {"about/index.html"},
    ),
    "two bodies": (
        lambda root: write(
            root,
            {
                "content/iran/b.md": document("New.", title="B", date="2026-04-01"),
                "content/pages/about.md": document("New.", title="About"),
            },
        ),
        {"about/index.html"},
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_where_texts_have_changed_nothing_else_is_planned(root, tmp_path, monkeypatch, edit):
    change, rendered = EDITS[edit]
    built(root)
    change(root)
    outcome = settled(root, monkeypatch)
    assert outcome is not None
    assert outcome.rendered.keys() == rendered
    assert tree(root / "public") == clean_output(root, tmp_path / "fresh")
    again = settled(root, monkeypatch)
    assert again is not None
    assert again.rendered == {}


CHANGES: dict[str, Callable[[Path], object]] = {
    "a title": a(title="New"),
    "a tag": a(tags=["new"]),
    "a day": a(date="2026-01-02"),
    "a mark": a(truncated=True),
    "a link": a("Words, [and a link](c.md)."),
    "a heading": a("## Words\n\nWords."),
    "a body that is gone": a("", source={"url": "https://example.com/a"}),
    "a new article": lambda root: write(root, {"content/iran/e.md": document("E.", title="E")}),
    "a lost article": lambda root: (root / "content/iran/a.md").unlink(),
    "a hidden article": lambda root: write(
        root, {"content/iran/d.md": document("New.", title="New", draft=True)}
    ),
    "a link's file": lambda root: write(root, {"content/iran/paper.pdf": "New"}),
    "a static file": lambda root: write(root, {"static/logo.txt": "New"}),
    "a lost static file": lambda root: (root / "static/logo.txt").unlink(),
    "a setting": lambda root: write(root, {"site.yml": CONFIG + "page_size: 1\n"}),
    "a template": lambda root: write(root, {"templates/article.html": "{{ page.title }}"}),
    "a file of the output": lambda root: write(root, {"public/index.html": "mine"}),
    "a lost file of the output": lambda root: (root / "public/iran/index.html").unlink(),
    "the manifest": lambda root: write(
        root,
        {
            "public/.sitegen-manifest": (root / "public/.sitegen-manifest")
            .read_text()
            .replace("iran/index.html\n", "")
        },
    ),
    "the memo of sources": lambda root: (root / ".sitegen/sources.msgpack").unlink(),
    "the memo of pages": lambda root: (root / ".sitegen/pages.msgpack").unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_site_is_planned_where_anything_has_changed(root, tmp_path, monkeypatch, change):
    built(root)
    assert settled(root, monkeypatch) is not None
    CHANGES[change](root)
    assert settled(root, monkeypatch) is None
    if change == "the manifest":
        return  # What it does not list is not ours: the build refuses.
    built(root)
    assert tree(root / "public") == clean_output(root, tmp_path / "fresh")
    assert settled(root, monkeypatch) is not None


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (at(3), at(4)),
        (at(5), at(6)),
        (at(6), at(3)),
        (at(3), {"drafts": True, **at(3)}),
        (at(3), {"future": True, **at(3)}),
    ],
)
def test_the_site_is_planned_where_other_articles_show(root, tmp_path, monkeypatch, first, then):
    built(root, **first)
    assert settled(root, monkeypatch, **then) is None
    built(root, **then)
    assert tree(root / "public") == clean_output(root, tmp_path / "fresh", **then)
    assert settled(root, monkeypatch, **then) is not None


def test_a_day_on_which_nothing_shows_or_goes_changes_nothing(root, monkeypatch):
    built(root, **at(4))
    assert settled(root, monkeypatch, **at(5)) is not None


@pytest.mark.parametrize("value", ['{"a": 1, "b": true}', '{"b": 1, "a": 1}', '{"a": 1.0, "b": 1}'])
def test_what_python_holds_for_equal_is_another_value(root, tmp_path, monkeypatch, value):
    save = "---\ntitle: A\ndate: 2026-01-01\nextra: {}\n---\nWords.".format
    write(root, {"content/iran/a.md": save('{"a": 1, "b": 1}')})
    built(root)
    write(root, {"content/iran/a.md": save(value)})
    outcome = settled(root, monkeypatch)
    assert outcome is not None
    assert outcome.rendered.keys() == {"iran/2026/01/a/index.html"}
    assert tree(root / "public") == clean_output(root, tmp_path / "fresh")


def test_a_file_that_changed_while_it_was_copied_is_looked_at_again(root, tmp_path, monkeypatch):
    def meanwhile(*arguments: Any) -> Any:
        write(root, {"static/logo.txt": "Meanwhile"})
        return refresh_pages(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(refresh, "refresh_pages", meanwhile)
        built(root)
    write(root, {"static/logo.txt": "Logo"})
    built(root)
    assert tree(root / "public") == clean_output(root, tmp_path / "fresh")


def test_a_plan_made_while_a_file_went_is_not_kept(root, monkeypatch):
    write(root, {"content/iran/a.md": document("See [c](c.md).", title="A", date="2026-01-01")})

    def going(*args: Any, **options: Any) -> Scanned:
        found = scan(*args, **options)
        (root / "content/iran/c.md").unlink(missing_ok=True)
        return found

    with monkeypatch.context() as patch:
        patch.setattr("sitegen.execution.content.scan", going)
        run(root)
    outcome = run(root)
    errors = [problem for problem in outcome.problems if problem.severity == "error"]
    assert [problem.code for problem in errors] == ["content.broken-link"]


def test_other_code_plans_anew(root, monkeypatch):
    built(root)
    monkeypatch.setattr("sitegen.incremental.pages.code_fingerprint", lambda: b"other")
    assert settled(root, monkeypatch) is None


def test_verify_plans(root, monkeypatch):
    built(root)
    assert settled(root, monkeypatch, verify=True) is None
    assert settled(root, monkeypatch, clean=True) is None


def test_a_plan_is_not_taken_for_one_before_it(root, tmp_path, monkeypatch):
    built(root)
    built(root, drafts=True)
    assert settled(root, monkeypatch) is None
    built(root)
    assert tree(root / "public") == clean_output(root, tmp_path / "fresh")
