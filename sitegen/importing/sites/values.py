"""The front matter of other generators as ours; what has no key of its own is kept in `extra`.

Dates are read only in forms that have one meaning: the year first, or the month as an English
word. Time zones other than UTC are not read from their names: each name means several.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from ...reading.frontmatter import canonical_date
from .model import SourceSite

_NUMBERS = re.compile(
    r"""
    (?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})
    (?: [T ]\ * (?P<hour>\d{1,2}):(?P<minute>\d{2}) (?: :(?P<second>\d{2})(?:[.,]\d{1,9})? )?
        (?: \ ?(?P<zone> Z | (?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})? | UTC | GMT )
            (?:\ (?:[+-]\d{2,4}|[A-Z]{3,5}))? )?      # Go writes the zone twice: +0400 +04
    )?
    """,
    re.VERBOSE,
)
_WORDS = (
    "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y",
    "%a, %d %b %Y", "%A, %d %B %Y",
)  # fmt: skip
_TIMES = ("", " %H:%M", " %H:%M:%S")
_ZONE = re.compile(r" (?:UTC|GMT|Z|(?P<offset>[+-]\d{4}))\Z")
_UNIX = re.compile(r"\d{9,10}")


def read_date(value: object) -> str | None:
    """Convert a date of front matter to ISO 8601 with its precision; None if it is unreadable."""
    text = " ".join(str(value).split())
    found = _NUMBERS.fullmatch(text)
    if found:
        return _of_numbers(found)
    if _UNIX.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC).isoformat()
    return _of_words(text)


def _of_words(text: str) -> str | None:
    zone = _ZONE.search(text)
    offset = (zone["offset"] or "+0000") if zone else ""
    bare = text[: zone.start()] if zone else text
    for form in _WORDS:
        for clock in _TIMES:
            try:
                moment = datetime.strptime(f"{bare} {offset or '+0000'}", f"{form}{clock} %z")
            except ValueError:
                continue
            if not clock:
                return moment.date().isoformat()
            return moment.isoformat() if offset else moment.replace(tzinfo=None).isoformat()
    return None


def _of_numbers(found: re.Match[str]) -> str | None:
    day = f"{found['year']}-{found['month']:0>2}-{found['day']:0>2}"
    clock = ""
    if found["hour"]:
        clock = f"T{found['hour']:0>2}:{found['minute']}:{found['second'] or '00'}"
        clock += _offset(found["zone"] or "")
    try:
        return canonical_date(day + clock)
    except ValueError:
        return None


def _offset(zone: str) -> str:
    """Write a zone as an offset: `UTC+4` is +04:00; "" stays without one."""
    bare = zone.removeprefix("UTC").removeprefix("GMT")
    if not bare or bare == "Z":
        return "Z" if zone else ""
    digits = bare[1:].replace(":", "")
    hours, minutes = (digits, "00") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    return f"{bare[0]}{hours:0>2}:{minutes}"


Names = tuple[str, ...]

_TRUE = frozenset({"true", "yes", "on", "1"})
_SUFFIX = re.compile(r"\.(?P<lang>[a-z]{2,3}(?:-[A-Za-z]{2,4})?)\Z")


class Keys(Struct, frozen=True):
    """The keys that a generator uses for our values; the first one present counts.

    `separator` parts a text that contains several names.
    """

    date: Names = ("date",)
    updated: Names = ("updated",)
    summary: Names = ("summary", "description")
    authors: Names = ("authors", "author")
    tags: Names = ("tags",)
    image: Names = ("image", "cover", "images")
    aliases: Names = ("aliases",)
    expires: Names = ()
    separator: str = ","


class Front:
    """The front matter of one file; values that are taken are removed from the rest."""

    def __init__(self, values: Mapping[str, Any], site: SourceSite, source: str) -> None:
        self.rest = dict(values)
        self._site = site
        self._source = source

    def take(self, *names: str) -> Any:
        """Take the first value of these keys that is there and not empty; None without one."""
        for name in names:
            key = next((key for key in self.rest if key.lower() == name.lower()), None)
            if key is not None and self.rest[key] not in (None, "", [], {}):
                return self.rest.pop(key)
        return None

    def text(self, *names: str) -> str | None:
        """Take a text; a list or a group stays."""
        value = self.take(*names)
        if isinstance(value, list | dict):
            self.rest[names[0]] = value
            return None
        return None if value is None else str(value).strip() or None

    def truth(self, *names: str) -> bool:
        """Take a value that is true or false."""
        return str(self.take(*names)).lower() in _TRUE

    def date(self, *names: str) -> str | None:
        """Take a date; one that cannot be read is reported, and kept in `extra`."""
        value = self.take(*names)
        if value is None:
            return None
        read = read_date(value)
        if read is None:
            self.rest[names[0]] = value
            hint = f"set `date:` in the file that was made; the text is in `extra.{names[0]}`"
            self._site.warn(self._source, f"the date “{value}” is not read", hint)
        return read

    def names(self, separator: str, *names: str) -> list[str]:
        """Take a list of names, which may be written as one text."""
        value = self.take(*names)
        if isinstance(value, dict):
            value = [value]
        if isinstance(value, str):
            value = value.split(separator) if separator.strip() else value.split()
        elif not isinstance(value, list):
            value = [] if value is None else [value]
        found = [item.get("name") if isinstance(item, dict) else item for item in value]
        if any(item is None or isinstance(item, list | dict) for item in found):
            self.rest[names[0]] = value  # Groups with more in them than a name.
        texts = [str(item).strip() for item in found if isinstance(item, str | int | float)]
        return list(dict.fromkeys(text for text in texts if text))


def our_values(front: Front, keys: Keys) -> dict[str, Any]:
    """Convert a generator's front matter to ours.

    The address of the picture is still the old one. A section is not among the values: which key
    names it differs from tool to tool.
    """
    values: dict[str, Any] = {
        "title": front.text("title"),
        "date": front.date(*keys.date),
        "updated": front.date(*keys.updated),
        "summary": front.text(*keys.summary),
        "authors": front.names(keys.separator, *keys.authors),
        "tags": front.names(keys.separator, *keys.tags),
        "image": _image(front, keys),
        "draft": front.truth("draft"),
        "expires": front.date(*keys.expires) if keys.expires else None,
    }
    slug = front.text("slug")
    if slug and "/" not in slug:
        values["slug"] = slug
    elif slug:
        front.rest["slug"] = slug
    return values


def _image(front: Front, keys: Keys) -> dict[str, str] | None:
    """Take the picture at the top; of several the others stay in `extra`."""
    name = next((n for n in keys.image if _first_picture(front.rest.get(n))), None)
    if name is None:
        return None
    value = front.rest[name]
    if not isinstance(value, list) or len(value) == 1:
        front.rest.pop(name)
    more = value if isinstance(value, dict) else {}
    left = {key: item for key, item in more.items() if key not in _IN_IMAGE}
    if left:
        front.rest[name] = left
    kept = {key: str(more[key]) for key in ("alt", "caption", "credit") if more.get(key)}
    return {"src": _first_picture(value), **kept}


_IN_IMAGE = frozenset({"image", "path", "src", "url", "alt", "caption", "credit"})


def _first_picture(value: Any) -> str:
    """Return the address that the value of a picture's key contains; "" for none."""
    if isinstance(value, list):
        return _first_picture(value[0]) if value else ""
    if isinstance(value, dict):
        paths = (value.get(key) for key in ("image", "path", "src", "url"))
        return next((path for path in paths if isinstance(path, str) and path), "")
    return value if isinstance(value, str) else ""


def language_of(stem: str) -> tuple[str, str]:
    """Split a language off the name of a file: `harbour.fa` is (`harbour`, `fa`)."""
    found = _SUFFIX.search(stem)
    return (stem[: found.start()], found["lang"]) if found else (stem, "")


def our_aliases(front: Front, keys: Keys, base: str) -> list[str]:
    """Take the old addresses of a text, as paths; relative ones begin at the folder `base`."""
    written = front.names(",", *keys.aliases)
    found = []
    for one in written:
        path = one if one.startswith("/") else f"{base.rstrip('/')}/{one}"
        found.append(path if path.startswith("/") else f"/{path}")
    return found
