"""Files beside articles: where they go, which wait for a draft, which nobody names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from ..formats.pictures import PICTURES
from ..model import Article, Asset, Profile
from ..problems import Unplaced
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
) -> Iterator[Unplaced]:
    """Warn of the files, but for pictures, that no record refers to: they may be notes.

    `check` looks for unused pictures, in templates and style sheets as well.
    """
    others = {nfc(file): file for file in files if not file.lower().endswith(PICTURES)}
    named = _named(records, others) if others else set()
    for name, file in others.items():
        if name not in named:
            yield Unplaced(
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


def place_bundles(
    files: Mapping[str, Asset],
    visible: Sequence[Article],
    paths: Sequence[str],
    hidden: frozenset[str],
) -> tuple[dict[str, Asset], dict[str, str]]:
    """Part the copied files: those that show, and where those of a bundle go (its article's URL).

    `paths` are the URL paths of the visible articles. The files of a hidden article stay out
    with it.
    """
    homes = {
        article.path.removesuffix("index.md"): path.lstrip("/")
        for article, path in zip(visible, paths, strict=True)
        if is_bundle(article.path) and article.body is not None and path.endswith("/")
    }
    closed = {path.removesuffix("index.md") for path in hidden if is_bundle(path)}
    shown: dict[str, Asset] = {}
    places: dict[str, str] = {}
    for name, asset in files.items():
        folder = name.rpartition("/")[0]
        while folder and folder + "/" not in homes and folder + "/" not in closed:
            folder = folder.rpartition("/")[0]
        if folder and folder + "/" in closed:
            continue
        shown[name] = asset
        if folder:
            places[name] = homes[folder + "/"] + name[len(folder) + 1 :]
    return shown, places


def is_bundle(path: str) -> bool:
    """Tell whether an article owns its folder (`iran/some-slug/index.md`) and the files in it."""
    return path.endswith("/index.md") and path.count("/") > 1
