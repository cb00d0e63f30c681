"""The front page and the pages that continue its list."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from ...pages import BodyUse, Box, Card, Front, Link, Page, Pagination, Version, WeekLink
from ..front import plan_front
from ..lists import paginate
from ..urls import output_path, page_url
from .editions import edition_path, issues, kinds_of, make_edition
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
    front = replace(front, week=_newest_week(planning))
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


def _newest_week(planning: Planning) -> WeekLink | None:
    """Say what the newest week has, if site.yml asks for that and weeks have pages."""
    site = planning.site
    if not site.config.file.front.week or "week" not in kinds_of(site):
        return None
    newest = next(iter(issues(site, "week")), None)
    if newest is None:
        return None
    edition = make_edition(newest, planning)
    return WeekLink(
        title=edition.title,
        url=site.config.base + edition_path(newest.period),
        closed=edition.closed,
        summary=edition.summary,
        articles=edition.articles,
        briefs=len(edition.briefs),
        topics=tuple([Link(topic.name, topic.url) for topic in edition.topics]),
    )


HOME = Kind("home", (HomePage,), plan_home, reserves=lambda _: ("page",), texts=False)
