"""A small site, and the preview of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.preview.serving import Preview, serving

SITE = """\
title: Caspian Digest
base_url: https://example.org/digest/
timezone: UTC
edit: "editor://open/{path}?line={line}"
"""


def article(title: str, body: str = "A body.\n", **fields: str) -> str:
    """Write an article's file."""
    lines = [f"title: {title}", *(f"{name}: {value}" for name, value in fields.items())]
    return "\n".join(["---", *lines, "---", "", body])


FILES = {
    "site.yml": SITE,
    "content/iran/2024-05-01-spring.md": article(
        "Spring", "First text.\n", tags="[Rivers]", authors="[Mina]"
    ),
    "content/iran/2024-05-02-summer.md": article(
        "Summer", "Second text, see [spring](2024-05-01-spring.md).\n", tags="[Rivers]"
    ),
    "content/azerbaijan/2024-05-03-autumn.md": article("Autumn", tags="[Ports]"),
    "content/azerbaijan/2024-05-04-winter.md": article("Winter", draft="true"),
    "content/azerbaijan/gallery/index.md": article(
        "Gallery", "![Map](map.svg)\n", date="2024-05-05"
    ),
    "content/azerbaijan/gallery/map.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "content/pages/about.md": article("About", "Who we are.\n"),
    "content/authors/mina.md": "---\nname: Mina\n---\n\nWrites.\n",
    "static/extra.css": "h1 { color: rgb(1, 2, 3) }\n",
    "static/film.bin": "0123456789" * 100,
}


def write_site(root: Path) -> Path:
    """Write the small site into a new folder."""
    for name, text in FILES.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Give the folder of a small site."""
    return write_site(tmp_path / "digest")


@pytest.fixture
def preview(site: Path) -> Iterator[Preview]:
    """Serve the small site."""
    with serving(site) as running:
        yield running


@pytest.fixture
def serve(site: Path) -> Iterator[Callable[..., Preview]]:
    """Give `serve(*arguments)`, which serves the small site."""
    with ExitStack() as stack:

        def start(*arguments: str, port: int = 0) -> Preview:
            return stack.enter_context(serving(site, *arguments, port=port))

        yield start
