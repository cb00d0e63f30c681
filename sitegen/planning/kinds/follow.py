"""Following the site: a page of all feeds, an OPML list of them, and their style sheet."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ...config import SiteFile
from ...config.schema import FOLLOW_PATH
from ...pages import FeedLink, Link, Page, Version
from ..urls import output_path, quoted
from .edition import edition_feeds
from .feed import all_feeds, feed_links
from .kind import Address, Kind, Output, Planning


class Followed(Struct, frozen=True, array_like=True):
    """Something that has feeds: its page, and its feeds in each format."""

    page: Link
    feeds: tuple[FeedLink, ...]


class FeedGroup(Struct, frozen=True, array_like=True):
    """All feeds of a kind: "site", "sections", "tags", "authors" or "editions"."""

    kind: str
    items: tuple[Followed, ...]


class FollowPage(Page, frozen=True):
    """The page that says what feeds are, and lists them; `opml` is the URL of their list."""

    template = "follow.html"

    groups: tuple[FeedGroup, ...]
    opml: str
    translations: tuple[Version, ...] = ()


class OpmlPage(Page, frozen=True):
    """All feeds as an outline for feed readers (OPML 2.0)."""

    template = "feeds.opml"

    groups: tuple[FeedGroup, ...]


class FeedStylePage(Page, frozen=True):
    """The style sheet with which a browser shows a feed."""

    template = "feed.css"


def plan_follow(planning: Planning) -> Iterator[Output]:
    """Plan the page, the list and the style sheet that `site.yml` asks for."""
    config = planning.site.config
    settings = config.file.feed
    if not settings.is_on:
        return
    if settings.style:
        yield Output("the style of feeds", FeedStylePage("feed.css", f"{config.base}/feed.css"))
    if settings.follow:
        opml = f"{config.base}/feeds.opml"
        groups = _groups(planning)
        page = FollowPage(output_path(FOLLOW_PATH), config.base + FOLLOW_PATH, groups, opml)
        name = "the page of all feeds (`feed: {follow: false}` leaves it out)"
        yield Output("the page of all feeds", page, name=name, address=Address(page.url))
        yield Output("the list of all feeds", OpmlPage("feeds.opml", opml, groups))


def _groups(planning: Planning) -> tuple[FeedGroup, ...]:
    site = planning.site
    found: dict[str, list[Followed]] = {}
    title = site.config.file.title
    for feed in (*all_feeds(site), *edition_feeds(planning)):
        links = feed_links(site, feed)
        if links:
            url = site.config.base + quoted(feed.path)
            name = feed.title.removesuffix(f" – {title}") if feed.owner != "site" else title
            found.setdefault(feed.owner, []).append(Followed(Link(name, url), links))
    return tuple(
        FeedGroup(kind, tuple(sorted(items, key=lambda item: item.page.text.casefold())))
        for kind, items in found.items()
    )


def _reserved(file: SiteFile) -> tuple[str, ...]:
    return (FOLLOW_PATH.strip("/"),) if file.feed.is_on and file.feed.follow else ()


FOLLOW = Kind(
    "follow", (FollowPage, OpmlPage, FeedStylePage), plan_follow, reserves=_reserved, texts=False
)
