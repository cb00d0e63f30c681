"""Lists of cards: their order by name, their boxes, and their pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..pages import Box, Card, Pagination
from .site import Entry, Site, Term
from .urls import page_url, quoted


def by_name(term: Term) -> tuple[str, str]:
    """Order terms by name, whatever its case."""
    return (term.name.casefold(), term.slug)


def latest_box(site: Site, term: Term, title: str, without: Entry | None = None) -> Box:
    """Plan a box of a term's latest articles, but for one that is not to stand in it."""
    count = site.config.file.more_from.count
    latest = [entry for entry in term.entries[: count + 1] if entry is not without][:count]
    url = site.config.base + quoted(term.path)
    return Box(title, url, tuple([entry.card for entry in latest]))


def paginate(
    cards: Sequence[Card], first: str, site: Site
) -> Iterator[tuple[tuple[Card, ...], Pagination]]:
    """Cut cards into pages; `first` is the URL path of the first page, not quoted."""
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
