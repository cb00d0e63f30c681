"""Feeds of the site and of each section, tag and author: Atom, RSS 2.0 and JSON Feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ...config import Config, SiteFile, direction_of
from ...config.schema import FeedOwner
from ...formats.dates import moment, rfc3339
from ...pages import FeedEntry, FeedLink, Image, Page, Version
from ..entry_ids import entry_id, feed_id, first_moment
from ..links import LinkResolver
from ..site import Entry, Site, Term
from ..urls import quoted
from .article import source_of
from .kind import Kind, Output, Planning


class FeedPage(Page, frozen=True):
    """An Atom feed (RFC 4287) of the newest entries that have a date.

    `about` is the absolute URL of the page that the feed belongs to; `updated` is the newest
    entry's. Where none has a date it is "" or, as Atom asks for one, when ids began. `style` is the
    URL of the style sheet for browsers, or "".
    """

    template = "feed.xml"

    title: str
    about: str
    self_url: str
    updated: str
    entries: tuple[FeedEntry, ...]
    id: str = ""
    style: str = ""


class RssPage(FeedPage, frozen=True):
    """An RSS 2.0 feed; entries without a date come last."""

    template = "rss.xml"


class JsonFeedPage(FeedPage, frozen=True):
    """A JSON Feed (jsonfeed.org, 1.1); entries without a date come last."""

    template = "feed.json"


class Format(NamedTuple):
    """A format of feeds: its name, its key in `feed:` of site.yml, its file and media type."""

    name: str
    setting: str
    page: type[FeedPage]
    file: str
    media_type: str


ATOM = Format("Atom", "atom", FeedPage, "feed.xml", "application/atom+xml")
FORMATS = (
    ATOM,
    Format("RSS", "rss", RssPage, "rss.xml", "application/rss+xml"),
    Format("JSON Feed", "json", JsonFeedPage, "feed.json", "application/feed+json"),
)


class Feed(NamedTuple):
    """What has feeds: the site, a section, a tag or an author, with its entries newest first.

    `path` is the URL path of its page, not quoted.
    """

    owner: FeedOwner
    path: str
    title: str
    entries: Sequence[Entry]


def all_feeds(site: Site) -> Iterator[Feed]:
    """Yield everything that has a feed: the site first, then sections, tags and authors."""
    yield site_feed(site)
    for terms in (site.sections, site.tags, site.authors):
        for term in terms.values():
            yield term_feed(site, term)


def site_feed(site: Site) -> Feed:
    """Return the feed of all articles."""
    return Feed("site", "/", site.config.file.title, site.entries)


def term_feed(site: Site, term: Term) -> Feed:
    """Return the feed of a section, a tag or an author."""
    owners: dict[str, FeedOwner] = {"section": "sections", "tag": "tags", "author": "authors"}
    title = f"{term.name} – {site.config.file.title}"
    return Feed(owners[term.kind], term.path, title, term.entries)


def feed_links(site: Site, feed: Feed) -> tuple[FeedLink, ...]:
    """Return the feeds of a page in each format that `site.yml` asks for."""
    base = f"{site.config.base}{quoted(feed.path)}"
    return tuple(
        [
            FeedLink(feed.title, base + form.file, form.media_type, form.name)
            for form in FORMATS
            if is_planned(site.config.file, feed, form)
        ]
    )


def is_planned(file: SiteFile, feed: Feed, form: Format) -> bool:
    """Return True if `site.yml` asks for a feed in a format."""
    wanted: tuple[FeedOwner, ...] = getattr(file.feed, form.setting)
    return feed.owner in wanted


def _has_date(entry: Entry) -> bool:
    article = entry.article
    return bool(article.date or article.updated or article.corrections)


def undated(site: Site) -> tuple[str, ...]:
    """Return the paths of the articles that Atom feeds leave out because they have no date."""
    file = site.config.file
    return tuple(
        dict.fromkeys(
            entry.article.path
            for feed in all_feeds(site)
            if is_planned(file, feed, ATOM)
            for entry in feed.entries[: file.feed.count]
            if not _has_date(entry)
        )
    )


def plan_feeds(planning: Planning) -> Iterator[Output]:
    """Plan the feeds that contain an article whose text is wanted."""
    site = planning.site
    count = site.config.file.feed.count
    made: dict[str, FeedEntry] = {}
    for feed in all_feeds(site):
        for form in FORMATS:
            if not is_planned(site.config.file, feed, form):
                continue
            shown = [e for e in feed.entries[:count] if form is not ATOM or _has_date(e)]
            if planning.only is None or any(planning.wants(e.article.path) for e in shown):
                entries = _made(planning, shown, made)
                page = feed_page(planning, feed.path, feed.title, entries, form)
                owner = "the site's feed" if feed.owner == "site" else f"{feed.path}{form.file}"
                yield Output(owner, page)


def _made(
    planning: Planning, newest: Sequence[Entry], made: dict[str, FeedEntry]
) -> tuple[FeedEntry, ...]:
    """Return the entries of a feed; several feeds share one."""
    entries = []
    for entry in newest:
        name = entry.article.path
        if name not in made:
            versions = planning.translations.get(name, ())
            made[name] = feed_entry(planning.site, entry, planning.links, versions)
        entries.append(made[name])
    return tuple(entries)


def feed_page(
    planning: Planning,
    path: str,
    title: str,
    entries: tuple[FeedEntry, ...],
    form: Format = ATOM,
) -> FeedPage:
    """Make the feed of the page at a URL path, which is not quoted."""
    config = planning.site.config
    url = f"{config.base}{quoted(path)}{form.file}"
    dates = [entry.updated for entry in entries if entry.updated]
    return form.page(
        path=f"{path.lstrip('/')}{form.file}",
        url=url,
        title=title,
        about=f"{config.origin}{config.base}{quoted(path)}",
        self_url=config.origin + url,
        updated=max(dates, key=_seconds, default="" if form is not ATOM else first_moment(config)),
        entries=entries,
        id=feed_id(path, config),
        style=f"{config.base}/feed.css" if config.file.feed.style else "",
    )


def _seconds(text: str) -> float:
    return moment(text, "UTC")


def feed_entry(
    site: Site, entry: Entry, links: LinkResolver, versions: Sequence[Version] = ()
) -> FeedEntry:
    """Make the entry of an article or a brief; `versions` are those of its text."""
    article, card = entry.article, entry.card
    config = site.config
    zone = config.file.timezone
    published = _full(article.date, zone)
    changes = [_full(article.updated, zone), *(_full(c.date, zone) for c in article.corrections)]
    page = config.origin + entry.url
    if card.brief:
        page = card.url or config.origin + card.section.url
    is_full = article.body is not None and config.file.feed.text == "full"
    return FeedEntry(
        id=entry_id(entry, config),
        title=article.title,
        url=page,
        published=published,
        updated=max(filter(None, changes), key=_seconds, default=published),
        summary=article.summary,
        authors=tuple([author.text for author in card.authors]),
        tags=tuple([link.text for link in entry.tags.links]),
        body=links.use(article, entry.url, absolute=True) if is_full else None,
        lang=article.lang,
        image=absolute(card.image, config.origin) if card.image else None,
        source=source_of(article),
        truncated=article.truncated,
        brief=card.brief,
        dir=direction_of(article.lang) if article.lang else config.direction,
        corrections=article.corrections,
        calendar=article.calendar or "",
        translations=_others(versions, entry, config) if versions else (),
    )


def _others(versions: Sequence[Version], entry: Entry, config: Config) -> tuple[Version, ...]:
    """Return the versions of an entry's text in other languages, with absolute URLs."""
    others = [version for version in versions if version.url != entry.url]
    return tuple([Version(version.lang, config.origin + version.url) for version in others])


def absolute(image: Image, origin: str) -> Image:
    """Return the image with an absolute URL; the URL of an image on another host already is one."""
    return replace(image, url=origin + image.url) if image.url.startswith("/") else image


def _full(date: str | None, zone: str) -> str:
    """Write a date as RFC 3339; a date with a time already has that form."""
    if not date:
        return ""
    return rfc3339(date, zone) if len(date) == 10 else date


FEED = Kind("feed", (FeedPage, RssPage, JsonFeedPage), plan_feeds)
