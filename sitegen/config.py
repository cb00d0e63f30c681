"""site.yml: its one declaration, finding it, and checking it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, unquote, urlsplit

import msgspec
from msgspec import Meta, Struct

from . import yamldoc
from .config_check import ADDRESS_HINT, doubts, is_web_address
from .frontmatter import LANGUAGE_PATTERN, LANGUAGE_WORDS
from .model import Prose
from .pages import Link
from .problems import Problem, UsageError, not_utf8
from .slugs import SlugStyle

FILE_NAME = "site.yml"
CACHE_FOLDER = ".sitegen"
RTL_LANGUAGES = frozenset("ar arc ckb dv fa glk he ks lrc mzn nqo ps sd syr ug ur yi".split())
RTL_SCRIPTS = frozenset("adlm arab hebr mand mend nkoo rohg samr syrc thaa".split())


class MenuItem(Struct, frozen=True, forbid_unknown_fields=True):
    """A link in the menu or among the social links; `url` may begin with "/"."""

    title: Prose
    url: str


class MoreFrom(Struct, frozen=True, forbid_unknown_fields=True):
    """The box at the end of an article: how many cards, and its title."""

    count: Annotated[int, Meta(ge=0, le=50)] = 4
    title: Prose = "More from {section}"


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

    title: Annotated[Prose, Meta(min_length=1, description="The digest's name.")]
    description: Annotated[Prose, Meta(description="One sentence about it.")] = ""
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
    extensions: Annotated[tuple[str, ...], Meta(description="Python modules of the site's own, such as extensions/digest.py.")] = ()  # fmt: skip  # noqa: E501
    slugs: Annotated[SlugStyle, Meta(description="ascii transliterates, unicode keeps letters.")] = "ascii"  # fmt: skip  # noqa: E501
    output: Annotated[str, Meta(description="The folder that a build writes.")] = "public"
    content: Annotated[str, Meta(description="The folder of the articles.")] = "content"
    follow_links: Annotated[tuple[str, ...], Meta(description="Folders and files outside the site that symbolic links may lead to.")] = ()  # fmt: skip  # noqa: E501
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
    source = yamldoc.Source(FILE_NAME, _read_text(root))
    node, problems = yamldoc.compose(source)
    values: dict[str, Any] = {}
    if node is not None:
        values, problems = yamldoc.convert(node, SiteFile, source)
    elif not problems:
        problems = [Problem(FILE_NAME, "`title` is missing", "yaml.missing-key", line=1)]
    if problems:
        raise UsageError(problems)
    file = SiteFile(**values)
    problems = [
        source.problem(yamldoc.place(source, *keys), message, "config.value", hint)
        for keys, message, hint in doubts(file)
    ]
    if problems:
        raise UsageError(problems)
    if base_url is not None:
        if not is_web_address(base_url):
            message = f"“{base_url}” is not a web address"
            raise UsageError(Problem("--base-url", message, "usage.base-url", hint=ADDRESS_HINT))
        file = msgspec.structs.replace(file, base_url=base_url)
    return _config(root, file)


def _read_text(root: Path) -> str:
    path = root / FILE_NAME
    try:
        # Reading a pipe that nobody writes to would never end.
        if path.exists() and not path.is_file():
            message = "cannot be read: it is not a file"
            raise UsageError(Problem(FILE_NAME, message, "config.unreadable"))
        data = path.read_bytes()
    except FileNotFoundError:
        find_site(root)
        raise
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise UsageError(Problem(FILE_NAME, message, "config.unreadable")) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(not_utf8(FILE_NAME, data, error)) from None


def _config(root: Path, file: SiteFile) -> Config:
    parts = urlsplit(file.base_url or "http://localhost:8000/")
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host.encode("idna").decode()
    origin = f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")
    return Config(
        root=str(root),
        file=file,
        origin=origin,
        base=quote(unquote(parts.path.rstrip("/")), safe="/~:@!$&'()*+,;="),
        direction=file.direction or direction_of(file.language),
    )


def site_problem(
    config: Config, keys: tuple[str | int, ...], message: str, code: str, hint: str = ""
) -> Problem:
    """Make a problem that points at a value of a site's `site.yml`, where it is set there.

    The file may be gone or broken by now; the problem then has no line.
    """
    try:
        source = yamldoc.Source(FILE_NAME, _read_text(Path(config.root)))
    except (UsageError, OSError):
        return Problem(FILE_NAME, message, code, hint=hint)
    mark = yamldoc.place(source, *keys)
    if mark is None:
        return Problem(FILE_NAME, message, code, hint=hint)
    return source.problem(mark, message, code, hint)
