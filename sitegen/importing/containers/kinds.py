"""The known containers, in the order in which they are tried."""

from __future__ import annotations

from .blogs import GHOST, WORDPRESS
from .contents import Container, Contents, Peek, Unreadable
from .feeds import FEED, JSON_FEED
from .mail import MAIL, MHTML
from .page import WEB_PAGE
from .press import PRESS, RTF, WORD
from .readlater import BOOKMARKS, INSTAPAPER, POCKET, RAINDROP, READWISE, WALLABAG
from .webarchives import WACZ, WARC, WEBARCHIVE

CONTAINERS: tuple[Container, ...] = (
    WARC, WACZ, WORD, RTF, WEBARCHIVE,
    MHTML, MAIL,
    WORDPRESS, FEED, GHOST, WALLABAG, JSON_FEED,
    POCKET, INSTAPAPER, RAINDROP, READWISE, BOOKMARKS,
    PRESS, WEB_PAGE,
)  # fmt: skip
"""The special before the general: a WordPress export is also a feed, a list is also a page."""


def find_container(data: bytes) -> Container | None:
    """Find the kind of a file by its content; None for plain text and for what is unknown."""
    peek = Peek(data)
    return next((kind for kind in CONTAINERS if kind.matches(peek)), None)


def read_container(container: Container, data: bytes) -> Contents:
    """Read a file as a container; raises Unreadable with the reason."""
    if len(data) > container.largest:
        limit = container.largest // 1_000_000
        message = f"{container.name} of more than {limit} MB is not read"
        raise Unreadable(message, "take out what you need, and import that", "too-large")
    return container.read(data)
