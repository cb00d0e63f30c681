"""The order of story lines, and the place of each article in its own."""

from __future__ import annotations

from collections.abc import Sequence

from ..pages import SeriesPlace
from .site import Entry, Site, Term
from .urls import quoted


def in_order(term: Term) -> Sequence[Entry]:
    """Give the articles of a story line, the first one first."""
    return term.entries[::-1]


def series_places(site: Site) -> dict[str, SeriesPlace]:
    """Give the place of each article in its story line, by the article's path."""
    places = {}
    for term in site.series.values():
        entries = in_order(term)
        url = site.config.base + quoted(term.path)
        for number, entry in enumerate(entries):
            places[entry.article.path] = SeriesPlace(
                name=term.name,
                url=url,
                number=number + 1,
                total=len(entries),
                previous=entries[number - 1].card if number else None,
                next=entries[number + 1].card if number + 1 < len(entries) else None,
            )
    return places
