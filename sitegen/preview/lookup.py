"""Resolve a URL path as GitHub Pages would: a page, a redirect, a file of the search index."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote, unquote_to_bytes

from ..config import Config, languages_of
from ..execution.search import Bodies, index_pages, search_problems
from ..pages import Page, language_folder
from ..planning.kinds.copy import CopyPage
from ..planning.kinds.not_found import NotFoundPage
from ..planning.kinds.search import INDEX_FOLDER
from ..planning.urls import quoted
from ..reporting import Recording


class Found(NamedTuple):
    """A page and the status to send it with."""

    status: int
    page: Page


class Moved(NamedTuple):
    """A redirection within the site."""

    status: int
    location: str


class BadPath(Exception):
    """A path that no page can have: a mistake or an attack."""


def find(pages: Mapping[str, Page], base: str, path: str) -> Found | Moved | None:
    """Find what is at a path (still quoted, without the query); `base` is quoted, too.

    None if there is nothing and the site has no page for that. BadPath on `..`, NUL and what
    is not UTF-8.
    """
    name = decoded(path)
    prefix = unquote(base)
    if base and name in ("/", prefix):
        return Moved(302 if name == "/" else 301, base + "/")
    inner = ""
    if name.startswith(prefix + "/"):
        inner = name[len(prefix) + 1 :]
        folder = not inner or inner.endswith("/")
        candidates = (inner + "index.html",) if folder else (inner, inner + ".html")
        for candidate in candidates:
            if candidate in pages:
                return Found(200, pages[candidate])
        if f"{inner}/index.html" in pages:
            return Moved(301, f"{base}{quoted(f'/{inner}/')}")
    lost = _lost(pages, inner) or pages.get("404.html")
    return Found(404, lost) if lost is not None else None


def _lost(pages: Mapping[str, Page], path: str) -> Page | None:
    """Return the “not found” page in the language that a path begins with."""
    page = pages.get(f"{path.partition('/')[0]}/404.html")
    return page if isinstance(page, NotFoundPage) else None


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


ENTRY = "pagefind-entry.json"
"""The file that a browser reads first, and that names all others."""


class PreviewIndex:
    """Gives the files of the search index; makes it again on request after the plan has changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made_of: Mapping[str, Page] | None = None
        self._files: dict[str, CopyPage] = {}

    def file(
        self, config: Config, pages: Mapping[str, Page], bodies: Bodies, path: str
    ) -> CopyPage | None:
        """Return a file of the index by its path in the output; UsageError if it cannot be made.

        A page that is open keeps its index until it reads the first file again.
        """
        folders = {one.prefix[1:] for one in languages_of(config)}
        language = language_folder(path, folders)
        inner = path.removeprefix(f"{language}/")
        if not inner.startswith(f"{INDEX_FOLDER}/") or not config.file.search:
            return None
        with self._lock:
            is_first = self._made_of is None or inner == f"{INDEX_FOLDER}/{ENTRY}"
            if is_first and self._made_of is not pages and not search_problems(config):
                self._files = index_pages(config, pages, bodies, Recording())
                self._made_of = pages
            return self._files.get(path)
