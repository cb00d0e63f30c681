"""Drafts, the future, what has expired, and what day it is where."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from babel.dates import format_date

from tests.building import article, built

SITE = {"site.yml": "title: Digest\nbase_url: https://example.org/\ntimezone: Asia/Baku\n"}
CONTENT = {
    "content/iran/plain.md": article("title: Plain\ndate: 2024-05-01\ntags: [Kept]"),
    "content/iran/draft.md": article(
        "title: Drafted\ndate: 2024-05-02\ndraft: true\ntags: [Hidden]\nauthors: [Ghost]\n"
        "aliases: [/leak/]"
    ),
    "content/iran/future.md": article("title: Later\ndate: 2024-06-01\ntags: [Hidden]"),
    "content/iran/gone.md": article("title: Gone\ndate: 2024-04-01\nexpires: 2024-05-10"),
    "content/secret/draft/index.md": article("title: Drafted\ndraft: true", "![x](x.svg)\n"),
    "content/secret/draft/x.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "content/pages/soon.md": article("title: Soon\ndraft: true"),
}
NOW = "2024-05-20"


def articles(site) -> set[str]:
    return {p.split("/")[-2] for p in site.paths() if p.startswith("iran/2024/")}


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({}, {"plain"}),
        ({"drafts": True}, {"plain", "draft"}),
        ({"future": True}, {"plain", "future"}),
        ({"drafts": True, "future": True}, {"plain", "draft", "future"}),
        ({"now": "2024-05-09"}, {"plain", "gone"}),
        ({"now": "2024-06-01"}, {"plain", "future"}),
        ({"now": "2024-04-30"}, {"gone"}),
    ],
)
def test_what_shows_is_asked_for(write_files, options, shown):
    site = built(write_files(SITE | CONTENT), **{"now": NOW, **options})
    assert articles(site) == shown


def test_what_is_hidden_leaves_no_trace(write_files):
    site = built(write_files(SITE | CONTENT), NOW)
    for path, data in site.contents().items():
        for word in (b"Drafted", b"Hidden", b"Ghost", b"Later", b"Gone", b"Soon"):
            assert word not in data, (path, word)
    assert not {p for p in site.paths() if "secret" in p or "leak" in p or "soon" in p}


def test_a_draft_that_shows_says_so_and_is_not_indexed(write_files):
    site = built(write_files(SITE | CONTENT), NOW, drafts=True)
    page = site.html("iran/2024/05/draft/index.html")
    assert page.css_first(".draft").text() == "Draft"
    assert page.css_first('meta[name="robots"]').attributes["content"] == "noindex"
    assert site.html("iran/index.html").css(".draft")
    assert "soon/index.html" in site.paths()
    assert "secret/draft/x.svg" in site.paths()
    assert not site.html("iran/2024/05/plain/index.html").css('meta[name="robots"]')


def test_a_day_begins_at_midnight_in_the_site_s_zone(write_files):
    root = write_files(SITE | {"content/iran/a.md": article("title: A\ndate: 2024-05-01")})
    midnight = datetime(2024, 4, 30, 20, tzinfo=UTC)  # 2024-05-01T00:00+04:00
    assert articles(built(root, midnight - timedelta(seconds=1))) == set()
    assert articles(built(root, midnight)) == {"a"}


def test_an_article_leaves_when_its_day_begins(write_files):
    front = "title: A\ndate: 2024-05-01\nexpires: 2024-05-10"
    root = write_files(SITE | {"content/iran/a.md": article(front)})
    midnight = datetime(2024, 5, 9, 20, tzinfo=UTC)
    assert articles(built(root, midnight - timedelta(seconds=1))) == {"a"}
    assert articles(built(root, midnight)) == set()


@pytest.mark.parametrize(
    "zone", ["Pacific/Kiritimati", "America/Los_Angeles", "UTC", "Asia/Tehran"]
)
def test_a_date_is_that_date_in_every_zone(write_files, zone):
    files = {
        "site.yml": f"title: Digest\ntimezone: {zone}\n"
        "permalinks: {article: '/{section}/{date}/{year}/{month}/{day}/{slug}/'}\n",
        "content/iran/2024-01-01-a.md": article("title: A"),
    }
    site = built(write_files(files))
    path = "iran/2024-01-01/2024/01/01/a/index.html"
    assert path in site.paths()
    shown = site.html(path).css_first(".dateline time")
    assert shown.attributes["datetime"] == "2024-01-01"
    assert re.findall(r"\d+", shown.text()) == ["1", "2024"]
    assert "<lastmod>2024-01-01</lastmod>" in site.text("sitemap.xml")
    assert site.feed("feed.xml").entries[0].published.startswith("2024-01-01T00:00:00")


def test_a_moment_is_told_in_the_site_s_zone(write_files):
    """22:00 in Greenwich is the next day in Baku: in the URL, on the page, in the sitemap."""
    front = "title: A\ndate: 2024-03-31T22:00:00+00:00\nupdated: 2024-04-30 21:00Z"
    site = built(write_files(SITE | {"content/iran/a.md": article(front)}))
    page = site.html("iran/2024/04/a/index.html")
    days = [date(2024, 4, 1), date(2024, 5, 1)]
    shown = [node.text() for node in page.css(".dateline time")]
    assert shown == [format_date(day, "long", "en") for day in days]
    assert "<lastmod>2024-05-01</lastmod>" in site.text("sitemap.xml")
    entry = site.feed("feed.xml").entries[0]
    assert tuple(entry.published_parsed)[:5] == (2024, 3, 31, 22, 0)


def test_a_time_without_an_offset_is_the_site_s(write_files):
    front = "title: A\ndate: 2024-05-01T01:30\nupdated: 2024-05-03 00:00"
    root = write_files(SITE | {"content/iran/a.md": article(front)})
    moment = datetime(2024, 4, 30, 21, 30, tzinfo=UTC)
    assert articles(built(root, moment - timedelta(seconds=1))) == set()
    site = built(root, moment)
    assert articles(site) == {"a"}
    told = "2024-05-01T01:30:00+04:00"
    assert site.feed("feed.xml").entries[0].published == told
    page = site.html("iran/2024/05/a/index.html")
    assert page.css_first(".dateline time").attributes["datetime"] == told
    data = json.loads(page.css_first("script").text())["@graph"][0]
    assert (data["datePublished"], data["dateModified"]) == (told, "2024-05-03T00:00:00+04:00")


def test_days_and_moments_are_put_in_one_order(write_files):
    dates = {
        "a": "2024-05-02T03:00:00+14:00",  # 13:00 on the first in Greenwich
        "b": "2024-05-01T14:00:00",  # 10:00 in Greenwich
        "c": "2024-05-02",  # 20:00 on the first in Greenwich
        "d": "2024-05-01T12:00:00-05:00",  # 17:00 in Greenwich
        "e": "",
    }
    content = {
        f"content/iran/{name}.md": article(f"title: {name}\ndate: {date}")
        for name, date in dates.items()
    }
    site = built(write_files(SITE | content))
    titles = [node.text(strip=True) for node in site.html("iran/index.html").css(".title")]
    assert titles == ["c", "d", "a", "b", "e"]


def test_the_hour_that_a_clock_skips_or_repeats_is_no_problem(write_files):
    content = {
        "content/a/x.md": article("title: X\ndate: 2024-03-31T02:30"),
        "content/a/y.md": article("title: Y\ndate: 2024-10-27T02:30"),
    }
    files = {"site.yml": "title: Digest\ntimezone: Europe/Berlin\n"} | content
    assert len(built(write_files(files)).feed("feed.xml").entries) == 2


def test_the_machine_s_own_zone_does_not_matter(write_files, tmp_path, monkeypatch):
    write_files(SITE | CONTENT)
    outputs = []
    for zone in ("Asia/Tokyo", "America/New_York"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        outputs.append(built(tmp_path, NOW, clean=True).contents())
    monkeypatch.undo()
    time.tzset()
    assert outputs[0] == outputs[1]


def test_an_article_without_a_date_has_a_page_and_stands_last(write_files):
    content = {
        "content/iran/a.md": article("title: Undated"),
        "content/iran/b.md": article("title: Dated\ndate: 1999-01-01"),
    }
    site = built(write_files(SITE | content))
    page = site.html("iran/a/index.html")
    assert not page.css(".dateline time")
    assert "datePublished" not in site.text("iran/a/index.html")
    titles = [node.text(strip=True) for node in site.html("iran/index.html").css(".title")]
    assert titles == ["Dated", "Undated"]
    assert [entry.title for entry in site.feed("feed.xml").entries] == ["Dated"]
    listed = site.feed("rss.xml").entries
    assert [entry.title for entry in listed] == ["Dated", "Undated"]
    assert "published" not in listed[-1]
    assert "<loc>https://example.org/iran/a/</loc></url>" in site.text("sitemap.xml")
