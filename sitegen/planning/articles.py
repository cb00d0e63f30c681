"""Planning the pages of single texts: articles, and pages outside the sections."""

from __future__ import annotations

from collections.abc import Iterator, Set

from ..model import Article
from ..pagetypes import ArticlePage, BodyUse, Box, Card, Source, TextPage
from .findings import Finding
from .images import resolve
from .links import LinkResolver, text_page_url
from .listings import latest_box
from .site import Entry, Site, Term, View, is_visible, language_of
from .urls import nfc, output_path, quoted

WORDS_A_MINUTE = 230


def article_pages(
    site: Site, links: LinkResolver, only: Set[str] | None = None
) -> Iterator[tuple[str, ArticlePage]]:
    """Plan the pages of the articles, with their owners; `only` names those that are wanted."""
    more = {slug: _MoreFrom(site, term) for slug, term in site.sections.items()}
    for entry in site.entries:
        path = entry.article.path
        if not entry.card.brief and (only is None or path in only):
            yield path, _article_page(entry, more[entry.section.slug].box(entry), links)


class _MoreFrom:
    """The box of a section's latest articles; all pages but the latest share one object."""

    def __init__(self, site: Site, term: Term) -> None:
        more = site.config.file.more_from
        self._site = site
        self._term = term
        self._title = more.title.format(section=term.name)
        self._latest = {id(entry) for entry in term.entries[: more.count + 1]}
        self._shared = self._without(None)

    def box(self, entry: Entry) -> Box | None:
        """Give the box for an article's page, which does not show the article itself."""
        return self._without(entry) if id(entry) in self._latest else self._shared

    def _without(self, entry: Entry | None) -> Box | None:
        box = latest_box(self._site, self._term, self._title, entry)
        return box if box.cards else None


def _article_page(
    entry: Entry,
    more: Box | None,
    links: LinkResolver,
) -> ArticlePage:
    article, card = entry.article, entry.card
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
        more=more,
        related=_related(article, links) if article.related else (),
        lang=card.lang,
        dir=card.dir,
        draft=article.draft,
        extra=article.extra,
    )


def source_of(article: Article) -> Source | None:
    """Return where an article was first published, as templates see it; None if it is unknown."""
    source = article.source
    return Source(source.name, source.url, source.authors, source.date) if source else None


def minutes_of(article: Article) -> int:
    """Tell how long an article takes to read."""
    return max(1, round(article.words / WORDS_A_MINUTE))


def _related(article: Article, links: LinkResolver) -> tuple[Card, ...]:
    cards = []
    for number, href in enumerate(article.related):
        path = resolve(article.path, href) or ""
        found = links.entries.get(path) or links.entries.get(nfc(href))
        if found is not None:
            cards.append(found.card)
            continue
        names = {path, nfc(href)}
        if names & links.unread:
            continue
        message = f"there is no article “{href}” to relate to"
        hint = "write a path from this file (2026-05-04-other.md) or from the content folder"
        if names & links.hidden:
            message = f"“{href}” is a draft, of the future, or expired"
            hint = "take it out for now"
        links.findings.append(
            Finding(article.path, "content.related", message, hint, ("related", number))
        )
    return tuple(cards)


def text_pages(
    site: Site, view: View, links: LinkResolver, only: Set[str] | None = None
) -> Iterator[tuple[str, TextPage]]:
    """Plan the pages outside the sections, with their owners; `only` names those wanted."""
    for page in site.content.pages:
        if not is_visible(page, view) or (only is not None and page.path not in only):
            continue
        path = text_page_url(page)
        url = site.config.base + quoted(path)
        image = None
        if page.image is not None and page.image.src:
            image = site.images.find(page.image, page.path, ("image", "src"))
        lang, direction = language_of(page, site.config)
        yield (
            page.path,
            TextPage(
                output_path(path),
                url,
                page.title,
                page.summary,
                image,
                page.updated,
                links.use(page, url) if page.body else BodyUse(b""),
                page.toc,
                lang,
                direction,
                page.extra,
            ),
        )
