"""A Zola site comes over, and builds; what cannot come is reported."""

from __future__ import annotations

import pytest

from tests.building import built, run_cli

from .conservation import lost_words, write_site

SITE: dict[str, str | bytes] = {
    "old/config.toml": 'base_url = "https://shoreline.test"\ntitle = "Shoreline"\n',
    "old/templates/page.html": "<main>{{ page.content }}</main>\n",
    "old/static/crane.svg": '<svg xmlns="http://www.w3.org/2000/svg"></svg>\n',
    "old/content/_index.md": "+++\n+++\nWelcome ashore.\n",
    "old/content/about.md": '+++\ntitle = "About"\npath = "us"\n+++\nThree people.\n',
    "old/content/ports/_index.md": """
        +++
        title = "Ports and piers"
        description = "Where the ships are."
        sort_by = "date"
        +++
        A pier is a promise.
        """,
    "old/content/ports/2026-05-04-ferry.md": """
        +++
        title = "Ferry gets a timetable"
        description = "It leaves on Mondays."
        updated = 2026-05-06
        aliases = ["old/ferry"]
        authors = ["Maral Durdyeva"]
        weight = 3

        [taxonomies]
        tags = ["ferries"]
        categories = ["Travel"]
        moods = ["hopeful"]

        [extra]
        colour = "blue"
        +++
        It left when full.

        <!-- more -->

        See [the crane](@/ports/crane/index.md#the-barges), [a picture](/crane.svg) and
        [nothing](@/ports/gone.md).

        {{ youtube(id="dQw4w9WgXcQ") }}

        {{ tide(harbour="Alat") }}

        {% quote(author="Orkhan") %}
        A sea is a road.
        {% end %}
        """,
    "old/content/ports/crane/index.md": """
        +++
        title = "Crane by sea"
        date = 2026-05-03T08:00:00Z
        [taxonomies]
        tags = ["Ferries", "cranes"]
        +++
        ![The crane](crane.svg)

        ## The barges

        They are rented.
        """,
    "old/content/ports/crane/crane.svg": '<svg xmlns="http://www.w3.org/2000/svg"></svg>\n',
    "old/content/ports/storm.md": """
        ---
        title: Storm
        date: 2026-05-02
        draft: true
        ---
        Stay inside.
        """,
    "old/content/ports/old/_index.md": '+++\ntitle = "Old ports"\n+++\nSilted up.\n',
    "old/content/ports/old/pier.md": '+++\ntitle = "A pier"\ndate = 1998-01-02\n+++\nIt rots.\n',
    "old/content/bridges/toll.md": '+++\ntitle = "Toll"\ndate = "2026-05-01"\n+++\nIt rises.\n',
    "old/content/bridges/rope.md": '+++\ntitle = "Rope"\nslug = "a-rope"\n+++\nHold on.\n',
    "old/content/bridges/ghost.md": '+++\ntitle = "Ghost"\nrender = false\n+++\nUnseen words.\n',
    "old/content/bridges/wind.md": '+++\ntitle = "Wind"\n+++\nBack to [the rope](../a-rope/).\n',
    "old/content/bridges/broken.md": '+++\ntitle = "open\n+++\nUnreadable matter.\n',
    "site.yml": "title: New shore\nbase_url: https://new.test/\ntimezone: Asia/Baku\n",
}
SYNTAX = "categories date description end path taxonomies title updated youtube"


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    root = write_site(tmp_path_factory.mktemp("zola"), SITE)
    return root, run_cli("import", "--from", "zola", "old", cwd=root)


def test_it_comes_over_and_builds(imported):
    root, ran = imported
    done = built(root)
    for path in (
        "ports/2026/05/ferry/index.html", "ports/2026/05/crane/index.html", "about/index.html",
        "ports/old/index.html", "ports/1998/01/pier/index.html", "us/index.html", "crane.svg",
        "bridges/2026/05/toll/index.html", "old/ferry/index.html", "ports/ferry/index.html",
    ):  # fmt: skip
        assert path in done.paths(), path
    pages = "".join(done.text(path) for path in done.paths() if path.endswith(".html"))
    assert "Stay inside" not in pages
    assert "Unseen words" not in pages
    page = done.html("ports/2026/05/ferry/index.html")
    links = {a.text(): a.attributes["href"] for a in page.css("article a[href]")}
    assert links["the crane"].endswith("/ports/2026/05/crane/#h-the-barges")
    assert "nothing" not in links
    assert "{{" not in page.text()
    assert ran.code == 1  # One file cannot be read.


def test_no_word_is_lost_in_silence(imported):
    root, ran = imported
    lost = lost_words(root / "old", root, ran.out + ran.err, SYNTAX)
    assert "old/content/bridges/broken.md:2" in ran.err
    assert "old/templates: warning: 1 file stays behind" in ran.err
    for source in ("content/bridges/broken.md", "templates/page.html"):
        lost.pop(source, None)
    assert lost == {}
    assert 'now a comment: {{ tide(harbour="Alat") }}' in ran.err
