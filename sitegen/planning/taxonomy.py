"""Sections, tags and authors: their names and spellings, and the links to their pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..config import Config
from ..formats.names import SlugStyle, slugify
from ..model import Article, Profile, TermKind
from ..pages import Link
from ..problems import Unplaced
from .urls import nfc, quoted

_TELLING = frozenset("+&#:@*/%=")
"""Signs that distinguish names which are otherwise the same: Disney and Disney+, C and C#."""


_IN_WORDS = {"+": "plus", "&": "and", "#": "sharp", "@": "at", "%": "percent"}


def likeness(spelling: str, style: SlugStyle) -> tuple[str, str]:
    """Return what all spellings of a name share: its slug, and signs that distinguish names."""
    signs = "".join(letter for letter in spelling if letter in _TELLING)
    return slugify(spelling, style), signs


class Name(NamedTuple):
    """A term as articles name it: its slug, the name to show, and its profile if it has one."""

    slug: str
    name: str
    profile: Profile | None


class _Use(NamedTuple):
    """The first use of a spelling."""

    path: str
    keys: tuple[str | int, ...]


class Names:
    """All terms of one kind; finds the term of a spelling, and knows which spellings disagree."""

    def __init__(
        self,
        kind: TermKind,
        articles: Iterable[Article],
        profiles: Iterable[Profile],
        style: SlugStyle,
        folder: str,
    ) -> None:
        self.kind = kind
        self.findings: list[Unplaced] = []
        self._style = style
        self._folder = folder
        self._by_slug: dict[str, Profile] = {}
        self._exact: dict[str, str] = {}
        self._aliases: dict[tuple[str, str], str] = {}
        self._allowed: dict[str, set[str]] = {}
        for profile in profiles:
            self._add_profile(profile)
        self._names: dict[str, Name] = {}
        self._spellings: dict[str, dict[str, _Use]] = {}
        for spelling, use in _first_uses(kind, articles).items():
            self._add_use(spelling, use)
        self._choose_spellings()

    def __getitem__(self, spelling: str) -> Name:
        """Return the term of a spelling that an article uses."""
        return self._names[spelling]

    @property
    def profiles(self) -> Iterator[str]:
        """The paths of the profiles of the terms in use."""
        return (name.profile.path for name in self._names.values() if name.profile)

    def _add_profile(self, profile: Profile) -> None:
        slug = slugify(profile.slug, self._style) or profile.slug
        earlier = self._by_slug.setdefault(slug, profile)
        if earlier is not profile:
            self.findings.append(
                Unplaced(
                    profile.path,
                    "term.two-profiles",
                    f"{self._folder}/{earlier.path} describes the same {self.kind}",
                    "keep one of the two files",
                )
            )
            return
        self._allowed[slug] = {nfc(text) for text in (profile.name, *profile.aliases)}
        for spelling in (profile.name, *profile.aliases):
            self._exact.setdefault(nfc(spelling), slug)
            self._aliases.setdefault(likeness(spelling, self._style), slug)

    def _add_use(self, spelling: str, use: _Use) -> None:
        slug = slugify(spelling, self._style)
        if not slug:
            self.findings.append(
                Unplaced(
                    use.path,
                    "term.no-slug",
                    f"cannot make a URL from the {self.kind} “{spelling}”: "
                    "it has no letters or digits",
                    "use letters or digits in it",
                    use.keys,
                )
            )
            slug = f"-{spelling}"
        exact = self._exact.get(nfc(spelling))
        if exact:
            slug = exact
        elif slug not in self._by_slug:
            slug = self._aliases.get(likeness(spelling, self._style), slug)
        self._spellings.setdefault(slug, {})[spelling] = use

    def _choose_spellings(self) -> None:
        for slug, spellings in self._spellings.items():
            profile = self._by_slug.get(slug)
            # The name of a folder does not tell how its section is spelled.
            written = {s: u for s, u in spellings.items() if u.keys}
            by_form: dict[str, _Use] = {}
            for spelling, use in written.items():
                by_form.setdefault(nfc(spelling), use)
            name = self._name(slug, profile, by_form)
            self._report_spellings(profile, by_form)
            term = Name(slug, name, profile)
            for spelling in spellings:
                self._names[spelling] = term

    def _name(self, slug: str, profile: Profile | None, by_form: dict[str, _Use]) -> str:
        if profile is not None:
            return profile.name
        if by_form:
            return min(by_form)
        return slug.replace("-", " ").title()

    def _report_spellings(self, profile: Profile | None, by_form: dict[str, _Use]) -> None:
        if profile is not None:
            allowed = self._allowed[slugify(profile.slug, self._style) or profile.slug]
            known = [(profile.name, profile.path)]
        else:
            first = min(by_form, default="")
            allowed = {first}
            known = [(first, by_form[first].path)] if by_form else []
        for form, use in sorted(by_form.items()):
            if form not in allowed:
                other, path = known[0]
                message = f"the {self.kind} “{form}” is spelled “{other}” in {self._folder}/{path}"
                hint = self._hint(form, other, profile)
                self.findings.append(Unplaced(use.path, "term.spelling", message, hint, use.keys))

    def _hint(self, form: str, other: str, profile: Profile | None) -> str:
        folder = f"{self._folder}/{self.kind.removesuffix('s')}s"
        file = f"{folder}/{slugify(other, self._style)}.md"
        if profile is not None:
            file = f"{self._folder}/{profile.path}"
        hint = f"use one spelling, or add “{form}” to `aliases` in {file}"
        signs, other_signs = (likeness(name, self._style)[1] for name in (form, other))
        if signs != other_signs:
            marked = max(form, other, key=lambda name: sum(sign in _IN_WORDS for sign in name))
            if marked == form and len(other_signs) > len(signs):
                marked = other
            hint += (
                f"; or, if they are two things, give one a profile of its own:"
                f" {folder}/{self._own_file(marked)} with `name: {marked}`"
            )
        return hint

    def _own_file(self, name: str) -> str:
        """Return another file name for a profile whose slug is taken."""
        words = "".join(f" {_IN_WORDS[sign]} " if sign in _IN_WORDS else sign for sign in name)
        slug, plain = slugify(words, self._style), slugify(name, self._style)
        return f"{slug if slug != plain else f'{plain}-2'}.md"


