"""The list of all tags, and that of all authors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...config import SiteFile
from ...pages import Page, TermEntry, Version
from ..lists import avatar_of, by_name
from ..site import Site, Term
from ..urls import output_path, quoted
from .kind import Address, Kind, Output, Planning


class IndexPage(Page, frozen=True):
    """All tags or all authors, by name. `kind` is "tag" or "author"."""

    template = "index.html"

    kind: str
    terms: tuple[TermEntry, ...]
    translations: tuple[Version, ...] = ()


def plan_indexes(planning: Planning) -> Iterator[Output]:
    """Plan both lists."""
    site = planning.site
    for kind, terms in (("tag", site.tags), ("author", site.authors)):
        page = _index_page(site, kind, terms.values())
        yield Output(f"the list of all {kind}s", page, address=Address(page.url))


def _index_page(site: Site, kind: str, terms: Iterable[Term]) -> IndexPage:
    """Plan the list of all tags or of all authors."""
    file, base = site.config.file, site.config.base
    path = file.permalinks.tags if kind == "tag" else file.permalinks.authors
    entries = []
    for term in sorted(terms, key=by_name(file.language)):
        profile = term.profile
        avatar = avatar_of(site, profile)
        description = profile.description if profile else ""
        url = base + quoted(term.path)
        entries.append(TermEntry(term.name, url, len(term.entries), description, avatar))
    return IndexPage(output_path(path), base + quoted(path), kind, tuple(entries))


def _reserved(file: SiteFile) -> tuple[str, ...]:
    links = file.permalinks
    return (links.tags.split("/")[1], links.authors.split("/")[1], "tags", "authors")


INDEX = Kind("index", (IndexPage,), plan_indexes, reserves=_reserved, texts=False)
