"""Related articles, and the articles before and after one in its section."""

from __future__ import annotations

import pytest

from tests.building import Built, article, built
from tests.engine.sites import built as outcome_of
from tests.engine.sites import clean_output, tree

SITE = "title: Digest\nbase_url: https://example.org/repo/\nmore_from: {count: 0}\n"


def dated(day: str, title: str, tags: str, more: str = "") -> str:
    return article(f"title: {title}\ndate: {day}\ntags: [{tags}]\n{more}")


def digest(**more: str) -> dict[str, str]:
    """Give a site whose articles share a common and a rare topic with `iran/a.md`."""
    return {
        "site.yml": SITE,
        "content/iran/a.md": dated("2014-05-10", "Amber", "trade, sturgeon"),
        "content/iran/b.md": dated("2014-05-09", "Birch", "trade"),
        "content/sea/c.md": dated("2008-01-01", "Cedar", "sturgeon"),
        "content/sea/d.md": dated("2014-05-11", "Date", "trade"),
        "content/sea/e.md": dated("2012-05-11", "Elm", "trade"),
        "content/sea/f.md": dated("2014-05-11", "Fir", "wheat"),
        "content/sea/g.md": dated("2014-05-12", "Gum", "trade"),
        **more,
    }


def related(site: Built, path: str = "iran/2014/05/a/index.html") -> list[str]:
    return [node.text() for node in site.html(path).css("aside.related .title")]


def neighbours(site: Built, path: str) -> list[tuple[str, ...]]:
    links = site.html(path).css(".neighbours a")
    return [(a.attributes["rel"], a.text(), a.attributes["href"]) for a in links]


def test_a_rare_topic_comes_first_then_the_section_and_what_is_near_in_time(write_files):
    assert related(built(write_files(digest()))) == ["Cedar", "Birch", "Date", "Gum"]
    far = {"content/sea/d.md": dated("2010-05-11", "Date", "trade")}
    assert related(built(write_files(digest(**far)))) == ["Cedar", "Birch", "Gum", "Elm"]


def test_what_front_matter_names_comes_first_and_the_rest_fills_up(write_files):
    more = "related: [../sea/f.md, ../sea/g.md]"
    files = digest(**{"content/iran/a.md": dated("2014-05-10", "Amber", "trade, sturgeon", more)})
    assert related(built(write_files(files))) == ["Fir", "Gum", "Cedar", "Birch"]
    files["site.yml"] = SITE + "related: 1\n"
    assert related(built(write_files(files))) == ["Fir", "Gum"]


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("draft: true", "Text."),
        ("lang: fa", "Text."),
        ("expires: 2015-01-01", "Text."),
        ("source: {url: 'https://a.example/'}", ""),
        ("series: Fish", "Text."),
    ],
    ids=["draft", "language", "expired", "brief", "next of its series"],
)
def test_what_cannot_be_read_or_is_linked_already_is_left_out(write_files, line, body):
    front = f"title: Cedar\ndate: 2014-05-11\ntags: [sturgeon, trade]\n{line}"
    own = dated("2014-05-10", "Amber", "trade, sturgeon", "series: Fish")
    files = digest(**{"content/sea/c.md": article(front, body), "content/iran/a.md": own})
    found = related(built(write_files(files)))
    assert "Cedar" not in found
    assert "Birch" in found


def test_a_translation_is_not_related(write_files):
    same = {
        "content/iran/a.en.md": dated("2014-05-10", "Amber", "trade", "lang: en\nslug: amber"),
        "content/iran/a.md": dated("2014-05-10", "Kahraba", "trade", "lang: fa\nslug: amber-fa"),
    }
    named = "lang: fa\nslug: amber-fa\ntranslations: {en: a.en.md}"
    same["content/iran/a.md"] = dated("2014-05-10", "Kahraba", "trade", named)
    site = built(write_files(digest(**same)))
    assert "Kahraba" not in related(site, "iran/2014/05/amber/index.html")
    assert related(site, "iran/2014/05/amber-fa/index.html") == []


