"""What templates see: the types that planning makes and rendering takes; frozen, nothing but data.

A page type is the contract of its template: whatever a template may show is an attribute here,
and the docstrings below are the theme writer's manual.
"""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec import Struct

from .model import Heading


class Link(Struct, frozen=True, array_like=True):
    """A name that leads somewhere; `url` is empty where there is nowhere to go."""

    text: str
    url: str = ""


class Image(Struct, frozen=True, array_like=True):
    """A picture ready to show: `url` with the base path, width and height in pixels or 0."""

    url: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    width: int = 0
    height: int = 0


class Source(Struct, frozen=True, array_like=True):
    """Where an article was first published; `url` is empty where it is not known."""

    name: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    date: str | None = None


class Card(Struct, frozen=True, array_like=True):
    """What a list shows of an article or a brief.

    `url` is the article's page; for a brief it is its source, and empty where that is not known.
    `tag` is the first tag. `lang` and `dir` are set only where they differ from the site's.
    """

    title: str
    url: str
    brief: bool
    summary: str
    authors: tuple[Link, ...]
    tag: Link | None
    section: Link
    date: str | None
    image: Image | None = None
    source: str = ""
    lang: str = ""
    dir: str = ""
    draft: bool = False


class Box(Struct, frozen=True, array_like=True):
    """A titled group of cards that leads to a listing ("More from Iran")."""

    title: str
    url: str
    cards: tuple[Card, ...]


class BodyUse(Struct, frozen=True, array_like=True):
    """A stored body and where each of its targets leads on this page.

    `attrs` are ready HTML attributes (`href="/iran/"`), one for each gap between the pieces.
    """

    digest: bytes
    attrs: tuple[str, ...] = ()


class Pagination(Struct, frozen=True, array_like=True):
    """Which page of a listing this is; pages count from 1, `previous` is the newer one."""

    number: int
    total: int
    first: str
    previous: str
    next: str
    last: str


class TermEntry(Struct, frozen=True, array_like=True):
    """A tag, an author or a section in a list of its kind, with the number of its articles."""

    name: str
    url: str
    count: int
    description: str = ""
    avatar: Image | None = None


class TermProfile(Struct, frozen=True, array_like=True):
    """The head of a term's page: who or what it is."""

    name: str
    count: int
    description: str = ""
    avatar: Image | None = None
    links: tuple[Link, ...] = ()
    body: BodyUse | None = None


class Page(Struct, frozen=True, array_like=True, tag=True):
    """Base of all pages: `path` in the output folder, `url` with the base path."""

    template: ClassVar[str]

    path: str
    url: str


class HomePage(Page, frozen=True):
    """The front page and its continuation pages: `cards` newest first, and a box a section.

    `sections` is empty on every page but the first.
    """

    template = "home.html"

    cards: tuple[Card, ...]
    sections: tuple[Box, ...]
    pagination: Pagination
    feed: str


class ArticlePage(Page, frozen=True):
    """An article. `title`, `summary` (dek), `image`, byline, dates, topics, body, and `more`.

    `more` is the "More from <section>" box, None where the section holds nothing else;
    `related` are the articles that the front matter names.
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
    lang: str
    dir: str
    draft: bool
    extra: dict[str, Any]


class ListingPage(Page, frozen=True):
    """A section, tag or author with its articles, newest first.

    `kind` is "section", "tag" or "author"; `title` is what stands at the top of the page
    ("More from Iran"; a tag's or author's name).
    """

    template = "listing.html"

    kind: str
    title: str
    term: TermProfile
    cards: tuple[Card, ...]
    pagination: Pagination
    feed: str


class IndexPage(Page, frozen=True):
    """All tags or all authors, by name. `kind` is "tag" or "author"."""

    template = "index.html"

    kind: str
    terms: tuple[TermEntry, ...]


class TextPage(Page, frozen=True):
    """A page that stands outside the sections (`content/pages/about.md`)."""

    template = "page.html"

    title: str
    summary: str
    image: Image | None
    updated: str | None
    body: BodyUse
    toc: tuple[Heading, ...]
    lang: str
    dir: str
    extra: dict[str, Any]


class NotFoundPage(Page, frozen=True):
    """What a web server answers with for an address that is not there; lists the latest."""

    template = "404.html"

    cards: tuple[Card, ...]


class RedirectPage(Page, frozen=True):
    """An old address that leads to a page; `target` is a URL with the base path."""

    template = "redirect.html"

    target: str


class FeedEntry(Struct, frozen=True, array_like=True):
    """An article or brief in a feed; URLs are absolute, dates RFC 3339 with an offset.

    `published` is empty where the article has no date. `image`, `source` and `truncated` are those
    of the article's page: an entry says what the page says, for many readers see nothing else.
    """

    id: str
    title: str
    url: str
    published: str
    updated: str
    summary: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    body: BodyUse | None
    lang: str = ""
    image: Image | None = None
    source: Source | None = None
    truncated: bool = False


class FeedPage(Page, frozen=True):
    """An Atom feed (RFC 4287) of the newest entries; `about` is the absolute URL of the page."""

    template = "feed.xml"

    title: str
    about: str
    self_url: str
    updated: str
    entries: tuple[FeedEntry, ...]


class SitemapPage(Page, frozen=True):
    """A sitemap (sitemaps.org 0.9): absolute URLs with the day of the last change or None."""

    template = "sitemap.xml"

    entries: tuple[tuple[str, str | None], ...]


class SitemapIndexPage(Page, frozen=True):
    """A sitemap index, where a site is too large for one sitemap of 50,000 URLs."""

    template = "sitemap-index.xml"

    sitemaps: tuple[str, ...]


class RobotsPage(Page, frozen=True):
    """`robots.txt`, which leads to the sitemap."""

    template = "robots.txt"

    sitemap: str


class CopyPage(Page, frozen=True):
    """A file copied as it is: a picture of a bundle, a static file. `source` is its full path."""

    template = ""

    source: str
    digest: bytes


AnyPage = (
    HomePage
    | ArticlePage
    | ListingPage
    | IndexPage
    | TextPage
    | NotFoundPage
    | RedirectPage
    | FeedPage
    | SitemapPage
    | SitemapIndexPage
    | RobotsPage
    | CopyPage
)


class SiteView(Struct, frozen=True):
    """What every template may show of the site, as `site`.

    `base` is the path in front of every URL of the site ("" or "/repo"), `origin` is scheme and
    host; `feed`, `tags` and `authors` are the URLs of the site's feed and of the lists of all tags
    and authors. A page is rendered again only when an attribute that its templates read has
    changed. `data` are the site's data files by name: `site.data.fields` is `data/fields.yml`; a
    page depends only on those that its templates name.
    """

    title: str
    description: str
    origin: str
    base: str
    language: str
    dir: str
    timezone: str
    menu: tuple[Link, ...]
    social: tuple[Link, ...]
    contact: str
    feed: str
    tags: str
    authors: str
    settings: dict[str, Any]
    strings: dict[str, str]
    data: dict[str, Any] = {}
