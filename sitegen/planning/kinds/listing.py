"""Sections, tags and authors: a list of articles below a heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...formats.localised import format_number, year_and_month
from ...pages import (
    Card,
    FeedLink,
    Link,
    Page,
    Pagination,
    Sparkline,
    TermEntry,
    TermProfile,
    Version,
)
from ..links import LinkResolver
from ..lists import avatar_of, more_from, often_together, paginate, sparkline
from ..site import Site, Term
from ..urls import output_path, page_url, quoted
from .feed import feed_links, term_feed
from .kind import Address, Kind, Output, Planning

_NEWEST = 3
"""How many of the newest may lead a section because of their picture."""


class ListingPage(Page, frozen=True):
    """A section, tag or author with its articles, newest first.

    `kind` is "section", "tag" or "author"; `term` is the head of the page, `title` the heading of
    its list ("More from Iran"; a tag's or author's name). `lead` is the article at the top of a
    section's first page; it is one of the `cards`. `years` are stops of a long list: each leads to
    the page on which a year begins. The first page has `together`, the tags that are often together
    with a tag, and `chart`, its articles over time, if they are enough.
    """

    template = "listing.html"

    kind: str
    title: str
    term: TermProfile
    cards: tuple[Card, ...]
    pagination: Pagination
    feed: str
    feeds: tuple[FeedLink, ...]
    layout: str = ""
    lead: Card | None = None
    years: tuple[Link, ...] = ()
    translations: tuple[Version, ...] = ()
    together: tuple[TermEntry, ...] = ()
    chart: Sparkline | None = None


def plan_listings(planning: Planning) -> Iterator[Output]:
    """Plan the lists of all terms."""
    site = planning.site
    for terms in (site.sections, site.tags, site.authors):
        for _, term in sorted(terms.items()):
            owner = owner_of(term)
            for page in _listing_pages(term, planning):
                is_first = page.pagination.number == 1
                name = f"the page of the {term.kind} “{term.name}”"
                address = Address(page.url) if is_first else None
                yield Output(owner, page, name=name, address=address)


def owner_of(term: Term) -> str:
    """Return a file that the page of a term comes from, so that a problem can point at it."""
    if term.profile is not None:
        return term.profile.path
    return term.entries[-1].article.path


def _listing_pages(term: Term, planning: Planning) -> Iterator[ListingPage]:
    """Plan the pages of a term's list; the first shows its profile."""
    site = planning.site
    base = site.config.base
    cards = [entry.card for entry in term.entries]
    profile = profile_of(site, term, planning.links)
    layout = planning.provided.layout(term.profile)
    is_section = term.kind == "section"
    title = more_from(site, term, planning.provided) if is_section else term.name
    feeds = feed_links(site, term_feed(site, term))
    years = _stops(site, term)
    for part, pagination in paginate(cards, term.path, site):
        path = page_url(term.path, pagination.number)
        is_first = pagination.number == 1
        head = profile if is_first else TermProfile(term.name, len(cards))
        yield ListingPage(
            path=output_path(path),
            url=base + quoted(path),
            kind=term.kind,
            title=title,
            term=head,
            cards=part,
            pagination=pagination,
            feed=feeds[0].url if feeds else "",
            feeds=feeds,
            layout=layout,
            lead=_lead(part) if is_section and is_first else None,
            years=years,
            together=often_together(term, site) if is_first and term.kind == "tag" else (),
            chart=sparkline(term.entries, site) if is_first else None,
        )


def _stops(site: Site, term: Term) -> tuple[Link, ...]:
    """Return the years in a list of more than two pages, and the page on which each begins."""
    file = site.config.file
    if not file.archive or len(term.entries) <= 2 * file.page_size:
        return ()
    first: dict[int, int] = {}
    for number, entry in enumerate(term.entries):
        if entry.article.day:
            year, _ = year_and_month(entry.article.day, file.calendar)
            first.setdefault(year, number // file.page_size + 1)
    base = site.config.base + quoted(term.path)
    stops = [
        Link(format_number(year, file.language), page_url(base, page))
        for year, page in first.items()
    ]
    return tuple(stops) if len(stops) > 1 else ()


def _lead(cards: Sequence[Card]) -> Card | None:
    """Choose the newest with a picture of the first three articles, else the newest article."""
    articles = [card for card in cards if not card.brief]
    pictured = [card for card in articles[:_NEWEST] if card.image]
    return next(iter((*pictured, *articles)), None)


def profile_of(site: Site, term: Term, links: LinkResolver) -> TermProfile:
    """Return what the site says about a term."""
    profile = term.profile
    if profile is None:
        return TermProfile(term.name, len(term.entries))
    for number, (_, url) in enumerate(profile.links):
        links.promise(profile.path, url, ("links", number, "url"))
    return TermProfile(
        term.name,
        len(term.entries),
        profile.description,
        avatar_of(site, profile),
        tuple(Link(text, site.config.href(url)) for text, url in profile.links),
        links.use(profile, site.config.base + quoted(term.path)) if profile.body else None,
    )


LISTING = Kind("listing", (ListingPage,), plan_listings, texts=False)
