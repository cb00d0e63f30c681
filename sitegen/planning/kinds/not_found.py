"""The page that a web server shows for an address that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from ...pages import Card, Page
from .kind import Kind, Output, Planning

_CARDS = 5


class NotFoundPage(Page, frozen=True):
    """The page that a web server shows for a missing address; it lists the latest articles."""

    template = "404.html"

    cards: tuple[Card, ...]


def plan_not_found(planning: Planning) -> Iterator[Output]:
    """Plan the page, which lists the latest articles."""
    site = planning.site
    cards = tuple([entry.card for entry in site.entries[:_CARDS]])
    page = NotFoundPage("404.html", site.config.base + "/404.html", cards)
    yield Output("the page of lost addresses", page)


NOT_FOUND = Kind("not found", (NotFoundPage,), plan_not_found, texts=False)
