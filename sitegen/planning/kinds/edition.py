"""Editions: a page of each week and month, their lists, and their feeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from ...config import SiteFile
from ...formats.dates import PeriodKind, written
from ...pages import Edition, FeedEntry, FeedLink, Link, Page, Version
from ..entry_ids import named_id
from ..site import Site
from ..urls import output_path
from .editions import (
    FOLDERS,
    Issue,
    edition_path,
    issues,
    kinds_of,
    make_edition,
)
from .feed import FORMATS, Feed, absolute, feed_links, feed_page, is_planned
from .kind import Address, Kind, Output, Planning


class EditionPage(Page, frozen=True):
    """A week or a month. `previous` and `next` are its neighbours, `all` is the list of all."""

    template = "edition.html"

    edition: Edition
    previous: Link | None
    next: Link | None
    all: str
    feeds: tuple[FeedLink, ...]
    layout: str = ""
    translations: tuple[Version, ...] = ()


class EditionEntry(Struct, frozen=True, array_like=True):
    """An edition in the list of all: `year` groups them, `first` and `last` are its days."""

    title: str
    url: str
    year: int
    first: str
    last: str
    summary: str
    articles: int
    briefs: int


class EditionsPage(Page, frozen=True):
    """All editions of a kind ("week" or "month"), newest first."""

    template = "editions.html"

    kind: str
    editions: tuple[EditionEntry, ...]
    feeds: tuple[FeedLink, ...]
    translations: tuple[Version, ...] = ()


def plan_editions(planning: Planning) -> Iterator[Output]:
    """Plan the editions, their lists and their feeds."""
    for kind in kinds_of(planning.site):
        found = [(issue, make_edition(issue, planning)) for issue in issues(planning.site, kind)]
        if found:
            yield from _edition_pages(found, planning)
            yield _list(kind, found, planning)
            yield from _feeds(kind, found, planning)


def edition_lists(site: Site) -> dict[PeriodKind, str]:
    """Return the URLs of the lists of editions."""
    kinds = [kind for kind in kinds_of(site) if issues(site, kind)]
    return {kind: site.config.base + FOLDERS[kind] for kind in kinds}


def edition_feeds(planning: Planning) -> Iterator[Feed]:
    """Yield the lists of editions: each has a feed."""
    for kind in edition_lists(planning.site):
        yield _feed(kind, planning)


def _feed(kind: PeriodKind, planning: Planning) -> Feed:
    words = {"week": "The week in review", "month": "The month in review"}
    name = planning.provided.strings.get(f"{kind}s", words[kind])
    return Feed("editions", FOLDERS[kind], f"{name} – {planning.site.config.file.title}", ())


def _edition_pages(found: Sequence[tuple[Issue, Edition]], planning: Planning) -> Iterator[Output]:
    site = planning.site
    base = site.config.base
    links = [Link(edition.title, base + edition_path(issue.period)) for issue, edition in found]
    for number, (issue, edition) in enumerate(found):
        path = edition_path(issue.period)
        page = EditionPage(
            path=output_path(path),
            url=base + path,
            edition=edition,
            previous=links[number + 1] if number + 1 < len(links) else None,
            next=links[number - 1] if number else None,
            all=base + FOLDERS[issue.period.kind],
            feeds=feed_links(site, _feed(issue.period.kind, planning)),
            layout=planning.provided.layout(issue.words),
        )
        name = f"the edition {edition.name}"
        owner = issue.words.path if issue.words is not None else name
        yield Output(owner, page, name=name, address=Address(page.url))


def _list(kind: PeriodKind, found: Sequence[tuple[Issue, Edition]], planning: Planning) -> Output:
    site = planning.site
    path = FOLDERS[kind]
    entries = [
        EditionEntry(
            title=edition.title,
            url=site.config.base + edition_path(issue.period),
            year=issue.period.year,
            first=edition.first,
            last=edition.last,
            summary=edition.summary,
            articles=edition.articles,
            briefs=len(edition.briefs),
        )
        for issue, edition in found
    ]
    feeds = feed_links(site, _feed(kind, planning))
    page = EditionsPage(output_path(path), site.config.base + path, kind, tuple(entries), feeds)
    return Output(f"the list of all {kind}s", page, address=Address(page.url))


def _feeds(
    kind: PeriodKind, found: Sequence[tuple[Issue, Edition]], planning: Planning
) -> Iterator[Output]:
    """Plan the feeds; they contain only complete editions."""
    file = planning.site.config.file
    feed = _feed(kind, planning)
    closed = [pair for pair in found if pair[1].closed][: file.feed.count]
    entries = tuple([_feed_entry(issue, edition, planning) for issue, edition in closed])
    for form in FORMATS:
        if is_planned(file, feed, form):
            page = feed_page(planning, feed.path, feed.title, entries, form)
            yield Output(f"{feed.path}{form.file}", page)


def _feed_entry(issue: Issue, edition: Edition, planning: Planning) -> FeedEntry:
    """Make the feed entry of an edition, dated at the end of its period."""
    config = planning.site.config
    path = edition_path(issue.period)
    over = written(issue.period.close(config.file.timezone))
    words = issue.words
    if edition.body is not None and words is not None:
        body = planning.links.use(words, config.base + path, absolute=True)
        edition = structs.replace(edition, body=body)
    lead = edition.lead.image if edition.lead is not None else None
    return FeedEntry(
        id=named_id(f"{config.prefix}/editions/{edition.name}"[1:], config),
        title=edition.title,
        url=config.origin + config.base + path,
        published=over,
        updated=over,
        summary=edition.summary,
        authors=(),
        tags=(),
        body=None,
        image=absolute(lead, config.origin) if lead is not None else None,
        dir=config.direction,
        edition=edition,
    )


def _reserved(file: SiteFile) -> tuple[str, ...]:
    wanted = (("weeks", file.editions.weeks), ("months", file.editions.months))
    return tuple(name for name, is_wanted in wanted if is_wanted)


EDITION = Kind(
    "edition", (EditionPage, EditionsPage), plan_editions, reserves=_reserved, texts=False
)
