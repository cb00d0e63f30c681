"""Tables of comma-separated values (RFC 4180), as lists to read later are exported."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from .contents import Unreadable


def read_rows(data: bytes, what: str) -> Iterator[dict[str, str]]:
    """Give each row by the names of its columns, in lower case; short rows have empty values."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        hint = "export it again; it should be UTF-8"
        raise Unreadable(f"{what} is not UTF-8 text", hint, "encoding") from None
    try:
        lines = csv.reader(StringIO(text, newline=""))
        names = [name.strip().lower() for name in next(lines, [])]
        for row in lines:
            if any(row):
                values = [*row, *[""] * (len(names) - len(row))]
                yield dict(zip(names, (" ".join(v.split()) for v in values), strict=False))
    except csv.Error as error:
        raise Unreadable(f"{what} is damaged: {error}", "export it again", "damaged") from None
