"""The archive: years and months with their numbers, and years as stops of long lists."""

from __future__ import annotations

import pytest

from tests.building import article, built, messages, problems_of

SITE = (
    "title: Digest\nbase_url: https://example.org/repo/\npage_size: 2\neditions: {weeks: false}\n"
)
DAYS = ("2013-12-31", "2014-01-01", "2014-01-20", "2014-03-05", "2014-01-02")


def site_of(days=DAYS, **more: str) -> dict[str, str]:
    articles = {
        f"content/iran/{n}.md": article(f"title: A{n}\ndate: {day}") for n, day in enumerate(days)
    }
    return {"site.yml": SITE, **articles, **more}


def listed(page) -> list[str]:
    return [" ".join(node.text().split()) for node in page.css(".list h2, .list .periods li")]


def test_years_and_months_with_their_numbers(write_files):
    site = built(write_files(site_of()))
    assert listed(site.html("archive/index.html")) == [
        "2014 4 articles",
        "March 2014 1 article",
        "January 2014 3 articles",
        "2013 1 article",
        "December 2013 1 article",
    ]
    assert listed(site.html("archive/2013/index.html")) == [
        "2013 1 article",
        "December 2013 1 article",
    ]
    month = site.html("archive/2014/01/index.html")
    assert [node.text(strip=True) for node in month.css(".lines .title")] == ["A2", "A4", "A1"]
    links = {node.attributes["href"] for node in site.html("archive/index.html").css(".list a")}
    assert links == {
        *(f"/repo/archive/{path}/" for path in ("2014", "2014/03", "2014/01", "2013", "2013/12"))
    }
    assert "https://example.org/repo/archive/2014/01/" in site.text("sitemap.xml")
    assert "/repo/archive/" in site.text("index.html")


def test_a_month_has_ten_times_the_lines_of_a_list_on_a_page(write_files):
    site = built(write_files(site_of(tuple(f"2014-05-{day:02}" for day in range(1, 24)))))
    pages = ["archive/2014/05/index.html", "archive/2014/05/page/2/index.html"]
    lines = [[node.text() for node in site.html(path).css(".lines .title")] for path in pages]
    assert [len(part) for part in lines] == [20, 3]
    assert [*lines[0], *lines[1]] == [f"A{n}" for n in range(22, -1, -1)]
    next_page = site.html(pages[0]).css_first('.pages a[rel="next"]')
    assert next_page.attributes["href"] == "/repo/archive/2014/05/page/2/"


def test_the_month_is_that_of_the_site_s_zone(write_files):
    days = ("2013-12-31T21:00:00Z", "2013-12-31T20:00:00Z", "2014-02-01")
    config = {"site.yml": SITE + "timezone: Asia/Tehran\nlanguage: fa\n"}
    site = built(write_files(site_of(days, **config)))
    assert len(site.html("archive/2014/01/index.html").css(".lines .title")) == 1
    assert len(site.html("archive/2013/12/index.html").css(".lines .title")) == 1
    assert site.html("archive/2014/index.html").css_first("h1").text() == "۲۰۱۴"


def test_years_and_months_are_those_of_the_calendar(write_files):
    """Nowruz 1393 was on 21 March 2014."""
    days = ("2014-03-20", "2014-03-21", "2014-03-22", "2014-04-20", "2014-04-21")
    config = {"site.yml": SITE + "calendar: persian\n"}
    site = built(write_files(site_of(days, **config)))
    assert listed(site.html("archive/index.html")) == [
        "1393 4 articles",
        "Ordibehesht 1393 1 article",
        "Farvardin 1393 3 articles",
        "1392 1 article",
        "Esfand 1392 1 article",
    ]
    assert site.html("archive/1393/01/index.html").css_first("h1").text() == "Farvardin 1393"
    stops = site.html("iran/index.html").css(".years a")
    assert [node.text() for node in stops] == ["1393", "1392"]


def test_long_lists_have_years_as_stops(write_files):
    site = built(write_files(site_of()))
    stops = [
        (node.text(), node.attributes["href"])
        for node in site.html("iran/index.html").css(".years a")
    ]
    assert stops == [("2014", "/repo/iran/"), ("2013", "/repo/iran/page/3/")]


def test_a_short_list_needs_none(write_files):
    site = built(write_files(site_of(DAYS[:4])))
    assert not site.html("iran/index.html").css(".years")
    site = built(write_files({"site.yml": SITE.replace("page_size: 2", "page_size: 5")}))
    assert not [path for path in site.paths() if path.startswith("archive")]


def test_switched_off_it_leaves_no_trace(write_files):
    site = built(write_files(site_of(**{"site.yml": SITE + "archive: false\n"})))
    assert not [path for path in site.paths() if path.startswith("archive")]
    for path in site.paths():
        if path.endswith(".html"):
            assert "/archive" not in site.text(path)
    assert not site.html("iran/index.html").css(".years")


@pytest.mark.parametrize("on", [True, False])
def test_a_section_of_its_name(write_files, on):
    files = site_of(**{"content/archive/x.md": article("title: X")})
    if not on:
        built(write_files(files | {"site.yml": SITE + "archive: false\n"}))
        return
    said = messages(problems_of(write_files(files)))
    assert said == [
        "content/archive/x.md:1: a section cannot be called “archive”: /archive/ is taken"
    ]
