"""Problems: what sitegen says when something of the user's is not right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

Severity = Literal["error", "warning"]


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing wrong, at one place, in the user's words.

    `path` is relative to the site's root, with forward slashes; `line` and `column` count from 1
    and are 0 where the place is not known. `code` is stable and machine-readable
    (`front-matter.unknown-key`), `excerpt` is the source line that `column` points into.
    """

    path: str
    message: str
    code: str
    line: int = 0
    column: int = 0
    hint: str = ""
    excerpt: str = ""
    severity: Severity = "error"

    @property
    def place(self) -> str:
        """`path:line:column`, as far as they are known; editors and terminals make it a link."""
        parts = [self.path] + [str(n) for n in (self.line, self.column) if n]
        return ":".join(parts)

    @property
    def order(self) -> tuple[str, int, int, str]:
        """The sort key that puts the problems of a run in reading order."""
        return (self.path, self.line, self.column, self.message)

    def text(self) -> str:
        """Lay the problem out for a terminal: place and message, the line, a caret, the hint."""
        lines = [f"{self.place}: {self.severity}: {self.message}"]
        if self.excerpt:
            lines.append(f"    {self.excerpt}")
            if self.column:
                # Tabs keep their width in both lines, so the caret stays under its column.
                lead = "".join(c if c == "\t" else " " for c in self.excerpt[: self.column - 1])
                lines.append(f"    {lead}^")
        if self.hint:
            lines.append(f"    hint: {self.hint}")
        return "\n".join(lines)


class SitegenError(Exception):
    """A run that cannot go on; carries every problem found so far and the exit code.

    Exit codes: 1 for problems in the content, 2 for wrong usage or configuration.
    """

    exit_code = 1

    def __init__(self, problems: Iterable[Problem] | Problem | str, hint: str = "") -> None:
        if isinstance(problems, str):
            problems = Problem(path="sitegen", message=problems, code="sitegen", hint=hint)
        if isinstance(problems, Problem):
            problems = (problems,)
        self.problems: tuple[Problem, ...] = tuple(sorted(problems, key=lambda p: p.order))
        super().__init__("\n".join(p.text() for p in self.problems))


class ContentError(SitegenError):
    """The content, a template or an input file has problems; nothing was written."""


class UsageError(SitegenError):
    """The command line, `site.yml` or the surroundings (a lock, a missing git) are not right."""

    exit_code = 2
