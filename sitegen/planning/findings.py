"""What planning finds wrong: it names a file and a value; the place is looked up afterwards."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """Something wrong with a value of a content file.

    `path` is relative to the content folder; `keys` lead to the front matter value; for a body,
    `line` (from 1) and the text `needle` tell the place instead.
    """

    path: str
    code: str
    message: str
    hint: str = ""
    keys: tuple[str | int, ...] = ()
    line: int = 0
    needle: str = ""
    severity: str = "error"
