"""Front matter: its types, checks that types cannot express, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import unquote

import msgspec
from msgspec import Meta
from yaml import Mark

from .. import yamldoc
from ..config.schema import LANGUAGE_PATTERN, LANGUAGE_WORDS
from ..config.validate import is_safe_link, link_fault
from ..formats.dates import date_hint
from ..formats.paths import fits_windows
from ..model import ID_PATTERN, Calendar, Correction, ImageRef, Prose, SourceRef
from ..problems import Problem

if TYPE_CHECKING:
    from yaml import SafeDumper, ScalarNode


FENCE = "---"

DATE_PATTERN = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)? ?(Z|[+-]\d{2}:?\d{2})?)?$"
"""A day, or a moment with or without its offset (RFC 3339; minutes suffice, a space may be T).

CMSs write fractions of a second, and a space before the offset.
"""

_DATE = re.compile(DATE_PATTERN)


LAYOUT_PATTERN = r"^[A-Za-z0-9_-]+$"
LAYOUT_WORDS = {"is": "the name of a layout, in letters, digits, - and _"}

Date = Annotated[str, Meta(extra={"date": True}, extra_json_schema={"pattern": DATE_PATTERN})]


class FrontMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is between the `---` lines of an article or a page."""

    title: Annotated[Prose, Meta(min_length=1, description="The headline.")]
    date: Annotated[Date | None, Meta(description="When it was published: 2026-05-04, or with a time. The file name's date by default.")] = None  # fmt: skip  # noqa: E501
    updated: Annotated[Date | None, Meta(description="When it was last changed.")] = None
    summary: Annotated[Prose, Meta(description="The dek: one or two sentences.")] = ""
    authors: Annotated[tuple[Prose, ...], Meta(description="The byline, one name an item.")] = ()
    tags: Annotated[tuple[Prose, ...], Meta(description="Topics; the first is the main one.")] = ()
    section: Annotated[Prose, Meta(description="The section; the folder by default.")] = ""
    slug: Annotated[str, Meta(description="The last part of the URL; the file name's by default.")] = ""  # fmt: skip  # noqa: E501
    image: Annotated[ImageRef | None, Meta(description="The picture at the top.")] = None
    source: Annotated[SourceRef | None, Meta(description="Where it was first published.")] = None
    truncated: Annotated[bool, Meta(description="True where the body was cut at the source.")] = (
        False
    )
    aliases: Annotated[tuple[str, ...], Meta(description="Old URLs that shall lead here.")] = ()
    draft: Annotated[bool, Meta(description="True keeps it out of the site.")] = False
    expires: Annotated[Date | None, Meta(description="When it leaves the site.")] = None
    lang: Annotated[str, Meta(description="Its language (BCP 47) where it is not the site's.", pattern=LANGUAGE_PATTERN, extra=LANGUAGE_WORDS)] = ""  # fmt: skip  # noqa: E501
    translations: Annotated[dict[Annotated[str, Meta(pattern=LANGUAGE_PATTERN, extra=LANGUAGE_WORDS)], str], Meta(description="The same text in other languages: `{fa: khalij.md}`.", extra={"is": "a language and a file each, such as {fa: khalij.md}"})] = {}  # fmt: skip  # noqa: E501
    calendar: Annotated[Calendar | None, Meta(description="What its own page shows dates in, where it is not the site's.")] = None  # fmt: skip  # noqa: E501
    related: Annotated[tuple[str, ...], Meta(description="Paths of other articles to point to.")] = ()  # fmt: skip  # noqa: E501
    featured: Annotated[bool, Meta(description="True makes it the lead of the front page.")] = False
    series: Annotated[Prose, Meta(description="The story line that it belongs to.")] = ""
    layout: Annotated[str, Meta(description="The template: `story` is `templates/layouts/story.html`.", pattern=LAYOUT_PATTERN, extra=LAYOUT_WORDS)] = ""  # fmt: skip  # noqa: E501
    id: Annotated[str, Meta(description="Its name in feeds, which never changes; new articles and imports get one.", pattern=ID_PATTERN, extra={"is": "a name without spaces, such as iran/2026-05-04-gulf"})] = ""  # fmt: skip  # noqa: E501
    corrections: Annotated[tuple[Correction, ...], Meta(description="What was put right: `{date, text}`, shown below the article and in feeds.")] = ()  # fmt: skip  # noqa: E501
    extra: Annotated[dict[str, Any], Meta(description="Anything else; templates see it as `page.extra`.", extra={"prose": True})] = {}  # fmt: skip  # noqa: E501


class FrontPageMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is between the `---` lines of `content/index.md`, the text of the front page."""

    layout: Annotated[str, Meta(description="The template: `wide` is `templates/layouts/wide.html`.", pattern=LAYOUT_PATTERN, extra=LAYOUT_WORDS)] = ""  # fmt: skip  # noqa: E501


class ProfileLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A link of a profile: its title and its URL."""

    title: Prose
    url: str


class ProfileMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is between the `---` lines of a tag's, an author's or a section's profile."""

    name: Annotated[Prose, Meta(min_length=1, description="The name as it shall be shown.")]
    description: Annotated[Prose, Meta(description="One or two sentences.")] = ""
    avatar: Annotated[ImageRef | None, Meta(description="A small picture.")] = None
    links: Annotated[tuple[ProfileLink, ...], Meta(description="Where to find more.")] = ()
    aliases: Annotated[tuple[Prose, ...], Meta(description="Other spellings of the name.")] = ()
    names: Annotated[dict[Annotated[str, Meta(pattern=LANGUAGE_PATTERN, extra=LANGUAGE_WORDS)], Prose], Meta(description="Its name in the site's other languages: `{fa: گاز}`.", extra={"is": "a language and a name each, such as {fa: گاز}"})] = {}  # fmt: skip  # noqa: E501
    layout: Annotated[str, Meta(description="The template: `region` is `templates/layouts/region.html`.", pattern=LAYOUT_PATTERN, extra=LAYOUT_WORDS)] = ""  # fmt: skip  # noqa: E501


class EditionMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is between the `---` lines of an editor's words about a week or a month."""

    title: Annotated[Prose, Meta(description="Its headline, in place of “Week 15, 2014”.")] = ""
    summary: Annotated[Prose, Meta(description="One or two sentences.")] = ""
    lead: Annotated[str, Meta(description="The path of the article that comes first.")] = ""
    order: Annotated[tuple[Prose, ...], Meta(description="Sections that come first, in this order.")] = ()  # fmt: skip  # noqa: E501
    left_out: Annotated[tuple[str, ...], Meta(description="Paths of articles that are not in it.")] = ()  # fmt: skip  # noqa: E501
    before: Annotated[dict[str, Any], Meta(description="In how many articles of the four weeks or months before each topic was; `sitegen new edition` writes it.")] = {}  # fmt: skip  # noqa: E501
    layout: Annotated[str, Meta(description="The template: `special` is `templates/layouts/special.html`.", pattern=LAYOUT_PATTERN, extra=LAYOUT_WORDS)] = ""  # fmt: skip  # noqa: E501


DATE_FIELDS = ("date", "updated", "expires")


def canonical_date(text: str) -> str:
    """Bring a date to ISO 8601 as `datetime` reads it, keeping its precision; ValueError if bad.

    `2014-04-11` stays a day; `2014-04-11 10:05Z` becomes `2014-04-11T10:05:00+00:00`. Fractions of
    a second are dropped. The first and the last year that Python knows are refused: in another
    time zone they are another year.
    """
    if not _DATE.match(text):
        raise ValueError(text)
    value = date.fromisoformat(text) if len(text) == 10 else _moment(text)
    if not date.min.year < value.year < date.max.year:
        raise ValueError(text)
    return value.isoformat()


def _moment(text: str) -> datetime:
    day_and_time = text[:10] + text[10:].replace(" ", "T", 1).replace(" ", "")
    return datetime.fromisoformat(day_and_time).replace(microsecond=0)


def dump(values: Mapping[str, Any]) -> str:
    """Write front matter with its fences, quoting what YAML would read as something else.

    Keys keep their order; None, "" and empty lists and mappings are left out; dates given as ISO
    texts of a day are written bare. Reading the result gives the same values.
    """
    import yaml

    lean = {key: _lean(value) for key, value in values.items()}
    for key in DATE_FIELDS:
        text = lean.get(key)
        if isinstance(text, str) and len(text) == 10:
            lean[key] = date.fromisoformat(text)
    kept = {key: value for key, value in lean.items() if value not in (None, "", [], {}, False)}
    body = yaml.dump(kept, Dumper=_dumper(), allow_unicode=True, sort_keys=False, width=10**6)
    return f"{FENCE}\n{body}{FENCE}\n"


@lru_cache(maxsize=1)
def _dumper() -> type[SafeDumper]:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Escapes what YAML takes for line breaks and Python's emitter writes as they are."""

    def represent(dumper: SafeDumper, text: str) -> ScalarNode:
        breaks = not text.isascii() and any(c in text for c in "\x85\u2028\u2029")
        style = '"' if breaks else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)

    Dumper.add_representer(str, represent)
    return Dumper


