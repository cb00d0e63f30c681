"""What the pages of terms say beside their lists: letters, companions, and articles over time.

All of it depends on the articles of the term itself, so an article changes its own topics' pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..formats.names import initial
from ..pages import Sparkline, TermEntry, TermGroup
from .lists import by_name
from .site import Entry, Site, Term
from .urls import quoted

_FEWEST = 5
"""An article or two a year make no chart."""

_SPAN = (3, 48, 60)
"""Months of a chart, at least and at most; a longer time is shown by years, up to so many."""


def grouped(terms: Sequence[TermEntry], site: Site) -> tuple[TermGroup, ...]:
    """Group terms by the letters that they are filed under; few terms are one group without.

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
    """Give the tags that two or more articles of a tag have as well, with how many they are.

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
    """Count articles, newest first, by month or by year; None where that would say nothing."""
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
