"""What is doubtful about articles is said with its place; what is in order is not."""

from __future__ import annotations

import pytest

from tests.checks.conftest import PNG, article, told


def test_a_site_in_order_has_no_problems(check_site):
    checked = check_site()
    assert told(checked) == []
    assert checked.change is None


@pytest.mark.parametrize(
    ("matter", "problem"),
    [
        (
            "image: {src: a.png}",
            "3:14 image.alt: the picture “a.png” has no alternative text",
        ),
        (
            "source: {name: The Paper}",
            "3:16 source.url: the source “The Paper” has no URL",
        ),
        (
            "date: 2026-05-02\nexpires: 2026-05-01",
            "4:10 article.never-shown: it expires (2026-05-01) before its date (2026-05-02)",
        ),
        (
            "tags: [diplo-macy]",
            "3:8 term.alike: the tag “diplo-macy” is nearly “Diplomacy”, and has a page of its own",
        ),
        (
            "authors: [A.B., AB]",
            "3:17 term.alike: the author “AB” is nearly “A.B.”, and has a page of its own",
        ),
    ],
    ids=lambda text: text.partition(":")[0],
)
def test_a_doubt_about_front_matter(check_site, matter, problem):
    picture = {"content/iran/x/a.png": PNG} if "a.png" in matter else {}
    files = {"content/iran/x/index.md": article(matter), **picture}
    assert told(check_site(files)) == [f"warning content/iran/x/index.md:{problem}"]


@pytest.mark.parametrize(
    "matter",
    [
        "image: {src: a.png, alt: A ship}",
        "source: {name: The Paper, url: https://paper.example/1}",
        "source: {}",
        "date: 2026-05-02\nexpires: 2027-05-01",
        "tags: [Diplomats]",
    ],
)
def test_what_is_in_order_is_not_mentioned(check_site, matter):
    picture = {"content/iran/x/a.png": PNG} if "a.png" in matter else {}
    files = {"content/iran/x/index.md": article(matter), **picture}
    assert told(check_site(files)) == []


def test_a_brief_without_source_url_leads_nowhere(check_site):
    files = {"content/iran/x.md": article("source: {name: The Paper}", body="")}
    assert "so its title is no link" in told(check_site(files))[0]


def test_articles_that_came_in_twice(check_site):
    source = "source: {name: P, url: 'https://www.paper.example/a/'}\ndate: 2026-05-0%d"
    files = {
        "content/iran/a.md": article(source % 5, title="One  thing"),
        "content/asia/b.md": article(
            (source % 6).replace("www.", "").replace("/a/", "/a#top"), title="ONE THING"
        ),
    }
    title, source = check_site(files).problems
    assert (title.place, title.code) == ("content/asia/b.md:2:8", "article.title-twice")
    assert title.message == "content/iran/a.md has the same title"
    assert (source.place, source.code) == ("content/asia/b.md:3:24", "article.source-twice")
    assert source.message == "already here as content/iran/a.md: the source is the same page"


def test_one_source_in_two_spellings_came_in_twice(check_site):
    source = "source: {name: P, url: '%s'}\ndate: 2026-05-0%d"
    files = {
        "content/iran/a.md": article(source % ("https://example.com/a/talks", 5), title="A"),
        "content/iran/b.md": article(
            source % ("http://www.example.com/a/talks/?utm_source=rss#x", 6), title="B"
        ),
    }
    assert [(p.place, p.code) for p in check_site(files).problems] == [
        ("content/iran/b.md:3:24", "article.source-twice")
    ]


def test_a_translation_is_no_second_import_and_its_terms_are_its_own(check_site):
    settings = "title: D\nbase_url: https://user.github.io/repo/\nlanguages: {en: {}, fa: {}}\n"
    source = "source: {name: P, url: 'https://www.paper.example/a/'}\ntags: [Gas]\nauthors: [Ana]\n"
    files = {
        "site.yml": settings + "feed: {authority: 'user.github.io,2026'}\n",
        "content/iran/2026-05-05-a.md": article(f"{source}id: a", title="Tehran"),
        "content/iran/2026-05-05-a.fa.md": article(f"{source}id: b", title="Tehran"),
    }
    assert told(check_site(files)) == []


def test_two_articles_may_name_one_front_page_as_source(check_site):
    source = "source: {name: P, url: 'https://paper.example/'}"
    files = {
        "content/iran/a.md": article(source),
        "content/iran/b.md": article(source, title="B"),
    }
    assert told(check_site(files)) == []


