"""Remarks: what Markdown rules report about a body, and where."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote

from ..problems import Problem, Severity

Env = MutableMapping[str, Any]
"""What markdown-it hands from rule to rule; `env["remarks"]` is a list of `Remark`."""

_NEAR = 20
"""In how many lines below its own the words of a remark are looked for."""


class Remark(NamedTuple):
    """A remark on a body; `line` counts from 0, `needle` is the text that it is about.

    `column` (from 1) is given where it is known; else the needle is looked for.
    """

    line: int
    code: str
    message: str
    hint: str = ""
    needle: str = ""
    severity: Severity = "error"
    column: int = 0


def remark(env: Env, found: Remark) -> None:
    """Add a remark unless it was made already."""
    env["remarks"][found] = None


def problems_of(remarks: Sequence[Remark], text: str, shown: str, first_line: int) -> list[Problem]:
    """Turn the remarks on a body into problems of its file, with column and excerpt.

    `first_line` is the file's line before the body's first.
    """
    if not remarks:
        return []
    lines = text.split("\n")
    problems = []
    for found in remarks:
        line, column = _place(lines, found)
        problems.append(
            Problem(
                path=shown,
                message=found.message,
                code=found.code,
                line=first_line + line + 1,
                column=column,
                hint=found.hint,
                excerpt=lines[line] if line < len(lines) else "",
                severity=found.severity,
            )
        )
    return problems


def _place(lines: Sequence[str], found: Remark) -> tuple[int, int]:
    """Return the line (from 0) and the column (from 1, 0 if not known) of a remark's needle."""
    if found.column:
        return found.line, found.column
    for needle in dict.fromkeys((found.needle, unquote(found.needle))):
        for number in range(found.line, min(found.line + _NEAR, len(lines))):
            column = lines[number].find(needle) + 1 if needle else 0
            if column:
                return number, column
    return found.line, 0
