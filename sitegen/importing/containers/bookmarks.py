"""Bookmarks (NETSCAPE-Bookmark-file-1), as browsers, Raindrop.io and others export lists."""

from __future__ import annotations

import re

from .contents import Contents, Item
from .encoding import decode_page
from .feed import contents_of
from .markup import plain, web_address
from .moments import moment
from .peek import Peek

NAME = "a list of bookmarks"
LARGEST = 30_000_000

_START = re.compile(r"<!doctype netscape-bookmark-file-1>", re.I)


def matches(peek: Peek) -> bool:
    """Return True for the document type that such lists declare."""
    return _START.match(peek.text) is not None


def read(data: bytes) -> Contents:
    """Read the links; the folder that a link lies in is its section."""
    from selectolax.lexbor import LexborHTMLParser

    items: list[Item] = []
    section = ""
    for node in LexborHTMLParser(decode_page(data)).css("h3, dt > a[href]"):
        if node.tag == "h3":
            section = plain(node.text())
            continue
        given = node.attributes
        items.append(
            Item(
                plain(node.text()),
                web_address(given.get("href")),
                saved_at=moment(given.get("add_date")),
                tags=tuple(t.strip() for t in (given.get("tags") or "").split(",") if t.strip()),
                section=section,
                image=web_address(given.get("data-cover")),
            )
        )
    return contents_of(items, "the list of bookmarks")
