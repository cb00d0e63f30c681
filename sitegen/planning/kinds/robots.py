"""`robots.txt` (RFC 9309): what robots may not read, and where the sitemaps are."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ...pages import Page
from .kind import Kind, Output, Planning
from .sitemap import NEWS_PATH, news_cards


class RobotsGroup(Struct, frozen=True, array_like=True):
    """A robot, and the path prefixes that it may not read, with the base path."""

    agent: str
    disallow: tuple[str, ...]


class RobotsPage(Page, frozen=True):
    """`robots.txt`: the groups, and the absolute URLs of the sitemaps; `sitemap` is the first."""

    template = "robots.txt"

    sitemap: str
    sitemaps: tuple[str, ...] = ()
    groups: tuple[RobotsGroup, ...] = ()


def plan_robots(planning: Planning) -> Iterator[Output]:
    """Plan `robots.txt`, which names the sitemaps."""
    config = planning.site.config
    home = f"{config.origin}{config.base}"
    news = [
        f"{part.config.prefix}/{NEWS_PATH}"
        for part in planning.site.by_language
        if news_cards(planning._replace(site=part))
    ]
    groups = tuple(
        [
            RobotsGroup(rule.agent, tuple([config.href(path) for path in rule.disallow]))
            for rule in config.file.sharing.robots
        ]
    )
    yield Output(
        "sitegen's own robots.txt",
        RobotsPage(
            path="robots.txt",
            url=config.base + "/robots.txt",
            sitemap=f"{home}/sitemap.xml",
            sitemaps=tuple([f"{home}{path}" for path in ("/sitemap.xml", *news)]),
            groups=groups,
        ),
    )


ROBOTS = Kind("robots", (RobotsPage,), plan_robots, texts=False, shared=True)
