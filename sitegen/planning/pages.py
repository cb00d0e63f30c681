"""Planning the pages: every output of a site, with everything that it may show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..model import Article
from ..pagetypes import (
    AnyPage,
    ArticlePage,
    BodyUse,
    Box,
    Card,
    CopyPage,
    HomePage,
    IndexPage,
    Link,
    ListingPage,
    NotFoundPage,
    Pagination,
    RedirectPage,
    RobotsPage,
    Source,
    TermEntry,
    TermProfile,
    TextPage,
)
from .claims import Claims
from .feeds import feed_pages, sitemap_pages
from .findings import Finding
from .images import resolve
from .links import LinkResolver, text_page_url
from .site import Entry, Site, Term, View, is_visible, language_of
from .urls import nfc, output_path, page_url, quoted

WORDS_A_MINUTE = 230


class Plan(NamedTuple):
    """Every page by its output path, in a fixed order, and what was found wrong on the way.

    `owners` name for each page the content file that brings it about, or what else does.
    """

    pages: dict[str, AnyPage]
    findings: list[Finding]
    menu: tuple[Link, ...]
    owners: dict[str, str]


def plan_pages(site: Site, view: View, folders: Mapping[str, str]) -> Plan:
    """Name every output of a site; two for one path are a finding that names both files.

    `folders` give the folder of each static file by its path, to copy it from.
    """
    links = LinkResolver(site)
    claims = Claims(site.config.file.content)
    for owner, page in _all_pages(site, view, links, folders):
        claims.add(owner, page)
    for owner, keys, redirect in _redirects(site, view, links):
        claims.add(owner, redirect, keys)
    findings = [*site.findings, *claims.findings(), *links.broken(claims.pages)]
    findings.extend(site.images.findings)
    return Plan(claims.pages, list(dict.fromkeys(findings)), menu_of(site), claims.owners)


def menu_of(site: Site) -> tuple[Link, ...]:
    """Give the menu of `site.yml`, or the sections by name where it sets none."""
    if site.config.menu:
        return site.config.menu
    terms = sorted(site.sections.values(), key=_by_name)
    return tuple(Link(term.name, site.config.base + quoted(term.path)) for term in terms)


def _all_pages(
    site: Site, view: View, links: LinkResolver, folders: Mapping[str, str]
) -> Iterator[tuple[str, AnyPage]]:
    base = site.config.base
    for path, asset in site.content.static.items():
        folder = folders[path]
        yield f"{folder}/{path}", CopyPage(path, _url(base, path), f"{folder}/{path}", asset.digest)
    content = site.config.file.content
    for path, asset in site.images.bundled.items():
        output = site.images.output_of(path)
        source = f"{content}/{path}"
        yield path, CopyPage(output, _url(base, output), source, asset.digest)
    yield from (("the front page", page) for page in _home_pages(site))
    for terms in (site.sections, site.tags, site.authors):
        for term in terms.values():
            for listing in _listing_pages(site, term, links):
                yield _owner(term), listing
    for kind, terms in (("tag", site.tags), ("author", site.authors)):
        index = _index_page(site, kind, terms.values())
        yield f"the list of all {kind}s", index
    yield from _article_pages(site, links)
    yield from _text_pages(site, view, links)
    yield from feed_pages(site, links)
    cards = tuple([entry.card for entry in site.entries[:5]])
    yield "the page of lost addresses", NotFoundPage("404.html", base + "/404.html", cards)
    for sitemap in sitemap_pages(site, [p for p in site.content.pages if is_visible(p, view)]):
        yield "the sitemap", sitemap
    address = f"{site.config.origin}{base}/sitemap.xml"
    yield "sitegen's own robots.txt", RobotsPage("robots.txt", base + "/robots.txt", address)


def _url(base: str, path: str) -> str:
    return base + quoted("/" + path)


def _owner(term: Term) -> str:
    """Name a term's page by a file that brings it about, for problems to point at."""
    if term.profile is not None:
        return term.profile.path
    return term.entries[-1].article.path if term.entries else f"the {term.kind} {term.name}"


def _by_name(term: Term) -> tuple[str, str]:
    return (term.name.casefold(), term.slug)


def _home_pages(site: Site) -> Iterator[HomePage]:
    config = site.config
    cards = [entry.card for entry in site.entries]
    boxes = tuple(
        _box(site, term, term.name, None)
        for term in sorted(site.sections.values(), key=_by_name)
        if term.entries
    )
    feed = config.base + "/feed.xml"
    for part, pagination in _paginate(cards, "/", site):
        url = page_url("/", pagination.number)
        sections = boxes if pagination.number == 1 else ()
        yield HomePage(output_path(url), config.base + url, part, sections, pagination, feed)


def _box(site: Site, term: Term, title: str, without: Entry | None) -> Box:
    count = site.config.file.more_from.count
    latest = [entry for entry in term.entries[: count + 1] if entry is not without][:count]
    url = site.config.base + quoted(term.path)
    return Box(title, url, tuple([entry.card for entry in latest]))


