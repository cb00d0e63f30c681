"""The layout of content: which kind of file stands where, and where its front matter ends."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import Literal, Protocol
from urllib.parse import unquote

from .. import yamldoc
from ..problems import Problem
from .frontmatter import FENCE

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


_DESTINATION = re.compile(
    r"""
      \](?:\(|:)[ \t]*                      # [text](destination), [label]: destination
      (?: <([^<>\n]*)>
        | ([^\s<>()]*(?:\([^\s()]*\)[^\s<>()]*)*) )
    | <([^\s<>]*)>                          # <destination>
    """,
    re.VERBOSE,
)
"""The destinations of links, as most are written (CommonMark 0.31, 6.3, 6.5 and 4.7)."""
_NEAR = 100
"""What is written in another way is looked for in so many lines."""

_LONGEST = 4000
"""Longer lines are no excerpts: thousands of problems on one would be too much to print."""


class Locator:
    """Points at places in a file's text; a file may have many thousand problems."""

    def __init__(self, text: str, shown: str) -> None:
        text = text.replace("\r\n", "\n")
        self._shown = shown
        self._lines = text.split("\n")
        self._source = yamldoc.Source(shown, split_front_matter(text)[0] or "", 1)

    def locate(self, sought: Sought) -> Problem:
        """Make a problem without words that points at a place."""
        if sought.line:
            return self._find(sought)
        if not sought.keys:
            return Problem(self._shown, "", "", line=1)
        return self._source.problem(yamldoc.place(self._source, *sought.keys), "", "")

    @cached_property
    def _destinations(self) -> dict[str, list[tuple[int, int]]]:
        """The line and the column before each destination, in the file's order."""
        found: dict[str, list[tuple[int, int]]] = {}
        for number, line in enumerate(self._lines, 1):
            for match in _DESTINATION.finditer(line):
                group = match.lastindex
                if group:
                    found.setdefault(match[group], []).append((number, match.start(group)))
        return found

    def _find(self, sought: Sought) -> Problem:
        """Look a link up from its line downward, first where it is one, then where it is text."""
        spellings = dict.fromkeys((sought.needle, unquote(sought.needle)))
        places: list[tuple[int, int]] = []
        for spelling in spellings:
            known = self._destinations.get(spelling, [])
            places += known[bisect_left(known, (sought.line, 0)) :][:1]
        if places:
            return self._problem(*min(places))
        for number in range(sought.line, min(sought.line + _NEAR, len(self._lines)) + 1):
            for spelling in spellings:
                start = self._lines[number - 1].find(spelling)
                if start >= 0:
                    return self._problem(number, start)
        return Problem(self._shown, "", "", line=sought.line)

    def _problem(self, number: int, start: int) -> Problem:
        line = self._lines[number - 1]
        excerpt = line if len(line) <= _LONGEST else ""
        return Problem(self._shown, "", "", line=number, column=start + 1, excerpt=excerpt)
