"""Problems in the form for browsers, problems of a failed refresh, and links to an editor."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from traceback import print_exception
from urllib.parse import quote

import msgspec

from ..config import Config
from ..problems import Problem, SitegenError, readable


class ShownProblem(msgspec.Struct, frozen=True):
    """A problem for browsers: `place` is for people, `edit` opens it in an editor or is ""."""

    path: str
    line: int
    column: int
    message: str
    code: str
    hint: str
    excerpt: str
    severity: str
    place: str
    edit: str


def shown(config: Config, problems: Iterable[Problem]) -> tuple[ShownProblem, ...]:
    """Make problems ready to show."""
    return tuple(
        ShownProblem(
            path=problem.path,
            line=problem.line,
            column=problem.column,
            message=problem.words,
            code=problem.code,
            hint=problem.hint,
            excerpt=problem.excerpt,
            severity=problem.severity,
            place=problem.place,
            edit=_address(config, Path(config.root, problem.path), problem.line),
        )
        for problem in problems
    )


def edit_url(config: Config, source: str) -> str:
    """Return the link that opens a content file in the editor; "" if there is none."""
    return _address(config, config.content / source, 1) if source else ""


def _address(config: Config, path: Path, line: int) -> str:
    pattern = config.file.edit
    if not pattern or not os.path.isfile(path):
        return ""
    place = quote(path.as_posix())
    if "/{path}" in pattern:
        place = place.lstrip("/")
    return pattern.replace("{path}", place).replace("{line}", str(line or 1))


def problems_of(error: Exception, root: Path) -> tuple[Problem, ...]:
    """Return what stopped a refresh: the user's problems, the disk's, or a defect of sitegen.

    The details of a defect go to standard error where SITEGEN_DEBUG is set.
    """
    if isinstance(error, SitegenError):
        return error.problems
    if isinstance(error, OSError):
        return (
            Problem(
                readable(str(error.filename or root)),
                f"cannot be read or written: {error.strerror or error}",
                "preview.disk",
                hint="free some space or change its permissions",
            ),
        )
    if os.environ.get("SITEGEN_DEBUG"):
        print_exception(error, file=sys.stderr)
    return (
        Problem(
            "sitegen",
            f"met something it did not expect: {type(error).__name__}: {error}",
            "preview.defect",
            hint="this is a defect of sitegen, and the last good state stays; for the details to"
            " report: SITEGEN_DEBUG=1 sitegen serve",
        ),
    )
