"""A Pelican site comes over, and builds; what cannot come is reported."""

from __future__ import annotations

import pytest

from tests.building import built, run_cli

from .conservation import lost_words, write_site

SITE: dict[str, str | bytes] = {
    "old/pelicanconf.py": "SITENAME = 'Shoreline'\n",
    "old/content/images/crane.svg": '<svg xmlns="http://www.w3.org/2000/svg"></svg>\n',
    "old/content/extra/plan.txt": "Nine o'clock\n",
    "old/content/pages/about.md": "Title: About\n\nThree people.\n",
    "old/content/Ports/ferry.md": """
        Title: Ferry gets a timetable
        Date: 2026-05-04 10:05
        Modified: 2026-05-06
        Tags: ferries, alat
        Authors: Maral Durdyeva, Orkhan Safarov
        Summary: It leaves on Mondays,
            and on Thursdays.
        Colour: blue

        It left when full.

        [TOC]

        See [the crane]({filename}crane.md#the-barges), [the bridge](|filename|/Bridges/toll.md),
        [more]({category}ports), [us]({filename}/pages/about.md), [a plan]({static}/extra/plan.txt)
        and [nothing]({filename}gone.md).

        ![The crane]({static}/images/crane.svg)

        {% tide Alat %}
        """,
    "old/content/Ports/crane.md": """
        ---
        Title: Crane: by sea
        Date: 3 May 2026
        Tags: cranes
        Author: Orkhan Safarov
        Slug: crane-at-sea
        ---

        ## The barges

        They are rented.
        """,
    "old/content/Ports/2026-05-02-storm.md": "Title: Storm\nStatus: draft\n\nStay inside.\n",
    "old/content/Ports/ghost.md": "Title: Ghost\nStatus: hidden\n\nUnseen words.\n",
    "old/content/Bridges/toll.md": """
        Title: Toll
        Date: 2026-05-01
        Save_as: toll/now.html

        It rises.
        """,
    "old/content/Bridges/rope.md": "Title: Rope\nDate: next spring\n\nHold on.\n",
    "old/content/Bridges/wind.md": """
        Title: Wind
        Category: Weather

        It blew, [so](/toll/now.html).
        """,
    "old/content/top.md": "Title: At the top\nDate: 2026-04-01\nTags:\n\nAlone.\n",
    "old/content/Bridges/rain.html": """
        <html><head><title>Rain</title>
        <meta name="tags" content="weather, water">
        <meta name="date" content="2026-04-02 08:00">
        </head><body><p>It <em>rained</em> twice.</p>
        <p><img src="/images/crane.svg" alt="A wet crane"> <a href="fog.html">Fog</a></p>
        </body></html>
        """,
    "old/content/Bridges/fog.md": "Title: Fog\nDate: 2026-04-03\nLang: en\n\nNothing was seen.\n",
    "site.yml": "title: New shore\nbase_url: https://new.test/\ntimezone: Asia/Baku\n",
}  # fmt: skip
SYNTAX = """
    alt href img src
    3 as author body category content date em en filename head html lang may meta modified name p
    save slug static status summary
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    root = write_site(tmp_path_factory.mktemp("pelican"), SITE)
    return root, run_cli("import", "--from", "pelican", "old", cwd=root)


def test_it_comes_over_and_builds(imported):
    root, ran = imported
    done = built(root)
    for path in (
        "ports/2026/05/ferry/index.html", "ports/2026/05/crane-at-sea/index.html",
        "about/index.html", "pages/about.html", "bridges/2026/05/toll/index.html",
        "toll/now.html", "ferry-gets-a-timetable.html", "posts/2026/04/top/index.html",
        "images/crane.svg", "extra/plan.txt", "bridges/2026/04/rain/index.html",
    ):  # fmt: skip
        assert path in done.paths(), path
    pages = "".join(done.text(path) for path in done.paths() if path.endswith(".html"))
    assert "Stay inside" not in pages
    assert "Unseen words" not in pages
    page = done.html("ports/2026/05/ferry/index.html")
    links = {a.text(): a.attributes["href"] for a in page.css("article a[href]")}
    assert links["the crane"].endswith("/ports/2026/05/crane-at-sea/#h-the-barges")
    assert links["the bridge"].endswith("/bridges/2026/05/toll/")
    assert links["more"].endswith("/ports/")
    assert links["us"].endswith("/about/")
    assert links["a plan"].endswith("/extra/plan.txt")
    assert "nothing" not in links
    rain = done.html("bridges/2026/04/rain/index.html")
    assert rain.css_first('article img[alt="A wet crane"]') is not None
    assert ran.code == 0, ran.err


def test_no_word_is_lost_in_silence(imported):
    root, ran = imported
    assert lost_words(root / "old", root, ran.out + ran.err, SYNTAX) == {}
    assert "old/pelicanconf.py: warning: this file stays behind" in ran.err
    assert "the date “next spring” is not read" in ran.err
    assert "is now a comment: {% tide Alat %}" in ran.err
