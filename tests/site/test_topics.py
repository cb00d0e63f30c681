"""Lists of many topics and authors, and what a topic's page says beside its list."""

from __future__ import annotations

import pytest

from tests.building import Built, article, built
from tests.engine.sites import built as outcome_of
from tests.engine.sites import clean_output, tree

SITE = "title: Digest\nbase_url: https://example.org/repo/\n"


def story(day: str, *tags: str, more: str = "") -> str:
    return article(f"title: Of {day}\ndate: {day}\ntags: [{', '.join(tags)}]\n{more}")


# --- lists from A to Z --------------------------------------------------------------------

NAMES = {
    "en": ("Zeta", "amber", "Ärger", "5 seas", "Иран", "Азия", "نفت", "آب", "中国"),
    "fa": ("نفت", "پل", "گاز", "آب", "اب", "چای", "ژاله", "کشتی", "Oil", "Иран"),
    "az": ("Xəzər", "Əhməd", "Çay", "Cəfər", "İran", "Iğdır", "Gəncə", "Ğ", "Həsən"),
    "tr": ("Şehir", "Su", "Çay", "Can", "İzmir", "Isparta", "Öz", "On", "Üst"),
    "ru": ("Ёлка", "Елена", "Якутск", "Азия", "Iran", "Журнал"),
}
LETTERS = {
    "en": ["#", "A", "Z", "А", "И", "آ", "ن", "漢"],
    "fa": ["آ", "ا", "پ", "چ", "ژ", "ک", "گ", "ن", "O", "И"],
    "az": ["C", "Ç", "Ə", "G", "Ğ", "H", "X", "I", "İ"],
    "tr": ["C", "Ç", "I", "İ", "O", "Ö", "S", "Ş", "Ü"],
    "ru": ["А", "Е", "Ё", "Ж", "Я", "I"],
}


@pytest.mark.parametrize("language", NAMES)
def test_a_long_list_is_grouped_by_the_letters_of_its_language(write_files, language):
    names = NAMES[language]
    files = {f"content/a/{n}.md": story("2014-01-01", f"'{name}'") for n, name in enumerate(names)}
    config = f"{SITE}language: {language}\nslugs: unicode\ntopics: {{letters: 4}}\n"
    page = built(write_files({"site.yml": config, **files})).html("tags/index.html")
    headings = page.css("h2.letter")
    assert [heading.text() for heading in headings] == LETTERS[language]
    links = page.css(".letters a")
    assert [a.attributes["href"] for a in links] == [f"#{h.attributes['id']}" for h in headings]
    shown = [node.text() for node in page.css("ul.terms .title a")]
    assert sorted(shown) == sorted(names)


def test_a_short_list_has_no_letters_and_authors_have_them_too(write_files):
    people = ["Ana", "Ben", "Cem"]
    files = {
        f"content/a/{name}.md": story("2014-01-01", more=f"authors: [{name}]") for name in people
    }
    root = write_files({"site.yml": SITE, **files})
    page = built(root).html("authors/index.html")
    assert not page.css(".letters, .letter")
    assert len(page.css("ul.terms")) == 1
    write_files({"site.yml": SITE + "topics: {letters: 2}\n"})
    page = built(root).html("authors/index.html")
    assert [node.text() for node in page.css(".letter")] == ["A", "B", "C"]
    write_files({"site.yml": SITE + "topics: {letters: 0}\n"})
    assert not built(root).html("authors/index.html").css(".letters, .letter")


# --- a topic's page -----------------------------------------------------------------------


def digest(**more: str) -> dict[str, str]:
    """Give a site with a common topic, and two rare ones that are often together."""
    files = {f"content/a/c{n}.md": story(f"2014-0{n}-01", "common") for n in range(1, 9)}
    files |= {
        "content/a/1.md": story("2013-01-01", "caviar", "sturgeon", "common"),
        "content/a/2.md": story("2013-02-01", "caviar", "sturgeon", "common"),
        "content/a/3.md": story("2013-04-01", "caviar", "sturgeon"),
        "content/a/4.md": story("2013-04-03", "caviar", "price"),
        "content/a/5.md": story("2013-04-05", "caviar"),
    }
    return {"site.yml": SITE, **files, **more}


