"""Planning the feeds (Atom, RFC 4287) and the sitemap (sitemaps.org 0.9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from urllib.parse import urlsplit

from msgspec.structs import replace

from ..clock import local_day, moment, rfc3339
from ..model import Article
from ..pagetypes import FeedEntry, FeedPage, Image, SitemapIndexPage, SitemapPage
from .articles import source_of
from .links import LinkResolver, text_page_url
from .site import Entry, Site
from .urls import page_url, quoted

UNKNOWN_TIME = "1970-01-01T00:00:00+00:00"
"""Atom asks for a time of change of every entry; this one stands where content has no date."""

SITEMAP_SIZE = 50_000


def feed_pages(
    site: Site, links: LinkResolver, only: Set[str] | None = None
) -> Iterator[tuple[str, FeedPage]]:
    """Plan the feeds of the site and of each section, tag and author, with their owners.

    With `only`, those that carry an article of these paths.
    """
    config = site.config
    made: dict[str, FeedEntry] = {}
    for owner, path, title, entries in _all_feeds(site):
        newest = entries[: config.file.feed.count]
        if only is None or any(entry.article.path in only for entry in newest):
            yield owner, _feed(site, path, title, newest, links, made)


def _all_feeds(site: Site) -> Iterator[tuple[str, str, str, Sequence[Entry]]]:
    title = site.config.file.title
    yield "the site's feed", "/", title, site.entries
    for terms in (site.sections, site.tags, site.authors):
        for term in terms.values():
            yield f"{term.path}feed.xml", term.path, f"{term.name} – {title}", term.entries


def _feed(
    site: Site,
    path: str,
    title: str,
    newest: Sequence[Entry],
    links: LinkResolver,
    made: dict[str, FeedEntry],
) -> FeedPage:
    base, origin = site.config.base, site.config.origin
    entries = []
    for entry in newest:
        name = entry.article.path
        if name not in made:
            made[name] = _feed_entry(site, entry, links)
        entries.append(made[name])
    url = f"{base}{quoted(path)}feed.xml"
    return FeedPage(
        path=f"{path.lstrip('/')}feed.xml",
        url=url,
        title=title,
        about=f"{origin}{base}{quoted(path)}",
        self_url=origin + url,
        updated=max((entry.updated for entry in entries), key=_seconds, default=UNKNOWN_TIME),
        entries=tuple(entries),
    )


def _seconds(text: str) -> float:
    return moment(text, "UTC")


def _feed_entry(site: Site, entry: Entry, links: LinkResolver) -> FeedEntry:
    article, card = entry.article, entry.card
    config = site.config
    zone = config.file.timezone
    published = _full(article.date, zone)
    updated = _full(article.updated, zone) or published
    page = config.origin + entry.url
    if card.brief:
        day = entry.article.day or UNKNOWN_TIME[:10]
        host = urlsplit(config.origin).hostname or "localhost"
        identity = f"tag:{host},{day}:{quoted(article.path)}"
        page = card.url or config.origin + card.section.url
    else:
        identity = page
    return FeedEntry(
        id=identity,
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


def sitemap_pages(
    site: Site, text_pages: Sequence[Article]
) -> Iterator[SitemapPage | SitemapIndexPage]:
    """Plan the sitemap, as an index of several where it would hold over 50,000 URLs."""
    entries = tuple(_sitemap_entries(site, text_pages))
    base, origin = site.config.base, site.config.origin
    if len(entries) <= SITEMAP_SIZE:
        yield SitemapPage("sitemap.xml", base + "/sitemap.xml", entries)
        return
    names = []
    for number, start in enumerate(range(0, len(entries), SITEMAP_SIZE), 1):
        name = f"sitemap-{number}.xml"
        names.append(f"{origin}{base}/{name}")
        yield SitemapPage(name, f"{base}/{name}", entries[start : start + SITEMAP_SIZE])
    yield SitemapIndexPage("sitemap.xml", base + "/sitemap.xml", tuple(names))


def _sitemap_entries(site: Site, text_pages: Sequence[Article]) -> Iterator[tuple[str, str | None]]:
    config = site.config
    zone = config.file.timezone
    front = config.origin + config.base
    yield f"{front}/", None
    for entry in site.entries:
        if not entry.card.brief:
            updated = entry.article.updated
            day = local_day(updated, zone) if updated else entry.article.day
            yield config.origin + entry.url, day or None
    for terms in (site.sections, site.tags, site.authors):
        for term in sorted(terms.values(), key=lambda term: term.slug):
            yield front + quoted(page_url(term.path, 1)), None
    yield front + quoted(config.file.permalinks.tags), None
    yield front + quoted(config.file.permalinks.authors), None
    for page in text_pages:
        changed = page.updated or page.date
        yield front + quoted(text_page_url(page)), local_day(changed, zone) if changed else None
