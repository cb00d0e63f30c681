"""The types that reading makes and planning takes: what sources contain, as frozen data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple

from msgspec import Meta, Struct, field

UNDATED = float("-inf")
NEVER = float("inf")
NEWS_SECONDS = 2 * 24 * 3600
"""How long an article is news (Google's news sitemaps cover two days)."""


Prose = Annotated[str, Meta(extra={"prose": True})]
"""A text for readers: nothing of it may be lost as a comment of YAML."""


Calendar = Literal["gregorian", "persian"]
"""The calendars that dates can be shown in; "persian" is CLDR's name of the Solar Hijri one."""


ID_PATTERN = r'^[^\s<>"\\^`{|}]+$'
"""What the `id` of an article is made of: only what an IRI may contain (RFC 3987)."""


Focus = Annotated[
    str,
    Meta(
        pattern="^((top|center|bottom)( (left|center|right))?|left|right)?$",
        extra={"is": "top, bottom, left, right or center, or two such as top left"},
    ),
]
"""What must stay in view where a picture is cropped (CSS `object-position`)."""


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

    src: Annotated[str, Meta(extra_json_schema={"contentMediaType": "image/*"})] = ""
    alt: Prose = ""
    caption: Prose = ""
    credit: Prose = ""
    focus: Focus = ""


class SourceRef(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where an article was first published (schema.org `isBasedOn`).

    `accessed` is the day on which the source was read there.
    """

    name: Prose = ""
    url: str = ""
    authors: tuple[Prose, ...] = ()
    date: str | None = None
    accessed: str | None = None


class Correction(Struct, frozen=True, forbid_unknown_fields=True):
    """What was wrong in an article, and when that was put right (schema.org `correction`).

    `date` is ISO 8601, a day or a moment; `text` is plain.
    """

    date: str
    text: Annotated[Prose, Meta(min_length=1)]


class SourceWarning(Struct, frozen=True, array_like=True):
    """Something doubtful in a content file, which does not keep it from being built.

    Kept with what was read, so that every build says it; the fields are those of a problem.
    """

    message: str
    code: str
    line: int
    column: int
    hint: str
    excerpt: str


class Target(Struct, frozen=True, array_like=True):
    """A link, picture or file that a body names, as it was written, and its place.

    Those of an option of an embed know their column, and may lead out of the site; "file" and
    "data" are theirs alone.
    """

    href: str
    line: int
    kind: Literal["link", "image", "file", "data"] = "link"
    column: int = 0


class EmbedUse(Struct, frozen=True, array_like=True):
    """An embed in a body: its name, its options as plain values, and what they refer to."""

    name: str
    options: dict[str, Any]
    targets: tuple[Target, ...] = ()
    line: int = 0


class Heading(Struct, frozen=True, array_like=True):
    """A heading of a body, for a table of contents: level 1 to 6, anchor id and plain text."""

    level: int
    id: str
    text: str


EMBED_BEGIN, EMBED_END = "\x01", "\x02"
"""Characters around the text of an embed in a body; no source can contain them."""


class Body(Struct, frozen=True, array_like=True):
    """A rendered body, loaded only to render a page.

    `pieces` are runs of HTML; between piece *i* and *i + 1* go the attributes of target *i*,
    to be resolved when the page is rendered, so a body never depends on another article. An embed
    is `EMBED_BEGIN`, the HTML of its text, and `EMBED_END`, which its template's text replaces.
    """

    pieces: tuple[str, ...]


class Article(Struct, frozen=True, array_like=True):
    """One content file, checked: its front matter and what is known of its body.

    `path` is relative to the content folder. Dates are ISO 8601 texts: a day as it was written, a
    moment with an offset (`2014-04-11`, `2014-04-11T10:05:00+04:30`). `day` and `moment` (seconds
    since the epoch) are the date in the site's time zone, "" and minus infinity without one;
    `leaves` is the moment of expiry, or infinity. `id` names the article in feeds, "" if its
    file does not say. `body` is the digest of the stored body, None
    for a brief. `suffix` is the language in the name of its file: `fa` of `gulf.fa.md`.
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
    series: str = ""
    id: str = ""
    corrections: tuple[Correction, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)
    body: bytes | None = None
    targets: tuple[Target, ...] = ()
    anchors: tuple[str, ...] = ()
    toc: tuple[Heading, ...] = ()
    words: int = 0
    warnings: tuple[SourceWarning, ...] = ()
    embeds: tuple[EmbedUse, ...] = ()
    layout: str = ""
    calendar: Calendar | None = None
    featured: bool = False
    translations: dict[str, str] = field(default_factory=dict)
    suffix: str = ""


class EditionNotes(Struct, frozen=True, array_like=True):
    """What an editor decides of an edition.

    `lead` and `left_out` are paths of articles, `order` names sections, and `before` has in how
    many articles of the periods before each topic (a tag's slug) was when the edition closed.
    """

    lead: str = ""
    order: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    before: dict[str, int] = {}


class Profile(Struct, frozen=True, array_like=True):
    """What the site says of a tag, an author or a section (`content/authors/<slug>.md` …).

    An editor's words about a week or a month are one, too: `slug` is `2014-w15`, `name` the title.
    `suffix` is the language in the name of its file, `names` are those in other languages.
    """

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
    warnings: tuple[SourceWarning, ...] = ()
    embeds: tuple[EmbedUse, ...] = ()
    layout: str = ""
    edition: EditionNotes | None = None
    suffix: str = ""
    names: dict[str, str] = {}


def plain_path(record: Article | Profile) -> str:
    """Return the path of a record's file without the language in its name: `iran/gulf.md`."""
    if not record.suffix:
        return record.path
    return f"{record.path[: -len(f'.{record.suffix}.md')]}.md"


def files_and_links(record: Article | Profile) -> Iterator[Target]:
    """Yield the targets of a body and of its embeds, except data files."""
    yield from record.targets
    for embed in record.embeds:
        yield from (target for target in embed.targets if target.kind != "data")


class Raster(Struct, frozen=True, array_like=True):
    """What was found in a raster picture.

    `colour` is its average (`#8a1f1b`), "" if it is transparent. `is_private` says that it has
    metadata that must not be published, `is_small` that it has few bytes.
    """

    colour: str = ""
    is_transparent: bool = False
    has_few_colours: bool = False
    is_private: bool = False
    is_animated: bool = False
    is_small: bool = False


class Asset(Struct, frozen=True, array_like=True):
    """A file that is copied; `path` is relative to its folder, sizes are pixels or 0.

    `fault` is "" or a word of `pictures.FAULTS`: why the file is not what its name says. `raster`
    is None if the file is no raster picture, or the site has no `pictures.sizes`.
    """

    path: str
    digest: bytes
    width: int = 0
    height: int = 0
    fault: str = ""
    raster: Raster | None = None


TermKind = Literal["tag", "author", "section", "series"]
TERM_KINDS: tuple[TermKind, ...] = ("tag", "author", "section", "series")


class Content(NamedTuple):
    """All that was read: articles and briefs, pages, profiles by kind, and copied files.

    `bundled` are the content folder's other files by their path, `static` those of the site's
    and the theme's static folders by their path in the output.
    """

    articles: Sequence[Article]
    pages: Sequence[Article]
    profiles: Mapping[TermKind, Sequence[Profile]]
    bundled: Mapping[str, Asset]
    static: Mapping[str, Asset]
    unread: frozenset[str] = frozenset()
    """Content files with problems of their own: links to them are not broken as well."""
    front: Sequence[Profile] = ()
    """The text of the front page (`content/index.md`); more than one is a problem."""
    editions: Sequence[Profile] = ()
    """What editors say of weeks and months (`content/editions/2014-w15.md`)."""


class View(NamedTuple):
    """What a build shows: the moment it is built for (seconds since the epoch), and whether
    drafts and articles of the future are in."""

    now: float
    drafts: bool = False
    future: bool = False
