"""The search index of a plan: made again only when a record of it changed, and copied as pages.

An index is kept in `.sitegen/search/` under the digest of its records. A preview with drafts and a
release have one each.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..config import Config, languages_of
from ..formats.localised import year_and_month
from ..incremental.fingerprint import code_fingerprint
from ..model import Body
from ..pages import Page, language_folder
from ..planning.kinds.article import ArticlePage
from ..planning.kinds.copy import CopyPage
from ..planning.kinds.search import INDEX_FOLDER
from ..planning.languages import in_folder
from ..planning.urls import quoted
from ..problems import Problem
from ..reading.scan import digest_of_file
from ..reporting import Reporter
from ..search.index import is_installed, missing, write_index
from ..search.records import Record, document, facet_table

Bodies = Callable[[bytes], Body]
"""Gives a stored body by its digest."""

_KEPT = 3
"""How many indexes of each language are kept."""

_ABANDONED = 6 * 3600
"""Seconds after which nobody is still making an index."""


class SearchIndex(NamedTuple):
    """An index: its folder, and the names of its files in it."""

    folder: Path
    files: tuple[str, ...]


def search_problems(config: Config) -> tuple[Problem, ...]:
    """Warn where the site wants a search that cannot be made on this machine."""
    return (missing(),) if config.file.search and not is_installed() else ()


def index_pages(
    config: Config, pages: Mapping[str, Page], bodies: Bodies, reporter: Reporter
) -> dict[str, CopyPage]:
    """Plan the files of the index of a plan's articles, to be copied, by path in the output.

    Each language has an index of its own.
    """
    copies = {}
    languages = languages_of(config)
    folders = frozenset(one.prefix[1:] for one in languages)
    for one in languages:
        own = [
            page for path, page in pages.items() if language_folder(path, folders) == one.prefix[1:]
        ]
        index = find_index(one, own, bodies, reporter)
        copies.update({page.path: page for page in _copies(one, index)})
    _tidy(config.cache, _KEPT * len(languages))
    return copies


def _copies(config: Config, index: SearchIndex) -> Iterable[CopyPage]:
    for name in index.files:
        path = f"{INDEX_FOLDER}/{name}"
        source = index.folder / name
        shown = source.relative_to(config.root).as_posix()
        page = CopyPage(path, config.base + quoted("/" + path), shown, digest_of_file(source))
        yield in_folder(page, config.prefix)


def find_index(
    config: Config, pages: Iterable[Page], bodies: Bodies, reporter: Reporter
) -> SearchIndex:
    """Return the index of the articles among these pages; it is made where it is not kept."""
    found = records(pages, config)
    folder = config.cache / "search" / _key(found)
    if folder.is_dir():
        os.utime(folder)
    else:
        reporter.phase("indexing", len(found))
        _make(config.cache, folder, found, bodies)
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return SearchIndex(folder, tuple(sorted(names)))


def records(pages: Iterable[Page], config: Config) -> list[Record]:
    """Return the records of the articles among pages, by address."""
    calendar = config.file.calendar
    found = [
        Record(
            url=page.url,
            title=page.title,
            summary=page.summary,
            section=page.section.text,
            topics=tuple(tag.text for tag in page.tags),
            authors=tuple(author.text for author in page.authors),
            date=page.date or "",
            year=str(year_and_month(page.date[:10], calendar)[0]) if page.date else "",
            lang=page.lang or config.file.language,
            dir=page.dir,
            text=page.body.digest if config.file.search_text == "full" else None,
        )
        for page in pages
        if isinstance(page, ArticlePage)
    ]
    return sorted(found, key=lambda record: record.url)


def _key(found: list[Record]) -> str:
    encoded = msgspec.msgpack.encode(found)
    return blake2b(encoded, key=code_fingerprint(), digest_size=16).hexdigest()


def _make(cache: Path, folder: Path, found: list[Record], bodies: Bodies) -> None:
    """Make an index, whole or not at all."""
    scratch = cache / "scratch" / f"search-{os.getpid()}"
    shutil.rmtree(scratch, ignore_errors=True)
    documents, target = scratch / "documents", scratch / "index"
    documents.mkdir(parents=True)
    try:
        for record in found:
            body = bodies(record.text) if record.text else None
            (documents / record.name).write_text(document(record, body), encoding="utf-8")
        write_index(documents, target)
        (target / "facets.json").write_bytes(facet_table(found))
        folder.parent.mkdir(exist_ok=True)
        try:
            os.rename(target, folder)
        except OSError:
            if not folder.is_dir():  # Otherwise another process has just made the same one.
                raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _tidy(cache: Path, kept: int) -> None:
    """Delete the indexes that were not used for longest, and what a killed build left."""
    for left in (cache / "scratch").glob("search-*"):
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - _ABANDONED:
                shutil.rmtree(left, ignore_errors=True)
    indexes = sorted(
        (cache / "search").iterdir(), key=lambda path: path.stat().st_mtime, reverse=True
    )
    for old in indexes[kept:]:
        shutil.rmtree(old, ignore_errors=True)
