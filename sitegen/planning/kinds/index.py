"""The lists of all tags, of all authors, and of all story lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...config import SiteFile
from ...pages import Page, TermEntry, TermGroup, Version
from ..lists import avatar_of, by_name, grouped
from ..site import Site, Term
from ..urls import output_path, quoted
from .kind import Address, Kind, Output, Planning

SERIES_PATH = "/series/"
"""The URL path of the list of all story lines."""


class IndexPage(Page, frozen=True):
    """All terms of a kind, by name. `kind` is "tag", "author" or "series".

    `groups` are the terms by letter; a short list is one group. `terms` are all of them.
    """

    template = "index.html"

    kind: str
    groups: tuple[TermGroup, ...]
    translations: tuple[Version, ...] = ()

    @property
    def terms(self) -> tuple[TermEntry, ...]:
        """All terms, without their groups."""
        return tuple(term for group in self.groups for term in group.terms)


def plan_indexes(planning: Planning) -> Iterator[Output]:
    """Plan the lists; the list of story lines only if there are any."""
    site, links = planning.site, planning.site.config.file.permalinks
    lists = (
        ("tag", links.tags, site.tags),
        ("author", links.authors, site.authors),
        ("series", SERIES_PATH, site.series),
    )
    for kind, path, terms in lists:
        if terms or kind != "series":
            page = _index_page(site, kind, path, terms.values())
            what = "series" if kind == "series" else f"{kind}s"
            yield Output(f"the list of all {what}", page, address=Address(page.url))


def _index_page(site: Site, kind: str, path: str, terms: Iterable[Term]) -> IndexPage:
    """Plan the list of all terms of a kind."""
    file, base = site.config.file, site.config.base
    entries = []
    for term in sorted(terms, key=by_name(file.language)):
        profile = term.profile
        avatar = avatar_of(site, profile)
        description = profile.description if profile else ""
        url = base + quoted(term.path)
        entries.append(TermEntry(term.name, url, len(term.entries), description, avatar))
    return IndexPage(output_path(path), base + quoted(path), kind, grouped(entries, site))


def _reserved(file: SiteFile) -> tuple[str, ...]:
    links = file.permalinks
    return (links.tags.split("/")[1], links.authors.split("/")[1], "tags", "authors")


INDEX = Kind("index", (IndexPage,), plan_indexes, reserves=_reserved, texts=False)
