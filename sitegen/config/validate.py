"""What the declaration of `site.yml` cannot say: addresses, placeholders, folders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from ..formats.addresses import NEVER_PLAIN
from .languages import language_faults
from .schema import LanguageSettings, SiteFile

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
    yield from (Doubt(*fault) for fault in language_faults(file))
    for code, own in file.languages.items():
        yield from _link_doubts(own, ("languages", code))
        if own.more_from is not None:
            keys = ("languages", code, "more_from", "title")
            yield from _placeholder_doubts(keys, own.more_from.title, ("section",))


def _address_doubts(file: SiteFile) -> Iterator[Doubt]:
    if file.base_url and not is_web_address(file.base_url):
        message = f"“{file.base_url}” is not a web address"
        yield Doubt(("base_url",), message, ADDRESS_HINT)
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
        yield Doubt(keys, f"“{pattern}” has a brace without its partner", hint)


def _is_plain_path(path: str) -> bool:
    parts = path.split("/")[1:-1]
    return (
        all(part not in ("", ".", "..") for part in parts)
        and path.isprintable()
        and not (set(path) & set("?#\\%"))
    )


def _link_doubts(owner: SiteFile | LanguageSettings, keys: tuple[str, ...] = ()) -> Iterator[Doubt]:
    """Find links that cannot be followed; `keys` lead to what the owner's own keys are in."""
    for name in ("menu", "social"):
        for number, item in enumerate(getattr(owner, name) or ()):
            if not is_safe_link(item.url):
                yield Doubt((*keys, name, number, "url"), *link_fault(item.url))
    contact = owner.contact or ""
    address = "@" in contact and ":" not in contact
    if contact and not address and not is_safe_link(contact):
        hint = "write desk@example.org, or begin with https://"
        yield Doubt((*keys, "contact"), f"“{contact}” is not a mail address", hint)
    edit = owner.edit if isinstance(owner, SiteFile) else ""
    if edit and not _EDITOR.match(edit.lower()):
        hint = "name the URL of an editor: vscode://file/{path}:{line}"
        yield Doubt(("edit",), f"“{edit}” cannot open a file", hint)


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
        yield Doubt(("output",), "`output` and `content` overlap", hint)


ADDRESS_HINT = "write it with scheme, host and folder: https://user.github.io/repo/"
"""What to do about an address that `is_web_address` refuses."""


def is_web_address(url: str) -> bool:
    """Return True if a text is an http(s) URL that a site can live at: a host and a folder."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return (
            parts.scheme in ("http", "https")
            and host != ""
            and (":" in host or host.encode("idna") != b"")
            and not set(host) & set(" \t\"'<>\\^`{|}")
            and not set(url) & set("?#@")
            and url.isprintable()
            and "\\" not in url
            and url == url.strip()
            and _is_folder(unquote(parts.path))
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        return False


def _is_folder(path: str) -> bool:
    """Return True if a URL's path is a folder that pages can be in, with "" for the root."""
    parts = path.removesuffix("/").split("/")[1:]
    return (
        all(part not in ("", ".", "..") for part in parts)
        and path.isprintable()
        and not set(path) & set("?#@\\\ufffd")
        and not (parts and _PAGE.search(parts[-1]))
    )


_PAGE = re.compile(r"\.(?:html?|xhtml|php|aspx?|jsp|xml)\Z", re.IGNORECASE)
"""The last part of an address that is a page and no folder."""


def _is_timezone(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


_EDITOR = re.compile(
    r"(?!(?:javascript|data|vbscript|blob|about|filesystem|view-source|file):)[a-z][a-z0-9+.-]*:\S+\Z"
)
"""A link that opens a program, and runs nothing in the browser that shows it."""


def is_safe_link(url: str) -> bool:
    """Return True if a link leads into the site, to a web page, or to a mail or phone program."""
    if url.startswith(("https://", "http://")):
        return is_web_link(url)
    is_known = url.startswith(("/", "#", "mailto:", "tel:")) and not url.startswith("//")
    return is_known and not NEVER_PLAIN.search(url)


def link_fault(url: str) -> tuple[str, str]:
    """Say why `is_safe_link` refuses a link, and what to do."""
    if url.startswith("//"):
        host = url[2:].partition("/")[0]
        hint = "begin with one / for a page of the site, with https:// for another site"
        return f"“{url}” leads to another host, “{host}”", hint
    return f"“{url}” is not a link", "begin with /, https:// or mailto:"


def is_web_link(url: str) -> bool:
    """Return True if a text is the URL of a web page."""
    return re.match(r"https?://[^/]", url) is not None and not NEVER_PLAIN.search(url)
