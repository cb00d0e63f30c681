"""Lists of cards: their order, their boxes and their pages; the order of story lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ..formats.names import Key, collation_key
from ..model import Profile
from ..pages import Box, Card, Image, Pagination, SeriesPlace
from .provided import Provided
from .site import Entry, Site, Term
from .urls import page_url, quoted


def by_name(language: str) -> Callable[[Term], tuple[Key, str]]:
    """Return the sort key of terms: their names in the order of a language."""
    return lambda term: (collation_key(term.name, language), term.slug)


def avatar_of(site: Site, profile: Profile | None) -> Image | None:
    """Find the picture of a profile; None where it has none."""
    if profile is None or profile.avatar is None or not profile.avatar.src:
        return None
    return site.images.find(profile.avatar, profile.path, ("avatar", "src"))


def latest_box(site: Site, term: Term, title: str, without: Sequence[Card] = ()) -> Box:
    """Plan a box of a term's latest articles, except those in `without`."""
    count = site.config.file.more_from.count
    latest = [entry.card for entry in term.entries[: count + len(without)]]
    shown = [card for card in latest if all(card is not other for other in without)]
    return Box(title, site.config.base + quoted(term.path), tuple(shown[:count]))


def more_from(site: Site, term: Term, provided: Provided) -> str:
    """Return the heading of a section's list ("More from Iran"): the site's or the theme's."""
    title = site.config.file.more_from.title
    if title:
        return title.format(section=term.name)
    return provided.strings.get("more_from", "More from {section}").replace("{section}", term.name)


def paginate(
    cards: Sequence[Card], first: str, site: Site, times: int = 1
) -> Iterator[tuple[tuple[Card, ...], Pagination]]:
    """Cut cards into pages; `first` is the URL path of the first page, not quoted.

    A page has so many `times` the cards of `page_size`.
    """
    size = site.config.file.page_size * times
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


def in_order(term: Term) -> Sequence[Entry]:
    """Return the articles of a story line, the first one first."""
    return term.entries[::-1]


def series_places(site: Site) -> dict[str, SeriesPlace]:
    """Return the place of each article in its story line, by the article's path."""
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
