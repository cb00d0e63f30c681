"""Reads the project's Markdown: headings, tables, links, pictures and blocks of code."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
DOCUMENTS = tuple(
    sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
)

_CODE = re.compile(r"`([^`]+)`")


class Block(NamedTuple):
    """A fenced block: its language, its text, and the line that it begins on."""

    language: str
    text: str
    line: int


class Row(NamedTuple):
    """A row of a table: its cells as Markdown, and the heading that it stands below."""

    heading: str
    cells: tuple[str, ...]

    def code(self, cell: int) -> list[str]:
        """Give the pieces of code in a cell."""
        return _CODE.findall(self.cells[cell])


@cache
def tokens(document: Path) -> tuple[Token, ...]:
    """Parse a document as GitHub does, as far as we write it."""
    text = document.read_text("utf-8")
    return tuple(MarkdownIt("commonmark").enable("table").parse(text))


def headings(document: Path) -> list[str]:
    """Give the headings with their marks: `## Options`."""
    found = tokens(document)
    return [
        f"{token.markup} {found[index + 1].content}"
        for index, token in enumerate(found)
        if token.type == "heading_open"
    ]


def anchors(document: Path) -> set[str]:
    """Give the fragments that GitHub makes of the headings."""
    plain = (heading.lstrip("# ").lower() for heading in headings(document))
    return {re.sub(r"[^\w\- ]", "", text).replace(" ", "-") for text in plain}


def blocks(document: Path) -> list[Block]:
    """Give the fenced blocks in their order."""
    return [
        Block(token.info, token.content, (token.map or [0])[0] + 1)
        for token in tokens(document)
        if token.type == "fence"
    ]


def rows(document: Path) -> list[Row]:
    """Give the rows of all tables, without their heads."""
    found: list[Row] = []
    heading, cells = "", list[str]()
    for index, token in enumerate(tokens(document)):
        if token.type == "heading_open":
            heading = tokens(document)[index + 1].content
        elif token.type == "td_open":
            cells.append(tokens(document)[index + 1].content)
        elif token.type == "tr_close" and cells:
            found.append(Row(heading, tuple(cells)))
            cells = []
    return found


def targets(document: Path) -> list[str]:
    """Give what links and pictures lead to."""
    inner = [child for token in tokens(document) for child in token.children or ()]
    found = [child.attrGet("href") or child.attrGet("src") for child in inner]
    return [str(target) for target in found if target]
