"""A Hugo site comes over, and builds; what cannot come is reported."""

from __future__ import annotations

import pytest

from tests.building import built, run_cli

from .conservation import lost_words, write_site

SITE: dict[str, str | bytes] = {
    "old/hugo.toml": """
        baseURL = "https://shoreline.test/"
        title = "Shoreline"
        [permalinks]
        ports = "/:year/:month/:slug/"
        """,
    "old/layouts/_default/single.html": "<main>{{ .Content }}</main>\n",
    "old/static/images/crane.svg": '<svg xmlns="http://www.w3.org/2000/svg"></svg>\n',
    "old/static/timetable.txt": "Mondays and Thursdays\n",
    "old/content/_index.md": """
        ---
        title: Welcome ashore
        ---
        All that the coast talks about.
        """,
    "old/content/about.md": """
        +++
        title = "About us"
        +++
        Three people at a kitchen table. Write to [us](mailto:desk@shoreline.test).
        """,
    "old/content/imprint/index.md": """
        ---
        title: Imprint
        ---
        ![The desk](desk.svg)
        """,
    "old/content/imprint/desk.svg": '<svg xmlns="http://www.w3.org/2000/svg"></svg>\n',
    "old/content/ports/_index.md": """
        ---
        title: Ports and piers
        description: Where the ships are.
        weight: 7
        ---
        A pier is a **promise**.
        """,
    "old/content/ports/ferry.md": """
        +++
        title = "Ferry gets a timetable"
        date = 2026-05-04T10:05:00+04:00
        lastmod = 2026-05-06
        description = "It leaves on Mondays."
        authors = ["Maral Durdyeva"]
        tags = ["Ferries", "alat"]
        categories = ["Travel"]
        aliases = ["/old/ferry/", "boat"]
        weight = 3
        [params]
        mood = "hopeful"
        +++
        For years it left when full.

        <!--more-->

        See [the crane]({{< ref "crane.md" >}}) and [the bridge](../../../../bridges/toll/), or the
        [timetable](/timetable.txt). A [ghost](/nowhere/) remains.

        {{< figure src="/images/crane.svg" alt="A crane" title="Ninety tonnes" width="300" >}}

        {{< youtube dQw4w9WgXcQ >}}

        {{< tide-table harbour="Alat" days="9" >}}

        ```go
        {{</* untouched */>}}
        ```
        """,
    "old/content/ports/crane.md": """
        ---
        title: "Crane: by sea"
        date: 2026-05-03
        tags:
          - ferries
          - cranes
        author: Orkhan Safarov
        images: [/images/crane.svg]
        toc: false
        ---
        Two barges carried it.

        ## The barges

        They are rented. Back to [the ferry](ferry.md#the-barges), down to [barges](#the-barges).
        """,
    "old/content/ports/2026/_index.md": """
        ---
        title: The year at sea
        ---
        Twelve months, briefly.
        """,
    "old/content/ports/2026/storm.md": """
        {
          "title": "Storm warning",
          "date": "2026-05-01 08:00:00 +0400",
          "tags": ["weather"],
          "draft": true
        }
        Stay inside.
        """,
    "old/content/bridges/toll/index.md": """
        ---
        title: The toll rises
        date: 4 May 2026
        publishDate: 2026-05-05T06:00:00Z
        expiryDate: 2090-01-01
        cover:
          image: gate.svg
          alt: A gate
          relative: true
        ---
        ![The gate](gate.svg "At dawn") opens at six; [a storm](/ports/2026/storm/) may close it.
        """,
    "old/content/bridges/toll/gate.svg": '<svg xmlns="http://www.w3.org/2000/svg"></svg>\n',
    "old/content/bridges/rope.md": """
        ---
        title: A rope bridge
        date: sometime in spring
        url: /ropes/first/
        slug: rope-bridge
        ---
        {{< highlight python "linenos=table" >}}
        cross(bridge)
        {{< /highlight >}}

        {{% notice %}}Hold on **tight**.{{% /notice %}}
        """,
    "old/content/bridges/wind.md": """
        ---
        title: Wind on the span
        date: 2026-04-30T23:30:00.000-05:00
        categories: [Weather report]
        ---
        [words][w] and nothing else.

        [w]: /bridges/rope-bridge/
        """,
    "old/content/bridges/plan.adoc": "= A plan\n\nIn another tongue.\n",
    "old/content/bridges/broken.md": "---\ntitle: [open\n---\nUnreadable matter.\n",
    "old/content/tags/ferries/_index.md": "---\ntitle: Ferries\n---\nBoats that return.\n",
    "old/data/tides.json": '{"alat": 3}\n',
    "site.yml": "title: New shore\nbase_url: https://new.test/\ntimezone: Asia/Baku\n",
}  # fmt: skip


