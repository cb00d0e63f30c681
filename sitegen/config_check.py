"""What the declaration of `site.yml` cannot say: addresses, placeholders, folders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from .config import SiteFile

OWN_FOLDERS = frozenset({".git", ".sitegen", "static", "templates", "themes"})
"""Folders of a site that have a use of their own."""

_PERMALINK_WORDS = ("section", "year", "month", "day", "date", "slug")


class Doubt(NamedTuple):
    """Something wrong with the value that `keys` lead to."""

    keys: tuple[str | int, ...]
    message: str
    hint: str


def doubts(file: SiteFile) -> Iterator[Doubt]:
    """Find what is wrong with the values of a `site.yml`."""
    yield from _address_doubts(file)
    yield from _pattern_doubts(file)
    yield from _link_doubts(file)
    yield from _folder_doubts(file)


def _address_doubts(file: SiteFile) -> Iterator[Doubt]:
    if file.base_url and not is_web_address(file.base_url):
        message = f"“{file.base_url}” is not a web address"
        hint = "write it with scheme, host and path: https://user.github.io/repo/"
        yield Doubt(("base_url",), message, hint)
    alone = not set(file.cname) & set("/:?#")
    if file.cname and not (alone and is_web_address(f"https://{file.cname}/")):
        hint = "write the host alone: www.example.org"
        yield Doubt(("cname",), f"“{file.cname}” is not a domain", hint)
    if not _is_timezone(file.timezone):
        hint = "use an IANA name such as Asia/Baku, Europe/London or UTC"
        yield Doubt(("timezone",), f"no time zone is called “{file.timezone}”", hint)


def _pattern_doubts(file: SiteFile) -> Iterator[Doubt]:
    links = file.permalinks
    yield from _placeholder_doubts(("permalinks", "article"), links.article, _PERMALINK_WORDS)
    yield from _placeholder_doubts(("more_from", "title"), file.more_from.title, ("section",))
    for name in ("article", "tags", "authors"):
        path: str = getattr(links, name)
        if not _is_plain_path(path):
            hint = "write plain folders between the slashes"
            yield Doubt(("permalinks", name), f"“{path}” is not a path below the site", hint)
    if links.tags == links.authors:
        message = f"tags and authors cannot share “{links.tags}”"
        yield Doubt(("permalinks", "authors"), message, "give one of them another folder")


def _placeholder_doubts(
    keys: tuple[str, ...], pattern: str, known: Iterable[str]
) -> Iterator[Doubt]:
    hint = "known placeholders: " + ", ".join(f"{{{word}}}" for word in known)
    try:
        for _, field, style, conversion in Formatter().parse(pattern):
            if field is not None and (field not in known or style or conversion):
                yield Doubt(keys, f"the placeholder {{{field}}} is not known", hint)
    except ValueError:
        yield Doubt(keys, f"“{pattern}” has a brace that stands alone", hint)


def _is_plain_path(path: str) -> bool:
    parts = path.split("/")[1:-1]
    return (
        all(part not in ("", ".", "..") for part in parts)
        and path.isprintable()
        and not (set(path) & set("?#\\%"))
    )


def _link_doubts(file: SiteFile) -> Iterator[Doubt]:
    for name in ("menu", "social"):
        for number, item in enumerate(getattr(file, name)):
            if not is_safe_link(item.url):
                hint = "begin with /, https:// or mailto:"
                yield Doubt((name, number, "url"), f"“{item.url}” is not a link", hint)
    address = "@" in file.contact and ":" not in file.contact
    if file.contact and not address and not is_safe_link(file.contact):
        hint = "write desk@example.org, or begin with https://"
        yield Doubt(("contact",), f"“{file.contact}” is not a mail address", hint)


def _folder_doubts(file: SiteFile) -> Iterator[Doubt]:
    for name, usual in (("output", "public"), ("content", "content")):
        value: str = getattr(file, name)
        parts = [part for part in Path(value).parts if part != "."]
        hint = f"name a folder inside the site, such as {usual}"
        if Path(value).is_absolute() or ".." in parts:
            yield Doubt((name,), f"`{name}` leads out of the site: “{value}”", hint)
        elif not parts:
            yield Doubt((name,), f"`{name}` cannot be the site's own folder", hint)
        elif parts[0] in OWN_FOLDERS:
            yield Doubt((name,), f"`{name}` cannot be in {parts[0]}/, which has a use", hint)
    one, other = Path(file.output), Path(file.content)
    if one.parts and (one == other or one in other.parents or other in one.parents):
        hint = "keep what you write and what sitegen writes apart"
        yield Doubt(("output",), "`output` and `content` lie in each other", hint)


def is_web_address(url: str) -> bool:
    """Tell whether a text is an http(s) URL that a site can live at: a host, no query."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return (
            parts.scheme in ("http", "https")
            and host != ""
            and (":" in host or host.encode("idna") != b"")
            and not set(host) & set(" \t\"'<>\\^`{|}")
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


_UNQUOTED = re.compile(r'[\s<>"{}|\\^`]')
"""What a URL holds as a percent code only (RFC 3986, appendix A)."""


def is_safe_link(url: str) -> bool:
    """Tell whether a link leads into the site, to a web page, or to a mail or phone program."""
    schemes = ("/", "#", "https://", "http://", "mailto:", "tel:")
    return url.startswith(schemes) and not _UNQUOTED.search(url)


def is_web_link(url: str) -> bool:
    """Tell whether a text is the URL of a web page."""
    return re.match(r"https?://[^/]", url) is not None and not _UNQUOTED.search(url)
