"""A Jekyll site comes over, and builds; what cannot come is reported."""

from __future__ import annotations

import pytest

from tests.building import built, run_cli

from .conservation import lost_words, write_site

SITE: dict[str, str | bytes] = {
    "old/_config.yml": """
        title: Shoreline
        url: https://shoreline.test
        baseurl: /news
        collections:
          people:
            output: true
        """,
    "old/_data/authors.yml": "maral:\n  name: Maral Durdyeva\n",
    "old/_layouts/post.html": "<main>{{ content }}</main>\n",
    "old/Gemfile": "source 'https://rubygems.test'\n",
    "old/assets/crane.svg": '<svg xmlns="http://www.w3.org/2000/svg"></svg>\n',
    "old/assets/main.scss": "---\n---\n@import 'minima';\n",
    "old/plan.txt": "Nine o'clock\n",
    "old/robots.txt": "User-agent: *\n",
    "old/index.html": "---\n---\n{% for a in site.posts %}{{ a.title }}{% endfor %}\n",
    "old/about.md": """
        ---
        layout: page
        title: About
        permalink: /about-us/
        ---
        Three people. [All of it]({{ site.baseurl }}/) is theirs.
        """,
    "old/_posts/2026-05-04-ferry-gets-a-timetable.md": """
        ---
        layout: post
        title:  "Ferry gets a timetable"
        date:   2026-05-04 10:05:00 +0400
        categories: Ports travel
        tags: [ferries, alat]
        author: maral
        redirect_from:
          - /ferry/
        image: /assets/crane.svg
        ---
        It leaves on Mondays.
        <!--more-->

        See [the crane]({% post_url 2026-05-03-crane %}),
        [the bridge]({% link _posts/2026-05-02-bridge.markdown %}) and
        [us](/news/about-us/). ![The crane]({{ "/assets/crane.svg" | relative_url }})

        {% include tide.html harbour="Alat" %}

        {% highlight ruby %}
        ferry.leave!
        {% endhighlight %}
        """,
    "old/_posts/2026-05-03-crane.md": """
        ---
        title: Crane by sea
        category: ports
        tags: ferries cranes
        last_modified_at: 2026-05-05
        ---
        Two barges carried it, {% raw %}{{ as told }}{% endraw %}.
        {: .lead}

        {% comment %}ask the harbour{% endcomment %}
        """,
    "old/_posts/2026-05-02-bridge.markdown": """
        ---
        excerpt: The toll rises.
        ---
        Back to [the ferry](/2026/05/04/nowhere.html),
        or to [the crane](/ports/2026/05/03/crane.html).
        """,
    "old/_posts/2026-05-01-hidden.md": """
        ---
        title: Not yet
        published: false
        ---
        A secret for now.
        """,
    "old/_drafts/idea.md": "---\ntitle: An idea\n---\nPerhaps later.\n",
    "old/bridges/_posts/2026-04-30-wind.md": """
        ---
        title: "Wind: on the span"
        date: 30 April 2026
        ---
        It blew.
        """,
    "old/_posts/2026-04-29-rain.html": "---\ntitle: Rain\n---\n<p>It <em>rained</em> twice.</p>\n",
    "old/_posts/2026-04-28-snow.md": """
        ---
        title: Snow
        categories:
          - Weather
        ---
        Four flakes.
        """,
    "old/_posts/2026-04-27-sun.md": "---\ntitle: Sun\nslug: sunshine\n---\nAt last.\n",
    "old/_people/orkhan.md": "---\ntitle: Orkhan Safarov\nborn: 1980\n---\nWrites on cranes.\n",
    "old/_posts/2026-04-26-broken.md": "---\ntitle: [open\n---\nUnreadable matter.\n",
    "site.yml": "title: New shore\nbase_url: https://new.test/\ntimezone: Asia/Baku\n",
}  # fmt: skip
SYNTAX = """
    april at author authors baseurl categories category comment date em endcomment endhighlight
    endraw excerpt false from highlight last link modified name p permalink post published raw
    redirect relative site url 0400
"""
STAYS = (
    "index.html",
    "robots.txt",
    "assets/main.scss",
    "_layouts/post.html",
    "_posts/2026-04-26-broken.md",
)


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    root = write_site(tmp_path_factory.mktemp("jekyll"), SITE)
    return root, run_cli("import", "--from", "jekyll", "old", cwd=root)


