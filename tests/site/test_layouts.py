"""`layout` in front matter, and `index.md` as the text of a section or of the front page."""

from __future__ import annotations

import pytest

from tests.building import article, messages, problems_of
from tests.building import built as build_site
from tests.engine.sites import built, clean_output, tree

SITE = {
    "site.yml": "title: Digest\nbase_url: https://example.org/repo/\npage_size: 1\n",
    "content/iran/2026-02-03-a.md": article("title: A"),
    "content/iran/2026-02-04-b.md": article("title: B"),
    "content/pages/about.md": article("title: About"),
    "templates/layouts/story.html": "{{ page.title }} in a story",
    "templates/layouts/region.html": "{{ page.term.name }} of a region",
    "templates/layouts/wide.html": "a wide front {{ page.body|body if page.body else '' }}",
}
OTHER_NAME = "an article has another name: iran/the-talks.md"
A, B = (f"iran/2026/02/{name}/index.html" for name in "ab")


@pytest.mark.parametrize(
    ("path", "text", "pages"),
    [
        (
            "content/iran/2026-02-03-a.md",
            article("title: A\nlayout: story"),
            {A: "A in a story"},
        ),
        (
            "content/pages/about.md",
            article("title: About\nlayout: story"),
            {"about/index.html": "About in a story"},
        ),
        (
            "content/sections/iran.md",
            article("name: Iran\nlayout: region"),
            {"iran/index.html": "Iran of a region", "iran/page/2/index.html": "Iran of a region"},
        ),
        (
            "content/index.md",
            article("layout: wide", "Welcome."),
            {
                "index.html": "a wide front <p>Welcome.</p>\n",
                "page/2/index.html": "a wide front ",
            },
        ),
    ],
)
def test_a_layout_renders_the_pages_of_its_file(write_files, path, text, pages):
    root = write_files(SITE)
    before = build_site(root)
    write_files({path: text})
    after = build_site(root)
    assert {page: after.text(page) for page in pages} == pages
    others = set(after.contents()) - set(pages)
    still = {B, "tags/index.html", "404.html", "style.css"} - set(pages)
    assert still <= others
    assert all(before.contents()[page] == after.contents()[page] for page in still)


def test_edits_of_layouts_render_their_pages(write_files):
    front = article("title: A\nlayout: story")
    root = write_files({**SITE, "content/iran/2026-02-03-a.md": front})
    built(root)
    for text in ("{{ page.title }}!", "{% extends 'article.html' %}"):
        write_files({"templates/layouts/story.html": text})
        assert set(built(root).rendered) == {A}
    write_files({"templates/layouts/wide.html": "x"})
    assert built(root).rendered == {}
    write_files({"content/iran/2026-02-03-a.md": article("title: A")})
    assert built(root).rendered[A] == ("template",)
    assert tree(root / "public") == clean_output(root, root.with_name(f"{root.name}-fresh"))
    assert built(root, verify=True).rendered == {}


@pytest.mark.parametrize(
    ("layout", "problem", "hint"),
    [
        ("stroy", "there is no layout called “stroy”", "did you mean `story`?"),
        (
            "zzz",
            "there is no layout called “zzz”",
            "make templates/layouts/zzz.html; there are: region, story, wide",
        ),
        (
            "../x",
            "`layout` must be the name of a layout, in letters, digits, - and _, not “../x”",
            "",
        ),
    ],
)
def test_an_unknown_layout_is_a_problem(write_files, layout, problem, hint):
    path = "content/iran/2026-02-03-a.md"
    (found,) = problems_of(write_files({**SITE, path: article(f"title: A\nlayout: {layout}")}))
    assert messages([found]) == [f"{path}:3:9: {problem}"]
    assert found.hint == hint


@pytest.mark.parametrize("name", ["index.md", "_index.md"])
def test_the_profile_of_a_section_in_its_folder(write_files, name):
    text = article("name: Persia\ndescription: All of it\navatar: {src: a.svg, alt: A}", "Words.")
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'
    made = build_site(
        write_files({**SITE, f"content/iran/{name}": text, "content/iran/a.svg": svg})
    )
    page = made.html("iran/index.html")
    assert page.css_first("h1").text() == "Persia"
    assert page.css_first(".body").text().strip() == "Words."
    assert page.css_first(".term img").attributes["src"] == "/repo/iran/a.svg"
    assert "iran/a.svg" in made.paths()
    assert not any("index/" in path for path in made.paths())


@pytest.mark.parametrize("name", ["index.md", "_index.md"])
def test_the_text_of_the_front_page(write_files, name):
    text = "Welcome to the [first](iran/2026-02-03-a.md)."
    made = build_site(write_files({**SITE, f"content/{name}": text}))
    link = made.html("index.html").css_first(".foreword a")
    assert link.attributes["href"] == "/repo/iran/2026/02/a/"
    assert not made.html("page/2/index.html").css(".foreword")


@pytest.mark.parametrize(
    ("files", "problem", "hint"),
    [
        (
            {"content/iran/index.md": "name: I", "content/iran/_index.md": "name: I"},
            "content/iran/index.md:1: content/iran/_index.md describes the same section",
            "keep one of the two files",
        ),
        (
            {"content/iran/index.md": "name: I", "content/sections/iran.md": "name: I"},
            "content/sections/iran.md:1: content/iran/index.md describes the same section",
            "keep one of the two files",
        ),
        (
            {"content/index.md": "", "content/_index.md": ""},
            "content/index.md:1: content/_index.md is the text of the front page already",
            "keep one of the two files",
        ),
        (
            {"content/iran/index.md": "name: I\ndate: 2026-02-03"},
            "content/iran/index.md:3:1: unknown key `date`",
            f"this is the text about the section iran/; {OTHER_NAME}",
        ),
        (
            {"content/index.md": "tags: [A]"},
            "content/index.md:2:1: unknown key `tags`",
            f"this is the text about the front page; {OTHER_NAME}",
        ),
    ],
)
def test_what_cannot_be_an_index(write_files, files, problem, hint):
    made = {path: article(front, "Words.") for path, front in files.items()}
    (found,) = problems_of(write_files(SITE | made))
    assert (messages([found]), found.hint) == ([problem], hint)


def test_the_name_of_a_section_is_its_name(write_files):
    found = problems_of(write_files({**SITE, "content/iran/_index.md": article("title: Iran")}))
    assert [problem.hint for problem in found] == [
        "write its name as `name`; an article has another name: iran/the-talks.md"
    ]


def test_edits_of_an_index_are_as_a_clean_build(write_files):
    root = write_files(SITE)
    for files in (
        {"content/index.md": "Welcome."},
        {"content/iran/index.md": article("name: I", "Words.")},
        {"content/index.md": "Welcome, all."},
        {"content/iran/index.md": article("name: J", "")},
    ):
        write_files(files)
        built(root)
        assert tree(root / "public") == clean_output(root, root.with_name(f"{root.name}-fresh"))
    (root / "content/index.md").unlink()
    (root / "content/iran/index.md").unlink()
    built(root)
    assert tree(root / "public") == clean_output(root, root.with_name(f"{root.name}-fresh"))
