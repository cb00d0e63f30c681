"""Redirects: the old addresses of articles and pages (`aliases`)."""

from __future__ import annotations

from collections.abc import Iterator

from ...pages import Page
from ...problems import Unplaced
from ..site import is_visible
from ..urls import output_path, quoted, redirect_url
from .kind import Kind, Output, Planning


class RedirectPage(Page, frozen=True):
    """An old address that leads to a page; `target` is a URL with the base path."""

    template = "redirect.html"

    target: str


def plan_redirects(planning: Planning) -> Iterator[Output]:
    """Plan a redirect for each alias; one that has nowhere to lead is reported."""
    site = planning.site
    base = site.config.base
    moved = [(entry.article, entry.card.url) for entry in site.entries]
    moved += [
        (page, planning.links.page_url(page))
        for page in site.content.pages
        if is_visible(page, planning.view)
    ]
    for article, target in moved:
        if article.aliases and not target:
            message = "a brief without `source: {url: …}` has nowhere for an alias to lead"
            hint = "take the aliases out, or name the source's URL"
            finding = Unplaced(article.path, "content.alias", message, hint, ("aliases",))
            planning.links.findings.append(finding)
            continue
        name = f"an alias in {site.config.file.content}/{article.path}"
        for number, alias in enumerate(article.aliases):
            url = redirect_url(alias)
            page = RedirectPage(output_path(url), base + quoted(url), target)
            yield Output(article.path, page, ("aliases", number), name)


REDIRECT = Kind("redirect", (RedirectPage,), plan_redirects, ease=3, texts=False, shared=True)
