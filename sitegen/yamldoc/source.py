"""A YAML text and its place in a file, which problems point into."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import yaml

from ..problems import Problem

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What neither XML nor HTML can hold (XML 1.0, production Char)."""


class Source(NamedTuple):
    """Where a YAML text stands: its file, the text, and the file's line before its first."""

    path: str
    text: str
    first_line: int = 0

    @property
    def lines(self) -> list[str]:
        """The lines of the text, as marks count them."""
        return _lines_of(self.text)

    def problem(
        self, mark: yaml.Mark | None, message: str, code: str, hint: str = "", prefix: str = ""
    ) -> Problem:
        """Make the problem that a mark of this text points at, with its line as excerpt."""
        line = mark.line if mark else 0
        column = mark.column + 1 if mark else 0
        lines = self.lines
        return Problem(
            path=self.path,
            line=self.first_line + line + 1,
            column=column,
            code=code,
            message=message,
            hint=hint,
            excerpt=lines[line] if line < len(lines) else "",
        )


@lru_cache(maxsize=4)
def _lines_of(text: str) -> list[str]:
    """Part a text into lines; kept, for a file may have many thousand problems."""
    return text.splitlines()


def control_character(source: Source) -> Problem | None:
    """Find the first character that no page and no feed can hold."""
    found = FORBIDDEN.search(source.text)
    if found is None:
        return None
    start = source.text.rfind("\n", 0, found.start()) + 1
    line = source.text.count("\n", 0, start)
    return Problem(
        path=source.path,
        line=source.first_line + line + 1,
        column=found.start() - start + 1,
        code="text.control-character",
        message=f"there is a control character here (U+{ord(found[0]):04X})",
        hint="delete it; some editors show it as ^" + chr(ord(found[0]) % 128 ^ 64),
        excerpt=source.text[start:].partition("\n")[0],
    )
