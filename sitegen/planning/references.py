"""Files beside articles: which of them are shown, which wait for a draft, which nobody names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any
from urllib.parse import unquote

from ..formats.pictures import PICTURES
from ..model import Article, Profile
from .findings import Finding
from .images import resolve
from .urls import nfc

Record = Article | Profile


def waiting_files(
    files: Collection[str], shown: Iterable[Record], hidden: Iterable[Record]
) -> frozenset[str]:
    """Give the files that hidden records alone refer to: they are published with them."""
    names = {nfc(file): file for file in files}
    wanted = _named(hidden, names)
    if wanted:
        wanted -= _named(shown, {name: names[name] for name in wanted})
    return frozenset(names[name] for name in wanted)


def unused_files(
    files: Collection[str], records: Iterable[Record], folder: str
) -> Iterator[Finding]:
    """Warn of the files, but for pictures, that no record refers to: they may be notes.

    `check` looks for unused pictures, in templates and style sheets as well.
    """
    others = {nfc(file): file for file in files if not file.lower().endswith(PICTURES)}
    named = _named(records, others) if others else set()
    for name, file in others.items():
        if name not in named:
            yield Finding(
                f"{folder}/{file}",
                "file.unused",
                "nothing refers to this file, and it is published",
                "link to it, move it out of the content folder, or to static/ if it is meant",
                severity="warning",
            )


def _named(records: Iterable[Record], files: Collection[str]) -> set[str]:
    """Give which of the files some records refer to; all paths are in NFC."""
    if not files:
        return set()
    endings = {file.rpartition("/")[2] for file in files}
    found: set[str] = set()
    for record in records:
        for href in _hrefs(record):
            href = href.partition("#")[0].partition("?")[0]
            ending = href.rpartition("/")[2]
            if not ending.isascii() or "%" in ending:
                ending = nfc(unquote(ending))
            if ending in endings:
                is_url = href.startswith("/")
                path = nfc(unquote(href[1:])) if is_url else resolve(record.path, href)
                if path is not None and path in files:
                    found.add(path)
    return found


def _hrefs(record: Record) -> Iterator[str]:
    for target in record.targets:
        yield target.href
    if isinstance(record, Article):
        if record.image is not None:
            yield record.image.src
        if record.extra:
            yield from _texts(record.extra)
    elif record.avatar is not None:
        yield record.avatar.src


def _texts(value: Any) -> Iterator[str]:
    """Give all texts of front matter's `extra`, where a template may find a file's name."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
