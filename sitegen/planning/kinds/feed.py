"""Atom feeds (RFC 4287) of the site and of each section, tag and author."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from ...formats.dates import moment, rfc3339
from ...pages import FeedEntry, Image, Page
from ..entry_ids import entry_id
from ..links import LinkResolver
from ..site import Entry, Site
from ..urls import quoted
from .article import source_of
from .kind import Kind, Output, Planning

UNKNOWN_TIME = "1970-01-01T00:00:00+00:00"
"""Atom asks for a time of change of every entry; this one is used where content has no date."""


class FeedPage(Page, frozen=True):
    """An Atom feed (RFC 4287) of the newest entries; `about` is the absolute URL of the page."""

    template = "feed.xml"

    title: str
    about: str
    self_url: str
    updated: str
    entries: tuple[FeedEntry, ...]


def plan_feeds(planning: Planning) -> Iterator[Output]:
    """Plan the feeds that carry an article whose text is wanted."""
    site = planning.site
    made: dict[str, FeedEntry] = {}
    for owner, path, title, entries in _all_feeds(site):
        newest = entries[: site.config.file.feed.count]
        if planning.only is None or any(planning.wants(entry.article.path) for entry in newest):
            page = feed_page(planning, path, title, _made(planning, newest, made))
            yield Output(owner, page)


def _all_feeds(site: Site) -> Iterator[tuple[str, str, str, Sequence[Entry]]]:
    title = site.config.file.title
    yield "the site's feed", "/", title, site.entries
    for terms in (site.sections, site.tags, site.authors):
        for term in terms.values():
            yield f"{term.path}feed.xml", term.path, f"{term.name} – {title}", term.entries


def _made(
    planning: Planning, newest: Sequence[Entry], made: dict[str, FeedEntry]
) -> tuple[FeedEntry, ...]:
    """Give the entries of a feed; several feeds share one."""
    entries = []
    for entry in newest:
        name = entry.article.path
        if name not in made:
            made[name] = feed_entry(planning.site, entry, planning.links)
        entries.append(made[name])
    return tuple(entries)


def feed_page(
    planning: Planning, path: str, title: str, entries: tuple[FeedEntry, ...]
) -> FeedPage:
    """Make the feed of the page at a URL path, which is not quoted."""
    config = planning.site.config
    base, origin = config.base, config.origin
    url = f"{base}{quoted(path)}feed.xml"
    return FeedPage(
        path=f"{path.lstrip('/')}feed.xml",
        url=url,
        title=title,
        about=f"{origin}{base}{quoted(path)}",
        self_url=origin + url,
        updated=max((entry.updated for entry in entries), key=_seconds, default=UNKNOWN_TIME),
        entries=entries,
    )


def _seconds(text: str) -> float:
    return moment(text, "UTC")


def feed_entry(site: Site, entry: Entry, links: LinkResolver) -> FeedEntry:
    """Make the entry of an article or a brief."""
    article, card = entry.article, entry.card
    config = site.config
    zone = config.file.timezone
    published = _full(article.date, zone)
    updated = _full(article.updated, zone) or published
    page = config.origin + entry.url
    if card.brief:
        page = card.url or config.origin + card.section.url
    return FeedEntry(
        id=entry_id(entry, config),
        title=article.title,
        url=page,
        published=published,
        updated=updated or UNKNOWN_TIME,
        summary=article.summary,
        authors=tuple([author.text for author in card.authors]),
        tags=tuple([link.text for link in entry.tags.links]),
        body=links.use(article, entry.url, absolute=True) if article.body else None,
        lang=article.lang,
        image=_absolute(card.image, config.origin) if card.image else None,
        source=source_of(article),
        truncated=article.truncated,
    )


def _absolute(image: Image, origin: str) -> Image:
    """Return the image with scheme and host in its URL; one of another host has them already."""
    return replace(image, url=origin + image.url) if image.url.startswith("/") else image


def _full(date: str | None, zone: str) -> str:
    """Write a settled date as RFC 3339, which one with a time is already."""
    if not date:
        return ""
    return rfc3339(date, zone) if len(date) == 10 else date


FEED = Kind("feed", (FeedPage,), plan_feeds)
