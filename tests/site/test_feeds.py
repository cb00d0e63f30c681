"""Atom feeds (RFC 4287): the newest entries in full, with addresses that work anywhere."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.building import article, built

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = {"site.yml": "title: Digest\nbase_url: https://example.org/repo/\ntimezone: Asia/Tehran\n"}


def many(count: int) -> dict[str, str]:
    return {
        f"content/{'iran' if n % 2 else 'sea'}/{n:02}.md": article(
            f"title: N{n:02}\ndate: 2024-05-01T{n // 60:02}:{n % 60:02}\n"
            f"tags: [{'Oil' if n % 3 else 'Gas'}, All]\nauthors: [M]"
        )
        for n in range(1, count + 1)
    }


def test_a_feed_holds_the_newest_twenty(write_files):
    site = built(write_files(SITE | many(50)))
    for path, numbers in {
        "feed.xml": range(50, 30, -1),
        "iran/feed.xml": range(49, 9, -2),
        "tags/gas/feed.xml": range(48, 0, -3),
        "authors/m/feed.xml": range(50, 30, -1),
    }.items():
        titles = [entry.title for entry in site.feed(path).entries]
        assert titles == [f"N{n:02}" for n in numbers], path


def test_the_count_is_a_setting(write_files):
    config = {"site.yml": SITE["site.yml"] + "feed: {count: 3}\n"}
    assert len(built(write_files(config | many(5))).feed("feed.xml").entries) == 3


def test_a_feed_says_what_it_is(write_files):
    site = built(write_files(SITE | many(3)))
    feed = site.feed("tags/oil/feed.xml").feed
    links = {link.rel: link.href for link in feed.links}
    assert links == {
        "self": "https://example.org/repo/tags/oil/feed.xml",
        "alternate": "https://example.org/repo/tags/oil/",
    }
    assert feed.id == "https://example.org/repo/tags/oil/"
    assert feed.title == "Oil – Digest"
    assert feed.updated == "2024-05-01T00:02:00+03:30"


def test_an_entry_has_the_whole_article(write_files):
    front = (
        "title: Port & quay\ndate: 2024-05-01\nupdated: 2024-05-03T10:00\nsummary: A <dek>.\n"
        "authors: [Mina Rad, Ali Bey]\ntags: [Oil & Gas, Trade]\nlang: az"
    )
    body = "One [link](../sea/b.md#h-x), ![p](p.svg), note[^1].\n\n[^1]: A [note](/sea/).\n"
    content = {
        "content/iran/a.md": article(front, body),
        "content/iran/p.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "content/sea/b.md": article("title: B", "## X\n\nText.\n"),
    }
    site = built(write_files(SITE | content))
    entry = site.feed("feed.xml").entries[0]
    assert entry.title == "Port &amp; quay" or entry.title == "Port & quay"
    assert entry.id == entry.link == "https://example.org/repo/iran/2024/05/a/"
    assert entry.published == "2024-05-01T00:00:00+03:30"
    assert entry.updated == "2024-05-03T10:00:00+03:30"
    assert [author.name for author in entry.authors] == ["Mina Rad", "Ali Bey"]
    assert [tag.term for tag in entry.tags] == ["Oil & Gas", "Trade"]
    root = ElementTree.fromstring(site.text("feed.xml"))
    node = root.find(f"{ATOM}entry")
    assert node is not None
    assert node.get("{http://www.w3.org/XML/1998/namespace}lang") == "az"
    assert node.findtext(f"{ATOM}summary") == "A <dek>."
    content_node = node.find(f"{ATOM}content")
    assert content_node is not None
    assert content_node.get("type") == "html"
    html = LexborHTMLParser(content_node.text or "")
    addresses = {n.attributes.get("href") or n.attributes.get("src") for n in html.css("a, img")}
    assert addresses == {
        "https://example.org/repo/sea/b/#h-x",
        "https://example.org/repo/iran/p.svg",
        "https://example.org/repo/sea/",
        "https://example.org/repo/iran/2024/05/a/#fn1",
        "https://example.org/repo/iran/2024/05/a/#fnref1",
    }


PICTURE = "image: {src: q.svg, alt: A <quay>, caption: At dawn, credit: Mina & Co}\n"
CUT = "truncated: true\nsource: {name: The Coast, url: 'https://coast.example/a?b=1&c=2'}\n"


def content_of(site, path: str = "feed.xml") -> Any:
    """Parse the HTML of a feed's first entry."""
    return LexborHTMLParser(site.feed(path).entries[0].content[0].value)


def test_an_entry_begins_with_the_picture_and_ends_with_the_way_on(write_files):
    """Many readers see the feed alone: who made the picture, and that the text is cut."""
    content = {
        "content/iran/q.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='6'/>",
        "content/iran/a.md": article(f"title: A\ndate: 2024-05-01\n{PICTURE}{CUT}"),
    }
    site = built(write_files(SITE | content))
    for path in ("feed.xml", "iran/feed.xml"):
        nodes = content_of(site, path).css("body > *")
        assert [node.tag for node in nodes] == ["figure", "p", "p", "p"]
        image = nodes[0].css_first("img").attributes
        assert (image["src"], image["alt"]) == ("https://example.org/repo/iran/q.svg", "A <quay>")
        assert (image["width"], image["height"]) == ("9", "6")
        assert nodes[0].css_first("figcaption").text() == "At dawn — Mina & Co"
        assert nodes[2].text().strip() == "First published by The Coast"
        assert nodes[3].text() == "Continue reading at The Coast"
        assert nodes[3].css_first("a").attributes["href"] == "https://coast.example/a?b=1&c=2"
        links = {link.rel: link for link in site.feed(path).entries[0].links}
        assert links["via"].href == "https://coast.example/a?b=1&c=2"
        assert links["via"].title == "The Coast"
        assert links["alternate"].href == "https://example.org/repo/iran/2024/05/a/"


