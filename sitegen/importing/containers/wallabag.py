"""wallabag's export (JSON): saved articles with their full text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .contents import Contents, Item
from .feed import contents_of
from .markup import plain, web_address
from .moments import moment
from .peek import Peek

NAME = "a wallabag export"
LARGEST = 60_000_000

_KEYS = frozenset(("title", "url", "content", "is_archived"))


def matches(peek: Peek) -> bool:
    """Return True for a JSON array of wallabag's entries."""
    rows = peek.json
    return (
        isinstance(rows, list)
        and bool(rows)
        and isinstance(rows[0], dict)
        and rows[0].keys() >= _KEYS
    )


def read(data: bytes) -> Contents:
    """Read the entries with their text."""
    rows = [row for row in Peek(data).json if isinstance(row, dict)]
    return contents_of([_item(row) for row in rows], "the wallabag export")


def _item(row: Mapping[str, Any]) -> Item:
    tags = [tag.get("label") if isinstance(tag, dict) else tag for tag in _list(row, "tags")]
    return Item(
        title=plain(str(row.get("title") or "")),
        url=web_address(row.get("given_url")) or web_address(row.get("url")),
        date=moment(row.get("published_at")),
        saved_at=moment(row.get("created_at")),
        authors=tuple(
            name for name in _list(row, "published_by") if isinstance(name, str) and name
        ),
        tags=tuple(tag for tag in tags if isinstance(tag, str) and tag),
        publisher=str(row.get("domain_name") or ""),
        image=web_address(row.get("preview_picture")),
        html=str(row.get("content") or ""),
    )


def _list(row: Mapping[str, Any], name: str) -> list[Any]:
    value = row.get(name)
    return value if isinstance(value, list) else []
