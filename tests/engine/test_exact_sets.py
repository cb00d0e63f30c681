"""What a change costs: exactly the pages that show it are rendered, and each tells why.

The digest has twelve articles, the newest last: even ones of Iran on tea, odd ones of the Caspian.
Four cards make a page of a list, and "More from" shows two, so that each set can be worked out
with a pencil.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from .sites import Outcome, built, clean_output, document, picture, probe_theme, tree, write

Why = Mapping[Any, str]
"""URLs by the reasons, a tuple of labels, that their pages are rendered for."""

CONFIG = """
title: Digest
description: Of one thing and another
base_url: https://example.org/
page_size: 4
more_from: {count: 2}
feed: {count: 5, rss: [], json: [], follow: false, style: false}
editions: {weeks: false}
archive: false
sharing: {manifest: false, news_sitemap: false}
related: 0
neighbours: false
topics: {together: 0, sparkline: false}
front: {topics: 0}
permalinks: {article: "/{section}/{slug}/"}
menu:
- {title: Iran, url: /iran/}
- {title: Topics, url: /tags/}
theme: {name: THEME}
"""

ARTICLES = (
    "iran/a12/ iran/a10/ iran/a08/ iran/a06/ iran/a04/ iran/a02/"
    " caspian/a11/ caspian/a09/ caspian/a07/ caspian/a05/ caspian/a03/ caspian/a01/"
)
HOME = "/ page/2/ page/3/"
SECTIONS = "iran/ iran/page/2/ caspian/ caspian/page/2/"
TAGS = "tags/tea/ tags/tea/page/2/ tags/rail/ tags/oil/"
AUTHORS = "authors/ana/ authors/ben/"
INDEXES = "tags/ authors/"
FEEDS = (
    "feed.xml iran/feed.xml caspian/feed.xml tags/tea/feed.xml tags/rail/feed.xml"
    " tags/oil/feed.xml authors/ana/feed.xml authors/ben/feed.xml"
)
LISTINGS = f"{HOME} {SECTIONS} {TAGS} {AUTHORS}"
MENU = f"{ARTICLES} {LISTINGS} {INDEXES} about/ 404.html"
"""All pages with the menu on them."""
COPIES = "style.css mark.svg caspian/a05/map.png"
ALL = f"{MENU} {FEEDS} over/ sitemap.xml robots.txt {COPIES}"


def article(number: int, **matter: Any) -> bytes:
    tags = (["Tea", "Rail"], ["Oil"], ["Tea"], [])[number % 4]
    authors = (["Ana"], ["Ben"], [])[number % 3]
    defaults: dict[str, Any] = {
        "title": f"Story {number}",
        "date": f"2026-02-{number:02}",
        "summary": f"Summary {number}",
        "tags": tags,
        "authors": authors,
    }
    if number == 5:
        defaults["image"] = {"src": "map.png"}
    body = matter.pop("body", f"Words of {number}.")
    return document(body, **{**defaults, **matter})


def place(number: int) -> str:
    """Tell where an article's file stands; the fifth is a bundle."""
    if number == 5:
        return "content/caspian/a05/index.md"
    return f"content/{'caspian' if number % 2 else 'iran'}/a{number:02}.md"


def make_site(root: Path, theme: str) -> Path:
    files = {place(number): article(number) for number in range(1, 13)}
    files["content/caspian/a05/map.png"] = picture(4, 3)
    files["content/pages/about.md"] = document("Us.", title="About", aliases=["/over/"])
    files["content/authors/ana.md"] = document("She writes.", name="Ana", description="A writer.")
    write(root, files | probe_theme() | {"site.yml": CONFIG.replace("THEME", theme).encode()})
    return root


pytestmark = pytest.mark.usefixtures("quick_clock", "quick_templates")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A digest with the probe theme that has just been built."""
    root = make_site(tmp_path / "site", "probe")
    outcome = built(root)
    assert rendered(outcome) == expect({("new page",): ALL})
    return root


@pytest.fixture(params=["probe", "default"])
def themed(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A digest with one theme or the other: which pages show content does not depend on it."""
    root = make_site(tmp_path / "site", request.param)
    built(root)
    return root


def expect(why: Why) -> dict[str, tuple[str, ...]]:
    """Spell sets of URLs by their reasons out: a reason for each output path."""
    expected: dict[str, tuple[str, ...]] = {}
    for because, urls in why.items():
        for url in urls.split():
            path = (url + "index.html" if url.endswith("/") else url).lstrip("/")
            assert path not in expected, f"{path} is expected twice"
            expected[path] = because
    return expected


