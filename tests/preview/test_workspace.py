"""The plan in memory is the one that a build would make, however it came about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.preview.workspace import PreviewOptions, Workspace
from tests.preview.conftest import article

SPRING = "content/iran/2024-05-01-spring.md"
SUMMER = "content/iran/2024-05-02-summer.md"
PAGE = "iran/2024/05/spring/index.html"

FIELDS = {"tags": "[Rivers]", "authors": "[Mina]"}


@pytest.fixture
def workspace(site: Path) -> Iterator[Workspace]:
    for number in range(8):
        file = site / f"content/iran/2024-04-{number + 1:02}-more.md"
        file.write_text(article(f"More {number}", tags="[Rivers]", slug=f"more-{number}"))
    (site / SUMMER).write_text(
        article("Summer", "See [spring](2024-05-01-spring.md).\n", related="[2024-05-01-spring.md]")
    )
    opened = opened_on(site)
    yield opened
    opened.close()


def opened_on(site: Path) -> Workspace:
    return Workspace(PreviewOptions(root=site), lambda _text: None)


def assert_as_planned_anew(workspace: Workspace, site: Path) -> None:
    """Assert that pages, site values and assets are those of a workspace that starts now."""
    fresh = opened_on(site)
    old, new = workspace.snapshot.planned, fresh.snapshot.planned
    assert list(old.pages) == list(new.pages)
    assert old.pages == new.pages
    assert (old.site, old.assets, old.owners) == (new.site, new.assets, new.owners)
    fresh.close()


HARMLESS = {
    "body": article("Spring", "Other text.\n", **FIELDS),
    "title": article("Spring is here", "First text.\n", **FIELDS),
    "summary": article("Spring", "First text.\n", summary="It is warm.", **FIELDS),
    "extra": article("Spring", "First text.\n", extra="{colour: green}", **FIELDS),
    "headings": article("Spring", "# One\n\n## Two\n\ntext " * 300, **FIELDS),
    "all of them": article("S", "T\n", summary="U", extra="{a: 1}", **FIELDS),
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS.keys())
def test_an_edit_that_moves_nothing_leaves_other_pages_the_same_objects(
    site: Path, workspace: Workspace, text: str
):
    before = workspace.snapshot.planned.pages
    (site / SPRING).write_text(text)

    changes = workspace.refresh({str(site / SPRING)})

    pages = workspace.snapshot.planned.pages
    changed = {page.url for path, page in pages.items() if page != before[path]}
    assert changed == set(changes.urls)
    assert (
        pages["azerbaijan/2024/05/autumn/index.html"]
        is (before["azerbaijan/2024/05/autumn/index.html"])
    )
    assert_as_planned_anew(workspace, site)
    assert workspace.refresh(None).urls == ()
    assert_as_planned_anew(workspace, site)


MOVING = {
    "tag": article("Spring", "First text.\n", tags="[Ports]"),
    "author": article("Spring", "First text.\n", authors="[Someone]"),
    "date": article("Spring", "First text.\n", date="2024-05-20"),
    "slug": article("Spring", "First text.\n", slug="nowruz"),
    "section": article("Spring", "First text.\n", section="turkey"),
    "draft": article("Spring", "First text.\n", draft="true"),
    "expired": article("Spring", "First text.\n", expires="2024-06-01"),
    "alias": article("Spring", "First text.\n", aliases="[/old/]"),
    "link": article("Spring", "[Summer](2024-05-02-summer.md)\n"),
    "brief": article("Spring", ""),
    "language": article("Spring", "First text.\n", lang="fa"),
    "image": article("Spring", "First text.\n", image="{src: https://example.org/a.png}"),
    "updated": article("Spring", "First text.\n", updated="2024-05-30"),
}


@pytest.mark.parametrize("text", MOVING.values(), ids=MOVING.keys())
def test_an_edit_that_moves_something_is_planned_anew(site: Path, workspace: Workspace, text: str):
    (site / SPRING).write_text(text)
    assert workspace.refresh({str(site / SPRING)}).any
    assert_as_planned_anew(workspace, site)


def test_links_into_an_article_are_checked_again_once_it_is_quiet(site: Path, workspace: Workspace):
    (site / SPRING).write_text(article("Spring", "# Rain\n", **FIELDS))
    (site / SUMMER).write_text(article("Summer", "[Rain](2024-05-01-spring.md#h-rain)\n"))
    workspace.refresh({str(site / SPRING), str(site / SUMMER)})
    assert not workspace.problems

    (site / SPRING).write_text(article("Spring", "# Snow\n", **FIELDS))
    workspace.refresh({str(site / SPRING)})
    workspace.refresh(None)

    assert [problem.code for problem in workspace.problems] == ["content.broken-link"]


def test_a_stylesheet_changes_its_address_and_no_page(site: Path, workspace: Workspace):
    (site / "static/extra.css").write_text("h1 { color: red }\n")
    changes = workspace.refresh({str(site / "static/extra.css")})
    assert len(changes.styles) == 1
    assert changes.styles[0].startswith("/digest/extra.css?v=")
    assert changes.urls == ()
    assert not changes.everything
    assert_as_planned_anew(workspace, site)


def test_another_static_file_may_change_every_page(site: Path, workspace: Workspace):
    (site / "static/film.bin").write_bytes(b"new")
    changes = workspace.refresh({str(site / "static/film.bin")})
    assert changes.everything
    assert_as_planned_anew(workspace, site)


def test_a_static_file_of_the_site_hides_that_of_the_theme(site: Path, workspace: Workspace):
    style = site / "static/style.css"
    for text in ("one", "two"):
        style.write_text(text)
        workspace.refresh({str(style)})
        assert_as_planned_anew(workspace, site)
    style.unlink()
    workspace.refresh({str(style)})
    assert_as_planned_anew(workspace, site)


def test_a_file_with_problems_keeps_what_it_last_held(site: Path, workspace: Workspace):
    good = (site / SPRING).read_text()
    (site / SPRING).write_text("---\ntitle: [\n---\n")
    assert workspace.refresh({str(site / SPRING)}).urls == ()
    assert [problem.path for problem in workspace.problems] == [SPRING]
    workspace.refresh(None)
    assert PAGE in workspace.snapshot.planned.pages
    # Others go on meanwhile.
    (site / SUMMER).write_text(article("High summer"))
    workspace.refresh({str(site / SUMMER)})
    assert b"High summer" in rendered(workspace, "iran/index.html")
    assert b"Spring" in rendered(workspace, "iran/index.html")

    (site / SPRING).write_text(good)
    assert workspace.refresh({str(site / SPRING)}).urls == ()
    assert workspace.problems == ()
    assert_as_planned_anew(workspace, site)


def test_broken_settings_and_themes_leave_the_last_ones(site: Path, workspace: Workspace):
    text = (site / "site.yml").read_text()
    (site / "site.yml").write_text(text + "colour: red\n")
    workspace.refresh({str(site / "site.yml")})
    assert [problem.code for problem in workspace.problems] == ["yaml.unknown-key"]
    (site / "site.yml").write_text(text.replace("Caspian", "Shore"))
    workspace.refresh({str(site / "site.yml")})
    assert workspace.problems == ()
    assert b"Shore Digest" in rendered(workspace, PAGE)
    assert_as_planned_anew(workspace, site)

    (site / "site.yml").unlink()
    workspace.refresh({str(site / "site.yml")})
    assert workspace.problems
    assert b"Shore Digest" in rendered(workspace, PAGE)
    (site / "site.yml").write_text(text)
    workspace.refresh({str(site / "site.yml")})
    assert workspace.problems == ()


def test_why_a_page_was_rendered(site: Path, workspace: Workspace):
    looks = workspace.history
    assert looks.because(PAGE) == ()
    rendered(workspace, PAGE)
    assert looks.because(PAGE) == ("first look",)
    (site / SPRING).write_text(article("New title", "First text.\n", **FIELDS))
    workspace.refresh({str(site / SPRING)})
    rendered(workspace, PAGE)
    rendered(workspace, PAGE)
    assert looks.because(PAGE) == ("title",)
    (site / "static/style.css").write_text("p {}")
    workspace.refresh(None)
    rendered(workspace, PAGE)
    assert looks.because(PAGE) == ("asset style.css",)
    (site / "site.yml").write_text((site / "site.yml").read_text().replace("Caspian", "Shore"))
    workspace.refresh(None)
    rendered(workspace, PAGE)
    assert looks.because(PAGE) == ("site.feeds", "site.title")
    (site / "templates").mkdir()
    (site / "templates/_box.html").write_text("{# nothing #}")
    workspace.refresh(None)
    rendered(workspace, PAGE)
    assert looks.because(PAGE) == ("template",)


def rendered(workspace: Workspace, path: str) -> bytes:
    snapshot = workspace.snapshot
    return workspace.render(snapshot, snapshot.planned.pages[path])
