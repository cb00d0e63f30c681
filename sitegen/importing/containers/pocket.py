"""Pocket's exports: a table (title, url, time_added, tags, status), before that an HTML list."""

from __future__ import annotations

from .contents import Contents, Item
from .encoding import decode_page
from .feed import contents_of
from .markup import plain, web_address
from .moments import moment
from .peek import Peek
from .table import read_rows

NAME = "a Pocket export"
LARGEST = 30_000_000

_COLUMNS = frozenset(("title", "url", "time_added", "status"))


def matches(peek: Peek) -> bool:
    """Return True for either form."""
    return peek.columns >= _COLUMNS or (
        peek.root == "html" and "<title>Pocket Export</title>" in peek.text
    )


def read(data: bytes) -> Contents:
    """Read the list; Pocket keeps no text, and no day but that of saving."""
    if Peek(data).root == "html":
        items = list(_links(decode_page(data)))
    else:
        items = [
            Item(
                row.get("title", ""),
                web_address(row.get("url")),
                saved_at=moment(row.get("time_added")),
                tags=_tags(row.get("tags", ""), "|"),
            )
            for row in read_rows(data, "the Pocket export")
        ]
    return contents_of(items, "the Pocket export")


def _links(html: str) -> list[Item]:
    from selectolax.lexbor import LexborHTMLParser

    return [
        Item(
            plain(link.text()),
            web_address(link.attributes.get("href")),
            saved_at=moment(link.attributes.get("time_added")),
            tags=_tags(link.attributes.get("tags") or "", ","),
        )
        for link in LexborHTMLParser(html).css("li > a[href]")
    ]


def _tags(text: str, mark: str) -> tuple[str, ...]:
    return tuple(tag.strip() for tag in text.split(mark) if tag.strip())
