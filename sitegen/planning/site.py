"""Build the site: which articles are visible, with their URLs and cards, grouped and sorted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..config import Config, direction_of
from ..config.validate import is_web_link
from ..formats.dates import PERIOD_KINDS, period_of
from ..model import Article, Asset, Content, Profile, TermKind, View
from ..pages import Card
from ..problems import Unplaced
from .assets import ImageFinder, faulty_files, place_bundles, unused_files, waiting_files
from .languages import parts_of
from .taxonomy import Name, Taxonomy, TermLinks
from .urls import output_path, permalink, quoted


class Entry(NamedTuple):
    """A visible article and what is derived from it; `url` is quoted and has the base path.

    `output` is its path in the output, in the folder of its language.
    """

    article: Article
    card: Card
    url: str
    output: str
    section: Name
    tags: TermLinks
    authors: TermLinks
    series: Name | None = None


class Term(NamedTuple):
    """A tag, an author, a section or a series; `path` is its URL's path.

    Its entries are newest first. One without a visible article has no page, so there is always
    an entry.
    """

    kind: TermKind
    slug: str
    name: str
    profile: Profile | None
    path: str
    entries: list[Entry]


class Site(NamedTuple):
    """The visible entries, newest first; the terms by kind and slug; and the problems found.

    In a site of several languages `parts` are those of each, its own first; the terms are then
    those of its own language, and the entries those of all.
    """

    config: Config
    content: Content
    entries: list[Entry]
    sections: dict[str, Term]
    tags: dict[str, Term]
    authors: dict[str, Term]
    series: dict[str, Term]
    images: ImageFinder
    hidden: frozenset[str]
    findings: list[Unplaced]
    parts: tuple[Site, ...] = ()

    @property
    def by_language(self) -> tuple[Site, ...]:
        """The site of each language; of a site in one language, itself."""
        return self.parts or (self,)


class _Part(NamedTuple):
    """The visible content of a language; `paths` are the articles' URL paths without prefix."""

    config: Config
    content: Content
    visible: Sequence[Article]
    taxonomy: Taxonomy
    paths: Sequence[str]


def build_site(content: Content, config: Config, view: View) -> Site:
    """Group and sort what is visible at a moment; reads and writes nothing."""
    parts = [_part(own, part, view) for own, part in parts_of(content, config)]
    visible = [article for part in parts for article in part.visible]
    shown = {article.path for article in visible}
    hidden = frozenset(
        [a.path for a in content.articles if a.path not in shown]
        + [page.path for page in content.pages if not is_visible(page, view)]
    )
    profiles = frozenset(path for part in parts for path in part.taxonomy.profiles)
    files = _files(content, profiles, hidden)
    paths = [part.config.prefix + path for part in parts for path in part.paths]
    closed = [a for a in (*content.articles, *content.pages) if a.path in hidden]
    bundled, places = place_bundles(files, visible, paths, closed)
    images = ImageFinder(config, bundled, content.static, places)
    sites = tuple([_site(part, images, hidden) for part in parts])
    findings = [finding for site in sites for finding in site.findings]
    findings += unused_files(bundled, records_of(content), config.file.content)
    findings += faulty_files(bundled, config.file.content)
    if len(sites) == 1:
        return sites[0]._replace(findings=findings)
    entries = [entry for site in sites for entry in site.entries]
    entries.sort(key=_order, reverse=True)
    return sites[0]._replace(
        config=config, content=content, entries=entries, findings=findings, parts=sites
    )


def _part(config: Config, content: Content, view: View) -> _Part:
    visible = [article for article in content.articles if is_visible(article, view)]
    taxonomy = Taxonomy(config, visible, content.profiles)
    pattern = config.file.permalinks.article
    paths = [
        permalink(pattern, taxonomy.section(article).slug, article.slug, article.day)
        for article in visible
    ]
    return _Part(config, content, visible, taxonomy, paths)


def _site(part: _Part, images: ImageFinder, hidden: frozenset[str]) -> Site:
    config, content, visible, taxonomy, paths = part
    findings = taxonomy.findings
    findings += (finding for article in visible for finding in _check_source(article))
    entries = [
        _entry(article, path, config, taxonomy, images)
        for article, path in zip(visible, paths, strict=True)
    ]
    entries.sort(key=_order, reverse=True)
    groups = _group(entries, taxonomy)
    return Site(config, content, entries, *groups, images, hidden, findings)


def _order(entry: Entry) -> tuple[float, str]:
    """Sort newest first, then by path, so that the order is the same on every machine."""
    return entry.article.moment, entry.article.path


