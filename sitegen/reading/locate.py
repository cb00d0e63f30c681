"""Find the line and column of the problems that planning reports."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

import msgspec

from .. import yamldoc
from ..config import Config
from ..problems import Problem, Unplaced
from .layout import split_front_matter

_KEPT = 256
"""How many files are kept in memory: the problems of one file may not be in a row."""


class Placer:
    """Looks up where in its file a problem is."""

    def __init__(self, config: Config) -> None:
        self._root = config.root
        self._folder = config.file.content
        self._locators: dict[str, Locator | None] = {}

    def __call__(self, finding: Unplaced) -> Problem:
        """Make a problem with its place in a content file."""
        locator = self._locator(finding.path) if finding.path.endswith(".md") else None
        place = locator.locate(finding) if locator else Problem(finding.path, "", "")
        return msgspec.structs.replace(
            place,
            message=finding.message,
            code=finding.code,
            hint=finding.hint,
            severity=finding.severity,
        )

    def _locator(self, path: str) -> Locator | None:
        if path not in self._locators:
            if len(self._locators) >= _KEPT:
                self._locators.clear()
            self._locators[path] = self._read(path)
        return self._locators[path]

    def _read(self, path: str) -> Locator | None:
        try:
            data = Path(self._root, self._folder, path).read_bytes()
        except OSError:
            return None  # The file is gone or unreadable by now; its name has to do.
        return Locator(data.decode("utf-8-sig", "replace"), f"{self._folder}/{path}")


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
"""In how many lines a link is looked for that is written in another way."""

_LONGEST = 4000
"""Longer lines are not shown as excerpts: thousands of problems on one would be too much."""


class Locator:
    """Points at places in a file's text; a file may have many thousand problems."""

    def __init__(self, text: str, shown: str) -> None:
        text = text.replace("\r\n", "\n")
        self._shown = shown
        self._lines = text.split("\n")
        self._source = yamldoc.YamlText(shown, split_front_matter(text)[0] or "", 1)

    def locate(self, sought: Unplaced) -> Problem:
        """Make a problem without a message that points at a place."""
        if sought.column and sought.line <= len(self._lines):
            return self._problem(sought.line, sought.column - 1)
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

    def _find(self, sought: Unplaced) -> Problem:
        """Find a link from its line downward, first among links, then in plain text."""
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
