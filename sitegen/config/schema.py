"""The keys of `site.yml`, and what follows from their values."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from ..formats.names import SlugStyle
from ..formats.paths import Bounds
from ..model import Calendar, Prose
from ..pages import Link

LANGUAGE_PATTERN = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
LANGUAGE_WORDS = {"is": "a language's code such as en, fa or az"}

FILE_NAME = "site.yml"
CACHE_FOLDER = ".sitegen"
RTL_LANGUAGES = frozenset("ar arc ckb dv fa glk he ks lrc mzn nqo ps sd syr ug ur yi".split())
RTL_SCRIPTS = frozenset("adlm arab hebr mand mend nkoo rohg samr syrc thaa".split())


AUTHORITY_PATTERN = (
    r"^([A-Za-z0-9._+-]+@)?([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?"
    r",\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
)
"""An authority of tag URIs (RFC 4151, 2.1): a domain or a mail address, and a date."""


class MenuItem(Struct, frozen=True, forbid_unknown_fields=True):
    """A link in the menu or among the social links; `url` may begin with "/"."""

    title: Prose
    url: str


class MoreFrom(Struct, frozen=True, forbid_unknown_fields=True):
    """The box at the end of an article: how many cards, and its title; "" is the theme's words."""

    count: Annotated[int, Meta(ge=0, le=50)] = 4
    title: Prose = ""


class FrontBlock(Struct, frozen=True, forbid_unknown_fields=True):
    """A section's block on the front page; with a `count` of 0 as long as "More from" boxes."""

    section: Annotated[Prose, Meta(min_length=1, description="The section's name.")]
    count: Annotated[int, Meta(ge=0, le=50)] = 0


class FrontSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What is on the front page, and how much of it."""

    seconds: Annotated[int, Meta(ge=0, le=12, description="Articles beside the lead.")] = 4
    pinned: Annotated[tuple[str, ...], Meta(description="Articles that stay at the top: their paths in the content folder.")] = ()  # fmt: skip  # noqa: E501
    sections: Annotated[tuple[FrontBlock, ...] | None, Meta(description="The blocks of sections in their order: `[{section, count}]`; `[]` for none. All by default.")] = None  # fmt: skip  # noqa: E501
    briefs: Annotated[Annotated[int, Meta(ge=0)] | None, Meta(description="How many briefs at most; all of the newest by default.")] = None  # fmt: skip  # noqa: E501
    week: Annotated[bool, Meta(description="What the newest week has, where weeks have pages.")] = True  # fmt: skip  # noqa: E501
    topics: Annotated[int, Meta(ge=0, le=50, description="How many of the most used topics.")] = 10
    date: Annotated[bool, Meta(description="The day of the newest article under the title.")] = True


class TopicSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What the pages of topics, authors and sections say beside their lists."""

    letters: Annotated[int, Meta(ge=0, description="A list of more topics or authors is grouped by letters; 0 for never.")] = 60  # fmt: skip  # noqa: E501
    together: Annotated[int, Meta(ge=0, le=50, description="How many topics that are often together with a topic.")] = 8  # fmt: skip  # noqa: E501
    sparkline: Annotated[bool, Meta(description="A small chart of articles over time.")] = True


class ThemeChoice(Struct, frozen=True, forbid_unknown_fields=True):
    """Which theme, and what the site sets differently in it."""

    name: Annotated[
        str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", extra={"is": "a theme's name"})
    ] = "default"
    settings: dict[str, Any] = {}


class Permalinks(Struct, frozen=True, forbid_unknown_fields=True):
    """URL patterns. `article` knows {section}, {year}, {month}, {day}, {slug}, {date}.

    `tags` and `authors` are the folders of the two taxonomies.
    """

    article: Annotated[str, Meta(pattern=r"^/.*\{slug\}.*/$", extra={"is": "a path with {slug} in it, such as /{section}/{slug}/"})] = "/{section}/{year}/{month}/{slug}/"  # fmt: skip  # noqa: E501
    tags: Annotated[str, Meta(pattern=r"^/([^/{}]+/)+$", extra={"is": "a folder such as /tags/"})] = "/tags/"  # fmt: skip  # noqa: E501
    authors: Annotated[str, Meta(pattern=r"^/([^/{}]+/)+$", extra={"is": "a folder such as /authors/"})] = "/authors/"  # fmt: skip  # noqa: E501


class MarkdownSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How bodies are read: `smart` turns straight quotes and dashes into typographic ones."""

    smart: bool = False


FeedOwner = Literal["site", "sections", "tags", "authors", "editions"]
"""What has feeds."""

FOLLOW_PATH = "/follow/"
"""The URL path of the page of all feeds."""


SEARCH_PATH = "/search/"
"""The URL path of the search page; its script and its index are below it."""


class FeedSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Feeds: whose ids they carry, which there are, and what is in them.

    `atom`, `rss` and `json` name what has a feed of that format.
    """

    authority: Annotated[str, Meta(description="What the ids of entries begin with: a domain or mail address of yours and a year in which you had it. Never change it.", pattern=AUTHORITY_PATTERN, extra={"is": "a domain and a year, such as example.org,2026"})] = ""  # fmt: skip  # noqa: E501
    count: Annotated[int, Meta(ge=1, le=500)] = 20
    atom: tuple[FeedOwner, ...] = ("site", "sections", "tags", "authors", "editions")
    rss: tuple[FeedOwner, ...] = ("site", "sections", "editions")
    json: tuple[FeedOwner, ...] = ("site", "sections", "editions")
    text: Annotated[Literal["full", "summary"], Meta(description="Whole articles, or their summaries.")] = "full"  # fmt: skip  # noqa: E501
    follow: Annotated[bool, Meta(description="A page of all feeds.")] = True
    style: Annotated[bool, Meta(description="A style sheet for feeds in a browser.")] = True

    @property
    def is_on(self) -> bool:
        """True if the site has any feed."""
        return bool(self.atom or self.rss or self.json)


class EditionSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Editions: which there are, and how many articles and briefs one has at least."""

    weeks: Annotated[bool, Meta(description="A page of each week.")] = True
    months: Annotated[bool, Meta(description="A page of each month.")] = False
    minimum: Annotated[int, Meta(ge=1, le=1000, description="Articles and briefs of an edition, at least.")] = 3  # fmt: skip  # noqa: E501
    topics: Annotated[int, Meta(ge=0, le=50, description="How many topics an edition lists.")] = 8


class PictureSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How pictures are published."""

    sizes: Annotated[bool, Meta(description="Also in smaller sizes, as AVIF and WebP, and without the place and camera in their metadata (needs the extra `images`).")] = False  # fmt: skip  # noqa: E501
    share_images: Annotated[bool, Meta(description="A picture of 1200 × 630 on every page for networks to show beside links: the page's own, or its title drawn (needs the extra `images`).")] = False  # fmt: skip  # noqa: E501
    icon: Annotated[str, Meta(description="A picture of the static folder, such as favicon.svg, that icons for phones are made of (needs the extra `images`).")] = ""  # fmt: skip  # noqa: E501
    credit: Annotated[bool, Meta(description="Whether `sitegen check` names pictures without a credit.")] = False  # fmt: skip  # noqa: E501


class RobotsRule(Struct, frozen=True, forbid_unknown_fields=True):
    """What a robot may not read (RFC 9309): its name, and the beginnings of paths."""

    agent: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_*./-]+$", extra={"is": "a robot's name such as GPTBot, or *"})] = "*"  # fmt: skip  # noqa: E501
    disallow: tuple[Annotated[str, Meta(pattern=r"^/\S*$", extra={"is": "the beginning of a path such as /drafts/"})], ...] = ()  # fmt: skip  # noqa: E501


class SharingSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What search engines, networks and phones are told."""

    canonical: Annotated[Literal["own", "source"], Meta(description="The address that search engines keep of an article with a source: its own, or the source's.")] = "own"  # fmt: skip  # noqa: E501
    republished: Annotated[Literal["index", "noindex"], Meta(description="Whether search engines list articles that are published in full elsewhere.")] = "index"  # fmt: skip  # noqa: E501
    news_sitemap: Annotated[bool, Meta(description="A sitemap of the last two days for news search.")] = True  # fmt: skip  # noqa: E501
    manifest: Annotated[bool, Meta(description="A web manifest: name and icon for phones.")] = True
    robots: Annotated[tuple[RobotsRule, ...], Meta(description="What robots may not read.")] = ()


class LanguageSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What a site has of its own in one of its languages; what is not set is the site's.

    But for the site's own language, nothing that is written for its readers is taken over:
    description, menu, calendar, title of "More from", pinned articles.
    """

    title: Annotated[Prose, Meta(description="The digest's name.")] = ""
    description: Annotated[Prose | None, Meta(description="One sentence about it.")] = None
    direction: Annotated[str, Meta(description="ltr or rtl; the language's own by default.", pattern="^(ltr|rtl)$", extra={"is": "ltr or rtl"})] = ""  # fmt: skip  # noqa: E501
    calendar: Annotated[Calendar | None, Meta(description="What dates are shown in.")] = None
    menu: Annotated[tuple[MenuItem, ...] | None, Meta(description="The sections by default.")] = None  # fmt: skip  # noqa: E501
    social: Annotated[tuple[MenuItem, ...] | None, Meta(description="Links to profiles elsewhere.")] = None  # fmt: skip  # noqa: E501
    contact: Annotated[str | None, Meta(description="A mail address for readers.")] = None
    more_from: MoreFrom | None = None
    front: FrontSettings | None = None
    settings: Annotated[dict[str, Any], Meta(description="Settings of the theme.")] = {}


Languages = dict[Annotated[str, Meta(pattern=LANGUAGE_PATTERN, extra=LANGUAGE_WORDS)], LanguageSettings]  # fmt: skip  # noqa: E501


class SiteFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of `site.yml`."""

    title: Annotated[Prose, Meta(min_length=1, description="The digest's name.")]
    description: Annotated[Prose, Meta(description="One sentence about it.")] = ""
    base_url: Annotated[str, Meta(description="Where it is published, with its path: https://user.github.io/repo/")] = ""  # fmt: skip  # noqa: E501
    language: Annotated[str, Meta(description="BCP 47: en, fa, az …", pattern=LANGUAGE_PATTERN, extra=LANGUAGE_WORDS)] = "en"  # fmt: skip  # noqa: E501
    direction: Annotated[str, Meta(description="ltr or rtl; the language's own by default.", pattern="^(ltr|rtl)$", extra={"is": "ltr or rtl"})] = ""  # fmt: skip  # noqa: E501
    languages: Annotated[Languages, Meta(description="All languages of the site, its own included, each with what it has of its own: `{en: {}, fa: {title: …, menu: …}}`.", extra={"is": "a group of settings for each language, such as {en: {}, fa: {title: …}}"})] = {}  # fmt: skip  # noqa: E501
    timezone: Annotated[str, Meta(description="IANA name, for dates without an offset.")] = "UTC"
    calendar: Annotated[Calendar, Meta(description="What dates are shown in: gregorian, or persian (Solar Hijri).")] = "gregorian"  # fmt: skip  # noqa: E501
    menu: Annotated[tuple[MenuItem, ...], Meta(description="The sections by default.")] = ()
    social: Annotated[tuple[MenuItem, ...], Meta(description="Links to profiles elsewhere.")] = ()
    contact: Annotated[str, Meta(description="A mail address for readers.")] = ""
    theme: ThemeChoice = ThemeChoice()
    permalinks: Permalinks = Permalinks()
    page_size: Annotated[int, Meta(ge=1, le=1000, description="Cards on a page of a list.")] = 20
    more_from: MoreFrom = MoreFrom()
    related: Annotated[int, Meta(ge=0, le=12, description="Related articles of an article, by shared topics; 0 for those alone that it names.")] = 4  # fmt: skip  # noqa: E501
    neighbours: Annotated[bool, Meta(description="Links from an article to the ones before and after it in its section.")] = True  # fmt: skip  # noqa: E501
    topics: TopicSettings = TopicSettings()
    front: FrontSettings = FrontSettings()
    sharing: SharingSettings = SharingSettings()
    feed: FeedSettings = FeedSettings()
    editions: EditionSettings = EditionSettings()
    series: Annotated[bool, Meta(description="Pages of story lines.")] = True
    archive: Annotated[bool, Meta(description="A page of each year and month, once the list of all articles is longer than a page.")] = True  # fmt: skip  # noqa: E501
    search: Annotated[bool, Meta(description="A search in the reader's browser; needs the extra search.")] = False  # fmt: skip  # noqa: E501
    search_text: Annotated[Literal["full", "summary"], Meta(description="What is searched: whole articles, or titles, summaries, topics and authors.")] = "full"  # fmt: skip  # noqa: E501
    markdown: MarkdownSettings = MarkdownSettings()
    pictures: PictureSettings = PictureSettings()
    extensions: Annotated[tuple[str, ...], Meta(description="Python modules of the site's own, such as extensions/digest.py.")] = ()  # fmt: skip  # noqa: E501
    slugs: Annotated[SlugStyle, Meta(description="ascii transliterates, unicode keeps letters.")] = "ascii"  # fmt: skip  # noqa: E501
    output: Annotated[str, Meta(description="The folder that a build writes.")] = "public"
    content: Annotated[str, Meta(description="The folder of the articles.")] = "content"
    follow_links: Annotated[tuple[str, ...], Meta(description="Folders and files outside the site that symbolic links may lead to.")] = ()  # fmt: skip  # noqa: E501
    cname: Annotated[str, Meta(description="The custom domain of a GitHub Pages branch.")] = ""
    edit: Annotated[str, Meta(description="URL that opens a source in your editor: vscode://file/{path}")] = ""  # fmt: skip  # noqa: E501


class Config(Struct, frozen=True):
    """A checked `site.yml` and what follows from it; `root` is its folder.

    `base` is the path in front of the addresses of its pages. The settings of another language than
    the site's own (`languages_of`) are those of a site below the first: `prefix` is then the end of
    its `base` ("/fa"), else "". `main_language` is the site's own.
    """

    root: str
    file: SiteFile
    origin: str
    base: str
    direction: str
    prefix: str = ""
    main_language: str = ""

    @property
    def site_base(self) -> str:
        """The path in front of all URLs of the site, of whatever language."""
        return self.base.removesuffix(self.prefix)

    @property
    def content(self) -> Path:
        """The folder of the articles."""
        return Path(self.root, self.file.content)

    @property
    def output(self) -> Path:
        """The folder that a build writes."""
        return Path(self.root, self.file.output)

    @property
    def cache(self) -> Path:
        """The folder of the cache; safe to delete at any time."""
        return Path(self.root, CACHE_FOLDER)

    @property
    def bounds(self) -> Bounds:
        """Where the symbolic links of the site may lead."""
        root = os.path.realpath(self.root)
        named = [os.path.realpath(os.path.join(root, name)) for name in self.file.follow_links]
        return Bounds(
            root=root,
            # A content folder may have a hidden name; it is named in site.yml.
            homes=(
                root,
                os.path.join(root, os.path.normpath(self.file.content)),
                os.path.realpath(builtin_themes()),
                *named,
            ),
            written=(os.path.realpath(self.output), os.path.realpath(self.cache)),
        )

    @property
    def menu(self) -> tuple[Link, ...]:
        """The menu with the base path in front of the site's own URLs; empty if none is set."""
        return tuple(Link(item.title, self.href(item.url)) for item in self.file.menu)

    def href(self, url: str) -> str:
        """Put the base path in front of a URL of the site; leave other URLs as they are."""
        return self.site_base + url if url.startswith("/") and not url.startswith("//") else url


def direction_of(language: str) -> str:
    """Return the direction of a BCP 47 language tag, "ltr" or "rtl", by its script or language."""
    primary, *rest = language.lower().split("-")
    scripts = [part for part in rest if len(part) == 4 and part.isalpha()]
    rtl = scripts[0] in RTL_SCRIPTS if scripts else primary in RTL_LANGUAGES
    return "rtl" if rtl else "ltr"


def builtin_themes() -> Path:
    """Return the folder of the themes that come with sitegen (in a wheel, or in a checkout)."""
    package = Path(__file__).parent.parent
    packed = package / "themes"
    return packed if packed.is_dir() else package.parent / "themes"