def rendered(outcome: Outcome) -> dict[str, tuple[str, ...]]:
    """Give each rendered page's reasons; the summary must count the same pages."""
    result = outcome.said.result
    assert result is not None
    assert result.rendered == len(outcome.said.pages) == len(outcome.rendered)
    return outcome.rendered


def assert_rebuild(
    root: Path,
    why: Why,
    *,
    read: int = 0,
    gone: str = "",
    **options: Any,
) -> None:
    """Build; exactly these pages are rendered for these reasons, so many sources read, and the
    files of these URLs deleted. The result is a clean build's, and a further build does nothing.
    """
    before = tree(root / "public")
    outcome = built(root, **options)
    assert rendered(outcome) == expect(why)
    assert dict(outcome.said.phases)["reading"] == read
    after = tree(root / "public")
    assert before.keys() - after.keys() == expect({(): gone}).keys()
    assert outcome.said.result is not None
    assert outcome.said.result.deleted == len(gone.split())
    assert outcome.said.result.pages == len(after) - 1
    assert after == clean_output(root, root.with_name("fresh"), **options)
    again = built(root, **options)
    assert rendered(again) == {}
    assert dict(again.said.phases)["reading"] == 0


def edit(root: Path, number: int, **matter: Any) -> None:
    write(root, {place(number): article(number, **matter)})


def configure(root: Path, old: str, new: str) -> None:
    text = (root / "site.yml").read_text()
    assert text.count(old) == 1
    write(root, {"site.yml": text.replace(old, new)})


# --- articles ---------------------------------------------------------------------------------


def test_nothing_changed(themed: Path) -> None:
    assert_rebuild(themed, {})


def test_body(themed: Path) -> None:
    """Feeds hold the five newest; the second article is in none of them."""
    edit(themed, 2, body="Other words.")
    assert_rebuild(themed, {("body",): "iran/a02/"}, read=1)


def test_body_that_feeds_carry(themed: Path) -> None:
    edit(themed, 6, body="Other words.")
    why = {
        ("body",): "iran/a06/",
        ("entries",): "iran/feed.xml tags/tea/feed.xml authors/ana/feed.xml",
    }
    assert_rebuild(themed, why, read=1)


def test_title(themed: Path) -> None:
    edit(themed, 6, title="Another title")
    why = {
        ("sections",): "/",
        ("title",): "iran/a06/",
        ("cards",): "page/2/ iran/ tags/tea/ authors/ana/",
        ("entries",): "iran/feed.xml tags/tea/feed.xml authors/ana/feed.xml",
    }
    assert_rebuild(themed, why, read=1)


def test_title_in_boxes(themed: Path) -> None:
    edit(themed, 12, title="Another title")
    why = {
        ("title",): "iran/a12/",
        ("more",): "iran/a10/ iran/a08/ iran/a06/ iran/a04/ iran/a02/",
        ("cards", "front"): "/",
        ("cards", "lead"): "iran/",
        ("cards",): "tags/tea/ tags/rail/ authors/ana/ 404.html",
        ("entries",): "feed.xml iran/feed.xml tags/tea/feed.xml tags/rail/feed.xml"
        " authors/ana/feed.xml",
    }
    assert_rebuild(themed, why, read=1)


def test_summary(themed: Path) -> None:
    edit(themed, 6, summary="Another summary")
    why = {
        ("sections",): "/",
        ("summary",): "iran/a06/",
        ("cards",): "page/2/ iran/ tags/tea/ authors/ana/",
        ("entries",): "iran/feed.xml tags/tea/feed.xml authors/ana/feed.xml",
    }
    assert_rebuild(themed, why, read=1)


def test_first_tag(themed: Path) -> None:
    edit(themed, 6, tags=["Oil"])
    why = {
        ("sections",): "/",
        ("tags",): "iran/a06/",
        ("cards",): "page/2/ iran/ authors/ana/",
        ("term", "cards"): "tags/tea/ tags/tea/page/2/ tags/oil/",
        ("groups",): "tags/",
        ("entries",): "iran/feed.xml authors/ana/feed.xml tags/tea/feed.xml tags/oil/feed.xml",
    }
    assert_rebuild(themed, why, read=1)


def test_second_tag(themed: Path) -> None:
    edit(themed, 6, tags=["Tea", "Rail"])
    why = {
        ("tags",): "iran/a06/",
        ("term", "cards"): "tags/rail/",
        ("groups",): "tags/",
        ("entries",): "iran/feed.xml authors/ana/feed.xml tags/tea/feed.xml tags/rail/feed.xml",
    }
    assert_rebuild(themed, why, read=1)