@pytest.mark.parametrize(
    ("front", "last", "via"),
    [
        ("", "A body.", False),
        ("truncated: true\n", "The rest of this article is with its publisher.", False),
        ("truncated: true\nsource: {name: X}\n", "Continue reading at X", False),
        (
            "truncated: true\nsource: {url: 'https://x.example/'}\n",
            "Continue reading at https://x.example/",
            True,
        ),
        (
            "source: {name: X, url: 'https://x.example/', authors: [M], date: 2024-04-30}\n",
            "First published by X, M, Apr 30, 2024",
            True,
        ),
    ],
)
def test_an_entry_says_where_it_comes_from_as_its_page_does(write_files, front, last, via):
    site = built(
        write_files(SITE | {"content/iran/a.md": article(f"title: A\ndate: 2024-05-01\n{front}")})
    )
    assert content_of(site).css("body > *")[-1].text().strip() == last
    rels = [link.rel for link in site.feed("feed.xml").entries[0].links]
    assert ("via" in rels) == via
    page = site.html("iran/2024/05/a/index.html").css_first("article").text()
    assert " ".join(last.split()) in " ".join(page.split())


@pytest.mark.parametrize("front", [f"{PICTURE}summary: Short.", f"summary: Short.\n{CUT}", CUT])
def test_a_brief_shows_what_it_has(write_files, front):
    content = {
        "content/iran/q.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "content/iran/2024-05-01-a.md": article(f"title: A\n{front}", ""),
    }
    site = built(write_files(SITE | content))
    entry = site.feed("feed.xml").entries[0]
    assert entry.get("summary", "") == ("Short." if "Short." in front else "")
    if "image" in front:
        html = content_of(site)
        assert html.css_first("figcaption").text() == "At dawn — Mina & Co"
        assert html.css("body > *")[-1].text() == "Short."
    else:
        assert "via" in [link.rel for link in entry.links]


def test_a_picture_of_another_host_stays_where_it_is(write_files):
    front = "title: A\ndate: 2024-05-01\nimage: {src: 'https://pictures.example/q.png', credit: M}"
    site = built(write_files(SITE | {"content/iran/a.md": article(front)}))
    image = content_of(site).css_first("figure img").attributes
    assert image["src"] == "https://pictures.example/q.png"


@pytest.mark.parametrize("source", ["", "source: {url: 'https://a.example/b'}"])
def test_a_brief_is_an_entry_with_an_id_of_its_own(write_files, source):
    content = {
        "content/iran/2024-05-01-a.md": article(f"title: A\nsummary: Short.\n{source}", ""),
        "content/iran/2024-05-01-b.md": article(f"title: B\n{source}", ""),
    }
    entries = built(write_files(SITE | content)).feed("feed.xml").entries
    assert len({entry.id for entry in entries}) == 2
    assert all(entry.id.startswith("tag:example.org,2026:iran/2024-05-01-") for entry in entries)
    expected = "https://a.example/b" if source else "https://example.org/repo/iran/"
    assert {entry.link for entry in entries} == {expected}


def test_a_feed_s_time_is_that_of_its_latest_change_not_of_the_build(write_files):
    content = {
        "content/iran/a.md": article("title: A\ndate: 2024-05-01\nupdated: 2024-06-01"),
        "content/iran/b.md": article("title: B\ndate: 2024-05-02"),
    }
    root = write_files(SITE | content)
    first, later = built(root, "2025-01-01"), built(root, "2026-01-01")
    assert first.feed("feed.xml").feed.updated == "2024-06-01T00:00:00+03:30"
    assert first.contents() == later.contents()


def test_every_element_that_atom_asks_for_is_there(write_files):
    content = many(3) | {
        "content/iran/undated.md": article("title: Undated"),
        "content/authors/idle.md": article("name: Idle", ""),
    }
    site = built(write_files(SITE | content))
    for path in site.paths():
        if not path.endswith("feed.xml"):
            continue
        feed = ElementTree.fromstring(site.text(path))
        assert feed.tag == f"{ATOM}feed"
        for element in (feed, *feed.findall(f"{ATOM}entry")):
            for name in ("id", "title", "updated"):
                found = element.findall(ATOM + name)
                assert len(found) == 1, (path, name)
                assert found[0].text, (path, name)
            for node in element.findall(f"{ATOM}published") + element.findall(f"{ATOM}updated"):
                assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", node.text or "")
        assert feed.findall(f"{ATOM}author")


@pytest.mark.parametrize("page", ["index.html", "iran/index.html", "iran/2024/05/01/index.html"])
def test_pages_lead_to_their_feed(write_files, page):
    site = built(write_files(SITE | many(1)))
    kinds = "link[rel=alternate][type='application/atom+xml']"
    links = [node.attributes["href"] for node in site.html(page).css(kinds)]
    assert "/repo/feed.xml" in links
    if page == "iran/index.html":
        assert "/repo/iran/feed.xml" in links