def _lean(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        value = msgspec.structs.asdict(value)
    if isinstance(value, Mapping):
        items = {key: _lean(item) for key, item in value.items()}
        return {key: item for key, item in items.items() if item not in (None, "", [], {})}
    if isinstance(value, (list, tuple)):
        return [_lean(item) for item in value]
    return value


LONGEST_PATH = 1000
"""Bytes of a URL's path: it becomes a file's, and systems take 4,096 bytes with all folders."""

_TAKEN = frozenset({".sitegen-manifest", ".nojekyll", "cname"})


def check_dates(values: dict[str, Any], source: yamldoc.YamlText) -> list[Problem]:
    """Write the dates among the values as ISO 8601; report and drop what is not a date."""
    problems: list[Problem] = []
    for name in DATE_FIELDS:
        if name in values:
            date = _date(values[name], (name,), source, problems)
            if date is None:
                del values[name]
            else:
                values[name] = date
    first = values.get("source")
    for name in ("date", "accessed"):
        if first is not None and getattr(first, name) is not None:
            date = _date(getattr(first, name), ("source", name), source, problems)
            first = values["source"] = msgspec.structs.replace(first, **{name: date})
    if "corrections" in values:
        values["corrections"] = _dated(values["corrections"], source, problems)
    return problems


def _dated(
    corrections: tuple[Correction, ...], source: yamldoc.YamlText, problems: list[Problem]
) -> tuple[Correction, ...]:
    """Bring the dates of corrections to ISO 8601; leave out those that have none."""
    kept = []
    for number, correction in enumerate(corrections):
        date = _date(correction.date, ("corrections", number, "date"), source, problems)
        if date is not None:
            kept.append(Correction(date, correction.text))
    return tuple(kept)


def _date(
    text: str, keys: tuple[str | int, ...], source: yamldoc.YamlText, problems: list[Problem]
) -> str | None:
    try:
        return canonical_date(text)
    except ValueError:
        hint = date_hint(text)
        name = ".".join(key for key in keys if isinstance(key, str))
        message = f"`{name}` is not a date: “{text}”"
        mark = yamldoc.place(source, *keys)
        problems.append(source.problem(mark, message, "front-matter.date", hint))
        return None


def check_aliases(
    aliases: tuple[str, ...], source: yamldoc.YamlText
) -> tuple[tuple[str, ...], list[Problem]]:
    """Return old URLs as paths, percent-decoded, and a problem for each that no file can have."""
    paths = []
    problems = []
    for number, alias in enumerate(aliases):
        path = unquote(alias)
        message, hint = _alias_fault(alias, path)
        if message or not fits_windows(path):
            mark = yamldoc.place(source, "aliases", number)
            problems.append(
                source.problem(mark, message, "front-matter.alias", hint)
                if message
                else not_on_windows(source, mark, alias)
            )
        paths.append(path)
    return tuple(paths), problems


def _alias_fault(alias: str, path: str) -> tuple[str, str]:
    """Return what is wrong with an alias, and a hint; `path` is the alias percent-decoded."""
    parts = path.split("/")
    shown = f"the alias “{alias[:60]}{'…' if len(alias) > 60 else ''}”"
    if (
        parts[0]
        or len(parts) == 1
        or any(part in (".", "..") for part in parts)
        or "" in parts[1:-1]
        or not path.isprintable()
        or set(path) & set("?#\\\ufffd")
    ):
        hint = "write the old URL below the site's root: /2014/04/old-name/"
        return f"{shown} is not a path of this site", hint
    if len(path.encode()) > LONGEST_PATH or any(len(part.encode()) > 255 for part in parts):
        return f"{shown} is too long for the name of a file", "shorten it, or leave it out"
    if parts[1].lower() in _TAKEN or ".git" in path.lower().split("/"):
        return f"{shown} is a name that sitegen, git or the server needs", "leave it out"
    return "", ""


def not_on_windows(source: yamldoc.YamlText, mark: Mark | None, name: str) -> Problem:
    """Warn of a path whose files Windows cannot store."""
    message = f"Windows cannot store files of the name “{name}”"
    hint = "take another, for those who check the site out there"
    problem = source.problem(mark, message, "content.portable", hint)
    return msgspec.structs.replace(problem, severity="warning")


def check_counts(counts: dict[str, Any], source: yamldoc.YamlText) -> list[Problem]:
    """Report values of `before` that are not counts."""
    problems = []
    for name, count in counts.items():
        if type(count) is not int or count < 0:
            mark = yamldoc.place(source, "before", name)
            message, hint = f"`before.{name}` is not a count", "write a whole number, 0 or more"
            problems.append(source.problem(mark, message, "edition.before", hint))
    return problems


def check_links(links: tuple[ProfileLink, ...], source: yamldoc.YamlText) -> list[Problem]:
    """Report links of a profile that are not addresses, or that would run a script."""
    problems = []
    for number, link in enumerate(links):
        if not is_safe_link(link.url):
            message, hint = link_fault(link.url)
            mark = yamldoc.place(source, "links", number, "url")
            problems.append(source.problem(mark, message, "front-matter.link", hint))
    return problems