def test_new_article(themed: Path) -> None:
    new = article(14, title="New", date="2026-02-14", authors=["Ben"])
    write(themed, {"content/iran/new.md": new})
    why = {
        ("new page",): "iran/new/ page/4/ authors/ben/page/2/",
        ("more",): "iran/a12/ iran/a10/ iran/a08/ iran/a06/ iran/a04/ iran/a02/",
        ("cards", "sections", "pagination", "front"): "/",
        ("cards", "pagination"): "page/2/ page/3/",
        ("cards",): "404.html",
        ("term", "cards", "lead"): "iran/",
        ("term", "cards"): "iran/page/2/ tags/tea/ tags/tea/page/2/",
        ("term", "cards", "pagination"): "authors/ben/",
        ("groups",): "tags/ authors/",
        ("updated", "entries"): "feed.xml iran/feed.xml tags/tea/feed.xml authors/ben/feed.xml",
        ("entries",): "sitemap.xml",
    }
    assert_rebuild(themed, why, read=1)


AWAY: Why = {
    ("sections",): "/",
    ("cards",): "page/2/ page/3/",
    ("term", "cards"): "iran/ iran/page/2/ tags/tea/ tags/tea/page/2/ authors/ana/",
    ("groups",): "tags/ authors/",
    ("entries",): "iran/feed.xml tags/tea/feed.xml authors/ana/feed.xml sitemap.xml",
}
"""What shows that the sixth article is no longer there."""


def test_deletion(themed: Path) -> None:
    (themed / place(6)).unlink()
    assert_rebuild(themed, AWAY, gone="iran/a06/")


def test_draft(themed: Path) -> None:
    edit(themed, 6, draft=True)
    assert_rebuild(themed, AWAY, read=1, gone="iran/a06/")


def test_rename(themed: Path) -> None:
    (themed / place(6)).rename(themed / "content/iran/another.md")
    why = {
        ("sections",): "/",
        ("new page",): "iran/another/",
        ("cards",): "page/2/ iran/ tags/tea/ authors/ana/",
        ("entries",): "iran/feed.xml tags/tea/feed.xml authors/ana/feed.xml sitemap.xml",
    }
    assert_rebuild(themed, why, read=1, gone="iran/a06/")


def test_move_to_another_section(themed: Path) -> None:
    (themed / place(6)).rename(themed / "content/caspian/a06.md")
    why = {
        ("sections",): "/",
        ("new page",): "caspian/a06/",
        ("cards",): "page/2/ tags/tea/ authors/ana/",
        ("term", "cards"): "iran/ iran/page/2/ caspian/ caspian/page/2/",
        ("entries",): "iran/feed.xml caspian/feed.xml tags/tea/feed.xml authors/ana/feed.xml"
        " sitemap.xml",
    }
    assert_rebuild(themed, why, read=1, gone="iran/a06/")


def test_alias(themed: Path) -> None:
    """Without an `id` the first alias is what feeds know an article by."""
    edit(themed, 6, aliases=["/old/"])
    feeds = "iran/feed.xml tags/tea/feed.xml authors/ana/feed.xml"
    assert_rebuild(themed, {("new page",): "old/", ("entries",): feeds}, read=1)


# --- pictures and profiles --------------------------------------------------------------------


def test_picture_of_a_bundle(themed: Path) -> None:
    write(themed, {"content/caspian/a05/map.png": picture(4, 3, shade=9)})
    assert_rebuild(themed, {("digest",): "caspian/a05/map.png"})


def test_picture_of_another_size(themed: Path) -> None:
    """Whatever shows the picture says how wide it is."""
    write(themed, {"content/caspian/a05/map.png": picture(9, 3)})
    why = {
        ("sections",): "/",
        ("digest",): "caspian/a05/map.png",
        ("image",): "caspian/a05/",
        ("cards",): "page/2/ caspian/ tags/oil/",
        ("entries",): "caspian/feed.xml tags/oil/feed.xml",
    }
    assert_rebuild(themed, why)


def test_name_of_a_profile(themed: Path) -> None:
    profile = document("She writes.", name="Ana P.", aliases=["Ana"], description="A writer.")
    write(themed, {"content/authors/ana.md": profile})
    why = {
        ("authors", "more", "writers"): "iran/a06/ caspian/a03/",
        ("authors", "writers"): "iran/a12/ caspian/a09/",
        ("more",): "iran/a10/ iran/a08/ iran/a04/ iran/a02/"
        " caspian/a11/ caspian/a07/ caspian/a05/ caspian/a01/",
        ("cards", "sections", "front"): "/",
        ("cards", "lead"): "iran/",
        ("cards",): "page/2/ page/3/ caspian/ caspian/page/2/ tags/tea/ tags/rail/ tags/oil/"
        " 404.html",
        ("title", "term", "cards", "feeds"): "authors/ana/",
        ("groups",): "authors/",
        ("entries",): "feed.xml iran/feed.xml caspian/feed.xml tags/tea/feed.xml"
        " tags/rail/feed.xml tags/oil/feed.xml",
        ("title", "entries"): "authors/ana/feed.xml",
    }
    assert_rebuild(themed, why, read=1)


