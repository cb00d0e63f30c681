"""Atom, RSS 2.0 and JSON Feed by the rules of their specifications."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.building import article, built
from tests.site.feed_rules import ATOM_RULES, CONTENT, DC, MEDIA, RSS_RULES

HEAD = "title: Digest\nbase_url: https://example.org/repo/\ntimezone: Asia/Tehran\n"
AUTHORITY = "authority: 'example.org,2026'"
FULL = """
title: One
date: 2026-05-04
updated: 2026-05-05T10:00
summary: A <dek> & more.
authors: [Mina Rad, Ali Bey]
tags: [Oil & Gas]
truncated: true
source: {name: The Coast, url: 'https://coast.example/a?b=1&c=2'}
image: {src: q.svg, alt: A quay, caption: At dawn, credit: Mina & Co}
corrections:
  - {date: 2026-05-07, text: "It has <two> berths."}
"""
FILES = {
    "content/iran/one.md": article(FULL, "See [two](two.md) and [this](#h-x).\n\n## X\n"),
    "content/iran/two.md": article("title: Two\ndate: 2026-05-03", "Text.\n"),
    "content/iran/q.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='6'/>",
    "content/iran/brief.md": article(
        "title: Brief\ndate: 2026-05-02\nsource: {url: 'https://a.example/'}", ""
    ),
    "content/iran/fa.md": article("title: خلیج\ndate: 2026-05-01\nlang: fa", "متن\n"),
    "content/iran/undated.md": article("title: Undated", "Text.\n"),
}


def site_of(write_files, settings: str = "", head: str = HEAD) -> Any:
    """Build the small site; `settings` are those of `feed`."""
    feed = f"feed: {{{AUTHORITY}{settings and ', ' + settings}}}\n"
    return built(write_files(FILES | {"site.yml": head + feed}))


@pytest.mark.parametrize("head", [HEAD, HEAD + "language: fa\n"], ids=["en", "fa"])
def test_feeds_hold_to_every_rule(write_files, head):
    site = site_of(write_files, head=head)
    for path in sorted(site.paths()):
        rules = {"feed.xml": ATOM_RULES, "rss.xml": RSS_RULES}.get(path.rpartition("/")[2], ())
        for rule in rules:
            feed = ElementTree.fromstring(site.text(path))
            assert list(rule.faults(feed)) == [], (path, rule.name, rule.source)
        if rules:
            assert site.feed(path).entries


@pytest.mark.parametrize("rule", ATOM_RULES, ids=lambda rule: rule.name)
def test_each_rule_of_atom_can_be_broken(write_files, rule):
    assert_broken(site_of(write_files).text("feed.xml"), rule)


@pytest.mark.parametrize("rule", RSS_RULES, ids=lambda rule: rule.name)
def test_each_rule_of_rss_can_be_broken(write_files, rule):
    assert_broken(site_of(write_files).text("rss.xml"), rule)


def assert_broken(text: str, rule: Any) -> None:
    pattern, wrong = rule.breaks
    broken, count = re.subn(pattern, wrong, text)
    assert count, pattern
    assert list(rule.faults(ElementTree.fromstring(text))) == []
    assert list(rule.faults(ElementTree.fromstring(broken)))


def test_an_rss_item_has_all_of_the_article(write_files):
    site = site_of(write_files)
    channel = ElementTree.fromstring(site.text("rss.xml")).find("channel")
    assert channel is not None
    item = channel.findall("item")[0]
    assert item.findtext("guid") == "tag:example.org,2026:iran/one"
    assert item.findtext("pubDate") == "Mon, 04 May 2026 00:00:00 +0330"
    assert [n.text for n in item.findall(f"{DC}creator")] == ["Mina Rad", "Ali Bey"]
    assert item.findtext("category") == "Oil & Gas"
    assert LexborHTMLParser(item.findtext("description") or "").text() == "A <dek> & more."
    media = item.find(f"{MEDIA}content")
    assert media is not None
    assert media.attrib == {
        "url": "https://example.org/repo/iran/q.svg",
        "medium": "image",
        "width": "9",
        "height": "6",
    }
    assert media.findtext(f"{MEDIA}credit") == "Mina & Co"
    assert channel.findtext("lastBuildDate") == "Thu, 07 May 2026 00:00:00 +0330"
    html: Any = LexborHTMLParser(item.findtext(CONTENT) or "")
    assert html.css_first(".corrections li").text() == "May 7, 2026: It has <two> berths."
    assert html.css_first("strong").text() == "Continue reading at The Coast"


def test_a_json_feed_has_all_of_the_article(write_files):
    feed = json.loads(site_of(write_files).text("feed.json"))
    first = feed["items"][0]
    html: Any = LexborHTMLParser(first.pop("content_html"))
    assert html.css_first("figcaption").text() == "At dawn — Mina & Co"
    assert html.css_first(".corrections li").text() == "May 7, 2026: It has <two> berths."
    assert first == {
        "id": "tag:example.org,2026:iran/one",
        "url": "https://example.org/repo/iran/2026/05/one/",
        "external_url": "https://coast.example/a?b=1&c=2",
        "title": "One",
        "summary": "A <dek> & more.",
        "image": "https://example.org/repo/iran/q.svg",
        "date_published": "2026-05-04T00:00:00+03:30",
        "date_modified": "2026-05-07T00:00:00+03:30",
        "authors": [{"name": "Mina Rad"}, {"name": "Ali Bey"}],
        "tags": ["Oil & Gas"],
    }
    assert {key: feed[key] for key in ("version", "title", "language", "feed_url")} == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Digest",
        "language": "en",
        "feed_url": "https://example.org/repo/feed.json",
    }


def test_entries_without_a_date_are_left_out_of_atom_and_come_last(write_files):
    site = site_of(write_files)
    titles = [entry.title for entry in site.feed("feed.xml").entries]
    assert titles == ["One", "Two", "Brief", "خلیج"]
    assert [entry.title for entry in site.feed("rss.xml").entries] == [*titles, "Undated"]
    items = json.loads(site.text("feed.json"))["items"]
    assert [item["title"] for item in items] == [*titles, "Undated"]
    assert "date_published" not in items[-1]
    assert "1970" not in site.text("rss.xml") + site.text("feed.json") + site.text("feed.xml")
    assert [note for note in site.said.notes if "content/iran/undated.md: no date" in note]


def test_a_feed_without_dated_entries_is_as_old_as_its_authority(write_files):
    config = f"{HEAD}feed: {{{AUTHORITY}}}\n"
    site = built(write_files({"site.yml": config, "content/iran/a.md": article("title: A")}))
    feed = site.feed("feed.xml")
    assert feed.entries == []
    assert feed.feed.updated == "2026-01-01T00:00:00Z"
    assert [entry.title for entry in site.feed("rss.xml").entries] == ["A"]
    assert "lastBuildDate" not in site.text("rss.xml")


def test_an_rtl_text_is_marked_in_every_format(write_files):
    site = site_of(write_files)
    for path in ("feed.xml", "rss.xml"):
        entry = next(e for e in site.feed(path).entries if e.title == "خلیج")
        assert '<div dir="rtl" lang="fa">' in raw_html(site.text(path))
        assert entry.content[0].value
    item = next(i for i in json.loads(site.text("feed.json"))["items"] if i["title"] == "خلیج")
    assert item["content_html"].startswith('<div dir="rtl" lang="fa">')
    assert item["language"] == "fa"


def raw_html(text: str) -> str:
    """Unescape the HTML inside a feed; feedparser drops `dir`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"')


