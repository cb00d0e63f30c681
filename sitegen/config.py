"""site.yml: its one declaration, finding it, and checking it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from . import yamldoc
from .errors import Problem, UsageError
from .frontmatter import LANGUAGE_PATTERN, LANGUAGE_WORDS
from .model import Link
from .slugs import SlugStyle

FILE_NAME = "site.yml"
CACHE_FOLDER = ".sitegen"
RTL_LANGUAGES = frozenset("ar arc ckb dv fa glk he ks lrc mzn nqo ps sd syr ug ur yi".split())
RTL_SCRIPTS = frozenset("adlm arab hebr mand mend nkoo rohg samr syrc thaa".split())
RESERVED_SECTIONS = frozenset({"tags", "authors", "page", "pages", "sections"})


class MenuItem(Struct, frozen=True, forbid_unknown_fields=True):
    """A link in the menu or among the social links; `url` may begin with "/"."""

    title: str
    url: str


class MoreFrom(Struct, frozen=True, forbid_unknown_fields=True):
    """The box at the end of an article: how many cards, and its title."""

    count: Annotated[int, Meta(ge=0, le=50)] = 4
    title: str = "More from {section}"


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


class FeedSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How many entries a feed carries."""

    count: Annotated[int, Meta(ge=1, le=500)] = 20


class SiteFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of `site.yml`."""

    title: Annotated[str, Meta(min_length=1, description="The digest's name.")]
    description: Annotated[str, Meta(description="One sentence about it.")] = ""
    base_url: Annotated[str, Meta(description="Where it is published, with its path: https://user.github.io/repo/")] = ""  # fmt: skip  # noqa: E501
    language: Annotated[str, Meta(description="BCP 47: en, fa, az …", pattern=LANGUAGE_PATTERN, extra=LANGUAGE_WORDS)] = "en"  # fmt: skip  # noqa: E501
    direction: Annotated[str, Meta(description="ltr or rtl; the language's own by default.", pattern="^(ltr|rtl)$", extra={"is": "ltr or rtl"})] = ""  # fmt: skip  # noqa: E501
    timezone: Annotated[str, Meta(description="IANA name, for dates without an offset.")] = "UTC"
    menu: Annotated[tuple[MenuItem, ...], Meta(description="The sections by default.")] = ()
    social: Annotated[tuple[MenuItem, ...], Meta(description="Links to profiles elsewhere.")] = ()
    contact: Annotated[str, Meta(description="A mail address for readers.")] = ""
    theme: ThemeChoice = ThemeChoice()
    permalinks: Permalinks = Permalinks()
    page_size: Annotated[int, Meta(ge=1, le=1000, description="Cards on a page of a list.")] = 20
    more_from: MoreFrom = MoreFrom()
    feed: FeedSettings = FeedSettings()
    markdown: MarkdownSettings = MarkdownSettings()
    slugs: Annotated[SlugStyle, Meta(description="ascii transliterates, unicode keeps letters.")] = "ascii"  # fmt: skip  # noqa: E501
    output: Annotated[str, Meta(description="The folder that a build writes.")] = "public"
    content: Annotated[str, Meta(description="The folder of the articles.")] = "content"
    cname: Annotated[str, Meta(description="The custom domain of a GitHub Pages branch.")] = ""
    edit: Annotated[str, Meta(description="URL that opens a source in your editor: vscode://file/{path}")] = ""  # fmt: skip  # noqa: E501


class Config(Struct, frozen=True):
    """A checked `site.yml` and what follows from it; `root` is the folder that it stands in."""

    root: str
    file: SiteFile
    origin: str
    base: str
    direction: str

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
        """The folder of the memos; safe to delete at any time."""
        return Path(self.root, CACHE_FOLDER)

    @property
    def menu(self) -> tuple[Link, ...]:
        """The menu with the base path in front of the site's own URLs; empty if none is set."""
        return tuple(Link(item.title, self.href(item.url)) for item in self.file.menu)

    def href(self, url: str) -> str:
        """Put the base path in front of a URL of the site; leave other URLs as they are."""
        return self.base + url if url.startswith("/") and not url.startswith("//") else url


def direction_of(language: str) -> str:
    """Tell the direction of a BCP 47 language tag, "ltr" or "rtl", by its script or language."""
    primary, *rest = language.lower().split("-")
    scripts = [part for part in rest if len(part) == 4 and part.isalpha()]
    rtl = scripts[0] in RTL_SCRIPTS if scripts else primary in RTL_LANGUAGES
    return "rtl" if rtl else "ltr"