def test_body_of_a_profile(themed: Path) -> None:
    profile = document("She writes a lot.", name="Ana", description="A writer.")
    write(themed, {"content/authors/ana.md": profile})
    assert_rebuild(themed, {("term",): "authors/ana/"}, read=1)


def test_description_of_a_profile(themed: Path) -> None:
    profile = document("She writes.", name="Ana", description="A reporter.")
    write(themed, {"content/authors/ana.md": profile})
    why = {
        ("term",): "authors/ana/",
        ("groups",): "authors/",
        ("writers",): "iran/a12/ iran/a06/ caspian/a09/ caspian/a03/",
    }
    assert_rebuild(themed, why, read=1)


# --- the configuration ------------------------------------------------------------------------


def test_page_size(themed: Path) -> None:
    """Lists of four stay as they are, and so does all that is no list."""
    configure(themed, "page_size: 4", "page_size: 5")
    why = {
        ("cards", "sections", "front"): "/",
        ("cards",): f"page/2/ page/3/ {SECTIONS} tags/tea/ tags/tea/page/2/",
    }
    assert_rebuild(themed, why)


def test_more_from(themed: Path) -> None:
    configure(themed, "more_from: {count: 2}", "more_from: {count: 3}")
    assert_rebuild(themed, {("more",): ARTICLES, ("sections",): "/"})


def test_length_of_feeds(themed: Path) -> None:
    """A feed of four has nothing to add."""
    configure(themed, "count: 5", "count: 6")
    feeds = "feed.xml iran/feed.xml caspian/feed.xml tags/tea/feed.xml"
    assert_rebuild(themed, {("entries",): feeds})


def test_title_of_the_menu(site: Path) -> None:
    """Neither feeds nor redirects show the menu."""
    configure(site, "title: Topics", "title: Subjects")
    assert_rebuild(site, {("site.menu",): MENU})


def test_title_of_the_site(site: Path) -> None:
    configure(site, "title: Digest", "title: Another digest")
    own = f"{SECTIONS} {TAGS} {AUTHORS}"
    others = " ".join(page for page in MENU.split() if page not in own.split())
    why = {
        ("site.title",): others,
        ("feeds", "site.title"): own,
        ("title", "site.title"): FEEDS,
    }
    assert_rebuild(site, why)


def test_a_value_that_only_a_macro_shows(site: Path) -> None:
    """Three templates import the macros, among them those of the front page and of lists."""
    configure(site, "title: Digest", "contact: desk@example.org\ntitle: Digest")
    assert_rebuild(site, {("site.contact",): f"{LISTINGS} about/"})


def test_setting_of_the_theme(site: Path) -> None:
    """Settings are one input: the pages of all templates that read one of them show it, maybe."""
    configure(site, "theme: {name: probe}", "theme: {name: probe, settings: {accent: blue}}")
    assert_rebuild(site, {("site.settings",): MENU})


def test_markdown_setting(themed: Path) -> None:
    """All sources are read anew, and what comes out the same is not rendered."""
    configure(themed, "title: Digest", "title: Digest\nmarkdown: {smart: true}")
    assert_rebuild(themed, {}, read=14)


# --- templates and static files ---------------------------------------------------------------


def test_partial(site: Path) -> None:
    path = site / "themes/probe/templates/_macros.html"
    write(site, {"templates/_macros.html": path.read_text().replace("/", "|")})
    assert_rebuild(site, {("template",): f"{LISTINGS} about/"})


def test_partial_of_a_partial(site: Path) -> None:
    """The picture's partial is reached through cards, and named by templates themselves."""
    path = site / "themes/probe/templates/_image.html"
    path.write_text(path.read_text() + "!")
    assert_rebuild(site, {("template",): MENU})


def test_partial_that_sees_only_what_it_is_given(site: Path) -> None:
    write(site, {"templates/robots.txt": "{% partial 'name.txt' n=1 %}", "templates/name.txt": "a"})
    built(site)
    write(site, {"templates/name.txt": "b"})
    assert_rebuild(site, {("template",): "robots.txt"})


def test_template_of_feeds(site: Path) -> None:
    path = site / "themes/probe/templates/feed.xml"
    path.write_text(path.read_text() + "<!-- the end -->")
    assert_rebuild(site, {("template",): FEEDS})