@pytest.mark.parametrize(
    ("settings", "there", "gone"),
    [
        ("atom: [site]", {"feed.xml", "rss.xml"}, {"iran/feed.xml", "tags/oil-gas/feed.xml"}),
        ("rss: [site, sections, tags, authors]", {"authors/mina-rad/rss.xml"}, set()),
        ("json: []", {"iran/rss.xml"}, {"feed.json", "iran/feed.json"}),
        ("atom: [], json: [tags]", {"tags/oil-gas/feed.json"}, {"feed.xml", "feed.json"}),
    ],
)
def test_which_feeds_there_are_is_a_setting(write_files, settings, there, gone):
    site = site_of(write_files, settings)
    assert there <= site.paths()
    assert not gone & site.paths()
    whole = "".join(site.text(path) for path in site.paths() if path.endswith((".html", ".opml")))
    for path in gone:
        assert f'/repo/{path}"' not in whole, path
    for path in there:
        assert f'/repo/{path}"' in whole, path


def test_feeds_that_are_off_leave_no_trace(write_files):
    site = site_of(write_files, "atom: [], rss: [], json: []")
    assert not {"feed.css", "feeds.opml", "follow/index.html"} & site.paths()
    for path in site.paths():
        text = site.text(path)
        assert "feed" not in text.replace("feed.css", "") or path == "style.css", path
        assert "follow" not in text or path in ("style.css", "robots.txt"), path


