"""Feeds saved as a file: RSS 0.9x to 2.0, RSS 1.0, Atom (RFC 4287), JSON Feed 1 and 1.1."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from io import BytesIO
from typing import Any

from ...problems import optional
from .contents import Container, Contents, Item, Peek, Unreadable, contents_of
from .encoding import as_utf8
from .values import absolute, is_full_text, moment, plain, require_end, web_address

_DAMAGED = (ValueError, LookupError, TypeError, AttributeError, AssertionError, OverflowError)
"""What feedparser raises, on its way through markup that is not XML."""

_ROOTS = frozenset(("rss", "feed", "rdf:rdf", "atom:feed"))


def _is_feed(peek: Peek) -> bool:
    """Return True for the root elements of feeds."""
    return peek.root in _ROOTS


def read_feed(data: bytes, url: str = "", charset: str = "") -> Contents:
    """Read the entries; those without a full text become briefs.

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
    """Return a moment as written, with its offset; otherwise as feedparser parses it."""
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


# --- JSON Feed (jsonfeed.org) ------------------------------------------------------------------


def _is_json_feed(peek: Peek) -> bool:
    """Return True for JSON that declares its version as JSON Feed asks."""
    version = peek.json.get("version") if isinstance(peek.json, dict) else None
    return isinstance(version, str) and "jsonfeed.org/version/" in version


def read_json_feed(data: bytes, url: str = "", charset: str = "") -> Contents:
    """Read the items; those without a full text become briefs.

    `url` and `charset` are known of a feed that was fetched, as in `read_feed`.
    """
    feed = Peek(as_utf8(data, charset)).json
    if not isinstance(feed, dict):
        raise Unreadable("the feed is damaged: it is no JSON", "download it again", "damaged")
    entries = feed.get("items")
    rows = entries if isinstance(entries, list) else []
    items = [_json_item(row, feed, url) for row in rows if isinstance(row, dict)]
    return contents_of(items, "the feed")


def _json_item(row: Mapping[str, Any], feed: Mapping[str, Any], base: str) -> Item:
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
    """Return the names; version 1 has only one author."""
    many = row.get("authors")
    rows = many if isinstance(many, list) else [row.get("author")]
    return tuple(name for one in rows if isinstance(one, dict) and (name := _text(one, "name")))


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


FEED = Container("a feed", 10_000_000, _is_feed, read_feed)
JSON_FEED = Container("a JSON feed", 30_000_000, _is_json_feed, read_json_feed)
