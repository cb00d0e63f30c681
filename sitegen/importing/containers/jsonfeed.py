"""JSON Feed (jsonfeed.org, versions 1 and 1.1), saved as a file."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from .contents import Contents, Item, Unreadable
from .encoding import as_utf8
from .feed import contents_of
from .markup import absolute, plain, web_address
from .moments import moment
from .peek import Peek

NAME = "a JSON feed"
LARGEST = 30_000_000


def matches(peek: Peek) -> bool:
    """Return True for JSON that declares its version as JSON Feed asks."""
    version = peek.json.get("version") if isinstance(peek.json, dict) else None
    return isinstance(version, str) and "jsonfeed.org/version/" in version


def read(data: bytes, url: str = "", charset: str = "") -> Contents:
    """Read the items; one that holds its text comes with it, another becomes a brief.

    `url` and `charset` are known of a feed that was fetched, as in `feed.read`.
    """
    feed = Peek(as_utf8(data, charset)).json
    if not isinstance(feed, dict):
        raise Unreadable("the feed is damaged: it is no JSON", "download it again", "damaged")
    entries = feed.get("items")
    rows = entries if isinstance(entries, list) else []
    items = [_item(row, feed, url) for row in rows if isinstance(row, dict)]
    return contents_of(items, "the feed")


def _item(row: Mapping[str, Any], feed: Mapping[str, Any], base: str) -> Item:
    html = _text(row, "content_html")
    if not html:
        # Plain text that is no HTML: its blank lines part paragraphs.
        blocks = _text(row, "content_text").split("\n\n")
        html = "\n".join(f"<p>{escape(block.strip())}</p>" for block in blocks if block.strip())
    tags = row.get("tags")
    return Item(
        title=plain(_text(row, "title")),
        url=web_address(absolute(base, _text(row, "url") or _text(row, "id"))),
        date=moment(row.get("date_published")),
        updated=moment(row.get("date_modified")),
        authors=_authors(row) or _authors(feed),
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        publisher=plain(_text(feed, "title")),
        summary=plain(_text(row, "summary")),
        image=web_address(row.get("image")),
        html=html,
    )


def _authors(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the names; version 1 knows one author only."""
    many = row.get("authors")
    rows = many if isinstance(many, list) else [row.get("author")]
    return tuple(name for one in rows if isinstance(one, dict) and (name := _text(one, "name")))


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""
