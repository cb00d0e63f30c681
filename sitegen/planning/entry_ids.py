"""The ids of feed entries: tag URIs (RFC 4151), which must never change (RFC 4287, 4.2.6).

An entry is named by the `id` of its article, else by the first of its aliases, else by its file.
The authority of `site.yml` makes a URI of the name. A site without an authority keeps the ids that
earlier releases gave: the first address of an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from msgspec import structs

from ..config import Config
from ..model import ID_PATTERN, Article
from ..problems import Unplaced
from .site import Entry
from .urls import nfc, quoted, redirect_url

_URI = re.compile(r"(?:https?|tag|urn):", re.IGNORECASE)
"""An `id` that begins like this is a URI already, and is kept as it is."""

_PLAIN = re.compile(ID_PATTERN)
_YEAR = 2026
"""The year of an authority made of `base_url`: not that of the clock, as ids never change."""


def entry_id(entry: Entry, config: Config) -> str:
    """Return the id of an article or a brief in feeds: a URI."""
    article = entry.article
    if article.id or entry.card.brief or config.file.feed.authority:
        return _uri(article, config)
    first = (
        config.site_base + quoted(redirect_url(article.aliases[0]))
        if article.aliases
        else entry.url
    )
    return config.origin + first


def feed_id(path: str, config: Config) -> str:
    """Return the id of the feed of the page at a URL path, which is not quoted: a URI."""
    authority = config.file.feed.authority
    if authority:
        return f"tag:{authority}:{config.prefix}{quoted(path)}feed"
    return f"{config.origin}{config.base}{quoted(path)}"


def first_moment(config: Config) -> str:
    """Return the first moment of a site's authority (RFC 3339): no feed of it can be older."""
    day = (config.file.feed.authority or derived_authority(config)).rpartition(",")[2]
    return f"{day}{'-01-01'[len(day) - 4 :]}T00:00:00Z"


def derived_authority(config: Config) -> str:
    """Make an authority of `base_url` for a site that sets none."""
    return f"{urlsplit(config.origin).hostname or 'localhost'},{_YEAR}"


def file_id(path: str) -> str:
    """Name an article after its file: `iran/2026-05-04-gulf`; a bundle after its folder."""
    stem = path.removesuffix(".md")
    return nfc(stem.removesuffix("/index") if stem.count("/") > 1 else stem)


def id_findings(
    entries: Iterable[Entry], articles: Iterable[Article], config: Config
) -> Iterator[Unplaced]:
    """Report articles that share an id; `articles` includes the hidden ones."""
    folder = config.file.content
    owners: dict[str, str] = {}
    for entry in entries:
        if not entry.article.id:
            owners.setdefault(entry_id(entry, config), entry.article.path)
    for article in articles:
        if article.id:
            owner = owners.setdefault(_uri(article, config), article.path)
            if owner != article.path:
                message = f"{folder}/{owner} has the same id: {article.id}"
                hint = "an id belongs to one article: take the line out of the copy"
                yield Unplaced(article.path, "feed.id-twice", message, hint, ("id",))


def written_id(article: Article, uri: str, config: Config) -> str:
    """Return the `id` that gives an article this URI, to be written into its file ("" for none)."""
    name = _name(article)
    named = _uri(structs.replace(article, id=name), config)
    return name if _PLAIN.match(name) and uri in ("", named) else uri or named


def _name(article: Article) -> str:
    return redirect_url(article.aliases[0]) if article.aliases else file_id(article.path)


def named_id(name: str, config: Config) -> str:
    """Make an id of a name that never changes: a tag URI."""
    authority = config.file.feed.authority or derived_authority(config)
    return f"tag:{authority}:{quoted(name)}"


def _uri(article: Article, config: Config) -> str:
    if _URI.match(article.id):
        return article.id
    return named_id(article.id or _name(article), config)
