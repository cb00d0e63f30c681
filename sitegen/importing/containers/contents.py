"""What a container is, and what is in it: pages, texts and items."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from .peek import Peek

SAVED = "https://saved.invalid/"
"""Addresses below it name pictures that are only in the container (RFC 2606: never on the web)."""


class Page(Struct, frozen=True):
    """A web page as it was saved or fetched.

    `url` is its address and the base of its relative links, "" where the container does not tell
    it. `saved_at` is the day or moment at which it was saved (ISO 8601). `resources` are pictures
    that were saved with it, by their absolute address. A picture that had no address on the web,
    or whose address is lost, has one below `SAVED`, in `html` and in `resources`.
    """

    html: str
    url: str = ""
    saved_at: str = ""
    resources: Mapping[str, bytes] = {}


class Text(Struct, frozen=True):
    """An article's plain text; `fields` are labelled values that came apart from it.

    The keys of `fields` are names of `ImportedArticle` ("title", "date") or of `Origin` with a
    prefix ("source.name", "source.url"); several names in one value are parted by "; ".
    """

    text: str
    fields: Mapping[str, str] = {}


class Item(Struct, frozen=True):
    """An entry of a feed, an export or a list of links; what it does not tell is empty.

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
    """A container that cannot be read; the text says why, `hint` what the user can do."""

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
    """Leave out entries without a title, with a note; raise Unreadable where none is left."""
    titled = tuple(item for item in items if item.title)
    if not titled:
        reason = "has no entry with a title" if items else "is empty"
        raise Unreadable(f"{what} {reason}", code="empty")
    missing = len(items) - len(titled)
    one = missing == 1
    notes = (f"{missing} entr{'y' if one else 'ies'} without a title left out",) if missing else ()
    return Contents(titled, notes)