def together(site: Built, tag: str) -> list[str]:
    page = site.html(f"tags/{tag}/index.html")
    return [" ".join(node.text().split()) for node in page.css(".most li")]


def test_topics_that_are_often_together(write_files):
    site = built(write_files(digest()))
    assert together(site, "caviar") == ["sturgeon 3", "common 2"]
    link = site.html("tags/caviar/index.html").css_first(".most a")
    assert link.attributes["href"] == "/repo/tags/sturgeon/"
    assert together(site, "price") == []
    site = built(write_files(digest(**{"site.yml": SITE + "topics: {together: 1}\n"})))
    assert together(site, "caviar") == ["sturgeon 3"]


def test_a_chart_of_articles_over_time(write_files):
    site = built(write_files(digest()))
    chart = site.html("tags/caviar/index.html").css_first("figure.sparkline")
    assert chart.css_first("svg").attributes["aria-label"] == "Articles by month, 3 at most"
    assert chart.css_first("path").attributes["d"] == "M2 24V16M6 24V16M14 24V2"
    days = [node.attributes["datetime"] for node in chart.css("time")]
    assert days == ["2013-01-01", "2013-04-05"]
    assert not site.html("tags/sturgeon/index.html").css(".sparkline")


def test_a_long_time_is_shown_by_years(write_files):
    files = {f"content/a/{y}.md": story(f"{y}-03-01", "oil") for y in range(2005, 2025, 3)}
    site = built(write_files({"site.yml": SITE, **files}))
    for path in ("tags/oil/index.html", "a/index.html"):
        chart = site.html(path).css_first("figure.sparkline svg")
        assert chart.attributes["aria-label"] == "Articles by year, 1 at most"
        assert chart.css_first("path").attributes["d"].count("M") == 7
        assert chart.attributes["viewBox"] == "0 0 76 24"


def test_switched_off_they_leave_no_trace(write_files):
    off = SITE + "topics: {letters: 0, together: 0, sparkline: false}\n"
    site = built(write_files(digest(**{"site.yml": off})))
    for path in site.paths():
        if path.endswith(".html") and not path.startswith("weeks/"):
            assert not site.html(path).css(".most, .sparkline, .letters, .letter")


# --- other names --------------------------------------------------------------------------


def test_another_name_of_a_term_leads_to_its_page(write_files):
    files = {
        "content/iran/a.md": article(
            "title: A\ndate: 2014-01-01\ntags: [Oil]\nauthors: [M. Rad]\nseries: Pipes"
        ),
        "content/iran/b.md": article("title: B\ndate: 2014-01-02\ntags: [Gas]\nseries: Pipes"),
        "content/tags/oil.md": article("name: Oil\naliases: [Crude oil, Petroleum, OIL]", ""),
        "content/authors/mina-rad.md": article("name: Mina Rad\naliases: [M. Rad]", ""),
        "content/sections/iran.md": article("name: Iran\naliases: [Persia, Archive]", ""),
        "content/series/pipes.md": article("name: Pipes\naliases: [Pipelines]", ""),
        "content/tags/caviar.md": article("name: Caviar\naliases: [Roe]", ""),
    }
    site = built(write_files({"site.yml": SITE + "page_size: 1\n", **files}))
    targets = {
        path: site.html(path).css_first('link[rel="canonical"]').attributes["href"]
        for path in site.paths()
        if 'http-equiv="refresh"' in site.text(path)
    }
    home = "https://example.org/repo"
    assert targets == {
        "tags/crude-oil/index.html": f"{home}/tags/oil/",
        "tags/petroleum/index.html": f"{home}/tags/oil/",
        "authors/m-rad/index.html": f"{home}/authors/mina-rad/",
        "persia/index.html": f"{home}/iran/",
        "series/pipelines/index.html": f"{home}/series/pipes/",
    }
    assert "crude-oil" not in site.text("sitemap.xml")


