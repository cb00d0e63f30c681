"""Instapaper's exports: a table (URL, Title, Selection, Folder, Timestamp, Tags), or HTML lists."""

from __future__ import annotations

import msgspec

from .contents import Contents, Item
from .encoding import decode_page
from .feed import contents_of
from .markup import plain, web_address
from .moments import moment
from .peek import Peek
from .table import read_rows

NAME = "an Instapaper export"
LARGEST = 30_000_000

_COLUMNS = frozenset(("url", "title", "selection", "folder"))
_STANDARD = frozenset(("unread", "archive", "starred"))


def matches(peek: Peek) -> bool:
    """Return True for either form."""
    return peek.columns >= _COLUMNS or (
        peek.root == "html" and "<title>Instapaper: Export</title>" in peek.text
    )


def read(data: bytes) -> Contents:
    """Read the list; folders of the user's own become sections."""
    if Peek(data).root == "html":
        items = list(_links(decode_page(data)))
    else:
        items = [
            Item(
                row.get("title", ""),
                web_address(row.get("url")),
                saved_at=moment(row.get("timestamp")),
                section=_section(row.get("folder", "")),
                tags=_tags(row.get("tags", "")),
                summary=row.get("selection", ""),
            )
            for row in read_rows(data, "the Instapaper export")
        ]
    return contents_of(items, "the Instapaper export")


def _links(html: str) -> list[Item]:
    from selectolax.lexbor import LexborHTMLParser

    items, section = [], ""
    for node in LexborHTMLParser(html).css("h1, li > a[href]"):
        if node.tag == "h1":
            section = _section(plain(node.text()))
        else:
            url = web_address(node.attributes.get("href"))
            items.append(Item(plain(node.text()), url, section=section))
    return items


def _section(folder: str) -> str:
    return "" if folder.casefold() in _STANDARD else folder


def _tags(text: str) -> tuple[str, ...]:
    """Read the tags, which are a JSON array in the table."""
    try:
        return msgspec.json.decode(text, type=tuple[str, ...]) if text else ()
    except msgspec.MsgspecError:
        return ()
