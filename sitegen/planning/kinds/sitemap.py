"""The sitemap (sitemaps.org 0.9), in several files where it is too large; the one for news search.

The latter has the articles of the last two days (Google, "Create a news sitemap").
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import field

from ...model import NEWS_SECONDS
from ...pages import Card, Page
from ..translations import with_default
from .kind import Kind, Output, Planning

SITEMAP_SIZE = 50_000
"""URLs in one sitemap, at most."""


class SitemapPage(Page, frozen=True):
    """A sitemap (sitemaps.org 0.9): absolute URLs with the day of the last change or None.

    `versions` give, for the URL of a text in several languages, each language with its URL, and
    `x-default` with that for all others.
    """

    template = "sitemap.xml"

    entries: tuple[tuple[str, str | None], ...]
    versions: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


class SitemapIndexPage(Page, frozen=True):
    """A sitemap index, for a site too large for one sitemap of 50,000 URLs."""

    template = "sitemap-index.xml"

    sitemaps: tuple[str, ...]


def plan_sitemap(planning: Planning) -> Iterator[Output]:
    """Plan the sitemap of all pages that belong in it."""
    for page in _sitemap_pages(planning):
        yield Output("the sitemap", page)


def _sitemap_pages(planning: Planning) -> Iterator[Page]:
    base, origin = planning.site.config.base, planning.site.config.origin
    entries = tuple((origin + address.url, address.changed) for address in planning.addresses)
    versions = {
        origin + address.url: tuple(
            (lang, origin + url) for lang, url in with_default(address.versions)
        )
        for address in planning.addresses
        if address.versions
    }
    if len(entries) <= SITEMAP_SIZE:
        yield SitemapPage("sitemap.xml", base + "/sitemap.xml", entries, versions)
        return
    names = []
    for number, start in enumerate(range(0, len(entries), SITEMAP_SIZE), 1):
        name = f"sitemap-{number}.xml"
        names.append(f"{origin}{base}/{name}")
        part = entries[start : start + SITEMAP_SIZE]
        named = {url: versions[url] for url, _ in part if url in versions}
        yield SitemapPage(name, f"{base}/{name}", part, named)
    yield SitemapIndexPage("sitemap.xml", base + "/sitemap.xml", tuple(names))


SITEMAP = Kind("sitemap", (SitemapPage, SitemapIndexPage), plan_sitemap, texts=False, shared=True)


NEWS_PATH = "news-sitemap.xml"
NEWS_SIZE = 1000
"""Articles in a news sitemap, at most."""


class NewsSitemapPage(Page, frozen=True):
    """A news sitemap (Google: "Create a news sitemap"): articles newest first."""

    template = "news-sitemap.xml"

    cards: tuple[Card, ...]


def plan_news_sitemap(planning: Planning) -> Iterator[Output]:
    """Plan the news sitemap if search engines may list an article of the last two days."""
    cards = news_cards(planning)
    if cards:
        url = f"{planning.site.config.base}/{NEWS_PATH}"
        yield Output("the news sitemap", NewsSitemapPage(NEWS_PATH, url, cards))


def news_cards(planning: Planning) -> tuple[Card, ...]:
    """Return the articles of the two days before `now`, newest first."""
    site = planning.site
    if not site.config.file.sharing.news_sitemap:
        return ()
    addresses = {address.url for address in planning.addresses}
    now = planning.view.now
    recent = [
        entry.card
        for entry in site.entries
        if now - NEWS_SECONDS < entry.article.moment <= now and entry.url in addresses
    ]
    return tuple(recent[:NEWS_SIZE])


NEWS_SITEMAP = Kind("news sitemap", (NewsSitemapPage,), plan_news_sitemap, texts=False)
