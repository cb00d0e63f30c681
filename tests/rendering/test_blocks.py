"""Every block of every template of the default theme can be given other content."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.building import ROOT, article, built
from tests.tooling.validate import validate_html

pytestmark = pytest.mark.integration

TEMPLATES = ROOT / "themes/default/templates"
BLOCKS = [
    (path.name, block)
    for path in sorted(TEMPLATES.glob("*.html"))
    for block in re.findall(r"{% block (\w+)", path.read_text("utf-8"))
]
PROMISED = {("base.html", "head"), ("base.html", "main")}
"""Blocks that every page gives a content of its own."""

NAME = '{% if page.url == "/" %}<h1>Our own</h1>{% else %}<p>Our own</p>{% endif %}'
"""The name of the site is the heading of its front page."""

OWN = {
    "title": "Our own",
    "head": '<meta name="robots" content="all">',
    "extra_head": '<meta name="author" content="Us">',
    "masthead": f'<header class="own">{NAME}</header>',
    "nameplate": NAME,
    "menu": '<nav class="own" aria-label="Ours"><a href="/">Home</a></nav>',
    "main": '<h1 class="own">Our own</h1>',
    "colophon": '<footer class="own">Our own</footer>',
}
TERMS = "authors: [M]\ntags: [T]\nseries: S"
CONFIG = "title: Digest\nbase_url: https://example.org/\npage_size: 1\neditions: {minimum: 1}\n"
CONTENT = {
    "site.yml": CONFIG,
    "content/iran/a.md": article(f"title: A\ndate: 2024-05-09\n{TERMS}"),
    "content/iran/b.md": article(f"title: B\ndate: 2024-05-10\n{TERMS}"),
    "content/pages/about.md": article("title: About"),
}


ARTICLE = "iran/2024/05/a/index.html"


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


@pytest.fixture(scope="module")
def overridden(tmp_path_factory) -> dict[tuple[str, str], Path]:
    """Build a site for each block of each template, with a text of its own in that block."""
    return {
        (template, block): replaced(tmp_path_factory.mktemp("own"), template, block, OWN[block])
        for template, block in BLOCKS
    }


@pytest.fixture(scope="module")
def mastheads(tmp_path_factory) -> dict[str, Path]:
    """Build a site without a masthead, and one with something below it."""
    texts = ("", "{{ super() }}<p>Notice</p>")
    return {
        text: replaced(tmp_path_factory.mktemp("masthead"), "base.html", "masthead", text)
        for text in texts
    }


def replaced(root: Path, template: str, block: str, text: str) -> Path:
    """Build a site with a text of its own in a block of the default theme; give the output."""
    own = f'{{% extends "default/{template}" %}}{{% block {block} %}}{text}{{% endblock %}}'
    files = CONTENT | {f"templates/{template}": own}
    if template == "search.html":
        files["site.yml"] += "search: true\n"
    return built(write(root, files)).output


def pages(output: Path) -> list[Path]:
    return sorted(output.rglob("*.html"))


def test_there_is_something_to_override():
    assert {block for _, block in BLOCKS} == OWN.keys()
    assert len(BLOCKS) > 15


def test_every_block_takes_other_content(overridden):
    for (template, block), output in overridden.items():
        if (template, block) in PROMISED:
            continue
        own = OWN[block].replace(NAME, "<p>Our own</p>")
        texts = [path.read_text("utf-8") for path in pages(output)]
        assert any(own in text for text in texts), (template, block)


def test_what_stands_around_an_overridden_block_is_valid_html(overridden, mastheads):
    """All in one run: the start of the checker takes seconds."""
    files = [path for output in overridden.values() for path in pages(output)]
    files += [output / ARTICLE for output in mastheads.values()]
    assert [str(problem) for problem in validate_html(files)] == []


def test_the_masthead_may_be_taken_away_or_added_to(mastheads):
    for text, output in mastheads.items():
        page = LexborHTMLParser((output / ARTICLE).read_text("utf-8"))
        assert len(page.css("header.masthead, nav.menu")) == (2 if text else 0)
