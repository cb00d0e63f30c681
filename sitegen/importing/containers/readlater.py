"""Lists to read later: Pocket, Instapaper, Raindrop.io, Readwise Reader, wallabag, bookmarks.

Most are tables of comma-separated values (RFC 4180) with a row for each link. Some programs export
HTML, too; bookmarks are NETSCAPE-Bookmark-file-1, wallabag's export is JSON and has the texts.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from typing import TYPE_CHECKING, Any

import msgspec

from .contents import Container, Contents, Item, Peek, Unreadable, contents_of
from .encoding import decode_page
from .values import moment, plain, split_tags, web_address

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LARGEST = 30_000_000
_STANDARD_FOLDERS = frozenset(("unread", "archive", "starred", "unsorted"))
_TAG = re.compile(r"""['"]((?:[^'"\\]|\\.)*)['"]""")
_BOOKMARKS = re.compile(r"<!doctype netscape-bookmark-file-1>", re.I)
_WALLABAG = frozenset(("title", "url", "content", "is_archived"))

_Row = Mapping[str, str]


# --- tables ---------------------------------------------------------------------------------


def _table(
    name: str, columns: str, read_row: Callable[[_Row], Item], html: Container | None = None
) -> Container:
    """Make the container of a program's table, and of its HTML form where it has one.

    `name` is "a Pocket export", `columns` are those by which the table is recognized.
    """
    known = frozenset(columns.split(","))
    what = f"the {name.partition(' ')[2]}"

    def matches(peek: Peek) -> bool:
        return peek.columns >= known or (html is not None and html.matches(peek))

    def read(data: bytes) -> Contents:
        if html is not None and html.matches(Peek(data)):
            return html.read(data)
        return contents_of([read_row(row) for row in _rows(data, what)], what)

    return Container(name, _LARGEST, matches, read)


def _rows(data: bytes, what: str) -> Iterator[_Row]:
    """Yield each row by the names of its columns, in lower case; missing values are empty."""
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


def _folder(name: str) -> str:
    """Return a folder's name, which is a section; "" for a folder that every list has."""
    return "" if name.casefold() in _STANDARD_FOLDERS else name


def _pocket_row(row: _Row) -> Item:
    return Item(
        row.get("title", ""),
        web_address(row.get("url")),
        saved_at=moment(row.get("time_added")),
        tags=split_tags(row.get("tags", ""), "|"),
    )


def _instapaper_row(row: _Row) -> Item:
    return Item(
        row.get("title", ""),
        web_address(row.get("url")),
        saved_at=moment(row.get("timestamp")),
        section=_folder(row.get("folder", "")),
        tags=_instapaper_tags(row.get("tags", "")),
        summary=row.get("selection", ""),
    )


def _instapaper_tags(text: str) -> tuple[str, ...]:
    """Read the tags, which are a JSON array in the table."""
    try:
        return msgspec.json.decode(text, type=tuple[str, ...]) if text else ()
    except msgspec.MsgspecError:
        return ()


def _raindrop_row(row: _Row) -> Item:
    return Item(
        row.get("title", ""),
        web_address(row.get("url")),
        saved_at=moment(row.get("created")),
        tags=split_tags(row.get("tags", "")),
        section=_folder(row.get("folder", "").rpartition("/")[2].strip()),
        summary=row.get("excerpt", ""),
        image=web_address(row.get("cover")),
    )


def _readwise_row(row: _Row) -> Item:
    return Item(
        row.get("title", ""),
        web_address(row.get("url")),
        saved_at=moment(row.get("saved date")),
        tags=_readwise_tags(row.get("document tags", "")),
    )


def _readwise_tags(text: str) -> tuple[str, ...]:
    """Read the tags, written as a list in brackets or parted by commas."""
    if text.startswith("["):
        return tuple(found[1] for found in _TAG.finditer(text))
    return split_tags(text)


# --- lists of links in HTML -----------------------------------------------------------------


def _links(name: str, is_kind: Callable[[Peek], bool], headings: str = "") -> Container:
    """Make the container of an HTML list; `headings` name the folder of the links below them."""

    def read(data: bytes) -> Contents:
        from selectolax.lexbor import LexborHTMLParser

        items: list[Item] = []
        section = ""
        tree = LexborHTMLParser(decode_page(data))
        for node in tree.css(", ".join(filter(None, (headings, "li > a[href], dt > a[href]")))):
            if node.tag == "a":
                items.append(_link(node, section))
            else:
                section = _folder(plain(node.text()))
        return contents_of(items, f"the {name.partition(' ')[2]}")

    return Container(name, _LARGEST, is_kind, read)


def _link(node: LexborNode, section: str) -> Item:
    given = node.attributes
    return Item(
        plain(node.text()),
        web_address(given.get("href")),
        saved_at=moment(given.get("add_date") or given.get("time_added")),
        tags=split_tags(given.get("tags") or ""),
        section=section,
        image=web_address(given.get("data-cover")),
    )


def _is_titled(title: str) -> Callable[[Peek], bool]:
    return lambda peek: peek.root == "html" and f"<title>{title}</title>" in peek.text


# --- wallabag -------------------------------------------------------------------------------


def _is_wallabag(peek: Peek) -> bool:
    """Return True for a JSON array of wallabag's entries."""
    rows = peek.json
    is_list = isinstance(rows, list) and bool(rows) and isinstance(rows[0], dict)
    return is_list and rows[0].keys() >= _WALLABAG


def _read_wallabag(data: bytes) -> Contents:
    """Read the entries with their text."""
    rows = [row for row in Peek(data).json if isinstance(row, dict)]
    return contents_of([_wallabag_item(row) for row in rows], "the wallabag export")


def _wallabag_item(row: Mapping[str, Any]) -> Item:
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


POCKET = _table(
    "a Pocket export",
    "title,url,time_added,status",
    _pocket_row,
    _links("a Pocket export", _is_titled("Pocket Export")),
)
INSTAPAPER = _table(
    "an Instapaper export",
    "url,title,selection,folder",
    _instapaper_row,
    _links("an Instapaper export", _is_titled("Instapaper: Export"), "h1"),
)
RAINDROP = _table("a Raindrop.io export", "title,excerpt,url,folder,created", _raindrop_row)
READWISE = _table("a Readwise export", "title,url,document tags,saved date", _readwise_row)
BOOKMARKS = _links(
    "a list of bookmarks", lambda peek: _BOOKMARKS.match(peek.text) is not None, "h3"
)
WALLABAG = Container("a wallabag export", 60_000_000, _is_wallabag, _read_wallabag)
