"""Story lines: the articles of a series in their order, below its profile."""

from __future__ import annotations

from collections.abc import Iterator

from ...config import SiteFile
from ...pages import Card, Page, TermProfile, Version
from ...problems import Unplaced
from ..lists import in_order
from ..site import Term
from ..urls import output_path, quoted
from .kind import Address, Kind, Output, Planning
from .listing import owner_of, profile_of


class SeriesPage(Page, frozen=True):
    """A story line with its articles, the first one first."""

    template = "series.html"

    series: TermProfile
    cards: tuple[Card, ...]
    layout: str = ""
    translations: tuple[Version, ...] = ()


def plan_series(planning: Planning) -> Iterator[Output]:
    """Plan the page of each story line; warn of a story line with a single article."""
    site = planning.site
    for _, term in sorted(site.series.items()):
        url = site.config.base + quoted(term.path)
        page = SeriesPage(
            path=output_path(term.path),
            url=url,
            series=profile_of(site, term, planning.links),
            cards=tuple([entry.card for entry in in_order(term)]),
            layout=planning.provided.layout(term.profile),
        )
        if len(term.entries) == 1:
            planning.links.findings.append(_single(term))
        name = f"the page of the series “{term.name}”"
        yield Output(owner_of(term), page, name=name, address=Address(url))


def _single(term: Term) -> Unplaced:
    path = term.entries[0].article.path
    message = f"the series “{term.name}” has no other article"
    hint = "check how it is written; or take `series` out until there is a second one"
    return Unplaced(path, "series.single", message, hint, ("series",), severity="warning")


def _reserved(file: SiteFile) -> tuple[str, ...]:
    return ("series",) if file.series else ()


SERIES = Kind("series", (SeriesPage,), plan_series, reserves=_reserved, texts=False)
