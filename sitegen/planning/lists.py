"""Lists of cards: their order, boxes and pages; related articles; what the pages of terms add."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence

from ..formats.names import Key, collation_key, initial
from ..model import UNDATED, Profile
from ..pages import Box, Card, Image, Pagination, SeriesPlace, Sparkline, TermEntry, TermGroup
from .provided import Provided
from .site import Entry, Site, Term
from .urls import page_url, quoted


def by_name(language: str) -> Callable[[Term], tuple[Key, str]]:
    """Return the sort key of terms: their names in the order of a language."""
    return lambda term: (collation_key(term.name, language), term.slug)


def avatar_of(site: Site, profile: Profile | None) -> Image | None:
    """Find the picture of a profile; None if it has none."""
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


# --- what the pages of terms add ----------------------------------------------------------

# --- what the pages of terms add ----------------------------------------------------------

_FEWEST = 5
"""Fewer articles than this are not worth a chart."""

_SPAN = (3, 48, 60)
"""Least and most months of a chart; a longer time is shown by years, at most this many."""


def grouped(terms: Sequence[TermEntry], site: Site) -> tuple[TermGroup, ...]:
    """Group terms by their initial letters; a few terms make one group without a letter.

    They are sorted by name, so each script has its own groups, that of the site's language first.
    """
    fewest = site.config.file.topics.letters
    if not fewest or len(terms) <= fewest:
        return (TermGroup("", tuple(terms)),) if terms else ()
    groups: dict[str, list[TermEntry]] = {}
    for term in terms:
        groups.setdefault(initial(term.name, site.config.file.language), []).append(term)
    return tuple(TermGroup(letter, tuple(found)) for letter, found in groups.items())


def often_together(term: Term, site: Site) -> tuple[TermEntry, ...]:
    """Return the tags that two or more articles of a tag also have, with their numbers.

    A tag that most articles have is together with every other one: the more articles it has, the
    less it says. The ones that say most are listed, the most frequent first.
    """
    most = site.config.file.topics.together
    if not most:
        return ()
    counts = Counter(name.slug for entry in term.entries for name in entry.tags.names)
    del counts[term.slug]
    found = [(site.tags[slug], count) for slug, count in counts.items() if count > 1]
    # By powers of two, so that articles of the other tag alone seldom change the page.
    found.sort(
        key=lambda pair: (-(pair[1] ** 2 >> len(pair[0].entries).bit_length()), pair[0].slug)
    )
    name = by_name(site.config.file.language)
    shown = sorted(found[:most], key=lambda pair: (-pair[1], name(pair[0])))
    base = site.config.base
    return tuple([TermEntry(tag.name, base + quoted(tag.path), n) for tag, n in shown])


def sparkline(entries: Sequence[Entry], site: Site) -> Sparkline | None:
    """Count articles (newest first) by month or by year; None if that would not be informative."""
    days = [entry.article.day for entry in entries if entry.article.day]
    if not site.config.file.topics.sparkline or len(days) < _FEWEST:
        return None
    least, months, years = _SPAN
    for unit, most in (("month", months), ("year", years)):
        numbers = [
            12 * int(day[:4]) + int(day[5:7]) if unit == "month" else int(day[:4]) for day in days
        ]
        span = numbers[0] - numbers[-1] + 1
        if least <= span <= most:
            counts = [0] * span
            for number in numbers:
                counts[number - numbers[-1]] += 1
            return Sparkline(unit, days[-1], days[0], tuple(counts))
    return None


# --- related articles ---------------------------------------------------------------------

_NEAREST = 8
"""How many articles of a tag are candidates, on each side of an article in time."""

_MONTH = 30 * 24 * 3600
_NO_MONTH = 1 << 20
"""The month number of undated articles: far from all others."""


class RelatedArticles:
    """Finds related articles; briefs are not among them, as they have no page."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._entries = [entry for entry in site.entries if not entry.card.brief]
        self._places = {entry.article.path: n for n, entry in enumerate(self._entries)}
        moments = [entry.article.moment for entry in self._entries]
        self._months = [int(m / _MONTH) if m > UNDATED else _NO_MONTH for m in moments]
        self._tags: dict[str, list[int]] = {}

    def of(self, entry: Entry, count: int, without: Collection[str] = ()) -> list[Card]:
        """Return the cards of up to `count` related articles in the same language, closest first.

        `without` are the URLs of articles that are not wanted.
        """
        found: list[Card] = []
        for place in self._ranked(entry) if count > 0 and entry.tags.names else ():
            card = self._entries[place].card
            if card.lang == entry.card.lang and card.url not in without:
                found.append(card)
                if len(found) == count:
                    break
        return found

    def _ranked(self, entry: Entry) -> list[int]:
        """Return the positions of the candidates; equals are sorted by distance in time."""
        place = self._places[entry.article.path]
        shared: defaultdict[int, int] = defaultdict(int)
        for name in entry.tags.names:
            tagged = self._tagged(name.slug)
            weight = self._rarity(len(tagged))
            middle = bisect_left(tagged, place)
            for other in tagged[max(0, middle - _NEAREST) : middle + _NEAREST + 1]:
                shared[other] += weight
        del shared[place]
        entries, months = self._entries, self._months
        month, section = months[place], entry.section
        ranked = [
            (
                abs(months[other] - month).bit_length()
                - 3 * (entries[other].section is section)
                - weight,
                abs(other - place),
                other,
            )
            for other, weight in shared.items()
        ]
        ranked.sort()
        return [other for _, _, other in ranked]

    def _tagged(self, slug: str) -> list[int]:
        """Return the positions of the articles with a tag, newest first."""
        found = self._tags.get(slug)
        if found is None:
            entries = self._site.tags[slug].entries
            found = [self._places[e.article.path] for e in entries if not e.card.brief]
            self._tags[slug] = found
        return found

    def _rarity(self, count: int) -> int:
        """Weigh a tag: by powers of two, so that one more article seldom changes anything."""
        rarity = 1 + len(self._entries).bit_length() - count.bit_length()
        return 4 * rarity * rarity