def test_articles_without_a_date_or_a_topic(write_files):
    files = digest(
        **{
            "content/iran/u.md": article("title: Ulmus\ntags: [wheat]"),
            "content/iran/v.md": article("title: Vine\ntags: [wheat]"),
            "content/iran/w.md": article("title: Willow\ndate: 2014-05-10"),
        }
    )
    site = built(write_files(files))
    assert related(site, "iran/u/index.html") == ["Vine", "Fir"]
    assert related(site, "iran/2014/05/w/index.html") == []


def test_what_stands_in_more_from_is_not_repeated(write_files):
    site = built(write_files(digest(**{"site.yml": SITE.replace("count: 0", "count: 4")})))
    page = site.html("iran/2014/05/a/index.html")
    assert [node.text() for node in page.css("aside.more-from .title")] == ["Birch"]
    assert related(site) == ["Cedar", "Date", "Gum", "Elm"]


def test_an_article_leads_to_the_ones_before_and_after_it_in_its_section(write_files):
    brief = article("title: Brief\ndate: 2014-05-11\nsource: {url: 'https://a.example/'}", "")
    site = built(write_files(digest(**{"content/sea/h.md": brief})))
    assert neighbours(site, "sea/2014/05/d/index.html") == [
        ("prev", "Elm", "/repo/sea/2012/05/e/"),
        ("next", "Fir", "/repo/sea/2014/05/f/"),
    ]
    assert neighbours(site, "sea/2008/01/c/index.html") == [("next", "Elm", "/repo/sea/2012/05/e/")]
    persian = dated("2014-05-11", "Darya", "trade", "lang: fa\nslug: darya")
    site = built(write_files({"content/sea/d.fa.md": persian}))
    assert "Darya" not in [title for _, title, _ in neighbours(site, "sea/2014/05/d/index.html")]
    labels = site.html("sea/2014/05/d/index.html").css(".neighbours .label")
    assert [label.text() for label in labels] == ["Earlier in Sea", "Later in Sea"]


def test_switched_off_they_leave_no_trace(write_files):
    off = SITE + "related: 0\nneighbours: false\n"
    site = built(write_files(digest(**{"site.yml": off})))
    for path in site.paths():
        if path.endswith(".html"):
            assert "neighbours" not in site.text(path)
            assert 'class="box related"' not in site.text(path)


def numbered(number: int, tags: str = "trade") -> str:
    return dated(f"2014-01-{number:02}", f"Story {number}", tags)


@pytest.fixture
def many(write_files):
    files = {f"content/part-{n % 7}/{n}.md": numbered(n) for n in range(1, 31)}
    root = write_files({"site.yml": SITE, **files})
    outcome_of(root)
    return root


def test_a_new_article_changes_the_lists_of_those_next_to_it_alone(write_files, many, tmp_path):
    write_files({"content/new/n.md": dated("2014-02-01", "New", "trade")})
    changed = [p for p, why in outcome_of(many).rendered.items() if "related" in why]
    assert 1 <= len(changed) <= 8
    assert tree(many / "public") == clean_output(many, tmp_path.with_name("fresh-new"))


@pytest.mark.parametrize(
    "edit",
    [
        {"content/part-3/3.md": numbered(3).replace("Story 3", "Another title")},
        {"content/part-3/3.md": numbered(3, "trade, wheat")},
        {"content/part-3/3.md": numbered(29)},
        {"content/part-3/3.md": numbered(3).replace("tags", "lang: fa\ntags")},
    ],
    ids=["title", "tag", "date", "language"],
)
def test_a_warm_build_equals_a_clean_one(write_files, many, tmp_path, edit):
    write_files(edit)
    outcome_of(many)
    assert tree(many / "public") == clean_output(many, tmp_path.with_name("fresh-edit"))