def _first_uses(kind: TermKind, articles: Iterable[Article]) -> dict[str, _Use]:
    """Find the first use of each spelling; a section named by its folder has no key."""
    uses: dict[str, _Use] = {}
    for article in articles:
        if kind == "section":
            spelling = article.section
            if article.section_given:
                if spelling not in uses or not uses[spelling].keys:
                    uses[spelling] = _Use(article.path, ("section",))
            elif spelling and spelling not in uses:
                uses[spelling] = _Use(article.path, ())
            continue
        if kind == "series":
            if article.series:
                uses.setdefault(article.series, _Use(article.path, ("series",)))
            continue
        for number, spelling in enumerate(article.tags if kind == "tag" else article.authors):
            if spelling not in uses:
                uses[spelling] = _Use(article.path, (f"{kind}s", number))
    return uses


NO_SECTION = Name("", "", None)


class TermLinks(NamedTuple):
    """The terms of one kind that an article names, and the links to their pages."""

    names: tuple[Name, ...]
    links: tuple[Link, ...]


class Taxonomy:
    """Finds the terms of articles; equal links are one object that cards share."""

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
            "series": "/series/",
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
    def findings(self) -> list[Unplaced]:
        """The problems of spellings and profiles."""
        return [finding for names in self._names.values() for finding in names.findings]

    @property
    def profiles(self) -> frozenset[str]:
        """The paths of the profiles that an article names; only these have a page."""
        return frozenset(path for names in self._names.values() for path in names.profiles)

    def path(self, kind: TermKind, slug: str) -> str:
        """Return the URL path of a term's page, not quoted."""
        return f"{self._folders[kind]}{slug}/"

    def section(self, article: Article) -> Name:
        """Return the section of an article."""
        return self._names["section"][article.section] if article.section else NO_SECTION

    def series(self, article: Article) -> Name | None:
        """Return the story line of an article, if it belongs to one."""
        return self._names["series"][article.series] if article.series else None

    def link(self, kind: TermKind, name: Name) -> Link:
        """Return the link to a term's page."""
        key = (kind, name.slug)
        link = self._links.get(key)
        if link is None:
            link = Link(name.name, self._base + quoted(self.path(kind, name.slug)))
            self._links[key] = link
        return link

    def links(self, kind: TermKind, spellings: tuple[str, ...]) -> TermLinks:
        """Return the terms of the spellings, each once, in their order."""
        key = (kind, spellings)
        group = self._groups.get(key)
        if group is None:
            known = self._names[kind]
            names = tuple({known[s].slug: known[s] for s in spellings}.values())
            group = TermLinks(names, tuple(self.link(kind, name) for name in names))
            self._groups[key] = group
        return group
