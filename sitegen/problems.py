"""Problems: what sitegen says when something of the user's is not right."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable
from importlib import import_module
from types import ModuleType
from typing import Literal, NamedTuple

import msgspec

Severity = Literal["error", "warning"]

_WIDTH = 120
_UNPRINTABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing wrong, at one place, in the user's words.

    `path` is relative to the site's root, with forward slashes; `line` and `column` count from 1
    and are 0 where the place is not known. `code` is stable and machine-readable
    (`front-matter.unknown-key`), `excerpt` is the source line that `column` points into. A `hint`
    may have several lines. `page` is the output path of the page whose rendering failed, and
    `more` the number of other pages that failed in the same way.
    """

    path: str
    message: str
    code: str
    line: int = 0
    column: int = 0
    hint: str = ""
    excerpt: str = ""
    severity: Severity = "error"
    page: str = ""
    more: int = 0

    @property
    def words(self) -> str:
        """The message, with the page whose rendering failed."""
        if not self.page:
            return self.message
        others = f" and {self.more:,} more" if self.more else ""
        return f"{self.message} (while rendering {self.page}{others})"

    @property
    def place(self) -> str:
        """`path:line:column`, as far as they are known; editors and terminals make it a link."""
        parts = [self.path] + [str(n) for n in (self.line, self.column) if n]
        return ":".join(parts)

    @property
    def order(self) -> tuple[str, int, int, str]:
        """The sort key that puts the problems of a run in reading order."""
        return (self.path, self.line, self.column, self.words)

    def text(self) -> str:
        """Lay the problem out for a terminal: place and message, the line, a caret, the hint.

        A content file cannot steer the terminal: what is not printable is shown as U+FFFD.
        """
        lines = [f"{self.place}: {self.severity}: {self.words}"]
        if self.excerpt:
            excerpt, column = _window(self.excerpt, self.column)
            lines.append(f"    {excerpt}")
            if column:
                # Tabs keep their width in both lines, so the caret stays under its column.
                lead = "".join(c if c == "\t" else " " for c in excerpt[: column - 1])
                lines.append(f"    {lead}^")
        if self.hint:
            lines += [f"    {line}" for line in f"hint: {self.hint}".split("\n")]
        return "\n".join(_UNPRINTABLE.sub("\ufffd", line) for line in lines)


def _window(line: str, column: int) -> tuple[str, int]:
    """Cut a long line to the part around its column; return it with the column in it."""
    if len(line) <= _WIDTH:
        return line, column
    start = max(0, min(column - _WIDTH // 2, len(line) - _WIDTH))
    part = line[start : start + _WIDTH]
    before, after = ("…" if start else ""), ("…" if start + _WIDTH < len(line) else "")
    return f"{before}{part}{after}", column - start + len(before) if column else 0


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


def near(name: str, known: Iterable[str]) -> str:
    """Return the hint that names what a name was most likely meant for; "" if nothing is near."""
    import difflib

    close = difflib.get_close_matches(name[:64].lower(), list(known), n=1)
    return f"did you mean `{close[0]}`?" if close else ""


def readable(name: str) -> str:
    """Return a file name as text that can be printed and encoded: a byte out of UTF-8 is U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def unreadable(path: str, error: OSError) -> Problem:
    """Make the problem of a file or folder that exists, and cannot be read."""
    message = f"cannot be read: {error.strerror or error}"
    hint = _HINTS_BY_ERRNO.get(error.errno or 0, "make it readable, or move it away")
    return Problem(path, message, "content.unreadable", hint=hint)


_HINTS_BY_ERRNO = {
    errno.ENOENT: "the link leads to nothing; mend it, or delete it",
    errno.ELOOP: "the link leads to itself; mend it, or delete it",
    errno.EIO: "the disk may be damaged; copy the file again",
    errno.ENAMETOOLONG: "shorten its name",
}


def not_utf8(path: str, data: bytes, error: UnicodeDecodeError) -> Problem:
    """Make the problem of a file whose bytes are not UTF-8, at the first that is not."""
    start = data.rfind(b"\n", 0, error.start) + 1
    return Problem(
        path,
        "this is not UTF-8 text",
        "text.encoding",
        line=data.count(b"\n", 0, start) + 1,
        column=len(data[start : error.start].decode("utf-8", "replace")) + 1,
        hint="save the file as UTF-8",
        excerpt=data[start:].split(b"\n", 1)[0].decode("utf-8", "replace"),
    )


class Unplaced(NamedTuple):
    """Something wrong with a value of a content file.

    `path` is relative to the content folder; `keys` lead to the front matter value; for a body,
    `line` (from 1) tells the place, with `column` (from 1) or else the text `needle`.
    """

    path: str
    code: str
    message: str
    hint: str = ""
    keys: tuple[str | int, ...] = ()
    line: int = 0
    needle: str = ""
    severity: str = "error"
    column: int = 0


def optional(module: str, purpose: str, extra: str = "import") -> ModuleType:
    """Import a module of an extra; UsageError names the extra if it is not installed.

    `purpose` begins the message: "reading WARC archives".
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        message = f"{purpose} needs a library that is not installed: {error.name}"
        hint = f'pip install "sitegen-digest[{extra}]"'
        raise UsageError(Problem("sitegen", message, "extra.missing", hint=hint)) from None
