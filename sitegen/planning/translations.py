"""Translations: which texts are versions of one text in different languages.

Front matter names them (`translations: {fa: khalij.md}`), on any one of them, or their files do
(`gulf.md`, `gulf.fa.md`); else articles of one slug in different languages are translations of each
other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from ..model import Article, plain_path
from ..pages import Version
from ..problems import Unplaced
from .assets import resolve
from .links import LinkResolver
from .site import Site
from .urls import nfc

Versions = tuple[Version, ...]


class _Text(NamedTuple):
    """A visible article or page; its language in lower case, and as the site writes it."""

    article: Article
    url: str
    key: str
    lang: str
    is_page: bool


class Translations(NamedTuple):
    """The versions of each translated text, by path, and the problems found.

    The versions are the text's own and all others. First is the one for readers of any other
    language: that in the site's language, or else the first by its code.
    """

    of: Mapping[str, Versions] = {}
    findings: tuple[Unplaced, ...] = ()


def find_translations(site: Site, links: LinkResolver) -> Translations:
    """Group the visible texts of a site that are translations of each other."""
    articles = chain((entry.article for entry in site.entries), links.pages.values())
    if not any(article.lang or article.translations for article in articles):
        return Translations()
    groups = _Groups(site, links)
    groups.join_equal_names()
    groups.join_named()
    groups.join_equal_slugs()
    return Translations(groups.versions(), tuple(groups.findings))


class _Groups:
    """Texts by path, each with the group that it belongs to: a path for each language."""

    def __init__(self, site: Site, links: LinkResolver) -> None:
        self.findings: list[Unplaced] = []
        self._site = site
        self._links = links
        self._texts = {nfc(text.article.path): text for text in _texts(site, links)}
        self._groups = {path: {text.key: path} for path, text in self._texts.items()}

    def versions(self) -> dict[str, Versions]:
        """Return the versions of each text that has more than one."""
        first = self._site.config.file.language.lower()
        found = {}
        for path, group in self._groups.items():
            if len(group) > 1:
                order = sorted(group, key=lambda key: (key != first, key))
                texts = [self._texts[group[key]] for key in order]
                versions = tuple(Version(text.lang, text.url) for text in texts)
                found[self._texts[path].article.path] = versions
        return found

    def join_equal_names(self) -> None:
        """Join texts whose files have the same name except for the language."""
        first: dict[str, str] = {}
        for path, text in self._texts.items():
            name = nfc(plain_path(text.article))
            self._join(first.setdefault(name, path), path)

    def join_named(self) -> None:
        """Join the texts that front matter names, and report what cannot be joined."""
        for path in sorted(self._texts):
            text = self._texts[path]
            for language, href in text.article.translations.items():
                keys = ("translations", language)
                finding = self._join_one(text, language, href)
                if finding is not None:
                    self.findings.append(finding._replace(path=text.article.path, keys=keys))

    def join_equal_slugs(self) -> None:
        """Join texts with the same slug, if each is in another language."""
        slugs: dict[tuple[bool, str], list[_Text]] = {}
        for text in self._texts.values():
            slugs.setdefault((text.is_page, text.article.slug), []).append(text)
        for texts in slugs.values():
            if len(texts) == len({text.key for text in texts}):
                first = nfc(texts[0].article.path)
                for text in texts[1:]:
                    self._join(first, nfc(text.article.path))

    def _join_one(self, text: _Text, language: str, href: str) -> Unplaced | None:
        """Join a text with one that it names; return the problem, if any, without its place."""
        own = nfc(text.article.path)
        found = (resolve(text.article.path, href) or "", nfc(href))
        path = next((name for name in found if name in self._texts), "")
        if path == own:
            return _finding("a text is no translation of itself", "name the other file")
        if language.lower() == text.key:
            hint = "name the other languages alone, or set this text's `lang:`"
            return _finding(f"this text is in {text.lang} itself", hint)
        if not path:
            return self._missing(href, found)
        other = self._texts[path]
        if other.key != language.lower():
            message = f"“{href}” is in {other.lang}, not in {language}"
            return _finding(message, f"set `lang: {language}` there, or name its language here")
        double = self._join(own, path)
        if double is None:
            return None
        folder = self._site.config.file.content
        one, two = (f"{folder}/{self._texts[name].article.path}" for name in double)
        message = f"{one} and {two} would both be the {self._texts[double[0]].lang} version"
        hint = "a text has one version in each language: take one of the two out"
        return _finding(message, hint)

    def _join(self, one: str, other: str) -> tuple[str, str] | None:
        """Join two groups; if both have a text in one language, return these two texts instead."""
        mine, theirs = self._groups[one], self._groups[other]
        for key, path in mine.items():
            if theirs.get(key, path) != path:
                return path, theirs[key]
        joined = mine | theirs
        for path in joined.values():
            self._groups[path] = joined
        return None

    def _missing(self, href: str, found: tuple[str, ...]) -> Unplaced | None:
        links, names = self._links, frozenset(found)
        if names & links.unread:
            return None
        if names & links.hidden:
            message = f"“{href}” is a draft, of the future, or expired"
            hint = "it is linked as soon as it shows"
            return _finding(message, hint)._replace(severity="warning")
        if names & links.entries.keys():
            return _finding(f"“{href}” is a brief, which has no page", "name an article")
        hint = "write a path from this file (2026-05-04-other.md) or from the content folder"
        return _finding(f"there is no article “{href}”", hint)


def _texts(site: Site, links: LinkResolver) -> Iterator[_Text]:
    language = site.config.file.language
    for entry in site.entries:
        if not entry.card.brief:
            lang = entry.article.lang or language
            yield _Text(entry.article, entry.url, lang.lower(), lang, is_page=False)
    for page in links.pages.values():
        lang, url = page.lang or language, links.page_url(page)
        yield _Text(page, url, lang.lower(), lang, is_page=True)


def _finding(message: str, hint: str) -> Unplaced:
    return Unplaced("", "content.translation", message, hint)


def with_default(versions: Iterable[Version]) -> Iterator[tuple[str, str]]:
    """Yield the language and URL of each version, and of x-default, which is the first version."""
    first = None
    for version in versions:
        first = first or version
        yield version.lang, version.url
    if first is not None:
        yield "x-default", first.url
