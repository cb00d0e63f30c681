"""What templates see: the types that planning makes and rendering takes; frozen, nothing but data.

A page type is the contract of its template: whatever a template may show is an attribute here,
and the docstrings below are the theme writer's manual.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any, ClassVar

from msgspec import Struct

from .model import Correction


class Link(Struct, frozen=True, array_like=True):
    """A name that leads somewhere; `url` is empty if there is nowhere to go."""

    text: str
    url: str = ""


class Renditions(Struct, frozen=True, array_like=True):
    """A picture in other sizes and formats.

    `colour` is shown until it is there (`#8a1f1b` or ""); `sources` are a media type and a
    `srcset` each, the best format first.
    """

    colour: str
    sources: tuple[tuple[str, str], ...]


class Image(Struct, frozen=True, array_like=True):
    """A picture ready to show: `url` with the base path, width and height in pixels or 0.

    `renditions` are for the filter `sized`, as is `focus`: what must stay in view where the
    picture is cropped ("top", "bottom right").
    """

    url: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    width: int = 0
    height: int = 0
    renditions: Renditions | None = None
    focus: str = ""


class Icon(Struct, frozen=True, array_like=True):
    """A square icon of the site: `type` is a media type, `width` pixels, or 0 for a drawing."""

    url: str
    type: str
    width: int = 0

    @property
    def sizes(self) -> str:
        """What `sizes` of a link or a web manifest says."""
        return f"{self.width}x{self.width}" if self.width else "any"


class Source(Struct, frozen=True, array_like=True):
    """Where an article was first published; `url` is empty if it is not known."""

    name: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    date: str | None = None


class Card(Struct, frozen=True, array_like=True):
    """What a list shows of an article or a brief.

    `url` is the article's page; for a brief it is its source, and empty if that is not known.
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


class Front(Struct, frozen=True, array_like=True):
    """The top of the front page: its articles by their place, each once.

    `seconds` are beside the lead; `pair` is a row of two that both have pictures, or of up to two
    that are shown without; `rest` are the others. `date` is that of the newest article, `topics`
    are the most used tags, `week` leads to the newest edition.
    """

    lead: Card | None
    seconds: tuple[Card, ...]
    pair: tuple[Card, ...]
    rest: tuple[Card, ...]
    briefs: tuple[Card, ...]
    topics: tuple[TermEntry, ...] = ()
    date: str | None = None
    week: WeekLink | None = None


class Version(Struct, frozen=True, array_like=True):
    """A text in one of the languages that it is there in: a BCP 47 code, and the page's URL."""

    lang: str
    url: str


def language_folder(path: str, folders: Container[str]) -> str:
    """Return the folder of the language that an output path is in, "" for the site's own."""
    folder = path.partition("/")[0]
    return folder if folder in folders else ""


class Embed(Struct, frozen=True, array_like=True):
    """An embed of a body: its options with what they refer to; `plain` is its form for feeds."""

    name: str
    values: dict[str, Any]
    plain: bool = False


class BodyUse(Struct, frozen=True, array_like=True):
    """A stored body, and where each of its targets leads on this page.

    `attrs` are ready HTML attributes (`href="/iran/"`), one for each gap between the pieces;
    `embeds` are those of the body in their order. `renditions` are those of the pictures among
    the targets, one for each target, or none at all.
    """

    digest: bytes
    attrs: tuple[str, ...] = ()
    embeds: tuple[Embed, ...] = ()
    renditions: tuple[Renditions | None, ...] = ()


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


class TermGroup(Struct, frozen=True, array_like=True):
    """Terms in a list of their kind that are filed under a letter, "" in a short list."""

    letter: str
    terms: tuple[TermEntry, ...]


class Sparkline(Struct, frozen=True, array_like=True):
    """How many articles a term had over time: a number for each `unit`, "month" or "year".

    `first` and `last` are the days of its first and its last article.
    """

    unit: str
    first: str
    last: str
    counts: tuple[int, ...]


class WeekLink(Struct, frozen=True, array_like=True):
    """The newest week as the front page leads to it; `closed` if it is over."""

    title: str
    url: str
    closed: bool
    summary: str
    articles: int
    briefs: int
    topics: tuple[Link, ...]


