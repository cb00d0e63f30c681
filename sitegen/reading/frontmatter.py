"""Front matter: its one declaration, and the writing of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from ..config.schema import LANGUAGE_PATTERN, LANGUAGE_WORDS
from ..model import ImageRef, Prose, SourceRef

if TYPE_CHECKING:
    from yaml import SafeDumper, ScalarNode

FENCE = "---"

DATE_PATTERN = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:?\d{2})?)?$"
"""A day, or a moment with or without its offset (RFC 3339; minutes suffice, a space may be T)."""

_DATE = re.compile(DATE_PATTERN)


Date = Annotated[str, Meta(extra={"date": True}, extra_json_schema={"pattern": DATE_PATTERN})]


class FrontMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What stands between the `---` lines of an article or a page."""

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
    related: Annotated[tuple[str, ...], Meta(description="Paths of other articles to point to.")] = ()  # fmt: skip  # noqa: E501
    extra: Annotated[dict[str, Any], Meta(description="Anything else; templates see it as `page.extra`.", extra={"prose": True})] = {}  # fmt: skip  # noqa: E501


class ProfileLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A link of a profile: its title and its URL."""

    title: Prose
    url: str


class ProfileMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What stands between the `---` lines of a tag's, an author's or a section's profile."""

    name: Annotated[Prose, Meta(min_length=1, description="The name as it shall be shown.")]
    description: Annotated[Prose, Meta(description="One or two sentences.")] = ""
    avatar: Annotated[ImageRef | None, Meta(description="A small picture.")] = None
    links: Annotated[tuple[ProfileLink, ...], Meta(description="Where to find more.")] = ()
    aliases: Annotated[tuple[Prose, ...], Meta(description="Other spellings of the name.")] = ()


DATE_FIELDS = ("date", "updated", "expires")


def canonical_date(text: str) -> str:
    """Bring a date to ISO 8601 as `datetime` reads it, keeping its precision; ValueError if bad.

    `2014-04-11` stays a day; `2014-04-11 10:05Z` becomes `2014-04-11T10:05:00+00:00`. The first
    and the last year that Python knows are refused: in another time zone they are another year.
    """
    if not _DATE.match(text):
        raise ValueError(text)
    value = date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    if not date.min.year < value.year < date.max.year:
        raise ValueError(text)
    return value.isoformat()


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