def test_template_that_nothing_reaches(site: Path) -> None:
    write(site, {"templates/_unused.html": "{{ site.title }}"})
    assert_rebuild(site, {})


@pytest.mark.parametrize(
    ("text", "old", "new", "because"),
    [
        ('{{ ["2026-01-01"]|map("date")|join }}', "", "language: de\n", "site.language"),
        ('{{ ["/x/"]|map("absolute")|join }}', "example.org", "example.net", "site.origin"),
        ("{{ site['title'] }}", "Digest", "Paper", "site.title"),
        ("{% set own = site %}{{ own.title }}", "Digest", "Paper", "site.title"),
        (
            "{% macro m(s) %}{{ s.title }}{% endmacro %}{{ m(site) }}",
            "Digest",
            "Paper",
            "site.title",
        ),
        ("{{ site|attr('title') }}", "Digest", "Paper", "site.title"),
        ("{% partial 'name.txt' %}", "Digest", "Paper", "site.title"),
        ("{% include 'na' ~ 'me.txt' %}", "Digest", "Paper", "site.title"),
        ("{% include ['missing.txt', 'name.txt'] %}", "Digest", "Paper", "site.title"),
        (
            "{% include 'missing.txt' ignore missing %}{{ site.title }}",
            "Digest",
            "Paper",
            "site.title",
        ),
    ],
)
def test_template_that_hides_what_it_reads(
    site: Path, text: str, old: str, new: str, because: str
) -> None:
    write(site, {"templates/robots.txt": text, "templates/name.txt": "{{ site.title }}"})
    built(site)
    before = (site / "public/robots.txt").read_text()
    content = (site / "site.yml").read_text()
    write(site, {"site.yml": content.replace(old, new) if old else new + content})
    outcome = built(site)
    assert because in rendered(outcome)["robots.txt"]
    after = (site / "public/robots.txt").read_text()
    assert before != after
    assert after.encode() == clean_output(site, site.with_name("fresh"))["robots.txt"]


def test_stylesheet(site: Path) -> None:
    """Its URL changes with what it holds, so that readers' caches may keep it for long."""
    write(site, {"static/style.css": "body { color: black }"})
    why = {("asset style.css",): MENU, ("source", "digest"): "style.css"}
    assert_rebuild(site, why)


def test_static_file_that_no_template_names(site: Path) -> None:
    write(site, {"static/mark.svg": "<svg/>", "static/robot.png": picture(1, 1)})
    assert_rebuild(site, {("source", "digest"): "mark.svg", ("new page",): "robot.png"})


# --- the clock, the cache and the output ------------------------------------------------------


def test_lost_cache(themed: Path) -> None:
    everything = " ".join(tree(themed / "public").keys() - {".sitegen-manifest"})
    shutil.rmtree(themed / ".sitegen")
    assert_rebuild(themed, {("new page",): everything}, read=14)


def test_new_mtimes(themed: Path) -> None:
    """As after a checkout: all is read, its digests are known, and nothing is rendered."""
    now = time.time_ns()
    for folder in ("content", "static", "themes", "templates"):
        for path in (themed / folder).rglob("*"):
            os.utime(path, ns=(now, now))
    assert_rebuild(themed, {}, read=14)


def test_output_removed_by_hand(themed: Path) -> None:
    (themed / "public/iran/a06/index.html").unlink()
    shutil.rmtree(themed / "public/tags/tea")
    back = "iran/a06/ tags/tea/ tags/tea/page/2/ tags/tea/feed.xml"
    assert_rebuild(themed, {("the file was gone or altered",): back})


def test_output_altered_by_hand(themed: Path) -> None:
    write(themed / "public", {"iran/a06/index.html": "mine"})
    assert_rebuild(themed, {("the file was gone or altered",): "iran/a06/"})


def test_several_changes_are_told_apart(themed: Path) -> None:
    edit(themed, 2, body="Other words.", title="Another title")
    configure(themed, "count: 5", "count: 4")
    why = {
        ("title", "body"): "iran/a02/",
        ("cards",): "page/3/ iran/page/2/ tags/tea/page/2/",
        ("entries",): "feed.xml iran/feed.xml caspian/feed.xml tags/tea/feed.xml",
    }
    assert_rebuild(themed, why, read=1)


def test_time_that_passes(themed: Path) -> None:
    """An article appears at its moment without any file having changed."""
    edit(themed, 6, expires="2026-03-05")
    built(themed)
    assert_rebuild(themed, AWAY, gone="iran/a06/", now=datetime(2026, 3, 5, tzinfo=UTC))