def _paginate(
    cards: Sequence[Card], first: str, site: Site
) -> Iterator[tuple[tuple[Card, ...], Pagination]]:
    size = site.config.file.page_size
    total = max(1, -(-len(cards) // size))
    head = site.config.base + quoted(first)
    for number in range(1, total + 1):
        pagination = Pagination(
            number,
            total,
            head,
            page_url(head, number - 1) if number > 1 else "",
            page_url(head, number + 1) if number < total else "",
            page_url(head, total),
        )
        yield tuple(cards[(number - 1) * size : number * size]), pagination


def _listing_pages(site: Site, term: Term, links: LinkResolver) -> Iterator[ListingPage]:
    base = site.config.base
    cards = [entry.card for entry in term.entries]
    profile = _profile(site, term, links)
    title = term.name
    if term.kind == "section":
        title = site.config.file.more_from.title.format(section=term.name)
    feed = f"{base}{quoted(term.path)}feed.xml"
    for part, pagination in _paginate(cards, term.path, site):
        path = page_url(term.path, pagination.number)
        head = profile if pagination.number == 1 else TermProfile(term.name, len(cards))
        yield ListingPage(
            output_path(path), base + quoted(path), term.kind, title, head, part, pagination, feed
        )


def _profile(site: Site, term: Term, links: LinkResolver) -> TermProfile:
    profile = term.profile
    if profile is None:
        return TermProfile(term.name, len(term.entries))
    avatar = None
    if profile.avatar is not None and profile.avatar.src:
        avatar = site.images.find(profile.avatar, profile.path, ("avatar", "src"))
    for number, (_, url) in enumerate(profile.links):
        links.promise(profile.path, url, ("links", number, "url"))
    return TermProfile(
        term.name,
        len(term.entries),
        profile.description,
        avatar,
        tuple(Link(text, site.config.href(url)) for text, url in profile.links),
        links.use(profile, site.config.base + quoted(term.path)) if profile.body else None,
    )


def _index_page(site: Site, kind: str, terms: Iterable[Term]) -> IndexPage:
    file, base = site.config.file, site.config.base
    path = file.permalinks.tags if kind == "tag" else file.permalinks.authors
    entries = []
    for term in sorted(terms, key=_by_name):
        profile = term.profile
        avatar = None
        if profile is not None and profile.avatar is not None and profile.avatar.src:
            avatar = site.images.find(profile.avatar, profile.path, ("avatar", "src"))
        description = profile.description if profile else ""
        url = base + quoted(term.path)
        entries.append(TermEntry(term.name, url, len(term.entries), description, avatar))
    return IndexPage(output_path(path), base + quoted(path), kind, tuple(entries))


def _article_pages(site: Site, links: LinkResolver) -> Iterator[tuple[str, ArticlePage]]:
    title = site.config.file.more_from.title
    count = site.config.file.more_from.count
    boxes: dict[str, Box | None] = {}
    for term in site.sections.values():
        newest = {id(entry) for entry in term.entries[: count + 1]}
        heading = title.format(section=term.name)
        # All older articles of a section show the same box; one object stands for it.
        shared = _box(site, term, heading, None)
        for entry in term.entries:
            if entry.card.brief:
                continue
            box = _box(site, term, heading, entry) if id(entry) in newest else shared
            boxes[entry.article.path] = box if box.cards else None
    for entry in site.entries:
        if not entry.card.brief:
            article = entry.article
            yield article.path, _article_page(entry, boxes.get(article.path), links)


def _article_page(
    entry: Entry,
    more: Box | None,
    links: LinkResolver,
) -> ArticlePage:
    article, card = entry.article, entry.card
    source = article.source
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
        source=Source(source.name, source.url, source.authors, source.date) if source else None,
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


def _text_pages(site: Site, view: View, links: LinkResolver) -> Iterator[tuple[str, TextPage]]:
    for page in site.content.pages:
        if not is_visible(page, view):
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


def _redirects(
    site: Site, view: View, links: LinkResolver
) -> Iterator[tuple[str, tuple[str | int, ...], RedirectPage]]:
    base = site.config.base
    moved = [(entry.article, entry.card.url) for entry in site.entries]
    moved += [
        (page, base + quoted(text_page_url(page)))
        for page in site.content.pages
        if is_visible(page, view)
    ]
    for article, target in moved:
        if article.aliases and not target:
            message = "a brief without `source: {url: …}` has nowhere for an alias to lead"
            hint = "take the aliases out, or name the source's URL"
            links.findings.append(
                Finding(article.path, "content.alias", message, hint, ("aliases",))
            )
            continue
        for number, alias in enumerate(article.aliases):
            last = alias.rsplit("/", 1)[1]
            url = alias if not last or last.endswith((".html", ".htm")) else alias + "/"
            page = RedirectPage(output_path(url), base + quoted(url), target)
            yield article.path, ("aliases", number), page
