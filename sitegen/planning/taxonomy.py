"""The taxonomy: sections, tags and authors of a site, and the links to their pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..config import Config
from ..model import Article, Profile
from ..pages import Link
from .findings import Finding
from .terms import Name, Names, TermKind
from .urls import quoted

NO_SECTION = Name("", "", None)


class TermLinks(NamedTuple):
    """The terms of one kind that an article names, and the links to their pages."""

    names: tuple[Name, ...]
    links: tuple[Link, ...]


class Taxonomy:
    """Looks the terms of articles up; equal links are one object, so that cards share them."""

    def __init__(
        self,
        config: Config,
        articles: Sequence[Article],
        profiles: Mapping[TermKind, Sequence[Profile]],
    ) -> None:
        self._base = config.base
        self._folders: dict[TermKind, str] = {
            "section": "/",
            "tag": config.file.permalinks.tags,
            "author": config.file.permalinks.authors,
        }
        self._names: dict[TermKind, Names] = {
            kind: Names(
                kind,
                articles,
                profiles.get(kind, ()),
                config.file.slugs,
                config.file.content,
            )
            for kind in self._folders
        }
        self._links: dict[tuple[TermKind, str], Link] = {}
        self._groups: dict[tuple[TermKind, tuple[str, ...]], TermLinks] = {}

    @property
    def findings(self) -> list[Finding]:
        """What is wrong with the spellings and profiles."""
        return [finding for names in self._names.values() for finding in names.findings]

    @property
    def profiles(self) -> frozenset[str]:
        """The paths of the profiles that an article names: those with a page."""
        return frozenset(path for names in self._names.values() for path in names.profiles)

    def path(self, kind: TermKind, slug: str) -> str:
        """Tell the URL path of a term's page, not quoted."""
        return f"{self._folders[kind]}{slug}/"

    def section(self, article: Article) -> Name:
        """Give the section of an article."""
        return self._names["section"][article.section] if article.section else NO_SECTION

    def link(self, kind: TermKind, name: Name) -> Link:
        """Give the link to a term's page."""
        key = (kind, name.slug)
        link = self._links.get(key)
        if link is None:
            link = Link(name.name, self._base + quoted(self.path(kind, name.slug)))
            self._links[key] = link
        return link

    def links(self, kind: TermKind, spellings: tuple[str, ...]) -> TermLinks:
        """Give the terms of the spellings, each once, in their order."""
        key = (kind, spellings)
        group = self._groups.get(key)
        if group is None:
            known = self._names[kind]
            names = tuple({known[s].slug: known[s] for s in spellings}.values())
            group = TermLinks(names, tuple(self.link(kind, name) for name in names))
            self._groups[key] = group
        return group