def test_a_name_whose_address_another_page_has_leads_nowhere_else(write_files):
    files = {
        "content/iran/a.md": article("title: A\ntags: [Oil, C]"),
        "content/iran/b.md": article("title: B\ntags: [Oil and gas, C++]"),
        "content/tags/oil.md": article(f"name: Oil\naliases: [Oil-and-gas, {'oil' * 90}]", ""),
        "content/tags/oil-and-gas.md": article("name: Oil and gas", ""),
        "content/sections/iran.md": article("name: Iran\naliases: [About]", ""),
        "content/tags/c.md": article("name: C", ""),
        "content/tags/c-plus-plus.md": article("name: C++", ""),
        "content/pages/about.md": article("title: About"),
    }
    site = built(write_files({"site.yml": SITE, **files}))
    assert site.html("tags/oil-and-gas/index.html").css_first("h1").text() == "Oil and gas"
    assert site.html("about/index.html").css_first("h1").text() == "About"
    assert not site.said.problems


def test_each_language_has_its_own(write_files):
    fish = "tags: [Roe, Fish]\nseries: Rivers"
    persian = "tags: [خاویار, ماهی]\nseries: رودها"
    files = {
        f"content/sea/{n}{code}.md": article(f"title: {n}\ndate: 2014-0{n}-01\n{terms}")
        for n in range(1, 6)
        for code, terms in (("", fish), (".fa", persian))
    }
    config = SITE + "slugs: unicode\nlanguages: {en: {}, fa: {}}\ntopics: {letters: 1}\n"
    files["content/tags/roe.md"] = article("name: Roe\naliases: [Caviar]", "")
    files["content/tags/خاویار.fa.md"] = article("name: خاویار\naliases: [تخم ماهی]", "")
    site = built(write_files({"site.yml": config, **files}))
    assert together(site, "roe") == ["Fish 5"]
    assert [node.text() for node in site.html("fa/tags/index.html").css(".letter")] == ["خ", "م"]
    page = site.html("fa/tags/خاویار/index.html")
    assert page.css_first(".most a").text() == "ماهی"
    assert page.css_first(".most .count").text() == "۵"
    assert page.css_first(".sparkline svg").attributes["aria-label"].endswith("۱")
    assert "/repo/tags/roe/" in site.text("tags/caviar/index.html")
    alias = site.text("fa/tags/تخم-ماهی/index.html")
    assert "/repo/fa/tags/%D8%AE" in alias
    assert "Rivers" in site.text("series/index.html")
    assert "رودها" in site.text("fa/series/index.html")
    assert "Rivers" not in site.text("fa/series/index.html")
    related = site.html("fa/sea/2014/01/1/index.html").css("aside.related a[href]")
    assert all(a.attributes["href"].startswith("/repo/fa/") for a in related)


@pytest.mark.parametrize(
    "edit",
    [
        {"content/a/6.md": story("2013-04-09", "price", "caviar")},
        {"content/a/3.md": story("2013-04-01", "caviar")},
        {"content/a/1.md": story("2011-01-01", "caviar", "sturgeon", "common")},
        {"content/tags/caviar.md": article("name: caviar\naliases: [Roe]", "")},
        {"site.yml": SITE + "topics: {letters: 1}\n"},
    ],
    ids=["new", "tag", "date", "alias", "letters"],
)
def test_a_warm_build_equals_a_clean_one(write_files, tmp_path, edit):
    root = write_files(digest())
    outcome_of(root)
    write_files(edit)
    outcome_of(root)
    assert tree(root / "public") == clean_output(root, tmp_path.with_name("fresh-topics"))
