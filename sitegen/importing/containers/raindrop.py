"""The export of Raindrop.io as a table: title, excerpt, url, folder, tags, created, cover."""

from __future__ import annotations

from .contents import Contents, Item
from .feed import contents_of
from .markup import web_address
from .moments import moment
from .peek import Peek
from .table import read_rows

NAME = "a Raindrop.io export"
LARGEST = 30_000_000

_COLUMNS = frozenset(("title", "excerpt", "url", "folder", "created"))
_UNSORTED = "unsorted"


def matches(peek: Peek) -> bool:
    """Return True for the table's columns; the HTML form is a list of bookmarks."""
    return peek.columns >= _COLUMNS


def read(data: bytes) -> Contents:
    """Read the list; the last part of a folder's path is the section."""
    items = []
    for row in read_rows(data, "the Raindrop.io export"):
        folder = row.get("folder", "").rpartition("/")[2].strip()
        items.append(
            Item(
                row.get("title", ""),
                web_address(row.get("url")),
                saved_at=moment(row.get("created")),
                tags=tuple(t.strip() for t in row.get("tags", "").split(",") if t.strip()),
                section="" if folder.casefold() == _UNSORTED else folder,
                summary=row.get("excerpt", ""),
                image=web_address(row.get("cover")),
            )
        )
    return contents_of(items, "the Raindrop.io export")
