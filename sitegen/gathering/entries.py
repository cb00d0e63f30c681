"""The entries of a feed, and the drafts that are made of them: pure functions of its bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from ..formats.addresses import address_key
from ..formats.names import SlugStyle
from ..importing.article import Given, ImportedArticle
from ..importing.containers import Contents, Item, Unreadable
from ..importing.containers.encoding import as_utf8
from ..importing.containers.feeds import FEED, JSON_FEED, read_feed, read_json_feed
from ..importing.containers.kinds import find_container
from ..importing.containers.page import WEB_PAGE
from ..importing.files import (
    ContentFile,
    article_file,
    brief_file,
    is_untouched_brief,
    joined,
    parts_of,
    sealed,
    without_seal,
)
from ..importing.read import brief_of, read_item
from ..planning.entry_ids import file_id
from ..problems import ContentError, Problem
from ..reading.frontmatter import FENCE, dump
from .feeds import Feed
from .inbox import draft_id

_READERS = {FEED.name: read_feed, JSON_FEED.name: read_json_feed}
_SCRIPT = re.compile(rb"(?:<|&lt;|\\u003c)script\b", re.I)
_FEED_LINKS = 'link[rel~="alternate"][type$="+xml"], link[rel~="alternate"][type$="json"]'
_NAME_IT = "name the feed's own address"
_NO_DATE = "no date that can be read"
_AHEAD = timedelta(days=1)
"""How far into the future a wrong clock or time zone may put a date."""


class Entry(Struct, frozen=True):
    """An entry that may become a draft: its address's key, and its page where it was fetched.

    `notes` say in words what is wrong with it. `is_postponed` is True if the host of its page
    asked for patience, so that it is better gathered another time.
    """

    item: Item
    key: str
    article: ImportedArticle | None = None
    notes: tuple[str, ...] = ()
    is_postponed: bool = False


class Entries(Struct, frozen=True):
    """The entries of a feed that match its rules.

    `ruled_out` is how many they did not, `left_out` says in words what could not be read, and
    `has_scripts` is True if the feed tried to bring scripts along.
    """

    entries: tuple[Entry, ...]
    ruled_out: int = 0
    left_out: tuple[str, ...] = ()
    has_scripts: bool = False


def read_entries(data: bytes, url: str, charset: str, feed: Feed, now: datetime) -> Entries:
    """Read the bytes of a feed that was found at an address; raises Unreadable with the reason."""
    contents = _contents(data, url, charset)
    items = [item for item in contents.entries if isinstance(item, Item)]
    wanted = [item for item in items if feed.wants(item.title, item.authors, item.tags)]
    left_out = list(contents.notes)
    entries: list[Entry] = []
    nowhere = 0
    for item in wanted:
        key = address_key(item.url)
        if not key:
            nowhere += 1
        else:
            entries.append(_entry(item, key, now))
    if nowhere:
        one = "1 entry without an address of its own left out"
        many = f"{nowhere} entries without addresses of their own left out"
        left_out.append(one if nowhere == 1 else many)
    found = tuple(_without_needless_dates(entries))
    has_scripts = _SCRIPT.search(data) is not None
    return Entries(found, len(items) - len(wanted), tuple(left_out), has_scripts)


def _contents(data: bytes, url: str, charset: str) -> Contents:
    if not data.strip():
        raise Unreadable("the answer is empty", "ask those who run the feed", "empty")
    try:
        text = as_utf8(data, charset)
    except Unreadable:
        raise Unreadable("this is binary data, not a feed", _NAME_IT, "no-feed") from None
    container = find_container(text)
    read = _READERS.get(container.name) if container else None
    if container is None or read is None:
        what = container.name if container else "something else"
        is_page = container is not None and container.name == WEB_PAGE.name
        hint = _feed_of(text, url) if is_page else _NAME_IT
        raise Unreadable(f"this is {what}, not a feed", hint, "no-feed")
    try:
        return read(text, url)
    except RecursionError:
        raise Unreadable("its parts are nested too deeply", code="too-deep") from None


def _feed_of(page: bytes, url: str) -> str:
    """Return the feed that a page names."""
    from selectolax.lexbor import LexborHTMLParser

    from ..importing.containers.values import absolute, web_address

    for node in LexborHTMLParser(page).css(_FEED_LINKS):
        if address := web_address(absolute(url, node.attributes.get("href") or "")):
            return f"the page names its feed: {address}"
    return _NAME_IT


def _entry(item: Item, key: str, now: datetime) -> Entry:
    if not item.date:
        return Entry(item, key, notes=(_NO_DATE,))
    date = datetime.fromisoformat(item.date)
    if (date if date.tzinfo else date.replace(tzinfo=UTC)) > now + _AHEAD:
        note = f"dated ahead ({item.date}); the date is left out"
        return Entry(structs.replace(item, date=""), key, notes=(note,))
    return Entry(item, key)


def _without_needless_dates(found: list[Entry]) -> list[Entry]:
    """Drop the warnings about dates if no entry of a feed has one: early RSS has no dates."""
    if any(entry.notes != (_NO_DATE,) for entry in found):
        return found
    return [structs.replace(entry, notes=()) for entry in found]


# --- drafts -------------------------------------------------------------------------------

_DATED = re.compile(r"\d{4}-\d{2}-\d{2}-")


def draft_of(entry: Entry, feed: Feed, day: str, style: SlugStyle) -> ContentFile | Problem:
    """Make the file of an entry: an article if its text is known, else a brief.

    `day` is the day of gathering. A Problem where no path can be made for it.
    """
    item = structs.replace(entry.item, saved_at=day)
    given = Given(feed.section, tags=feed.tags, source_name=feed.name)
    article = entry.article
    if article is not None:
        article = structs.replace(article, date=article.date or item.date or None)
    elif item.html:
        try:
            article = read_item(item, item.url, given)
        except ContentError:
            item = structs.replace(item, html="")
    if article is not None:
        file = article_file(_accessed(article, feed, day), style, feed.name)
    else:
        file = brief_file(brief_of(item, given), style, feed.name)
    if isinstance(file, Problem):
        return file
    noted = {"feed": feed.name, "day": day}
    if file.url != item.url:
        noted["address"] = item.url
    # Files with one name get a number, and may be moved; an id is never used twice.
    identity = f"{file_id(file.path)}-{draft_id(item.url, file.path)}"
    return structs.replace(file, text=_as_draft(file.text, noted, identity))


def _accessed(article: ImportedArticle, feed: Feed, day: str) -> ImportedArticle:
    """Note the day of gathering; leave out the related items of a page."""
    source = structs.replace(article.source, name=feed.name, accessed=day)
    return structs.replace(article, source=source, section=feed.section, related=())


def _as_draft(text: str, noted: dict[str, str], identity: str) -> str:
    """Make a draft of a content file, with an id, and a note of where it was gathered."""
    parts = parts_of(without_seal(text)) or {}
    body = parts.pop("body", "")
    parts |= {"id": _lines({"id": identity}), "draft": "draft: true"}
    parts |= {"extra": _lines({"extra": {"gathered": noted}}), "body": body}
    draft = joined(parts)
    return sealed(draft) if is_untouched_brief(text) else draft


def _lines(values: Mapping[str, Any]) -> str:
    """Write values as lines of front matter, without fences."""
    return dump(values).removeprefix(f"{FENCE}\n").removesuffix(f"\n{FENCE}\n")


class FreeNames:
    """Chooses file names that are free in a section's folder; no two have the same URL."""

    def __init__(self, content: Path) -> None:
        self._content = content
        self._slugs: dict[str, set[str]] = {}

    def path_for(self, file: ContentFile) -> str:
        """Return the path of a new file, with a number at its end if the name is taken."""
        section, _, name = file.path.partition("/")
        slugs = self._slugs.get(section)
        if slugs is None:
            folder = self._content / section
            entries = list(folder.iterdir()) if folder.is_dir() else []
            slugs = {_slug(entry.name) for entry in entries}
            self._slugs[section] = slugs
        stem = name.removesuffix(".md")
        number = 1
        while (slug := _slug(stem if number == 1 else f"{stem}-{number}")) in slugs:
            number += 1
        slugs.add(slug)
        return f"{section}/{stem}.md" if number == 1 else f"{section}/{stem}-{number}.md"


def _slug(name: str) -> str:
    return _DATED.sub("", name.removesuffix(".md")).casefold()
