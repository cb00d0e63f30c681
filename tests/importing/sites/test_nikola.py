"""A Nikola site comes over, and builds; what cannot come is reported."""

from __future__ import annotations

import pytest

from sitegen.importing.sites.nikola import metadata_lines
from tests.building import built, run_cli

from .conservation import lost_words, write_site

SITE: dict[str, str | bytes] = {
    "old/conf.py": """
        import os, time
        BLOG_TITLE = "Shoreline"
        SITE_URL = "https://old.test/"
        DEFAULT_LANG = "en"
        TRANSLATIONS = {DEFAULT_LANG: "", "fa": "./fa"}
        POSTS = (
            ("posts/*.rst", "posts", "post.tmpl"),
            ("posts/*.md", "posts", "post.tmpl"),
            ("posts/*.html", "posts", "post.tmpl"),
        )
        PAGES = (("pages/*.md", "", "page.tmpl"), ("pages/*.rst", "", "page.tmpl"))
        FILES_FOLDERS = {"files": "", "papers": "docs"}
        MULTIPLE_AUTHORS_PER_POST = True
        open("was-run", "w").write(str(time.time()))
        CONTACT = os.environ["HOME"]
        """,
    "old/files/robots-note.txt": "Come in\n",
    "old/papers/plan.txt": "Nine o'clock\n",
    "old/images/crane.svg": '<svg xmlns="http://www.w3.org/2000/svg"></svg>\n',
    "old/galleries/quay/one.svg": '<svg xmlns="http://www.w3.org/2000/svg"></svg>\n',
    "old/listings/tide.py": "print('high')\n",
    "old/templates/post.tmpl": "<html></html>\n",
    "old/pages/about.md": "<!--\n.. title: About\n.. slug: about-us\n-->\n\nThree people.\n",
    "old/posts/ferry.md": """
        <!--
        .. title: Ferry gets a timetable
        .. slug: ferry
        .. date: 2026-05-04 10:05:00 UTC+04:00
        .. updated: 2026-05-06 08:00:00 UTC
        .. tags: ferries, alat
        .. category: Ports/North
        .. author: Maral Durdyeva, Orkhan Safarov
        .. description: It leaves on Mondays.
        .. previewimage: /images/crane.svg
        .. link: https://example.org/ferries
        .. type: text
        .. status: featured
        .. colour: blue
        -->

        It left when full.

        <!-- TEASER_END -->

        See [the crane](link://slug/crane#the-barges), [the bridge](link://filename/posts/toll.rst),
        [more](link://category/ports), [us](/about-us/), [a plan](/docs/plan.txt),
        [the quay](https://old.test/posts/crane/) and [nothing](link://slug/gone).

        {{% doc %}}the toll <toll>{{% /doc %}}

        ![The crane](/images/crane.svg)

        {{% youtube abcdefghijk %}}

        {{% thumbnail "/images/crane.svg" alt="Jib" %}}At noon{{% /thumbnail %}}

        {{% tide port=Alat %}}
        """,
    "old/posts/crane.rst": """
        .. title: Crane: by sea
        .. slug: crane
        .. date: 2026-05-03
        .. tags: cranes
        .. category: Ports
        .. author: Orkhan Safarov

        They came on *two* barges.

        .. TEASER_END

        The barges
        ----------

        They are ``rented``, see `the ferry <link://slug/ferry>`_ and `Plan`_.

        .. _Plan: /docs/plan.txt

        .. figure:: /images/crane.svg
           :alt: A jib

           On the quay

        .. thumbnail:: /images/crane.svg
           :alt: Second jib

        .. youtube:: lmnopqrstuv

        .. code-block:: python

           print("hoist")

        ::

            .. tide:: as it is written

        Made on |day|, as aside0n0x says.

        .. |day| date::

        .. ask the mason

        .. chart:: Bar
           :title: Loads

           'tons', [3, 4]

        .. include:: secret.txt

        .. raw:: html

           <blink>hidden markup</blink>

        ======  =====
        Day     Loads
        ======  =====
        Monday  12
        ======  =====

        A :strange:`role here` stays.
        """,
    "old/posts/toll.rst": """
        .. title: Toll
        .. date: 2026/05/01 09:00
        .. category: Bridges

        It rises.
        """,
    "old/posts/rope.md": "Hold on.\n",
    "old/posts/rope.meta": """
        .. title: Rope
        .. slug: rope-walk
        .. date: next spring
        .. tags: ropes
        """,
    "old/posts/storm.md": """
        ---
        title: Storm
        date: 2026-05-02
        tags: [weather]
        status: draft
        ---

        Stay inside.
        """,
    "old/posts/ghost.html": """
        <!--
        .. title: Ghost
        .. date: 2026-04-30
        .. tags: private
        -->
        <p>Unseen words.</p>
        """,
    "old/posts/2026/rain.html": """
        <!--
        .. title: Rain
        .. date: 2026-04-02 08:00:00 UTC
        .. pretty_url: False
        -->
        <p>It <em>rained</em> twice.</p>
        """,
    "old/posts/wind.md": """
        +++
        title = 'Wind'
        date = 2026-04-05
        category = 'Weather'
        +++

        It blew.
        """,
    "old/posts/wind.fa.md": """
        <!--
        .. title: باد
        .. date: 2026-04-05
        .. category: Weather
        -->

        باد آمد.
        """,
    "old/posts/fog.md": """
        <!--
        .. title: Fog
        .. date: 2026-04-03
        .. has_math: true
        -->

        Nothing was seen.
        """,
    "old/posts/lab.ipynb": "{}\n",
    "site.yml": "title: New shore\nbase_url: https://new.test/\ntimezone: Asia/Baku\n",
}  # fmt: skip
SYNTAX = """
    old.test
    alt author block category code colour date description doc em fa false featured figure filename
    has link math meta p previewimage pretty python slug status tags text thumbnail title true type
    updated url youtube strong
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    root = write_site(tmp_path_factory.mktemp("nikola"), SITE)
    return root, run_cli("import", "--from", "nikola", "old", cwd=root)


def test_it_comes_over_and_builds(imported):
    root, ran = imported
    done = built(root)
    for path in (
        "ports/2026/05/ferry/index.html", "ports/2026/05/crane/index.html",
        "posts/crane/index.html",
        "about-us/index.html", "bridges/2026/05/toll/index.html", "posts/toll/index.html",
        "posts/2026/rain.html", "posts/2026/04/rain/index.html", "images/crane.svg",
        "galleries/quay/one.svg", "listings/tide.py", "docs/plan.txt", "robots-note.txt",
        "weather/2026/04/wind/index.html", "fa/posts/wind/index.html",
    ):  # fmt: skip
        assert path in done.paths(), (path, sorted(done.paths()))
    pages = "".join(done.text(path) for path in done.paths() if path.endswith(".html"))
    assert "Stay inside" not in pages
    assert "Unseen words" not in pages
    assert not (root / "was-run").exists()
    assert "posts/lab.ipynb: error: texts in .ipynb are not read" in ran.err
    assert ran.code == 1


def test_links_lead_to_the_new_pages(imported):
    page = built(imported[0]).html("ports/2026/05/ferry/index.html")
    links = {a.text(): a.attributes["href"] for a in page.css("article a[href]")}
    assert links["the crane"].endswith("/ports/2026/05/crane/#h-the-barges")
    assert links["the bridge"].endswith("/bridges/2026/05/toll/")
    assert links["the toll"].endswith("/bridges/2026/05/toll/")
    assert links["the quay"].endswith("/ports/2026/05/crane/")
    assert links["more"].endswith("/ports/")
    assert links["us"].endswith("/about-us/")
    assert links["a plan"].endswith("/docs/plan.txt")
    assert "nothing" not in links


def test_restructured_text_is_read(imported):
    page = built(imported[0]).html("ports/2026/05/crane/index.html")
    body = page.css_first("article")
    assert body.css_first("em").text() == "two"
    assert body.css_first("h2").text().strip().startswith("The barges")
    assert [cell.text() for cell in body.css("td")] == ["Monday", "12"]
    assert 'print("hoist")' in body.css_first("pre").text()
    links = {a.text(): a.attributes["href"] for a in body.css("a[href]")}
    assert links["the ferry"].endswith("/ports/2026/05/ferry/")
    assert links["Plan"].endswith("/docs/plan.txt")
    alts = [img.attributes["alt"] for img in body.css("img")]
    assert alts[-2:] == ["A jib", "Second jib"]
    assert [caption.text().strip() for caption in body.css("figcaption")] == ["On the quay"]
    assert body.css_first("pre code").attributes["class"] == "language-python"
    assert [code.text() for code in body.css("p code")] == ["rented"]
    assert "hidden markup" not in body.text()
    assert "role here" in body.text()
    assert "Made on |day|, as aside0n0x says." in body.text()


def test_no_word_is_lost_in_silence(imported):
    root, ran = imported
    said = ran.out + ran.err
    assert lost_words(root / "old", root, said, SYNTAX) == {}
    assert "old/conf.py: warning: this file stays behind" in said
    assert "the date “next spring” is not read" in said
    assert "is now a comment: {{% tide port=Alat %}}" in said
    assert "old/posts/crane.rst:43: warning: a directive that sitegen does not know" in said
    assert 'crane.rst:60: warning: docutils says: Unknown interpreted text role "strange"' in said
    assert "system-message" not in said
    assert ".. tide::" not in said
    assert "old/posts/ghost.html: warning: it was private" in said


@pytest.mark.parametrize(
    ("text", "values", "rest", "line"),
    [
        (".. title: A\n.. tags: b, c\n\nText.\n", {"title": "A", "tags": "b, c"}, "\nText.\n", 2),
        ("\n.. title: A\n.. date:\n\nText.\n", {"title": "A"}, "\nText.\n", 3),
        ("<!--\n.. title: A\n-->\nText.\n", {"title": "A"}, "Text.\n", 3),
        ("<!-- .. title: A -->\nText.\n", {"title": "A"}, "Text.\n", 1),
        ("<!--\n.. title: A\nAsk.\n-->\nText.\n", {"title": "A"}, "<!-- Ask. -->\nText.\n", 4),
        ("<!-- a note -->\nText.\n", {}, "<!-- a note -->\nText.\n", 0),
        (".. note:: Mind\n\nText.\n", {}, ".. note:: Mind\n\nText.\n", 0),
    ],
)
def test_lines_of_metadata(text, values, rest, line):
    assert metadata_lines(text) == (values, rest, line)


def test_a_conf_that_is_not_python_is_reported(tmp_path):
    root = write_site(tmp_path, {
        "site.yml": SITE["site.yml"],
        "old/conf.py": "POSTS = (\n",
        "old/posts/a.md": ".. title: A\n.. date: 2026-05-01\n\nText.\n",
    })  # fmt: skip
    ran = run_cli("import", "--from", "nikola", "old", cwd=root)
    assert ran.code == 0
    assert "old/conf.py:1: warning: this is not Python that can be read" in ran.err
    assert "content/posts/a.md: written" in ran.out


def test_odd_texts_come_over_and_build(tmp_path):
    root = write_site(tmp_path, {
        "site.yml": "title: New shore\nbase_url: https://new.test/\n",
        "old/conf.py": "BLOG_TITLE = 'A'\n",
        "old/posts/empty.rst": ".. title: Nothing yet\n.. date: 2026-01-01\n",
        "old/posts/bare.md": "",
        "old/posts/slash.md": "---\ntitle: A\ndate: 2026-01-01\ncategory: /\n---\nText.\n",
        "old/posts/list.md": "---\ntitle: B\ndate: 2026-01-01\ncategory: [x]\n---\nText.\n",
        "old/posts/old.txt": ".. title: C\n.. date: 2026-01-01\n\nIt is *old*.\n",
        "old/posts/2026/05/year.md": "---\ntitle: D\ndate: 2026-01-01\n---\nText.\n",
    })  # fmt: skip
    ran = run_cli("import", "--from", "nikola", "old", "--section", "News", cwd=root)
    assert ran.code == 0, ran.err
    assert "“/posts/empty/” leads to nothing, for this text is empty" in ran.err
    paths = built(root).paths()
    for path in ("slash", "list", "old", "year"):
        assert f"news/2026/01/{path}/index.html" in paths
    assert "posts/2026/05/year/index.html" in paths
