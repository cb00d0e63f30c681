"""The containers that are known, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from msgspec import Struct

from . import (
    bookmarks,
    docx,
    feed,
    ghost,
    instapaper,
    jsonfeed,
    mhtml,
    newsletter,
    page,
    pocket,
    press,
    raindrop,
    readwise,
    rtf,
    wacz,
    wallabag,
    warc,
    webarchive,
    wxr,
)  # fmt: skip
from .contents import Contents, Unreadable
from .peek import Peek


class Container(Struct, frozen=True):
    """A kind of file: how it is called, how it is told, how it is read.

    `largest` is the size in bytes up to which it is read; `read` raises Unreadable.
    """

    name: str
    largest: int
    matches: Callable[[Peek], bool]
    read: Callable[[bytes], Contents]


def _container(module: ModuleType) -> Container:
    return Container(module.NAME, module.LARGEST, module.matches, module.read)


CONTAINERS: tuple[Container, ...] = tuple(
    map(
        _container,
        (
            warc, wacz, docx, rtf, webarchive,
            mhtml, newsletter,
            wxr, feed, ghost, wallabag, jsonfeed,
            pocket, instapaper, raindrop, readwise, bookmarks,
            press, page,
        ),
    )
)  # fmt: skip
"""The special before the general: a WordPress export is also a feed, a list is also a page."""


def find_container(data: bytes) -> Container | None:
    """Tell by its content what kind of container a file is; None for plain text and the unknown."""
    peek = Peek(data)
    return next((kind for kind in CONTAINERS if kind.matches(peek)), None)


def read_container(container: Container, data: bytes) -> Contents:
    """Read a file as a container; raises Unreadable with the reason."""
    if len(data) > container.largest:
        limit = container.largest // 1_000_000
        message = f"{container.name} of more than {limit} MB is not read"
        raise Unreadable(message, "take out what you need, and import that", "too-large")
    return container.read(data)
