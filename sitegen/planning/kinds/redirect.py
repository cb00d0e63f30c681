"""Redirects: the old addresses of articles and pages, and other names of terms (`aliases`)."""

from __future__ import annotations

from collections.abc import Iterator

from ...formats.names import slugify
from ...pages import Page
from ...problems import Unplaced
from ..site import is_visible
from ..urls import output_path, quoted, redirect_url
from .kind import Kind, Output, Planning
from .listing import owner_of


class RedirectPage(Page, frozen=True):
    """An old address that leads to a page; `target` is a URL with the base path."""

    template = "redirect.html"

    target: str


def plan_redirects(planning: Planning) -> Iterator[Output]:
    """Plan a redirect for each alias; report an alias that has no target."""
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


def plan_other_names(planning: Planning) -> Iterator[Output]:
    """Plan a redirect for each other name of a term: an address that its page had before.

    An alias is a spelling in the first place, and may have the URL of another term.
    """
    site = planning.site
    base, style = site.config.base, site.config.file.slugs
    for terms in (site.sections, site.tags, site.authors, site.series):
        for term in terms.values():
            folder = term.path.removesuffix(f"{term.slug}/")
            for alias in term.profile.aliases if term.profile is not None else ():
                slug = slugify(alias, style)
                if slug and slug not in terms:
                    url = f"{folder}{slug}/"
                    page = RedirectPage(
                        output_path(url), base + quoted(url), base + quoted(term.path)
                    )
                    yield Output(owner_of(term), page, needed=False)


REDIRECT = Kind("redirect", (RedirectPage,), plan_redirects, ease=3, texts=False, shared=True)
OTHER_NAME = Kind("other name", (RedirectPage,), plan_other_names, ease=3, texts=False)
