"""Building the site: which articles show, their URLs and cards, grouped and sorted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..config import RESERVED_SECTIONS, Config, direction_of
from ..model import Article, Asset, Card, Link, Profile
from .clock import local_day, moment
from .findings import Finding
from .images import ImageFinder
from .terms import Name, Names, TermKind
from .urls import output_path, permalink, quoted


class Content(NamedTuple):
    """All that was read: articles and briefs, pages, profiles by kind, and copied files.

    `bundled` are the content folder's other files by their path, `static` those of the site's
    and the theme's static folders by their path in the output.
    """

    articles: Sequence[Article]
    pages: Sequence[Article]
    profiles: Mapping[TermKind, Sequence[Profile]]
    bundled: Mapping[str, Asset]
    static: Mapping[str, Asset]
    unread: frozenset[str] = frozenset()
    """Content files with problems of their own: links to them are not broken as well."""


class View(NamedTuple):
    """What a build shows: the moment it is built for (seconds since the epoch), and whether
    drafts and articles of the future are in."""

    now: float
    drafts: bool = False
    future: bool = False


class Entry(NamedTuple):
    """A visible article with what follows from it; `url` is quoted and has the base path."""

    article: Article
    card: Card
    moment: float
    url: str
    output: str
    section: Name
    tags: tuple[Name, ...]
    authors: tuple[Name, ...]


class Term(NamedTuple):
    """A tag, an author or a section with its entries, newest first; `path` is its URL's path."""

    kind: TermKind
    slug: str
    name: str
    profile: Profile | None
    path: str
    entries: list[Entry]


class Site(NamedTuple):
    """The visible entries newest first, the terms by kind and slug, and what was found wrong."""

    config: Config
    content: Content
    entries: list[Entry]
    sections: dict[str, Term]
    tags: dict[str, Term]
    authors: dict[str, Term]
    images: ImageFinder
    hidden: frozenset[str]
    findings: list[Finding]


UNDATED = float("-inf")


def build_site(content: Content, config: Config, view: View) -> Site:
    """Group and sort what is visible at a moment; nothing is read and nothing written."""
    findings: list[Finding] = []
    visible = [a for a in content.articles if is_visible(a, config, view)]
    names = {
        kind: Names(kind, visible, content.profiles.get(kind, ()), config.file.slugs)
        for kind in ("section", "tag", "author")
    }
    for found in names.values():
        findings.extend(found.findings)
    sections: dict[str, Term] = {}
    tags: dict[str, Term] = {}
    authors: dict[str, Term] = {}
    terms: dict[TermKind, dict[str, Term]] = {
        "section": sections,
        "tag": tags,
        "author": authors,
    }
    links = _Links(config)
    paths = [_path(article, config, names["section"]) for article in visible]
    shown = {article.path for article in visible}
    hidden = frozenset(a.path for a in content.articles if a.path not in shown)
    bundled, places = _place_bundles(content, visible, paths, hidden)
    images = ImageFinder(config.base, bundled, content.static, places)
    entries = [
        _entry(article, path, config, names, images, links, findings)
        for article, path in zip(visible, paths, strict=True)
    ]
    entries.sort(key=lambda entry: (entry.moment, entry.article.path), reverse=True)
    for entry in entries:
        _file(sections, "section", entry.section, entry, links)
        for tag in entry.tags:
            _file(tags, "tag", tag, entry, links)
        for author in entry.authors:
            _file(authors, "author", author, entry, links)
    _report_reserved(sections, config, findings)
    findings.extend(images.findings)
    for kind in terms:
        _add_empty(terms[kind], kind, content.profiles.get(kind, ()), config, links)
    return Site(config, content, entries, sections, tags, authors, images, hidden, findings)


def is_visible(article: Article, config: Config, view: View) -> bool:
    """Tell whether an article or page shows: no draft, not of the future, not expired."""
    if article.draft and not view.drafts:
        return False
    zone = config.file.timezone
    if article.date is not None and not view.future and moment(article.date, zone) > view.now:
        return False
    return article.expires is None or moment(article.expires, zone) > view.now


class _Links:
    """The links of terms, one object each, so that equal cards share them."""

    def __init__(self, config: Config) -> None:
        self._base = config.base
        self._folders = {
            "section": "/",
            "tag": config.file.permalinks.tags,
            "author": config.file.permalinks.authors,
        }
        self._made: dict[tuple[str, str], Link] = {}

    def path(self, kind: TermKind, slug: str) -> str:
        return f"{self._folders[kind]}{slug}/"

    def link(self, kind: TermKind, name: Name) -> Link:
        key = (kind, name.slug)
        link = self._made.get(key)
        if link is None:
            link = Link(name.name, self._base + quoted(self.path(kind, name.slug)))
            self._made[key] = link
        return link


