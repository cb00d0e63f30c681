"""Planning what lists articles: the front page, the terms' pages, their indexes, and boxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..pagetypes import (
    Box,
    Card,
    HomePage,
    IndexPage,
    Link,
    ListingPage,
    Pagination,
    TermEntry,
    TermProfile,
)
from .links import LinkResolver
from .site import Entry, Site, Term
from .urls import output_path, page_url, quoted


def by_name(term: Term) -> tuple[str, str]:
    """Order terms by name, whatever its case."""
    return (term.name.casefold(), term.slug)


def home_pages(site: Site) -> Iterator[HomePage]:
    """Plan the pages of the front page's list; the first has a box of each section."""
    config = site.config
    cards = [entry.card for entry in site.entries]
    boxes = tuple(
        latest_box(site, term, term.name) for term in sorted(site.sections.values(), key=by_name)
    )
    feed = config.base + "/feed.xml"
    for part, pagination in _paginate(cards, "/", site):
        url = page_url("/", pagination.number)
        sections = boxes if pagination.number == 1 else ()
        yield HomePage(output_path(url), config.base + url, part, sections, pagination, feed)


def latest_box(site: Site, term: Term, title: str, without: Entry | None = None) -> Box:
    """Plan a box of a term's latest articles, but for one that is not to stand in it."""
    count = site.config.file.more_from.count
    latest = [entry for entry in term.entries[: count + 1] if entry is not without][:count]
    url = site.config.base + quoted(term.path)
    return Box(title, url, tuple([entry.card for entry in latest]))


def listing_pages(site: Site, term: Term, links: LinkResolver) -> Iterator[ListingPage]:
    """Plan the pages of a term's list; the first shows its profile."""
    base = site.config.base
    cards = [entry.card for entry in term.entries]
    profile = _profile(site, term, links)
    title = term.name
    if term.kind == "section":
        title = site.config.file.more_from.title.format(section=term.name)
    feed = f"{base}{quoted(term.path)}feed.xml"
    for part, pagination in _paginate(cards, term.path, site):
        path = page_url(term.path, pagination.number)
        head = profile if pagination.number == 1 else TermProfile(term.name, len(cards))
        yield ListingPage(
            output_path(path), base + quoted(path), term.kind, title, head, part, pagination, feed
        )


def _paginate(
    cards: Sequence[Card], first: str, site: Site
) -> Iterator[tuple[tuple[Card, ...], Pagination]]:
    size = site.config.file.page_size
    total = max(1, -(-len(cards) // size))
    head = site.config.base + quoted(first)
    for number in range(1, total + 1):
        pagination = Pagination(
            number,
            total,
            head,
            page_url(head, number - 1) if number > 1 else "",
            page_url(head, number + 1) if number < total else "",
            page_url(head, total),
        )
        yield tuple(cards[(number - 1) * size : number * size]), pagination


def _profile(site: Site, term: Term, links: LinkResolver) -> TermProfile:
    profile = term.profile
    if profile is None:
        return TermProfile(term.name, len(term.entries))
    avatar = None
    if profile.avatar is not None and profile.avatar.src:
        avatar = site.images.find(profile.avatar, profile.path, ("avatar", "src"))
    for number, (_, url) in enumerate(profile.links):
        links.promise(profile.path, url, ("links", number, "url"))
    return TermProfile(
        term.name,
        len(term.entries),
        profile.description,
        avatar,
        tuple(Link(text, site.config.href(url)) for text, url in profile.links),
        links.use(profile, site.config.base + quoted(term.path)) if profile.body else None,
    )


def index_page(site: Site, kind: str, terms: Iterable[Term]) -> IndexPage:
    """Plan the list of all tags or of all authors."""
    file, base = site.config.file, site.config.base
    path = file.permalinks.tags if kind == "tag" else file.permalinks.authors
    entries = []
    for term in sorted(terms, key=by_name):
        profile = term.profile
        avatar = None
        if profile is not None and profile.avatar is not None and profile.avatar.src:
            avatar = site.images.find(profile.avatar, profile.path, ("avatar", "src"))
        description = profile.description if profile else ""
        url = base + quoted(term.path)
        entries.append(TermEntry(term.name, url, len(term.entries), description, avatar))
    return IndexPage(output_path(path), base + quoted(path), kind, tuple(entries))
