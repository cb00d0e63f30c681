"""The sitemap of the articles of the last two days, for news search."""

from __future__ import annotations

from collections.abc import Iterator

from ...model import NEWS_SECONDS
from ...pages import Card, Page
from .kind import Kind, Output, Planning

PATH = "news-sitemap.xml"
NEWS_SIZE = 1000
"""Articles in a news sitemap, at most."""


class NewsSitemapPage(Page, frozen=True):
    """A news sitemap (Google: "Create a news sitemap"): articles newest first."""

    template = "news-sitemap.xml"

    cards: tuple[Card, ...]


def plan_news_sitemap(planning: Planning) -> Iterator[Output]:
    """Plan the sitemap if there is an article of the last two days that search engines may list."""
    cards = news(planning)
    if cards:
        url = f"{planning.site.config.base}/{PATH}"
        yield Output("the news sitemap", NewsSitemapPage(PATH, url, cards))


def news(planning: Planning) -> tuple[Card, ...]:
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
