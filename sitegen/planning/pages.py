"""Planning the pages: every output of a site, with everything that it may show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from itertools import chain
from typing import NamedTuple

from ..pagetypes import (
    AnyPage,
    CopyPage,
    Link,
    NotFoundPage,
    RedirectPage,
    RobotsPage,
)
from .articles import article_pages, text_pages
from .claims import Claims
from .dates import date_findings
from .feeds import feed_pages, sitemap_pages
from .findings import Finding
from .images import faulty_files
from .links import LinkResolver, text_page_url
from .listings import by_name, home_pages, index_page, listing_pages
from .site import Site, Term, View, is_visible
from .urls import output_path, quoted


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
    findings = [
        *site.findings,
        *_faulty_static(site, folders),
        *claims.findings(),
        *links.broken(claims.pages),
    ]
    findings.extend(site.images.findings)
    everything = (*site.content.articles, *site.content.pages)
    findings.extend(date_findings(everything, view, site.config.file.timezone))
    return Plan(claims.pages, list(dict.fromkeys(findings)), menu_of(site), claims.owners)


def _faulty_static(site: Site, folders: Mapping[str, str]) -> Iterator[Finding]:
    for path, asset in site.content.static.items():
        if asset.fault:
            yield from faulty_files({path: asset}, folders[path])


def plan_texts(site: Site, view: View, only: Set[str]) -> dict[str, AnyPage]:
    """Plan the pages that show the bodies of the articles of these paths, and no others."""
    links = LinkResolver(site)
    pages: Iterator[tuple[str, AnyPage]] = chain(
        article_pages(site, links, only),
        text_pages(site, view, links, only),
        feed_pages(site, links, only),
    )
    return {page.path: page for _, page in pages}


def menu_of(site: Site) -> tuple[Link, ...]:
    """Give the menu of `site.yml`, or the sections by name where it sets none."""
    if site.config.menu:
        return site.config.menu
    terms = sorted(site.sections.values(), key=by_name)
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
        yield source, CopyPage(output, _url(base, output), source, asset.digest)
    yield from (("the front page", page) for page in home_pages(site))
    for terms in (site.sections, site.tags, site.authors):
        for term in terms.values():
            for listing in listing_pages(site, term, links):
                yield _owner(term), listing
    for kind, terms in (("tag", site.tags), ("author", site.authors)):
        index = index_page(site, kind, terms.values())
        yield f"the list of all {kind}s", index
    yield from article_pages(site, links)
    yield from text_pages(site, view, links)
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
    return term.entries[-1].article.path


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
