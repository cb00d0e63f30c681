"""The “More from” box: the section's latest others, as a reader sees them."""

from __future__ import annotations

import re
from datetime import date

from babel.dates import format_date

from tests.building import article, built

SITE = {"site.yml": "title: Digest\nbase_url: https://example.org/\n"}


def dated(day: int, front: str, body: str = "A body.\n") -> str:
    return article(f"date: 2024-05-{day:02}\n{front}", body)


def box(site, path):
    """Give the box of a page as (title, its link, items); an item is (title, link, line)."""
    html = site.html(path)
    found = html.css("aside.more-from")
    assert len(found) == 1
    head = found[0].css_first("h2")
    link = head.css_first("a").attributes["href"]
    return head.text(strip=True), link, [item(node) for node in found[0].css("li")]


def item(node):
    title = node.css_first(".title")
    anchor = title.css_first("a")
    line = re.sub(r"\s+", " ", node.css_first(".meta").text()).strip()
    return title.text(strip=True), anchor.attributes["href"] if anchor else None, line


IRAN = {
    "content/iran/a.md": dated(1, "title: A\nauthors: [Mina Rad]\ntags: [Trade, Oil]"),
    "content/iran/b.md": dated(2, "title: B\nauthors: [Mina Rad, Ali Bey]\ntags: [Oil]"),
    "content/iran/c.md": dated(3, "title: C\nauthors: [Mina Rad]"),
    "content/iran/d.md": dated(4, "title: D\ntags: [Oil]"),
    "content/iran/e.md": dated(5, "title: E"),
    "content/iran/f.md": dated(
        6, "title: F\ntags: [Oil]\nsource: {url: 'https://a.example/f'}", ""
    ),
    "content/iran/g.md": article("title: G\nauthors: [Ali Bey]"),
    "content/sea/z.md": dated(9, "title: Z"),
}


def day(number: int) -> str:
    """Write a day of May 2024 as CLDR does; its words are not ours."""
    return format_date(date(2024, 5, number), "medium", "en")


def test_it_holds_the_four_latest_others_newest_first(write_files):
    site = built(write_files(SITE | IRAN))
    title, link, items = box(site, "iran/2024/05/e/index.html")
    assert (title, link) == ("More from Iran", "/iran/")
    assert [name for name, _, _ in items] == ["F", "D", "C", "B"]
    title, link, items = box(site, "iran/2024/05/a/index.html")
    assert [name for name, _, _ in items] == ["F", "E", "D", "C"]


def test_each_item_is_title_then_authors_tag_and_date(write_files):
    more = "more_from: {count: 10}\n"
    files = SITE | IRAN | {"site.yml": SITE["site.yml"] + more}
    _, _, items = box(built(write_files(files)), "iran/2024/05/e/index.html")
    assert items == [
        ("F", "https://a.example/f", f"Oil | {day(6)}"),
        ("D", "/iran/2024/05/d/", f"Oil | {day(4)}"),
        ("C", "/iran/2024/05/c/", f"Mina Rad | {day(3)}"),
        ("B", "/iran/2024/05/b/", f"Mina Rad, Ali Bey | Oil | {day(2)}"),
        ("A", "/iran/2024/05/a/", f"Mina Rad | Trade | {day(1)}"),
        ("G", "/iran/g/", "Ali Bey"),
    ]


def test_its_parts_lead_to_author_and_tag(write_files):
    site = built(write_files(SITE | IRAN))
    first = site.html("iran/2024/05/a/index.html").css("aside.more-from li")
    links = [a.attributes["href"] for node in first for a in node.css(".meta a")]
    assert links == ["/tags/oil/", "/tags/oil/", "/authors/mina-rad/"]


def test_a_brief_leads_to_its_source_and_one_without_a_source_nowhere(write_files):
    brief = {"content/iran/f.md": dated(6, "title: F", "")}
    _, _, items = box(built(write_files(SITE | IRAN | brief)), "iran/2024/05/e/index.html")
    assert items[0][:2] == ("F", None)


def test_a_brief_has_no_page_and_is_in_every_list(write_files):
    site = built(write_files(SITE | IRAN))
    assert not [path for path in site.paths() if "/f/" in path]
    for page in ("index.html", "iran/index.html", "tags/oil/index.html"):
        links = [a.attributes["href"] for a in site.html(page).css(".title a")]
        assert "https://a.example/f" in links, page
    for feed in ("feed.xml", "iran/feed.xml", "tags/oil/feed.xml"):
        assert "https://a.example/f" in [entry.link for entry in site.feed(feed).entries]


def test_an_article_that_is_alone_has_no_box(write_files):
    site = built(write_files(SITE | IRAN))
    assert not site.html("sea/2024/05/z/index.html").css("aside")


def test_count_and_title_are_settings(write_files):
    more = 'more_from: {count: 2, title: "Also in {section} today"}\n'
    site = built(write_files(SITE | IRAN | {"site.yml": SITE["site.yml"] + more}))
    title, _, items = box(site, "iran/2024/05/a/index.html")
    assert (title, len(items)) == ("Also in Iran today", 2)
    page = site.html("iran/index.html")
    assert page.css_first("h1").text(strip=True) == "Iran"
    assert page.css_first(".list > h2").text(strip=True) == title
    more = "more_from: {count: 0}\n"
    site = built(write_files({"site.yml": SITE["site.yml"] + more}))
    assert not site.html("iran/2024/05/a/index.html").css("aside.more-from")


def test_hidden_articles_are_not_in_it(write_files):
    hidden = {
        "content/iran/x.md": dated(20, "title: X\ndraft: true"),
        "content/iran/y.md": article("title: Y\ndate: 2199-01-01"),
        "content/iran/w.md": dated(21, "title: W\nexpires: 2024-06-01"),
    }
    _, _, items = box(built(write_files(SITE | IRAN | hidden)), "iran/2024/05/a/index.html")
    assert [name for name, _, _ in items] == ["F", "E", "D", "C"]


def test_articles_of_one_day_stand_in_one_order(write_files):
    day = {f"content/iran/{n}.md": dated(30, f"title: N{n}") for n in "54321"}
    _, _, items = box(built(write_files(SITE | day)), "iran/2024/05/3/index.html")
    assert [name for name, _, _ in items] == ["N5", "N4", "N2", "N1"]


def test_related_articles_stand_in_a_box_of_their_own(write_files):
    related = {
        "content/sea/z.md": dated(9, "title: Z\nrelated: [../iran/f.md, iran/a.md]"),
    }
    site = built(write_files(SITE | IRAN | related))
    found = site.html("sea/2024/05/z/index.html").css("aside.related li")
    assert [item(node)[:2] for node in found] == [
        ("F", "https://a.example/f"),
        ("A", "/iran/2024/05/a/"),
    ]


def test_what_is_related_is_not_in_it(write_files):
    related = {"content/iran/a.md": dated(1, "title: A\nrelated: [e.md, c.md]")}
    _, _, items = box(built(write_files(SITE | IRAN | related)), "iran/2024/05/a/index.html")
    assert [name for name, _, _ in items] == ["F", "D", "B", "G"]


def test_its_title_is_in_the_language_of_the_site(write_files):
    config = SITE["site.yml"] + "language: fa\n"
    site = built(write_files(SITE | IRAN | {"site.yml": config}))
    title, _, _ = box(site, "iran/2024/05/a/index.html")
    assert title == "بیشتر از Iran"
    assert site.html("iran/index.html").css_first(".list > h2").text() == title