def records_of(content: Content) -> list[Article | Profile]:
    """Return everything that content files contain: articles, pages and profiles."""
    profiles = [profile for kind in content.profiles.values() for profile in kind]
    return [*content.articles, *content.pages, *profiles, *content.front, *content.editions]


def _files(content: Content, profiles: frozenset[str], hidden: frozenset[str]) -> dict[str, Asset]:
    """Return the files beside articles, except those that only hidden articles refer to.

    `profiles` are the paths of those that have a page.
    """
    shown: list[Article | Profile] = []
    closed: list[Article | Profile] = []
    periods = _periods(content, hidden) if content.editions else frozenset()
    for record in records_of(content) if content.bundled else ():
        has_page = record.path not in hidden
        if isinstance(record, Profile):
            is_edition = record.edition is not None and record.slug in periods
            has_page = record.path in profiles or record in content.front or is_edition
        (shown if has_page else closed).append(record)
    waiting = waiting_files(content.bundled, shown, closed)
    return {name: asset for name, asset in content.bundled.items() if name not in waiting}


def _periods(content: Content, hidden: frozenset[str]) -> frozenset[str]:
    """Return the weeks and months of the visible articles."""
    days = {article.day for article in content.articles if article.path not in hidden} - {""}
    return frozenset(period_of(day, kind).name for day in days for kind in PERIOD_KINDS)


def is_visible(article: Article, view: View) -> bool:
    """Return True if an article or page is visible: no draft, not in the future, not expired."""
    if article.draft and not view.drafts:
        return False
    if article.moment > view.now and not view.future:
        return False
    return article.leaves > view.now


def _entry(
    article: Article, path: str, config: Config, taxonomy: Taxonomy, images: ImageFinder
) -> Entry:
    section = taxonomy.section(article)
    tags = taxonomy.links("tag", article.tags)
    authors = taxonomy.links("author", article.authors)
    brief = article.body is None
    url = config.base + quoted(path)
    image = None
    if article.image is not None and article.image.src:
        image = images.find(article.image, article.path, ("image", "src"))
    lang, direction = language_of(article, config)
    source = article.source
    card = Card(
        title=article.title,
        url=(source.url if source else "") if brief else url,
        brief=brief,
        summary=article.summary,
        authors=authors.links,
        tag=tags.links[0] if tags.links else None,
        section=taxonomy.link("section", section),
        date=article.date,
        image=image,
        source=source.name if source else "",
        lang=lang,
        dir=direction,
        draft=article.draft,
    )
    output = "" if brief else output_path(path)
    series = taxonomy.series(article) if config.file.series else None
    return Entry(article, card, url, output, section, tags, authors, series)


def _check_source(article: Article) -> Iterator[Unplaced]:
    source = article.source
    if source is not None and source.url and not is_web_link(source.url):
        yield Unplaced(
            article.path,
            "content.source-url",
            f"“{source.url}” is not a web address",
            "begin it with https://, and write %20 for a space",
            ("source", "url"),
        )


def language_of(article: Article, config: Config) -> tuple[str, str]:
    """Return an article's language and direction; "" and "" if they are the site's."""
    lang = article.lang or config.main_language
    if lang == config.file.language:
        return "", ""
    direction = direction_of(lang)
    return lang, direction if direction != config.direction else ""


def _group(
    entries: Iterable[Entry], taxonomy: Taxonomy
) -> tuple[dict[str, Term], dict[str, Term], dict[str, Term], dict[str, Term]]:
    """File each entry under its section, tags, authors and series, keeping the order."""
    sections: dict[str, Term] = {}
    tags: dict[str, Term] = {}
    authors: dict[str, Term] = {}
    series: dict[str, Term] = {}
    for entry in entries:
        _file(sections, "section", (entry.section,), entry, taxonomy)
        _file(tags, "tag", entry.tags.names, entry, taxonomy)
        _file(authors, "author", entry.authors.names, entry, taxonomy)
        if entry.series is not None:
            _file(series, "series", (entry.series,), entry, taxonomy)
    return sections, tags, authors, series


def _file(
    terms: dict[str, Term],
    kind: TermKind,
    names: Iterable[Name],
    entry: Entry,
    taxonomy: Taxonomy,
) -> None:
    for name in names:
        slug = name.slug
        if slug not in terms:
            path = taxonomy.path(kind, slug)
            terms[slug] = Term(kind, slug, name.name, name.profile, path, [])
        terms[slug].entries.append(entry)