def test_a_draft_is_not_checked_until_it_shows(check_site):
    files = {"content/iran/x.md": article("draft: true\nsource: {name: P}")}
    assert told(check_site(files)) == []
    assert [p.code for p in check_site(files, drafts=True).problems] == ["source.url"]


def test_what_is_dated_ahead_is_checked_already(check_site):
    files = {"content/iran/2027-01-01-x.md": article("source: {name: P}")}
    assert [p.code for p in check_site(files).problems] == ["source.url"]


def test_spellings_that_an_alias_joins_are_no_doubt(check_site):
    files = {
        "content/tags/diplomacy.md": "---\nname: Diplomacy\naliases: [diplo-macy]\n---\n",
        "content/iran/x.md": article("tags: [diplo-macy]"),
    }
    assert told(check_site(files)) == []


def test_what_a_build_refuses_is_an_error_here(check_site):
    files = {
        "content/iran/a.md": "no front matter\n",
        "content/iran/b.md": article("tags: [diplomacy]"),
        "content/c.md": article(title="C"),
        "content/iran/d.md": article(body="[x](gone.md) ![A ship](gone.png)", title="D"),
        "site.yml": "title: Digest\nmenu: [{title: Gone, url: /gone/}]\n",
    }
    found = check_site(files).problems
    assert [(problem.place, problem.code) for problem in found] == [
        ("content/c.md:1", "front-matter.section"),
        ("content/iran/a.md:1:1", "front-matter.missing"),
        ("content/iran/b.md:3:8", "term.spelling"),
        ("content/iran/d.md:4:5", "content.broken-link"),
        ("content/iran/d.md:4:24", "content.broken-link"),
        ("site.yml:2:27", "config.broken-link"),
    ]
    assert {problem.severity for problem in found} == {"error"}


APPEARS = "next change due 2026-06-01 00:00: content/iran/2026-06-01-x.md appears (1 dated ahead)"
LEAVES = "next change due 2026-05-20 13:30: content/iran/a.md leaves (1 dated ahead, 2 to expire)"


@pytest.mark.parametrize(
    ("files", "text"),
    [
        (
            {"content/iran/2026-06-01-x.md": article()},
            APPEARS,
        ),
        (
            {
                "site.yml": "title: Digest\ntimezone: Asia/Tehran\n",
                "content/iran/a.md": article("expires: 2026-05-20T10:00+00:00"),
                "content/iran/b.md": article("date: 2026-07-01\nexpires: 2026-08-01", title="B"),
                "content/iran/c.md": article("date: 2027-01-01\ndraft: true", title="C"),
                "content/iran/d.md": article("expires: 2026-05-01", title="D"),
            },
            LEAVES,
        ),
    ],
)
def test_the_next_change_by_the_clock(check_site, files, text):
    checked = check_site(files)
    assert told(checked) == []
    assert checked.change.text() == text


@pytest.mark.parametrize("kind", ["tags", "authors", "section"])
@pytest.mark.parametrize(
    ("arabic", "persian"),
    [
        ("\u0643\u0631\u062f\u064a", "\u06a9\u0631\u062f\u06cc"),  # kaf, yeh
        ("\u0645\u0648\u0633\u0649", "\u0645\u0648\u0633\u06cc"),  # alef maksura
        ("\u0641\u0627\u0637\u0645\u0629", "\u0641\u0627\u0637\u0645\u0647"),  # teh marbuta
        ("\u0646\u0641\u062a \u0661\u0664", "\u0646\u0641\u062a \u06f1\u06f4"),  # digits
        ("\u0646\u0641\u062a 14", "\u0646\u0641\u062a \u06f1\u06f4"),
        ("\u0646\u0640\u0641\u062a", "\u0646\u0641\u062a"),  # tatweel
    ],
)
def test_names_that_look_alike_in_arabic_and_persian_letters(check_site, kind, arabic, persian):
    values = (arabic, persian) if kind == "section" else (f"[{arabic}]", f"[{persian}]")
    settings = "title: Digest\nbase_url: https://digest.example/\nslugs: unicode\n"
    files = {
        "site.yml": settings,
        "content/iran/x.md": article(f"{kind}: {values[0]}", title="X"),
        "content/iran/y.md": article(f"{kind}: {values[1]}", title="Y"),
    }
    (problem,) = [line for line in told(check_site(files)) if "term.alike" in line]
    assert arabic in problem
    assert persian in problem
    assert "U+" in problem
