"""Story lines: a page with their articles in order, and the place of each on its own page."""

from __future__ import annotations

import pytest

from tests.building import article, built, messages, problems_of
from tests.engine.sites import built as outcome_of
from tests.engine.sites import clean_output, tree

SITE = {
    "site.yml": "title: Digest\nbase_url: https://example.org/repo/\n",
    "content/iran/a.md": article("title: First\ndate: 2014-01-01\nseries: Law of the sea"),
    "content/sea/b.md": article("title: Second\ndate: 2014-02-01\nseries: Law of the sea"),
    "content/iran/c.md": article("title: Third\ndate: 2014-03-01\nseries: Law of the sea"),
    "content/iran/d.md": article("title: Other\ndate: 2014-04-01"),
}
PROFILE = article("name: Law of the sea\ndescription: Who owns what.", "Begin *here*.\n")


def titles(site) -> list[str]:
    page = site.html("series/law-of-the-sea/index.html")
    return [node.text(strip=True) for node in page.css(".stories .title")]


def place(site, path: str) -> list[str]:
    nav = site.html(path).css_first(".series-place")
    return [" ".join(node.text().split()) for node in nav.css(".label, li")]


def test_a_story_line_has_its_articles_in_order_below_its_profile(write_files):
    site = built(write_files(SITE | {"content/series/law-of-the-sea.md": PROFILE}))
    assert titles(site) == ["First", "Second", "Third"]
    page = site.html("series/law-of-the-sea/index.html")
    assert page.css_first(".dek").text() == "Who owns what."
    assert page.css_first(".body em").text() == "here"
    assert "https://example.org/repo/series/law-of-the-sea/" in site.text("sitemap.xml")


def test_an_article_tells_its_place_and_leads_to_its_neighbours(write_files):
    site = built(write_files(SITE))
    assert place(site, "sea/2014/02/b/index.html") == [
        "Series: Law of the sea Part 2 of 3",
        "Before: First",
        "Next: Third",
    ]
    assert place(site, "iran/2014/01/a/index.html")[1:] == ["Next: Second"]
    assert place(site, "iran/2014/03/c/index.html")[1:] == ["Before: Second"]
    nav = site.html("sea/2014/02/b/index.html").css_first(".series-place")
    assert [node.attributes["href"] for node in nav.css("a")] == [
        "/repo/series/law-of-the-sea/",
        "/repo/iran/2014/01/a/",
        "/repo/iran/2014/03/c/",
    ]
    assert not site.html("iran/2014/04/d/index.html").css(".series-place")


def test_all_story_lines_are_in_a_list(write_files):
    site = built(write_files(SITE | {"content/series/law-of-the-sea.md": PROFILE}))
    page = site.html("series/index.html")
    (item,) = page.css("ul.terms.series li")
    assert item.css_first("a").attributes["href"] == "/repo/series/law-of-the-sea/"
    assert item.css_first(".count").text() == "3"
    assert item.css_first(".summary").text() == "Who owns what."
    leads = [a.attributes["href"] for a in site.html("index.html").css(".colophon a")]
    assert "/repo/series/" in leads
    assert "https://example.org/repo/series/</loc>" in site.text("sitemap.xml")


def test_a_series_of_one_is_a_warning(write_files):
    files = {"content/iran/e.md": article("title: E\nseries: Law of seas\ndate: 2014-05-01")}
    site = built(write_files(SITE | files))
    (warning,) = site.said.problems
    assert (warning.severity, warning.place) == ("warning", "content/iran/e.md:3:9")
    assert warning.message == "the series “Law of seas” has no other article"
    assert "Part 1 of 1" in place(site, "iran/2014/05/e/index.html")[0]


def test_two_spellings_are_a_problem(write_files):
    files = {"content/iran/e.md": article("title: E\nseries: Law of the Sea")}
    (said,) = messages(problems_of(write_files(SITE | files)))
    assert "the series “Law of the sea” is spelled “Law of the Sea”" in said
    assert "content/series/law-of-the-sea.md" in str(problems_of(write_files({}))[0].hint)


def test_switched_off_they_leave_no_trace(write_files):
    site = built(write_files(SITE | {"site.yml": SITE["site.yml"] + "series: false\n"}))
    assert not [path for path in site.paths() if path.startswith("series")]
    for path in site.paths():
        if path.endswith(".html"):
            assert "series" not in site.text(path)


@pytest.mark.parametrize(
    "edit",
    [
        {"content/iran/a.md": article("title: Begin\ndate: 2014-01-01\nseries: Law of the sea")},
        {"content/iran/a.md": article("title: First\ndate: 2014-06-01\nseries: Law of the sea")},
        {"content/iran/a.md": article("title: First\ndate: 2014-01-01")},
        {"content/series/law-of-the-sea.md": PROFILE},
        {"content/iran/d.md": article("title: Other\ndate: 2014-04-01\nseries: Law of the sea")},
    ],
    ids=["title", "order", "out", "profile", "in"],
)
def test_a_warm_build_equals_a_clean_one(write_files, tmp_path, edit):
    root = write_files(SITE)
    outcome_of(root)
    write_files(edit)
    outcome_of(root)
    fresh = tmp_path.with_name(f"{tmp_path.name}-fresh")
    assert tree(root / "public") == clean_output(root, fresh)