SYNTAX = "author categories date expiryDate highlight lastmod publishDate ref url 400"


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    root = write_site(tmp_path_factory.mktemp("hugo"), SITE)
    return root, run_cli("import", "--from", "hugo", "old", cwd=root)


def test_it_comes_over_and_builds(imported):
    root, _ = imported
    done = built(root)
    paths = done.paths()
    for path in (
        "ports/2026/05/ferry/index.html", "ports/2026/05/crane/index.html", "about/index.html",
        "bridges/2026/05/toll/index.html", "imprint/index.html", "images/crane.svg",
        "timetable.txt", "old/ferry/index.html", "2026/05/ferry/index.html",
        "ropes/first/index.html", "ports/boat/index.html", "ports/2026/index.html",
    ):  # fmt: skip
        assert path in paths, path
    assert "Stay inside" not in "".join(done.text(p) for p in paths if p.endswith(".html"))


def test_no_word_is_lost_in_silence(imported):
    root, ran = imported
    lost = lost_words(root / "old", root, ran.out + ran.err, SYNTAX)
    # What cannot be read is an error that names its file.
    for source in ("content/bridges/broken.md", "content/bridges/plan.adoc"):
        assert f"old/{source}" in ran.err
        lost.pop(source, None)
    assert "data" in ran.err
    lost.pop("data/tides.json", None)
    assert lost == {}
    assert ran.code == 1


def test_links_lead_to_what_came_over(imported):
    root, _ = imported
    page = built(root).html("ports/2026/05/ferry/index.html")
    links = {a.text(): a.attributes["href"] for a in page.css("article a[href]")}
    assert links["the crane"].endswith("/ports/2026/05/crane/")
    assert links["the bridge"].endswith("/bridges/2026/05/toll/")
    assert links["timetable"].endswith("/timetable.txt")
    assert "ghost" not in links


def test_what_cannot_come_over_is_named(imported):
    _, ran = imported
    for said in (
        "old/content/ports/ferry.md:19: warning: the link “/nowhere/” leads to nothing",
        "old/content/ports/ferry.md:25: warning: a short code that sitegen does not know",
        "old/content/ports/ferry.md:21: warning: options of a picture have no place",
        "old/content/bridges/rope.md: warning: the date “sometime in spring” is not read",
        "old/content/bridges/plan.adoc: error: texts in .adoc are not read",
        "old/content/bridges/broken.md:2:8: error: this is not YAML",
        "old/layouts: warning: 1 file stays behind",
        "old/hugo.toml: warning: settings are not brought over: baseURL: https://shoreline.test/",
    ):
        assert said in ran.err, ran.err
    assert ran.out.splitlines()[-1].startswith("5 articles, 1 draft, 3 pages, ")


def test_it_can_be_repeated_edited_and_taken_back(tmp_path):
    root = write_site(tmp_path, SITE)
    before = sorted(root.rglob("*"))
    assert run_cli("import", "--from", "hugo", "old", "--dry-run", cwd=root).code == 1
    assert sorted(root.rglob("*")) == before
    run_cli("import", "--from", "hugo", "old", cwd=root)
    again = run_cli("import", "--from", "hugo", "old", cwd=root)
    assert "written" not in again.out
    assert "content/ports/ferry.md: unchanged" in again.out
    crane = root / "content/ports/crane.md"
    crane.write_text(crane.read_text() + "Edited here.\n")
    old = root / "old/content/ports/crane.md"
    old.write_text(old.read_text() + "Edited there.\n")
    third = run_cli("import", "--from", "hugo", "old", cwd=root)
    assert "content/ports/crane.md is not written: another file is there" in third.err
    assert crane.read_text().endswith("Edited here.\n")
    run_cli("import", "--undo", cwd=root)
    assert crane.exists()
    assert not (root / "content/ports/ferry.md").exists()
    assert not (root / "static/timetable.txt").exists()


def test_a_folder_of_another_kind_is_refused(tmp_path):
    root = write_site(tmp_path, {"site.yml": "title: A\n", "old/a.md": "A text.\n"})
    ran = run_cli("import", "--from", "hugo", "old", cwd=root)
    assert (ran.code, ran.out) == (2, "")
    assert "this is not the folder of a hugo site" in ran.err
    assert run_cli("import", "--from", "hugo", "old", "--pictures", cwd=root).code == 2
    assert run_cli("import", "--from", "hugo", cwd=root).code == 2
