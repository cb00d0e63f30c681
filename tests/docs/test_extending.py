"""The examples of docs/extending.md are one site, which builds and shows what they say.

A block with a path behind its language is that file; two blocks of one path are its two parts.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.building import Built, article, built
from tests.docs.reading import ROOT, blocks

EXTENDING = ROOT / "docs" / "extending.md"


def files() -> dict[str, str]:
    """Give the files that the page shows."""
    found: dict[str, str] = {}
    for block in blocks(EXTENDING):
        _, _, path = block.language.partition(" ")
        if path:
            found[path] = f"{found[path]}\n\n{block.text}" if path in found else block.text
    return found


OWN = {
    "site.yml": (
        "title: Digest\nbase_url: https://example.org/\n"
        "extensions: [extensions/digest.py, extensions/parties.py, extensions/archive.py]\n"
    ),
    "content/caspian/2026-05-04-numbers.md": article("title: Numbers\nlayout: numbers", "H~2~O."),
    "templates/layouts/numbers.html": (
        '{% extends "article.html" %}{% block main %}{{ page.body|body }}'
        '{% include "_fields.html" %}{{ 3|roman }}, {{ opened("Azeri") }}{% endblock %}'
    ),
    "static/images/ports.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>',
}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Built:
    root = Path(tmp_path_factory.mktemp("extending"))
    shown = files()
    party = article("title: Ports", shown.pop("party.md"))
    for path, text in {**shown, **OWN, "content/iran/2025-03-01-ports.md": party}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return built(root)


def test_data_filters_functions_and_plugins(site):
    page = site.html("caspian/2026/05/numbers/index.html")
    assert [cell.text() for cell in page.css("td")] == ["Azeri", "1997", "Shah Deniz", "2006"]
    assert "III, 1997 (en)" in page.css_first("main").text()
    assert page.css_first("sub").text() == "2"


def test_a_layout_and_the_profile_of_a_section(site):
    page = site.html("caspian/index.html")
    assert "teal" in page.css_first("head").html
    assert "five countries" in page.css_first(".term .body").text()


def test_an_embed(site):
    page = site.html("iran/2025/03/ports/index.html")
    assert page.css_first(".party p").text() == "Union of Ports: 12"
    assert page.css_first(".party img").attributes["src"] == "/images/ports.svg"
    assert page.css_first(".party em").text() == "coast"


def test_a_kind_of_page(site):
    page = site.html("annals/2025/index.html")
    assert page.css_first("h1").text() == "2025"
    assert page.css_first(".story .title").text() == "Ports"
    assert site.feed("annals/2026/feed.xml").entries[0].title == "Numbers"


def test_every_python_and_jinja_example_is_a_file():
    loose = [b.line for b in blocks(EXTENDING) if b.language in ("python", "jinja", "csv")]
    assert loose == []
