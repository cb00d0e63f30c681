"""The layout of content: which kind of file stands where, and where its front matter ends."""

from __future__ import annotations

from typing import Literal, Protocol

from .. import yamldoc
from ..errors import Problem
from ..frontmatter import FENCE

Kind = Literal["article", "page", "author", "tag", "section"]

PROFILE_FOLDERS: dict[str, Kind] = {"authors": "author", "tags": "tag", "sections": "section"}
PAGES_FOLDER = "pages"


def kind_of(path: str) -> Kind:
    """Tell by its path below the content folder what a Markdown file is."""
    top, _, rest = path.partition("/")
    if rest and top in PROFILE_FOLDERS:
        return PROFILE_FOLDERS[top]
    return "page" if rest and top == PAGES_FOLDER else "article"


def split_front_matter(text: str) -> tuple[str | None, str, int]:
    """Part a file into front matter, body and the number of the lines before the body."""
    if not text.startswith(FENCE + "\n"):
        return None, text, 0
    end = text.find("\n" + FENCE + "\n", len(FENCE) - 1)
    if end >= 0:
        stop = end + len(FENCE) + 2
    elif text.endswith("\n" + FENCE) and len(text) > len(FENCE):
        end, stop = len(text) - len(FENCE) - 1, len(text)
    else:
        return None, text, 0
    matter = text[len(FENCE) + 1 : end + 1]
    return matter, text[stop:], text.count("\n", 0, stop)


class Sought(Protocol):
    """What is looked up in a file: a front matter value by its keys, or a text near a line."""

    @property
    def keys(self) -> tuple[str | int, ...]:
        """Keys and list positions that lead to the value."""

    @property
    def line(self) -> int:
        """The line that the text stands on or below, 0 for none."""

    @property
    def needle(self) -> str:
        """The text."""


def locate(text: str, shown: str, sought: Sought) -> Problem:
    """Make a problem without words that points at a place in a file's text."""
    text = text.replace("\r\n", "\n")
    if sought.line:
        lines = text.split("\n")
        for number in range(sought.line, len(lines) + 1):
            column = lines[number - 1].find(sought.needle) + 1
            if column:
                return Problem(shown, "", "", line=number, column=column, excerpt=lines[number - 1])
        return Problem(shown, "", "", line=sought.line)
    matter, _, _ = split_front_matter(text)
    source = yamldoc.Source(shown, matter or "", 1)
    if not sought.keys:
        return Problem(shown, "", "", line=1)
    return source.problem(yamldoc.place(source, *sought.keys), "", "")
