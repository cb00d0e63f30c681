"""RSS 0.9x to 2.0, RSS 1.0 and Atom (RFC 4287), saved as a file."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from ...problems import optional
from .contents import Contents, Item, Unreadable
from .encoding import as_utf8
from .markup import is_full_text, plain, require_end, web_address
from .moments import moment
from .peek import Peek

NAME = "a feed"
LARGEST = 10_000_000

_DAMAGED = (ValueError, LookupError, TypeError, AttributeError, AssertionError, OverflowError)
"""What feedparser raises, on its way through markup that is no XML."""

_ROOTS = frozenset(("rss", "feed", "rdf:rdf", "atom:feed"))


def matches(peek: Peek) -> bool:
    """Return True for the root elements of feeds."""
    return peek.root in _ROOTS


def read(data: bytes, url: str = "", charset: str = "") -> Contents:
    """Read the entries; one that holds its text comes with it, another becomes a brief.

    `url` and `charset` are known of a feed that was fetched: where it was found, the base of its
    relative links, and the encoding that its host declares.
    """
    require_end(data, "the feed")
    feedparser = optional("feedparser", "reading a feed")
    # Bytes alone could be taken for an address, and fetched.
    try:
        source = BytesIO(as_utf8(data, charset))
        feed = feedparser.parse(
            source, sanitize_html=False, response_headers={"content-location": url}
        )
    except _DAMAGED as error:
        raise Unreadable(f"the feed is damaged: {error}", "download it again", "damaged") from None
    publisher = plain(feed.feed.get("title", ""))
    items = [_item(entry, publisher) for entry in feed.entries]
    return contents_of(items, "the feed")


def contents_of(items: list[Item], what: str) -> Contents:
    """Leave out entries that have no title, with a note; Unreadable where none is left."""
    titled = tuple(item for item in items if item.title)
    if not titled:
        reason = "has no entry with a title" if items else "is empty"
        raise Unreadable(f"{what} {reason}", code="empty")
    missing = len(items) - len(titled)
    one = missing == 1
    notes = (f"{missing} entr{'y' if one else 'ies'} without a title left out",) if missing else ()
    return Contents(titled, notes)


def _item(entry: Mapping[str, Any], publisher: str) -> Item:
    texts = [str(part.get("value") or "") for part in entry.get("content") or ()]
    description = str(entry.get("summary") or "")
    html = max(texts, key=len, default="")
    if not html and is_full_text(description):
        html, description = description, ""
    elif not is_full_text(html):  # A teaser: the text is on the page.
        html, description = "", description or html
    names = [author.get("name") for author in entry.get("authors") or () if author]
    return Item(
        title=plain(str(entry.get("title") or "")),
        url=web_address(entry.get("feedburner_origlink")) or web_address(entry.get("link")),
        date=_moment(entry, "published"),
        updated=_moment(entry, "updated"),
        authors=tuple(dict.fromkeys(" ".join(str(name).split()) for name in names if name)),
        tags=_tags(entry),
        publisher=publisher,
        summary="" if plain(description) == plain(html) else plain(description),
        image=_image(entry),
        html=html,
    )


def _tags(entry: Mapping[str, Any]) -> tuple[str, ...]:
    terms = (" ".join(str(tag.get("term") or "").split()) for tag in entry.get("tags") or ())
    return tuple(dict.fromkeys(filter(None, terms)))


def _moment(entry: Mapping[str, Any], name: str) -> str:
    """Give a moment as it is written, with its offset; else as feedparser understands it."""
    if name not in entry:  # feedparser's mapping offers one date for another.
        return ""
    if written := moment(entry[name]):
        return written
    parsed = entry.get(f"{name}_parsed")
    return moment("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+00:00".format(*parsed[:6])) if parsed else ""


def _image(entry: Mapping[str, Any]) -> str:
    media = [*(entry.get("media_content") or ()), *(entry.get("enclosures") or ())]
    for one in media:
        kind = str(one.get("type") or one.get("medium") or "")
        if kind.startswith("image") and (address := web_address(one.get("url") or one.get("href"))):
            return address
    for one in entry.get("media_thumbnail") or ():
        if address := web_address(one.get("url")):
            return address
    return ""
