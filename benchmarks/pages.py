"""The pages that every generator must make of a corpus, worked out from the articles alone."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.corpus import Article, slug_of

Terms = dict[str, list[Article]]

PAGE_SIZE = 20
FEED_SIZE = 20
ARTICLE_PATH = re.compile(r"[^/]+/\d{4}/\d\d/[^/]+/index\.html")
MORE_FROM = 4


@dataclass(frozen=True)
class Expected:
    """One output file: its path, the text it must show, and the site's URLs it must link to.

    `entries` is the number of a feed's entries, None for a page.
    """

    path: str
    title: str
    links: frozenset[str]
    entries: int | None = None


def expected_files(articles: Iterable[Article]) -> dict[str, Expected]:
    """Every HTML page and every feed, by path; not the sitemap, robots.txt and static files."""
    newest = sorted(articles, key=lambda article: article.date, reverse=True)
    sections, tags, authors = _group(newest)
    files = [
        *_article_pages(newest, sections),
        *_listing("", "", newest),
        *_terms("", sections),
        *_terms("tags/", tags),
        *_terms("authors/", authors),
        _index("tags/", tags),
        _index("authors/", authors),
        Expected("404.html", "", frozenset()),
    ]
    return {file.path: file for file in files}


def _group(newest: Iterable[Article]) -> tuple[Terms, Terms, Terms]:
    sections: Terms = defaultdict(list)
    tags: Terms = defaultdict(list)
    authors: Terms = defaultdict(list)
    for article in newest:
        sections[article.section].append(article)
        for tag in article.tags:
            tags[tag].append(article)
        for author in article.authors:
            authors[author].append(article)
    return sections, tags, authors


def _article_pages(newest: Iterable[Article], sections: Terms) -> Iterator[Expected]:
    for article in newest:
        latest = sections[article.section][: MORE_FROM + 1]
        others = [other for other in latest if other is not article][:MORE_FROM]
        links = {f"/{article.section}/"}
        for shown in (article, *others):
            links.update(f"/authors/{slug_of(author)}/" for author in shown.authors)
        links.update(f"/tags/{slug_of(tag)}/" for tag in article.tags)
        links.update(f"/tags/{slug_of(other.tags[0])}/" for other in others)
        links.update(other.url for other in others)
        yield Expected(f"{article.url[1:]}index.html", article.title, frozenset(links))


def _terms(folder: str, terms: Terms) -> Iterator[Expected]:
    for name, members in terms.items():
        yield from _listing(f"{folder}{slug_of(name)}/", name, members)


def _listing(folder: str, title: str, members: Sequence[Article]) -> Iterator[Expected]:
    for start in range(0, len(members), PAGE_SIZE):
        place = f"{folder}page/{start // PAGE_SIZE + 1}/" if start else folder
        links = frozenset(article.url for article in members[start : start + PAGE_SIZE])
        yield Expected(f"{place}index.html", title, links)
    newest = members[:FEED_SIZE]
    links = frozenset(article.url for article in newest)
    yield Expected(f"{folder}feed.xml", title, links, entries=len(newest))


def _index(folder: str, terms: Terms) -> Expected:
    links = frozenset(f"/{folder}{slug_of(name)}/" for name in terms)
    return Expected(f"{folder}index.html", "", links)
