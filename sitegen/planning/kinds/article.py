"""The pages of articles, with the box "More from" their section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from ...config import Config
from ...formats.dates import local_day
from ...model import Article, Correction, Heading
from ...pages import BodyUse, Box, Card, Image, Link, Page, SeriesPlace, Source, Version, Writer
from ..links import named_article
from ..lists import RelatedArticles, avatar_of, latest_box, more_from, series_places
from ..site import Entry, Site, Term, language_of
from ..urls import quoted
from .kind import Address, Kind, Output, Planning

WORDS_A_MINUTE = 230


class ArticlePage(Page, frozen=True):
    """An article. `title`, `summary` (dek), `image`, byline, dates, topics, body, and `more`.

    `more` is the "More from <section>" box, None if the section has nothing else;
    `related` are the articles that the front matter names, and then others that share its tags.
    `previous` and `next` are the articles before and after it in its section. `canonical` is the
    absolute URL that search engines keep, `index` whether they may list the page, and `writers` are
    the authors of the byline that have a profile.
    """

    template = "article.html"

    title: str
    summary: str
    section: Link
    authors: tuple[Link, ...]
    tags: tuple[Link, ...]
    date: str | None
    updated: str | None
    image: Image | None
    source: Source | None
    truncated: bool
    body: BodyUse
    toc: tuple[Heading, ...]
    minutes: int
    more: Box | None
    related: tuple[Card, ...]
    corrections: tuple[Correction, ...]
    lang: str
    dir: str
    draft: bool
    extra: dict[str, Any]
    layout: str = ""
    canonical: str = ""
    index: bool = True
    writers: tuple[Writer, ...] = ()
    calendar: str = ""
    translations: tuple[Version, ...] = ()
    series: SeriesPlace | None = None
    previous: Card | None = None
    next: Card | None = None


def plan_articles(planning: Planning) -> Iterator[Output]:
    """Plan the page of each article that is not a brief."""
    config = planning.site.config
    zone = config.file.timezone
    others = _Others(planning)
    for entry in planning.site.entries:
        article = entry.article
        if entry.card.brief or not planning.wants(article.path):
            continue
        page = _article_page(entry, others.beside(entry), planning)
        changed = local_day(article.updated, zone) if article.updated else article.day
        name = f"{config.file.content}/{article.path}"
        is_listed = page.index and page.canonical == config.origin + page.url
        address = Address(page.url, changed or None, page.translations) if is_listed else None
        yield Output(article.path, page, name=name, address=address)


class _Beside(NamedTuple):
    """What the page of an article shows about other articles and about its authors."""

    more: Box | None
    related: tuple[Card, ...]
    writers: tuple[Writer, ...]
    series: SeriesPlace | None
    previous: Card | None
    next: Card | None


class _Others:
    """Finds what the pages of articles show about other articles."""

    def __init__(self, planning: Planning) -> None:
        site = planning.site
        self._planning = planning
        self._settings = site.config.file
        self._places = series_places(site)
        self._writers = {slug: _writer(site, term) for slug, term in site.authors.items()}
        self._more = {
            slug: _MoreFrom(site, term, more_from(site, term, planning.provided))
            for slug, term in site.sections.items()
        }
        self._related = RelatedArticles(site)
        self._sections: dict[tuple[str, str], dict[str, _Neighbours]] = {}

    def beside(self, entry: Entry) -> _Beside:
        """Find what the page of an article shows about other articles."""
        article = entry.article
        series = self._places.get(article.path)
        named = _named(article, self._planning) if article.related else ()
        more = self._more[entry.section.slug].box(entry, named)
        shown = [*named, *(more.cards if more else ())]
        if series is not None:
            shown += [card for card in (series.previous, series.next) if card is not None]
        previous, following = self._neighbours(entry)
        known = [self._writers[name.slug] for name in entry.authors.names]
        return _Beside(
            more=more,
            related=(*named, *self._related_to(entry, len(named), shown)),
            writers=tuple([writer for writer in known if writer]),
            series=series,
            previous=previous,
            next=following,
        )

    def _related_to(self, entry: Entry, named: int, shown: Sequence[Card]) -> list[Card]:
        """Find related articles besides the named ones; leave out those already on the page."""
        without = {card.url for card in shown}
        without.update(v.url for v in self._planning.translations.get(entry.article.path, ()))
        return self._related.of(entry, self._settings.related - named, without)

    def _neighbours(self, entry: Entry) -> _Neighbours:
        """Give the articles before and after one in its section and language."""
        if not self._settings.neighbours:
            return None, None
        key = (entry.section.slug, entry.card.lang)
        if key not in self._sections:
            slug, lang = key
            entries = self._planning.site.sections[slug].entries
            articles = [e for e in entries if not e.card.brief and e.card.lang == lang]
            self._sections[key] = _neighbours(articles)
        return self._sections[key][entry.article.path]


_Neighbours = tuple[Card | None, Card | None]


def _neighbours(entries: Sequence[Entry]) -> dict[str, _Neighbours]:
    """Give the article before and the one after each, by path; `entries` are newest first."""
    cards = [None, *(entry.card for entry in entries), None]
    return {
        entry.article.path: (cards[number + 2], cards[number])
        for number, entry in enumerate(entries)
    }


class _MoreFrom:
    """The box of a section's latest articles; all pages except the latest share one object."""

    def __init__(self, site: Site, term: Term, title: str) -> None:
        count = site.config.file.more_from.count
        self._site = site
        self._term = term
        self._title = title
        self._latest = {id(entry.card) for entry in term.entries[: count + 1]}
        self._shared = self._without(())

    def box(self, entry: Entry, named: tuple[Card, ...]) -> Box | None:
        """Return the box for the page of an article, without that article and those it names."""
        if named or id(entry.card) in self._latest:
            return self._without((entry.card, *named))
        return self._shared

    def _without(self, cards: Sequence[Card]) -> Box | None:
        box = latest_box(self._site, self._term, self._title, cards)
        return box if box.cards else None