def find_site(start: Path) -> Path:
    """Walk up from a folder to the one that holds `site.yml`; UsageError if there is none."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / FILE_NAME).is_file():
            return folder
    raise UsageError(
        Problem(
            path=str(start),
            code="config.missing",
            message=f"no {FILE_NAME} here or in a folder above",
            hint="go to your site's folder, or make a new site: sitegen new site my-digest",
        )
    )


def load_config(root: Path, base_url: str | None = None) -> Config:
    """Read and check `root/site.yml`; `base_url` takes the place of the one in the file.

    Raises UsageError with every problem of the file.
    """
    path = root / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        find_site(root)
        raise
    except (OSError, UnicodeDecodeError) as error:
        hint = "save it as UTF-8 text"
        raise UsageError(
            Problem(FILE_NAME, f"cannot be read: {error}", "config.unreadable", hint=hint)
        ) from None
    source = yamldoc.Source(FILE_NAME, text)
    node, problems = yamldoc.compose(source)
    values: dict[str, Any] = {}
    if node is not None:
        values, problems = yamldoc.convert(node, SiteFile, source)
    elif not problems:
        problems = [Problem(FILE_NAME, "`title` is missing", "yaml.missing-key", line=1)]
    if problems:
        raise UsageError(problems)
    file = SiteFile(**values)
    if base_url is not None:
        file = msgspec.structs.replace(file, base_url=base_url)
    problems = [_located(source, keys, message, hint) for keys, message, hint in _doubts(file)]
    if problems:
        raise UsageError(problems)
    return _config(root, file)


def _config(root: Path, file: SiteFile) -> Config:
    parts = urlsplit(file.base_url or "http://localhost:8000/")
    host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
    origin = f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")
    return Config(
        root=str(root),
        file=file,
        origin=origin,
        base=parts.path.rstrip("/"),
        direction=file.direction or direction_of(file.language),
    )


def _located(
    source: yamldoc.Source, keys: tuple[str | int, ...], message: str, hint: str
) -> Problem:
    return source.problem(yamldoc.place(source, *keys), message, "config.value", hint)


def _doubts(file: SiteFile) -> list[tuple[tuple[str | int, ...], str, str]]:
    """Find what the declaration cannot say: URLs, time zone, placeholders, folders."""
    found: list[tuple[tuple[str | int, ...], str, str]] = []
    if file.base_url and not _is_web_address(file.base_url):
        hint = "write it with scheme, host and path: https://user.github.io/repo/"
        found.append((("base_url",), f"“{file.base_url}” is not a web address", hint))
    if not _is_timezone(file.timezone):
        hint = "use an IANA name such as Asia/Baku, Europe/London or UTC"
        found.append((("timezone",), f"no time zone is called “{file.timezone}”", hint))
    for keys, pattern, known in (
        (("permalinks", "article"), file.permalinks.article, _PERMALINK_WORDS),
        (("more_from", "title"), file.more_from.title, {"section": "Iran"}),
    ):
        try:
            pattern.format(**known)
        except (KeyError, IndexError, ValueError, AttributeError):
            hint = "known placeholders: " + ", ".join(f"{{{word}}}" for word in known)
            found.append((keys, f"“{pattern}” has a placeholder that is not known", hint))
    for name in ("menu", "social"):
        for number, item in enumerate(getattr(file, name)):
            if not _is_safe_link(item.url):
                hint = "begin with /, https:// or mailto:"
                found.append(((name, number, "url"), f"“{item.url}” is not a link", hint))
    for name in ("output", "content"):
        value = getattr(file, name)
        if _leaves(value):
            hint = "name a folder inside the site, such as " + SiteFile("x").__getattribute__(name)
            found.append(((name,), f"`{name}` leads out of the site: “{value}”", hint))
    if not found and _overlap(file.output, file.content):
        hint = "keep what you write and what sitegen writes apart"
        found.append((("output",), "`output` and `content` lie in each other", hint))
    return found


_PERMALINK_WORDS = dict.fromkeys(("section", "year", "month", "day", "date", "slug"), "x")


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and not parts.query
            and not parts.fragment
            and "@" not in parts.netloc
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        return False


def _is_timezone(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _is_safe_link(url: str) -> bool:
    return url.startswith(("/", "#", "https://", "http://", "mailto:", "tel:"))


def _leaves(folder: str) -> bool:
    path = Path(folder)
    clean = [part for part in path.parts if part != "."]
    return path.is_absolute() or ".." in clean or not clean or clean[0] in (CACHE_FOLDER, ".git")


def _overlap(one: str, other: str) -> bool:
    a, b = Path(one), Path(other)
    return a == b or a in b.parents or b in a.parents
