"""Ghost's export (JSON): posts with their HTML, tags and authors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .contents import Contents, Item, Unreadable
from .markup import plain, web_address
from .moments import moment
from .peek import Peek

NAME = "a Ghost export"
LARGEST = 60_000_000

_ROOT = "__GHOST_URL__"
"""Stands in exports for the address of the site, which they do not hold."""


def matches(peek: Peek) -> bool:
    """Return True for JSON with Ghost's tables."""
    return isinstance(peek.json, dict) and isinstance(_tables(peek.json).get("posts"), list)


def _tables(export: Mapping[str, Any]) -> dict[str, Any]:
    """Find the tables: below `db`, or below `data` in older exports."""
    databases = export.get("db")
    first = databases[0] if isinstance(databases, list) and databases else export
    data = first.get("data") if isinstance(first, dict) else None
    return data if isinstance(data, dict) else {}


def read(data: bytes) -> Contents:
    """Read the published posts; drafts and pages are counted, not imported."""
    tables = _tables(Peek(data).json)
    posts = [post for post in _rows(tables, "posts") if post.get("type", "post") == "post"]
    published = [post for post in posts if post.get("status") == "published"]
    settings = {row.get("key"): row.get("value") for row in _rows(tables, "settings")}
    publisher = str(settings.get("title") or "")
    tags = _joined(tables, "posts_tags", "tag_id", "tags")
    authors = _joined(tables, "posts_authors", "author_id", "users")
    items = tuple(
        _item(post, tags.get(post.get("id"), ()), authors.get(post.get("id"), ()), publisher)
        for post in published
    )
    if not items:
        raise Unreadable("the Ghost export holds no published post", code="no-page")
    drafts, pages = len(posts) - len(published), len(_rows(tables, "posts")) - len(posts)
    counts = (("draft", drafts), ("page", pages))
    notes = tuple(f"{n} {kind}{'s' if n > 1 else ''} left out" for kind, n in counts if n)
    return Contents(items, notes)


def _item(
    post: Mapping[str, Any], tags: tuple[str, ...], authors: tuple[str, ...], publisher: str
) -> Item:
    html = str(post.get("html") or "")
    return Item(
        title=plain(str(post.get("title") or "")),
        url=web_address(post.get("canonical_url")),
        date=moment(post.get("published_at")),
        updated=moment(post.get("updated_at")),
        authors=authors,
        # Tags that begin with # are internal, and never shown.
        tags=tuple(tag for tag in tags if not tag.startswith("#")),
        publisher=publisher,
        summary=plain(str(post.get("custom_excerpt") or "")),
        image=web_address(post.get("feature_image")),
        html=html.replace(_ROOT, ""),
    )


def _rows(tables: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = tables.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _joined(
    tables: Mapping[str, Any], table: str, column: str, names: str
) -> dict[Any, tuple[str, ...]]:
    """Join posts with the names of their tags or authors, in their order."""
    known = {_key(row.get("id")): str(row.get("name") or "") for row in _rows(tables, names)}
    found: dict[Any, tuple[str, ...]] = {}
    for row in sorted(_rows(tables, table), key=lambda row: _order(row.get("sort_order"))):
        name = known.get(_key(row.get(column)))
        post = row.get("post_id")
        if name and isinstance(post, str | int):
            found[post] = (*found.get(post, ()), name)
    return found


def _key(value: Any) -> str:
    return str(value)


def _order(value: Any) -> int:
    return value if isinstance(value, int) else 0