class Writer(Struct, frozen=True, array_like=True):
    """An author as the foot of an article presents them."""

    name: str
    url: str
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


class _Shared(Struct, frozen=True, array_like=True, kw_only=True):
    share_image: Image | None = None


class Page(_Shared, frozen=True, tag=True):
    """Base of all pages: `path` in the output folder, `url` with the base path.

    `share_image` is the picture that networks show beside a link to the page; it is planned last.
    """

    template: ClassVar[str]

    path: str
    url: str

    @property
    def rendered_with(self) -> str:
        """The template that renders the page: that of its `layout`, or of its kind."""
        layout = getattr(self, "layout", "")
        return f"layouts/{layout}.html" if layout else self.template


class FeedLink(Struct, frozen=True, array_like=True):
    """A feed: its title, URL, media type, and the name of its format ("Atom")."""

    title: str
    url: str
    type: str
    format: str


class SeriesPlace(Struct, frozen=True, array_like=True):
    """The place of an article in a story line: `number` of `total`, and its neighbours in it."""

    name: str
    url: str
    number: int
    total: int
    previous: Card | None = None
    next: Card | None = None


class Topic(Struct, frozen=True, array_like=True):
    """A tag of an edition: in how many of its articles it is, and in how many of the four weeks or
    months before, None if that is not known."""

    name: str
    url: str
    count: int
    before: int | None = None


class Edition(Struct, frozen=True, array_like=True):
    """A week or a month: its articles by section, its briefs, its topics and its numbers.

    `kind` is "week" or "month", `name` is `2014-w15` or `2014-04`; `first` and `last` are its days.
    `title`, `summary` and `body` are the editor's, the title has a default. `lead` is not among the
    cards of its section. An edition that is not `closed` is of a period that goes on.
    """

    kind: str
    name: str
    first: str
    last: str
    title: str
    summary: str
    body: BodyUse | None
    lead: Card | None
    sections: tuple[Box, ...]
    briefs: tuple[Card, ...]
    topics: tuple[Topic, ...]
    articles: int
    closed: bool


class FeedEntry(Struct, frozen=True, array_like=True):
    """An article, a brief or an edition in a feed; URLs are absolute, dates RFC 3339.

    `published` is empty if the article has no date, `updated` where nothing has one. `body` is
    None for a brief, and where feeds contain summaries. `image`, `source` and `truncated` are those
    of the article's page: an entry says what the page says, for many readers see nothing else.
    An entry with an `edition` is one of a whole week or month. `translations` are the text in other
    languages, without its own.
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
    brief: bool = False
    dir: str = ""
    corrections: tuple[Correction, ...] = ()
    calendar: str = ""
    edition: Edition | None = None
    translations: tuple[Version, ...] = ()


class SiteView(Struct, frozen=True):
    """What every template may show of the site, as `site`; in several languages each has its own.

    `base` is the path in front of every URL of the site ("" or "/repo"), with the prefix of another
    language than the site's own ("/repo/fa"); `root` is that without the prefix. `languages` are
    the front pages in all languages, its own first; none in a site of one. `origin` is scheme and
    host; `feeds` are the site's own, `feed` is the URL of the first, `follow` that of the page of
    all feeds, `manifest` that of the web manifest, `search` that of the search page, `weeks` and
    `months` are those of the lists of editions, `archive` is that of the archive, `series` that of
    the list of all story lines (each "" if there is none); `icons` are those made of
    `pictures.icon`; `tags` and `authors`
    are the URLs of the lists of all tags and authors; `calendar` is what dates are shown in,
    `gregorian` or `persian`. A page is rendered again only when an attribute that its templates
    read has changed. `data` are the site's data files by name: `site.data.fields` is
    `data/fields.yml`; a page depends only on those that its templates name.
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
    strings: dict[str, str | dict[str, str]]
    data: dict[str, Any] = {}
    feeds: tuple[FeedLink, ...] = ()
    follow: str = ""
    manifest: str = ""
    calendar: str = "gregorian"
    weeks: str = ""
    months: str = ""
    archive: str = ""
    search: str = ""
    root: str = ""
    languages: tuple[Version, ...] = ()
    icons: tuple[Icon, ...] = ()
    series: str = ""
