"""Related articles, by the tags that they share.

A tag counts for more the fewer articles have it; the same section and a date close by count, too.
Candidates come from an inverted index: of each tag of an article, the articles that have it, and of
these the nearest in time. So the work grows with the number of articles, and a new article changes
the lists of a few others: those that are next to it in the list of one of its tags.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection

from ..model import UNDATED
from ..pages import Card
from .site import Entry, Site

_NEAREST = 8
"""How many articles of a tag are candidates, on each side of an article in time."""

_MONTH = 30 * 24 * 3600
_NO_MONTH = 1 << 20
"""The month of articles without a date: far from all others."""


class RelatedArticles:
    """Finds the articles of a site that are related to one of them; briefs have no page."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._entries = [entry for entry in site.entries if not entry.card.brief]
        self._places = {entry.article.path: n for n, entry in enumerate(self._entries)}
        moments = [entry.article.moment for entry in self._entries]
        self._months = [int(m / _MONTH) if m > UNDATED else _NO_MONTH for m in moments]
        self._tags: dict[str, list[int]] = {}

    def of(self, entry: Entry, count: int, without: Collection[str] = ()) -> list[Card]:
        """Return the cards of up to `count` articles in the language of one, the closest first.

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
        """Return the places of the candidates; of equals the nearest in the order of time first."""
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
        """Return the places of the articles with a tag, newest first."""
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
