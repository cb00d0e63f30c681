"""The front page and the pages that continue its list."""

from __future__ import annotations

from collections.abc import Iterator

from ...pages import BodyUse, Box, Card, Front, Page, Pagination, Version
from ..front import plan_front
from ..lists import paginate
from ..urls import output_path, page_url
from .feed import feed_links, site_feed
from .kind import Address, Kind, Output, Planning


class HomePage(Page, frozen=True):
    """The front page and its continuation pages: `cards` newest first.

    `front` gives the articles of the first page their places, and `sections` are the blocks below
    them, without what is shown above. On the other pages `sections` is empty; `front` and
    `body`, the text of `content/index.md`, are None.
    """

    template = "home.html"

    cards: tuple[Card, ...]
    sections: tuple[Box, ...]
    pagination: Pagination
    feed: str
    body: BodyUse | None = None
    layout: str = ""
    front: Front | None = None
    translations: tuple[Version, ...] = ()


def plan_home(planning: Planning) -> Iterator[Output]:
    """Plan the pages of the list of all articles; the first is the front page."""
    site = planning.site
    base = site.config.base
    cards = [entry.card for entry in site.entries]
    feeds = feed_links(site, site_feed(site))
    front, boxes = plan_front(site)
    text = next(iter(site.content.front), None)
    body = planning.links.use(text, f"{base}/") if text is not None and text.body else None
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
            layout=planning.provided.layout(text),
            front=front if is_first else None,
        )
        yield Output("the front page", page, address=Address(page.url) if is_first else None)


HOME = Kind("home", (HomePage,), plan_home, reserves=lambda _: ("page",), texts=False)
