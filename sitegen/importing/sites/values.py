"""The front matter of other generators as ours; what has no key of its own is kept in `extra`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from .dates import read_date
from .model import SourceSite

Names = tuple[str, ...]

_TRUE = frozenset({"true", "yes", "on", "1"})
_SUFFIX = re.compile(r"\.(?P<lang>[a-z]{2,3}(?:-[A-Za-z]{2,4})?)\Z")


class Keys(Struct, frozen=True):
    """By which keys a generator names our values; of several the first that is there counts.

    `separator` parts a text that holds several names.
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
    """The front matter of one file; each value that is taken is gone from the rest."""

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
        """Take a text; what is a list or a group stays where it is."""
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
    """Make our front matter of a generator's.

    The address of the picture is still the old one. A section is none of the values: which key
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
    """Return the address that the value of a picture's key holds; "" for none."""
    if isinstance(value, list):
        return _first_picture(value[0]) if value else ""
    if isinstance(value, dict):
        paths = (value.get(key) for key in ("image", "path", "src", "url"))
        return next((path for path in paths if isinstance(path, str) and path), "")
    return value if isinstance(value, str) else ""


def language_of(stem: str) -> tuple[str, str]:
    """Part a language off the name of a file: `harbour.fa` is (`harbour`, `fa`)."""
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
