"""The report of a check: as text for a person, as JSON for a program, as annotations for GitHub."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from ..problems import Problem
from .articles import NextChange

if TYPE_CHECKING:  # It imports the network, which most checks do not need.
    from .external import LinkStatus

Format = Literal["text", "json", "github"]

SHOWN = 20
"""At most this many warnings of one kind are shown as text; a program gets them all."""


class Report(NamedTuple):
    """All that a check found; `external` are the links to other sites, sorted by URL."""

    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()
    change: NextChange | None = None
    external: tuple[LinkStatus, ...] = ()

    @property
    def errors(self) -> int:
        """How many of the problems are errors."""
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many of the problems are warnings."""
        return len(self.problems) - self.errors


def as_json(report: Report) -> str:
    """Write a report as one JSON object."""
    data = {
        "errors": report.errors,
        "warnings": report.warnings,
        "problems": [_with_severity(problem) for problem in report.problems],
        "notes": report.notes,
        "next_change": report.change,
        "external": report.external,
    }
    return msgspec.json.encode(data).decode()


def _with_severity(problem: Problem) -> dict[str, object]:
    return {"severity": problem.severity, **msgspec.to_builtins(problem)}


def shown(problems: Sequence[Problem]) -> Iterator[Problem | str]:
    """Yield the problems that a person wants to read, and a line on the warnings left out.

    All errors are shown.
    """
    seen: Counter[str] = Counter()
    for problem in problems:
        if problem.severity == "warning":
            seen[problem.code] += 1
            if seen[problem.code] > SHOWN:
                continue
        yield problem
    for code, count in seen.items():
        if count > SHOWN:
            yield f"{code}: {count - SHOWN:,} more of this kind; --format json gives them all"


def summary(report: Report) -> str:
    """Sum a report up in a line."""
    if not report.problems:
        return "no problems"
    parts = [(report.errors, "error"), (report.warnings, "warning")]
    return ", ".join(f"{n:,} {word}{'s' if n > 1 else ''}" for n, word in parts if n)


def as_annotations(report: Report, root: Path) -> Iterable[str]:
    """Write a report as workflow commands, which GitHub shows beside the lines of a change.

    Format: docs.github.com, "Workflow commands for GitHub Actions". Files are named from the
    checkout's folder, and the site may be in a folder below it.
    """
    workspace = os.environ.get("GITHUB_WORKSPACE", "")
    folder = os.path.realpath(workspace or root)
    place = Path(os.path.realpath(root))
    prefix = place.relative_to(folder) if place.is_relative_to(folder) else None
    for problem in report.problems:
        place = root / problem.path
        is_file = prefix is not None and place.is_file()
        values = {
            "file": (prefix / problem.path).as_posix() if is_file and prefix is not None else "",
            "line": str(problem.line or "") if is_file else "",
            "col": str(problem.column or "") if is_file else "",
            "title": problem.code,
        }
        words = problem.words if is_file else f"{problem.path}: {problem.words}"
        yield _command(problem.severity, values, f"{words}\n{problem.hint}".strip())
    for note in report.notes:
        yield _command("notice", {}, note)


def _command(name: str, values: dict[str, str], message: str) -> str:
    properties = ",".join(f"{key}={_property(value)}" for key, value in values.items() if value)
    return f"::{name}{' ' if properties else ''}{properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