def test_it_comes_over_and_builds(imported):
    root, ran = imported
    done = built(root)
    paths = done.paths()
    for path in (
        "ports/2026/05/ferry-gets-a-timetable/index.html", "ports/2026/05/crane/index.html",
        "posts/2026/05/bridge/index.html", "bridges/2026/04/wind/index.html", "about/index.html",
        "weather/2026/04/snow/index.html", "posts/2026/04/sunshine/index.html",
        "ports/travel/2026/05/04/ferry-gets-a-timetable.html", "about-us/index.html",
        "ferry/index.html", "people/orkhan/index.html", "assets/crane.svg", "plan.txt",
    ):  # fmt: skip
        assert path in paths, path
    pages = "".join(done.text(path) for path in paths if path.endswith(".html"))
    assert "A secret for now" not in pages
    assert "Perhaps later" not in pages
    assert ran.code == 1  # One file cannot be read.


def test_no_word_is_lost_in_silence(imported):
    root, ran = imported
    lost = lost_words(root / "old", root, ran.out + ran.err, SYNTAX)
    for source in STAYS:
        assert f"old/{source.split('/')[0]}" in ran.err
        lost.pop(source, None)
    assert lost == {}


def test_links_lead_to_what_came_over(imported):
    root, _ = imported
    page = built(root).html("ports/2026/05/ferry-gets-a-timetable/index.html")
    links = {a.text(): a.attributes["href"] for a in page.css("article a[href]")}
    assert links["the crane"].endswith("/ports/2026/05/crane/")
    assert links["the bridge"].endswith("/posts/2026/05/bridge/")
    assert links["us"].endswith("/about/")
    assert "Maral Durdyeva" in page.css_first("article").text()
    assert "{%" not in page.text()


def test_what_cannot_come_over_is_named(imported):
    _, ran = imported
    for said in (
        'is now a comment: {% include tide.html harbour="Alat" %}',
        "old/robots.txt: warning: sitegen makes a file of this name itself",
        "bridge.markdown:4: warning: the link “/2026/05/04/nowhere.html” leads to nothing",
        "old/index.html: warning: this file stays behind",
        "old/_posts/2026-04-26-broken.md:2:8: error: this is not YAML",
    ):
        assert said in ran.err, ran.err


def test_a_link_in_the_old_folder_is_not_followed(tmp_path):
    root = write_site(tmp_path, {
        "site.yml": "title: A\n",
        "secret.txt": "Not for readers.\n",
        "old/_posts/2026-05-04-a.md": "A text.\n",
    })  # fmt: skip
    (root / "old/open.txt").symlink_to(root / "secret.txt")
    ran = run_cli("import", "--from", "jekyll", "old", cwd=root)
    assert ran.err.count("old/open.txt: warning: this is a link; it is not followed") == 1
    assert not (root / "static").exists()


def test_links_in_a_circle_end_in_a_warning_each(tmp_path):
    root = write_site(tmp_path, {
        "site.yml": "title: A\n",
        "old/_posts/2026-05-04-a.md": "A text.\n",
    })  # fmt: skip
    links = {"loop.md": "loop.md", "_posts/self": ".", "_posts/up": "..", "a": "b", "b": "a"}
    for name, target in links.items():
        (root / "old" / name).symlink_to(target)
    ran = run_cli("import", "--from", "jekyll", "old", cwd=root)
    assert ran.code == 0
    for name in links:
        assert ran.err.count(f"old/{name}: warning: this is a link; it is not followed") == 1


def test_settings_that_are_a_link_to_themselves_are_reported(tmp_path):
    root = write_site(tmp_path, {
        "site.yml": "title: A\n",
        "old/_posts/2026-05-04-a.md": "A text.\n",
    })  # fmt: skip
    (root / "old/_config.yml").symlink_to("_config.yml")
    ran = run_cli("import", "--from", "jekyll", "old", cwd=root)
    assert "old/_config.yml: warning: this is a link; it is not followed" in ran.err