def _path(article: Article, config: Config, sections: Names) -> str:
    section = sections[article.section].slug if article.section else ""
    day = local_day(article.date, config.file.timezone) if article.date else None
    return permalink(config.file.permalinks.article, section, article.slug, day)


def _place_bundles(
    content: Content, visible: Sequence[Article], paths: Sequence[str], hidden: frozenset[str]
) -> tuple[dict[str, Asset], dict[str, str]]:
    """Part the copied files: those that show, and where those of a bundle go (its article's URL).

    The files of a hidden article stay out with it.
    """
    homes = {
        article.path.removesuffix("index.md"): path.lstrip("/")
        for article, path in zip(visible, paths, strict=True)
        if is_bundle(article.path) and article.body is not None and path.endswith("/")
    }
    closed = {path.removesuffix("index.md") for path in hidden if is_bundle(path)}
    shown: dict[str, Asset] = {}
    places: dict[str, str] = {}
    for name, asset in content.bundled.items():
        folder = name.rpartition("/")[0]
        while folder and folder + "/" not in homes and folder + "/" not in closed:
            folder = folder.rpartition("/")[0]
        if folder and folder + "/" in closed:
            continue
        shown[name] = asset
        if folder:
            places[name] = homes[folder + "/"] + name[len(folder) + 1 :]
    return shown, places


def is_bundle(path: str) -> bool:
    """Tell whether an article owns its folder (`iran/some-slug/index.md`) and the files in it."""
    return path.endswith("/index.md") and path.count("/") > 1


def _entry(
    article: Article,
    path: str,
    config: Config,
    names: Mapping[str, Names],
    images: ImageFinder,
    links: _Links,
    findings: list[Finding],
) -> Entry:
    file = config.file
    section = names["section"][article.section] if article.section else Name("", "", None)
    tags = _unique(names["tag"][tag] for tag in article.tags)
    authors = _unique(names["author"][author] for author in article.authors)
    brief = article.body is None
    source = article.source
    url = config.base + quoted(path)
    image = None
    if article.image is not None and article.image.src:
        image = images.find(article.image, article.path, ("image", "src"))
    lang, direction = language_of(article, config)
    source_url = (source.url if source else "") if brief else ""
    if source and source.url and not source.url.startswith(("http://", "https://")):
        findings.append(
            Finding(
                article.path,
                "content.source-url",
                f"“{source.url}” is not a web address",
                "begin it with https://",
                ("source", "url"),
            )
        )
        source_url = ""
    card = Card(
        title=article.title,
        url=source_url if brief else url,
        brief=brief,
        summary=article.summary,
        authors=tuple([links.link("author", author) for author in authors]),
        tag=links.link("tag", tags[0]) if tags else None,
        section=links.link("section", section),
        date=article.date,
        image=image,
        source=source.name if source else "",
        lang=lang,
        dir=direction,
        draft=article.draft,
    )
    when = moment(article.date, file.timezone) if article.date else UNDATED
    output = "" if brief else output_path(path)
    return Entry(article, card, when, url, output, section, tags, authors)


def language_of(article: Article, config: Config) -> tuple[str, str]:
    """Give an article's language and direction where they are not the site's, else "" twice."""
    if not article.lang or article.lang == config.file.language:
        return "", ""
    direction = direction_of(article.lang)
    return article.lang, direction if direction != config.direction else ""


def _unique(names: Iterable[Name]) -> tuple[Name, ...]:
    return tuple({name.slug: name for name in names}.values())


def _file(terms: dict[str, Term], kind: TermKind, name: Name, entry: Entry, links: _Links) -> None:
    term = terms.get(name.slug)
    if term is None:
        term = Term(kind, name.slug, name.name, name.profile, links.path(kind, name.slug), [])
        terms[name.slug] = term
    term.entries.append(entry)


def _add_empty(
    terms: dict[str, Term],
    kind: TermKind,
    profiles: Iterable[Profile],
    config: Config,
    links: _Links,
) -> None:
    """A profile whose articles are all hidden or gone keeps its page."""
    from ..slugs import slugify

    for profile in profiles:
        slug = slugify(profile.slug, config.file.slugs) or profile.slug
        if slug not in terms:
            terms[slug] = Term(kind, slug, profile.name, profile, links.path(kind, slug), [])


def _report_reserved(sections: Mapping[str, Term], config: Config, findings: list[Finding]) -> None:
    taken = {
        config.file.permalinks.tags.split("/")[1],
        config.file.permalinks.authors.split("/")[1],
        *RESERVED_SECTIONS,
    }
    for slug in sorted(taken & sections.keys()):
        for entry in sections[slug].entries:
            article = entry.article
            findings.append(
                Finding(
                    article.path,
                    "section.reserved",
                    f"a section cannot be called “{article.section}”: /{slug}/ is taken",
                    "give the section another name",
                    ("section",) if article.section_given else (),
                )
            )
