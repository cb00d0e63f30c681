"""The export of Readwise Reader as a table: Title, URL, Document tags, Saved date."""

from __future__ import annotations

import re

from .contents import Contents, Item
from .feed import contents_of
from .markup import web_address
from .moments import moment
from .peek import Peek
from .table import read_rows

NAME = "a Readwise export"
LARGEST = 30_000_000

_COLUMNS = frozenset(("title", "url", "document tags", "saved date"))
_TAG = re.compile(r"""['"]((?:[^'"\\]|\\.)*)['"]""")


def matches(peek: Peek) -> bool:
    """Return True for the table's columns."""
    return peek.columns >= _COLUMNS


def read(data: bytes) -> Contents:
    """Read the list."""
    items = [
        Item(
            row.get("title", ""),
            web_address(row.get("url")),
            saved_at=moment(row.get("saved date")),
            tags=_tags(row.get("document tags", "")),
        )
        for row in read_rows(data, "the Readwise export")
    ]
    return contents_of(items, "the Readwise export")


def _tags(text: str) -> tuple[str, ...]:
    """Read the tags, written as a list in brackets or parted by commas."""
    if text.startswith("["):
        return tuple(found[1] for found in _TAG.finditer(text))
    return tuple(tag.strip() for tag in text.split(",") if tag.strip())
