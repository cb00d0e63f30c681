"""The layout of content: which kind of file stands where, and where its front matter ends."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, Protocol
from urllib.parse import unquote

from .. import yamldoc
from ..errors import Problem
from ..frontmatter import FENCE

Kind = Literal["article", "page", "author", "tag", "section"]

PROFILE_FOLDERS: dict[str, Kind] = {"authors": "author", "tags": "tag", "sections": "section"}
PAGES_FOLDER = "pages"

_OPEN = re.compile(rf"{FENCE}[ \t]*\n")
# YAML 1.2 ends a document with "..." as well (9.1.2).
_CLOSE = re.compile(rf"^(?:{FENCE}|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)


def kind_of(path: str) -> Kind:
    """Tell by its path below the content folder what a Markdown file is."""
    top, _, rest = path.partition("/")
    if rest and top in PROFILE_FOLDERS:
        return PROFILE_FOLDERS[top]
    return "page" if rest and top == PAGES_FOLDER else "article"


def split_front_matter(text: str) -> tuple[str | None, str, int]:
    """Part a file into front matter, body and the number of the lines before the body."""
    begin = _OPEN.match(text)
    end = _CLOSE.search(text, begin.end()) if begin else None
    if begin is None or end is None:
        return None, text, 0
    return text[begin.end() : end.start()], text[end.end() :], text.count("\n", 0, end.end())


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
        """The text; that of a link as its URL has it, percent-encoded."""


def locate(text: str, shown: str, sought: Sought) -> Problem:
    """Make a problem without words that points at a place in a file's text."""
    lines, matter = _parts(text)
    if sought.line:
        return _find(lines, shown, sought)
    source = yamldoc.Source(shown, matter or "", 1)
    if not sought.keys:
        return Problem(shown, "", "", line=1)
    return source.problem(yamldoc.place(source, *sought.keys), "", "")


@lru_cache(maxsize=4)
def _parts(text: str) -> tuple[list[str], str | None]:
    """Give a file's lines and its front matter; kept, for a file may have many problems."""
    text = text.replace("\r\n", "\n")
    return text.split("\n"), split_front_matter(text)[0]


def _find(lines: list[str], shown: str, sought: Sought) -> Problem:
    """Look a link up from its line downward, first where it is one, then where it is text."""
    spellings = dict.fromkeys((sought.needle, unquote(sought.needle)))
    for before in ("](", "](<", "]: ", "]: <", "<", ""):
        for number in range(sought.line, len(lines) + 1):
            line = lines[number - 1]
            for spelling in spellings:
                start = line.find(before + spelling)
                if start >= 0:
                    column = start + len(before) + 1
                    return Problem(shown, "", "", line=number, column=column, excerpt=line)
    return Problem(shown, "", "", line=sought.line)
