"""Find what is at a URL path, as GitHub Pages would; nothing touches the disk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote, unquote_to_bytes

from ..pages import Page
from ..planning.urls import quoted


class Found(NamedTuple):
    """A page and the status to send it with."""

    status: int
    page: Page


class Moved(NamedTuple):
    """A redirection within the site."""

    status: int
    location: str


class BadPath(Exception):
    """A path that no page can have, and that only an attack or a mistake asks for."""


def find(pages: Mapping[str, Page], base: str, path: str) -> Found | Moved | None:
    """Find what is at a path (still quoted, without the query); `base` is quoted, too.

    None where there is nothing and the site has no page for that. BadPath on `..`, NUL and what
    is not UTF-8.
    """
    name = decoded(path)
    prefix = unquote(base)
    if base and name in ("/", prefix):
        return Moved(302 if name == "/" else 301, base + "/")
    if name.startswith(prefix + "/"):
        inner = name[len(prefix) + 1 :]
        folder = not inner or inner.endswith("/")
        candidates = (inner + "index.html",) if folder else (inner, inner + ".html")
        for candidate in candidates:
            if candidate in pages:
                return Found(200, pages[candidate])
        if f"{inner}/index.html" in pages:
            return Moved(301, f"{base}{quoted(f'/{inner}/')}")
    lost = pages.get("404.html")
    return Found(404, lost) if lost is not None else None


def decoded(path: str) -> str:
    """Decode a URL path, once."""
    try:
        name = unquote_to_bytes(path).decode()
    except UnicodeDecodeError:
        raise BadPath from None
    parts = re.split(r"[/\\]", name)
    if not name.startswith("/") or "\0" in name or ".." in parts or "." in parts:
        raise BadPath
    return name
