"""The front page and the pages that continue its list."""

from __future__ import annotations

from collections.abc import Iterator

from ...pages import BodyUse, Box, Card, Page, Pagination
from ..lists import by_name, latest_box, paginate
from ..urls import output_path, page_url
from .feed import feed_links, site_feed
from .kind import Address, Kind, Output, Planning


class HomePage(Page, frozen=True):
    """The front page and its continuation pages: `cards` newest first, and a box a section.

    `sections` is empty on every page but the first, and `body`, the text of `content/index.md`, is
    None there.
    """

    template = "home.html"

    cards: tuple[Card, ...]
    sections: tuple[Box, ...]
    pagination: Pagination
    feed: str
    body: BodyUse | None = None
    layout: str = ""


def plan_home(planning: Planning) -> Iterator[Output]:
    """Plan the pages of the list of all articles; the first has a box of each section."""
    site = planning.site
    base = site.config.base
    cards = [entry.card for entry in site.entries]
    feeds = feed_links(site, site_feed(site))
    boxes = tuple(
        latest_box(site, term, term.name) for term in sorted(site.sections.values(), key=by_name)
    )
    front = next(iter(site.content.front), None)
    body = planning.links.use(front, f"{base}/") if front is not None and front.body else None
    for part, pagination in paginate(cards, "/", site):
        url = page_url("/", pagination.number)
        is_first = pagination.number == 1
        page = HomePage(
            path=output_path(url),
            url=base + url,
            cards=part,
            sections=boxes if is_first else (),
            pagination=pagination,
            feed=feeds[0].url if feeds else "",
            body=body if is_first else None,
            layout=planning.provided.layout(front),
        )
        yield Output("the front page", page, address=Address(page.url) if is_first else None)


HOME = Kind("home", (HomePage,), plan_home, reserves=lambda _: ("page",), texts=False)
