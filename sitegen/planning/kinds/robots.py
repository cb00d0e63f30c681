"""`robots.txt` (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterator

from ...pages import Page
from .kind import Kind, Output, Planning


class RobotsPage(Page, frozen=True):
    """`robots.txt`, which leads to the sitemap."""

    template = "robots.txt"

    sitemap: str


def plan_robots(planning: Planning) -> Iterator[Output]:
    """Plan the file that leads to the sitemap."""
    config = planning.site.config
    sitemap = f"{config.origin}{config.base}/sitemap.xml"
    page = RobotsPage("robots.txt", config.base + "/robots.txt", sitemap)
    yield Output("sitegen's own robots.txt", page)


ROBOTS = Kind("robots", (RobotsPage,), plan_robots, texts=False)