@pytest.mark.parametrize("settings", ["follow: false", "style: false"])
def test_the_page_of_feeds_and_the_style_can_be_left_out(write_files, settings):
    site = site_of(write_files, settings)
    gone = {"follow: false": ("follow/index.html", "feeds.opml"), "style: false": ("feed.css",)}
    words = {"follow: false": "/follow/", "style: false": "xml-stylesheet"}
    assert not set(gone[settings]) & site.paths()
    assert not [p for p in site.paths() if words[settings] in site.text(p) and p != "style.css"]


def test_summaries_in_place_of_texts(write_files):
    site = site_of(write_files, "text: summary")
    (one,) = [e for e in site.feed("feed.xml").entries if e.title == "One"]
    html: Any = LexborHTMLParser(one.content[0].value)
    assert "See two" not in html.text()
    assert "A <dek> & more." in html.text()
    assert html.css_first("figcaption").text() == "At dawn — Mina & Co"
    assert html.css_first("strong").text() == "Continue reading at The Coast"
    assert "Text." not in site.text("rss.xml") + site.text("feed.json")


def test_the_page_of_feeds_lists_them_all(write_files):
    site = site_of(write_files)
    listed = {
        node.attributes["href"] for node in site.html("follow/index.html").css("main a[type]")
    }
    ends = ("feed.xml", "rss.xml", "feed.json")
    assert listed == {f"/repo/{path}" for path in site.paths() if path.endswith(ends)}
    outlines = ElementTree.fromstring(site.text("feeds.opml")).iter("outline")
    assert {node.get("xmlUrl") for node in outlines} == {
        f"https://example.org{href}" for href in listed if href and href.endswith("feed.xml")
    }


@pytest.mark.parametrize(
    "page", ["index.html", "iran/index.html", "iran/2026/05/one/index.html", "404.html"]
)
def test_every_page_leads_to_the_feeds(write_files, page):
    html = site_of(write_files).html(page)
    assert html.css_first("header a[href='/repo/follow/']").text() == "Follow"
    links = {n.attributes["href"]: n.attributes["type"] for n in html.css("link[rel=alternate]")}
    assert links["/repo/feed.xml"] == "application/atom+xml"
    assert links["/repo/rss.xml"] == "application/rss+xml"
    assert links["/repo/feed.json"] == "application/feed+json"


def test_corrections_are_on_the_page_and_in_its_json_ld(write_files):
    html = site_of(write_files).html("iran/2026/05/one/index.html")
    assert html.css_first(".corrections h2").text() == "Corrections"
    assert html.css_first(".corrections li").text() == "May 7, 2026: It has <two> berths."
    data = json.loads(html.css_first("script[type='application/ld+json']").text())
    assert data["@graph"][0]["correction"] == [
        {
            "@type": "CorrectionComment",
            "datePublished": "2026-05-07",
            "text": "It has <two> berths.",
        }
    ]


def test_feedparser_knows_the_formats(write_files):
    site = site_of(write_files)
    versions = {path: feedparser.parse(site.text(path)).version for path in ("feed.xml", "rss.xml")}
    assert versions == {"feed.xml": "atom10", "rss.xml": "rss20"}


SCHEMA = json.loads((Path(__file__).parent / "schemas" / "json-feed-1.1.json").read_text())


VALIDATOR: Any = importlib.import_module("jsonschema").Draft202012Validator  # it has no types


def schema_errors(feed: Any) -> list[str]:
    return [error.message for error in VALIDATOR(SCHEMA).iter_errors(feed)]


@pytest.mark.parametrize("settings", ["", "text: summary"])
def test_json_feeds_hold_to_the_schema(write_files, settings):
    site = site_of(write_files, settings)
    paths = [path for path in site.paths() if path.endswith("feed.json")]
    assert len(paths) == 3
    for path in paths:
        assert schema_errors(json.loads(site.text(path))) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": "1.1"},
        {"items": [{"id": "x"}]},
        {"items": [{"content_text": "x"}]},
        {"items": [{"id": "x", "content_text": "x", "date_published": "2026-05-04"}]},
        {"items": [{"id": "x", "content_text": "x", "url": "/iran/"}]},
        {"authors": [{}]},
    ],
    ids=str,
)
def test_the_schema_of_json_feeds_refuses(wrong):
    right = {"version": "https://jsonfeed.org/version/1.1", "title": "D", "items": []}
    assert schema_errors(right) == []
    assert schema_errors({**right, **wrong})


def test_many_articles_without_a_date_are_one_line(write_files):
    texts = {f"content/iran/{name}.md": article(f"title: {name}", "Text.\n") for name in "abc"}
    done = built(write_files({"site.yml": "title: A\nbase_url: https://a.example/\n", **texts}))
    (note,) = done.said.notes
    assert "content/iran/" in note
    assert "(and 2 more): no date" in note
    assert done.said.problems == []
