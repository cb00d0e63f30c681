"""Problems as browsers get them, and links that open a file in the user's editor."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

import msgspec

from ..config import Config
from ..errors import Problem


class ShownProblem(msgspec.Struct, frozen=True):
    """A problem and where it stands: `place` for people, `edit` opens it in an editor or is ""."""

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
            message=problem.message,
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
    """Give the link that opens a content file in the editor; "" where there is none."""
    return _address(config, config.content / source, 1) if source else ""


def _address(config: Config, path: Path, line: int) -> str:
    pattern = config.file.edit
    if not pattern or not path.is_file():
        return ""
    place = quote(path.as_posix())
    if "/{path}" in pattern:
        place = place.lstrip("/")
    return pattern.replace("{path}", place).replace("{line}", str(line or 1))
