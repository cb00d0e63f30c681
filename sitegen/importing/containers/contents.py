"""What a container is, what a first look at a file tells of its kind, and what is in it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from msgspec import Struct

# --- a first look -------------------------------------------------------------------------

_START = 64 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ROOT = re.compile(
    r"(?>\s*(?:<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>))*+\s*<([A-Za-z][\w:.-]*)",
    re.I | re.S,
)
_HEADER = re.compile(r"([!-9;-~]+):[ \t]*(.*)")


class Peek:
    """Examines the first bytes of a file; each property is computed once, on demand."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def text(self) -> str:
        """The first 64 KB as text, without a byte order mark or blanks before it."""
        start = self.data[:_START]
        for mark, name in _MARKS:
            if start.startswith(mark):
                return start.removeprefix(mark).decode(name, "replace").lstrip()
        return start.decode("utf-8", "replace").lstrip()

    @cached_property
    def root(self) -> str:
        """The name of the first element of XML or HTML, in lower case; "" for anything else."""
        if not self.text.startswith("<"):
            return ""
        found = _ROOT.match(self.text)
        return found[1].lower() if found else ""

    @cached_property
    def headers(self) -> dict[str, str]:
        """The header lines of a message at the start (RFC 5322), names in lower case."""
        found: dict[str, str] = {}
        name = ""
        for number, line in enumerate(self.text.splitlines()):
            if name and line[:1] in (" ", "\t") and line.strip():
                found[name] += " " + line.strip()
            elif header := _HEADER.fullmatch(line):
                name = header[1].lower()
                found.setdefault(name, header[2].strip())
            elif number or not line.startswith("From "):
                break
        return found

    @cached_property
    def json(self) -> Any:
        """The whole file as JSON values; None if it is no JSON object or array."""
        if self.text[:1] not in ("{", "["):
            return None
        import msgspec

        try:
            return msgspec.json.decode(self.data.removeprefix(codecs.BOM_UTF8))
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            return None

    @cached_property
    def columns(self) -> frozenset[str]:
        """The names in the first line of a table (RFC 4180), in lower case."""
        names = self.text.split("\n", 1)[0].split(",")
        return (
            frozenset(name.strip(' \r"').lower() for name in names)
            if len(names) > 1
            else frozenset()
        )

    @cached_property
    def members(self) -> frozenset[str]:
        """The names in a ZIP archive; empty for anything else."""
        if not self.data.startswith(b"PK\x03\x04"):
            return frozenset()
        from io import BytesIO
        from zipfile import BadZipFile, ZipFile

        try:
            with ZipFile(BytesIO(self.data)) as archive:
                return frozenset(archive.namelist())
        except (BadZipFile, ValueError, OSError, NotImplementedError):
            return frozenset()


# --- what is in a container ---------------------------------------------------------------

SAVED = "https://saved.invalid/"
"""Addresses below it name pictures that are only in the container (RFC 2606: never on the web)."""


class Page(Struct, frozen=True):
    """A web page as it was saved or fetched.

    `url` is its address and the base of its relative links, "" if the container does not tell
    it. `saved_at` is the day or moment at which it was saved (ISO 8601). `resources` are pictures
    that were saved with it, by their absolute address. A picture that had no address on the web,
    or whose address is lost, has one below `SAVED`, in `html` and in `resources`.
    """

    html: str
    url: str = ""
    saved_at: str = ""
    resources: Mapping[str, bytes] = {}


class Text(Struct, frozen=True):
    """An article's plain text; `fields` are labelled values that came separately.

    The keys of `fields` are names of `ImportedArticle` ("title", "date") or of `Origin` with a
    prefix ("source.name", "source.url"); several names in one value are parted by "; ".
    """

    text: str
    fields: Mapping[str, str] = {}


class Item(Struct, frozen=True):
    """An entry of a feed, an export or a list of links; missing values are empty.

    `date` is the day or moment of publication, `saved_at` that at which the user saved it (both
    ISO 8601). `summary` is plain text. `html` is the whole text as an HTML fragment, or, where
    `is_page` is True, a page with more than the text; an item without it becomes a brief.
    `publisher` is the name of the feed or site that it came from, `section` the folder or category
    that it lay in, `image` the address of its picture.
    """

    title: str
    url: str = ""
    date: str = ""
    updated: str = ""
    saved_at: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    section: str = ""
    publisher: str = ""
    summary: str = ""
    image: str = ""
    html: str = ""
    is_page: bool = False


class Contents(Struct, frozen=True):
    """All that is in a container, in its order; `notes` say in words what was left out."""

    entries: tuple[Page | Text | Item, ...]
    notes: tuple[str, ...] = ()


class Unreadable(Exception):
    """A container that cannot be read; the text gives the reason, `hint` what the user can do."""

    def __init__(self, message: str, hint: str = "", code: str = "container") -> None:
        super().__init__(message)
        self.hint = hint
        self.code = code


class Container(Struct, frozen=True):
    """A kind of file: what it is called, how to recognize it, how to read it.

    `largest` is the size in bytes up to which it is read; `read` raises Unreadable.
    """

    name: str
    largest: int
    matches: Callable[[Peek], bool]
    read: Callable[[bytes], Contents]


def contents_of(items: list[Item], what: str) -> Contents:
    """Drop entries without a title, with a note; raise Unreadable if none is left."""
    titled = tuple(item for item in items if item.title)
    if not titled:
        reason = "has no entry with a title" if items else "is empty"
        raise Unreadable(f"{what} {reason}", code="empty")
    missing = len(items) - len(titled)
    one = missing == 1
    notes = (f"{missing} entr{'y' if one else 'ies'} without a title left out",) if missing else ()
    return Contents(titled, notes)
