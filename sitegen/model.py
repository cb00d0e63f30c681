"""The types that the rooms hand to each other; frozen, and nothing but data.

A page type is the contract of its template: whatever a template may show is an attribute here,
and the docstrings below are the theme writer's manual.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from msgspec import Struct, field

UNDATED = float("-inf")
NEVER = float("inf")

# --- what a source holds ------------------------------------------------------------------


class SourceFile(Struct, frozen=True, array_like=True):
    """A file under the content or static folder as the last scan saw it.

    `path` is relative to the site's root with forward slashes; `mtime_ns` and `ctime_ns` are in
    nanoseconds; `digest` is a BLAKE2b of the bytes.
    """

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int
    digest: bytes


class ImageRef(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A picture as its front matter names it; without `src` it is kept but not shown."""

    src: str = ""
    alt: str = ""
    caption: str = ""
    credit: str = ""


class SourceRef(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where an article was first published (schema.org `isBasedOn`)."""

    name: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    date: str | None = None


class Target(Struct, frozen=True, array_like=True):
    """A link or picture in a body that leads into the site, as it was written, and its place."""

    href: str
    line: int
    kind: Literal["link", "image"] = "link"


class Heading(Struct, frozen=True, array_like=True):
    """A heading of a body, for a table of contents: level 1 to 6, anchor id and plain text."""

    level: int
    id: str
    text: str


class Body(Struct, frozen=True, array_like=True):
    """A rendered body, loaded only to render a page.

    `pieces` are runs of HTML; between piece *i* and *i + 1* stands the attributes of target *i*,
    to be resolved when the page is rendered, so a body never depends on another article.
    """

    pieces: tuple[str, ...]


class Article(Struct, frozen=True, array_like=True):
    """One content file, checked: its front matter and what is known of its body.

    `path` is relative to the content folder. Dates are ISO 8601 texts: a day as it was written, a
    moment with an offset (`2014-04-11`, `2014-04-11T10:05:00+04:30`). `day` and `moment` (seconds
    since the epoch) are the date in the site's time zone, "" and minus infinity without one;
    `leaves` is the moment of expiry, or infinity. `body` is the digest of the stored body, None
    for a brief.
    """

    path: str
    title: str
    slug: str
    section: str
    date: str | None = None
    day: str = ""
    moment: float = UNDATED
    updated: str | None = None
    summary: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    section_given: bool = False
    image: ImageRef | None = None
    source: SourceRef | None = None
    truncated: bool = False
    aliases: tuple[str, ...] = ()
    draft: bool = False
    expires: str | None = None
    leaves: float = NEVER
    lang: str = ""
    related: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)
    body: bytes | None = None
    targets: tuple[Target, ...] = ()
    anchors: tuple[str, ...] = ()
    toc: tuple[Heading, ...] = ()
    words: int = 0


class Profile(Struct, frozen=True, array_like=True):
    """What the site says of a tag, an author or a section (`content/authors/<slug>.md` …)."""

    path: str
    slug: str
    name: str
    description: str = ""
    avatar: ImageRef | None = None
    links: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()
    body: bytes | None = None
    targets: tuple[Target, ...] = ()
    anchors: tuple[str, ...] = ()


class Asset(Struct, frozen=True, array_like=True):
    """A file that is copied as it is; `path` is relative to its folder, sizes are pixels or 0."""

    path: str
    digest: bytes
    width: int = 0
    height: int = 0


# --- what templates see -------------------------------------------------------------------


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

    `published` is empty where the article has no date.
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
    changed.
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