def _article_page(entry: Entry, beside: _Beside, planning: Planning) -> ArticlePage:
    article, card, links = entry.article, entry.card, planning.links
    return ArticlePage(
        path=entry.output,
        url=entry.url,
        title=article.title,
        summary=article.summary,
        section=card.section,
        authors=card.authors,
        tags=entry.tags.links,
        date=article.date,
        updated=article.updated,
        image=card.image,
        source=source_of(article),
        truncated=article.truncated,
        body=links.use(article, entry.url),
        toc=article.toc,
        minutes=minutes_of(article),
        more=beside.more,
        related=beside.related,
        writers=beside.writers,
        series=beside.series,
        previous=beside.previous,
        next=beside.next,
        corrections=article.corrections,
        lang=card.lang,
        dir=card.dir,
        draft=article.draft,
        extra=article.extra,
        layout=planning.provided.layout(article),
        calendar=article.calendar or "",
        translations=planning.translations.get(article.path, ()),
        canonical=_canonical(article, entry.url, planning.site.config),
        index=_is_indexed(article, planning.site.config),
    )


def _writer(site: Site, term: Term) -> Writer | None:
    """Return what the page says about an author whose profile is not empty."""
    profile = term.profile
    if profile is None or not (profile.description or profile.avatar):
        return None
    url = site.config.base + quoted(term.path)
    return Writer(term.name, url, profile.description, avatar_of(site, profile))


def _canonical(article: Article, url: str, config: Config) -> str:
    """Return the address that search engines keep: the source's, where site.yml says so."""
    if config.file.sharing.canonical == "source" and article.source and article.source.url:
        return article.source.url
    return config.origin + url


def _is_indexed(article: Article, config: Config) -> bool:
    """Return True if search engines may list an article."""
    is_republished = article.source is not None and article.source.url and not article.truncated
    return not article.draft and not (
        is_republished and config.file.sharing.republished == "noindex"
    )


def source_of(article: Article) -> Source | None:
    """Return where an article was first published, as templates see it; None if it is unknown."""
    source = article.source
    return Source(source.name, source.url, source.authors, source.date) if source else None


def minutes_of(article: Article) -> int:
    """Return how long an article takes to read."""
    return max(1, round(article.words / WORDS_A_MINUTE))


def _named(article: Article, planning: Planning) -> tuple[Card, ...]:
    links, config = planning.links, planning.site.config
    entries = [
        named_article(links, article.path, href, ("related", number), "content.related")
        for number, href in enumerate(article.related)
    ]
    return tuple([_card(entry, config) for entry in entries if entry is not None])


def _card(entry: Entry, config: Config) -> Card:
    """Return the card of an article for a page that may be in another language of the site."""
    lang, direction = language_of(entry.article, config)
    card = entry.card
    return card if card.lang == lang else replace(card, lang=lang, dir=direction)


ARTICLE = Kind("article", (ArticlePage,), plan_articles, ease=2, names_versions=True)
