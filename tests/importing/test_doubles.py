"""An article that is here already, under another spelling of its address."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.importing.content_view import Head, addresses_of, head_of, read_heads
from tests.conftest import RunSitegen, WriteFiles
from tests.importing.containers import builders

HERE = "content/iran/2026-05-01-talks.md"
TALKS = """\
---
title: The talks
source: {name: Paper, url: 'https://example.com/a/talks'}
---

Both sides met.
"""


@pytest.fixture
def site(write_files: WriteFiles) -> Path:
    return write_files({"site.yml": "title: Shoreline\n", HERE: TALKS})


def files(site: Path) -> list[str]:
    return sorted(p.relative_to(site).as_posix() for p in site.glob("content/**/*.md"))


def save(site: Path, name: str, address: str) -> None:
    page = builders.PAGE.replace(builders.URL, address)
    (site / name).write_text(page, "utf-8")


def test_an_article_of_the_same_address_is_already_here(site, sitegen: RunSitegen):
    save(site, "page.html", "http://www.example.com/a/talks/?utm_source=rss#x")
    run = sitegen("import", "page.html", "--section", "Ports")
    assert run.returncode == 1
    assert f"already here as {HERE}, with another text" in run.stderr
    assert files(site) == [HERE]
    assert (site / HERE).read_text("utf-8") == TALKS
    run = sitegen("import", "page.html", "--section", "Ports", "--force")
    assert run.returncode == 0, run.stderr
    assert files(site) == [HERE, "content/ports/2026-05-04-ferry-gets-a-timetable.md"]
    assert (site / HERE).read_text("utf-8") == TALKS


def test_an_entry_of_a_list_that_is_already_here_makes_no_brief(site, sitegen: RunSitegen):
    rows = (
        "title,url,time_added,tags,status\n"
        "Talks,https://m.example.com/a/talks/amp/,1777888800,,unread\n"
        "Gas,https://example.com/a/gas,1777888800,,unread\n"
    )
    (site / "list.csv").write_text(rows)
    run = sitegen("import", "list.csv", "--section", "Iran")
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines() == [
        f"“Talks”: already here as {HERE}",
        "content/iran/gas.md: written",
    ]
    assert sitegen("import", "list.csv", "--section", "Iran").returncode == 0
    assert files(site) == [HERE, "content/iran/gas.md"]


def test_the_full_article_takes_the_place_of_its_brief_under_another_title(site, sitegen):
    address = "https://harbour.example/2026/05/ferry"
    rows = f"title,url,time_added,tags,status\nA ferry,{address},1777888800,,unread\n"
    (site / "list.csv").write_text(rows)
    sitegen("import", "list.csv", "--section", "Ports")
    assert files(site) == [HERE, "content/ports/a-ferry.md"]
    save(site, "page.html", f"{address}/?utm_medium=x")
    run = sitegen("import", "page.html", "--section", "Ports")
    assert run.returncode == 0, run.stderr
    assert files(site) == [HERE, "content/ports/2026-05-04-ferry-gets-a-timetable.md"]


@pytest.mark.parametrize(
    ("matter", "head"),
    [
        ("title: A\n", Head("iran/a.md", "A", "iran")),
        ("title: A\ndate: 2026-05-04 10:00\nsection: Gas\ndraft: true\n",
         Head("iran/a.md", "A", "Gas", "2026-05-04", is_draft=True)),
        ("title: [broken\nsource:\n  url: https://a.example/b\n",
         Head("iran/a.md", address="https://a.example/b")),
        ("- a list\n", Head("iran/a.md")),
        ("tags: {a: b}\nsource: text\nextra: [x]\n", Head("iran/a.md", section="iran")),
    ],
    ids=["short", "long", "broken", "list", "odd"],
)  # fmt: skip
def test_the_head_of_a_file(matter, head):
    assert head_of("iran/a.md", f"---\n{matter}") == head


def test_a_folder_that_links_to_itself_is_read_once(site):
    (site / "content" / "iran" / "again").symlink_to(site / "content")
    (site / "content" / "iran" / "b.md").write_bytes(
        b"\xef\xbb\xbf---\r\ntitle: B\r\nsource:\r\n  url: https://b.example/b\r\n---\r\nText.\r\n"
    )
    assert addresses_of(read_heads(site / "content")) == {
        "example.com/a/talks": "iran/2026-05-01-talks.md",
        "b.example/b": "iran/b.md",
    }
