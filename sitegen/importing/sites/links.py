"""Resolve links and addresses of an old site to the new texts and files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from functools import cached_property
from urllib.parse import quote, unquote, urljoin, urlsplit

from ...formats.addresses import is_outside
from ...formats.names import slugify
from ...reading.markdown import ANCHOR_PREFIX, parse_markdown
from .model import SourceFile, SourcePage, SourceSite

_PROFILES = ("authors/", "tags/", "sections/")


class Links:
    """Finds the targets of an old site's links; `terms` are the addresses of our lists."""

    def __init__(self, site: SourceSite, terms: frozenset[str]) -> None:
        self._site = site
        self._terms = terms
        self._anchors: dict[str, tuple[str, ...]] = {}

    def find(self, written: str, page: SourcePage) -> tuple[str | None, bool]:
        """Return our address for an old one, and whether its fragment was lost.

        None if the old site has nothing there, or nothing that is published.
        """
        written = self._without_host(written)
        if is_outside(written):
            return written, False
        bare, _, fragment = written.partition("#")
        bare, _, query = bare.partition("?")
        path = unquote(bare)
        if not path:
            return self._with_fragment("", fragment, page)
        found = self._page_at(path, page)
        if found is not None:
            return self._to_page(found, fragment, page)
        file = self._file_at(path, page)
        if file is not None:
            return self._to_file(file, page), False
        wanted = _folder(unquote(_joined(page.urls[0] if page.urls else "/", path)))
        if wanted in self._terms:
            return quote(wanted), bool(fragment or query)
        return None, False

    def _without_host(self, written: str) -> str:
        for address in self._site.addresses:
            if address and written.startswith(address.rstrip("/") + "/"):
                return written[len(address.rstrip("/")) :]
        return written

    def _page_at(self, path: str, page: SourcePage) -> SourcePage | None:
        """Find a page by its source, by another name of the source, or by its old address."""
        here = posixpath.dirname(page.source)
        for name in (posixpath.normpath(posixpath.join(here, path)), path.lstrip("/")):
            if name in self._by_source:
                return self._by_source[name]
        if path in self._by_name:
            return self._by_name[path]
        base = page.urls[0] if page.urls else "/"
        return self._by_url.get(_folder(unquote(_joined(base, path))))

    def _file_at(self, path: str, page: SourcePage) -> SourceFile | None:
        here = posixpath.dirname(page.source)
        beside = posixpath.normpath(posixpath.join(here, path))
        base = page.urls[0] if page.urls else "/"
        candidates = (beside, path.lstrip("/"), unquote(_joined(base, path)).lstrip("/"))
        tables = (self._files, self._files, self._static)
        for name, table in zip(candidates, tables, strict=True):
            if name in table:
                return table[name]
        return None

    def _to_page(
        self, found: SourcePage, fragment: str, page: SourcePage
    ) -> tuple[str | None, bool]:
        if found.target.startswith(_PROFILES) or posixpath.basename(found.target) == "_index.md":
            url = f"/{posixpath.dirname(found.target) or ''}/".replace("//", "/")
            return (url, bool(fragment)) if url in self._terms else (None, False)
        if found.is_draft and not page.is_draft:
            return None, False
        if not found.body.strip():
            return None, False
        path = _relative(found.target, page.target)
        if found is page:
            path = ""
        return self._with_fragment(path, fragment, found)

    def _with_fragment(self, path: str, fragment: str, page: SourcePage) -> tuple[str | None, bool]:
        if not fragment:
            return path or None, False
        anchors = self._anchors_of(page)
        for anchor in (unquote(fragment), ANCHOR_PREFIX + slugify(unquote(fragment), "unicode")):
            if anchor in anchors:
                return f"{path}#{quote(anchor)}", False
        return path or None, True

    def _anchors_of(self, page: SourcePage) -> tuple[str, ...]:
        if page.source not in self._anchors:
            self._anchors[page.source] = parse_markdown(page.body).anchors
        return self._anchors[page.source]

    def _to_file(self, file: SourceFile, page: SourcePage) -> str:
        if file.place == "static":
            return quote("/" + file.target)
        return _relative(file.target, page.target)

    @cached_property
    def _by_source(self) -> dict[str, SourcePage]:
        return {page.source: page for page in self._site.pages}

    @cached_property
    def _by_name(self) -> dict[str, SourcePage]:
        return {name: page for page in self._site.pages for name in page.names}

    @cached_property
    def _by_url(self) -> dict[str, SourcePage]:
        return {_folder(url): page for page in self._site.pages for url in page.urls}

    @cached_property
    def _files(self) -> dict[str, SourceFile]:
        return {file.source: file for file in self._site.files}

    @cached_property
    def _static(self) -> dict[str, SourceFile]:
        return {file.target: file for file in self._site.files if file.place == "static"}


def _relative(target: str, start: str) -> str:
    return quote(posixpath.relpath(target, posixpath.dirname(start) or "."))


def _joined(base: str, path: str) -> str:
    """Resolve a path against an address as a browser does: nothing is above the root."""
    return urlsplit(urljoin(f"http://site{base}", quote(path))).path


def _folder(url: str) -> str:
    """Normalise the spellings of an address: `/a`, `/a/`, `/a/index.html`."""
    url = url.removesuffix("index.html")
    return url if url.endswith(("/", ".html", ".htm", ".xml")) else url + "/"


_TOKEN = re.compile(r":([a-z_]+)")


def address_of(pattern: str, facts: Mapping[str, str]) -> str | None:
    """Fill in a pattern such as `/:year/:month/:slug/`; None if it has a word not known.

    `facts` are the words' values; `date` is an ISO date, of which `year`, `month`, `day` are parts.
    """
    date = facts.get("date", "")
    known = dict(facts)
    if date:
        year, month, day = date[:10].split("-")
        known |= {"year": year, "month": month, "day": day, "short_year": year[2:],
                  "i_month": str(int(month)), "i_day": str(int(day))}  # fmt: skip
    known["title"] = slugify(facts.get("title", ""), "unicode")
    words = _TOKEN.findall(pattern)
    if any(word not in known or word == "date" for word in words):
        return None
    filled = _TOKEN.sub(lambda found: known[found[1]], pattern).lower().replace(" ", "-")
    return re.sub(r"/{2,}", "/", filled)
