"""Copied files: their URLs and sizes, which belong to drafts alone, and which are never used."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import unquote

from ..config import Config
from ..formats.pictures import FAULTS, PICTURES
from ..model import Article, Asset, ImageRef, Profile, files_and_links, plain_path
from ..pages import Image, Renditions
from ..pictures.recipes import TYPES, Recipe, recipes_of
from ..problems import Unplaced
from .urls import nfc, quoted


def resolve(path: str, href: str) -> str | None:
    """Follow a relative link from a content file; None if it leaves the content folder.

    The answer is in NFC, whatever the file system or the link is in.
    """
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(href)))
    return None if joined.startswith(("../", "/")) or joined == ".." else nfc(joined)


def faulty_files(files: Mapping[str, Asset], folder: str) -> Iterator[Unplaced]:
    """Warn of files whose content does not fit their name; `folder` is where they all are."""
    for path, asset in files.items():
        if asset.fault:
            message, hint = FAULTS[asset.fault]
            yield Unplaced(f"{folder}/{path}", "file.broken", message, hint, severity="warning")


class Placed(NamedTuple):
    """A copied file: what it is, its URL and its output path."""

    asset: Asset
    url: str
    output: str


class ImageFinder:
    """Finds copied files: `/x` among the static files, others beside the content file."""

    def __init__(
        self,
        config: Config,
        bundled: Mapping[str, Asset],
        static: Mapping[str, Asset],
        places: Mapping[str, str],
    ) -> None:
        self.findings: list[Unplaced] = []
        self.bundled = bundled
        self._places = places
        self._base = config.base
        self._has_sizes = config.file.pictures.sizes
        self._static = static
        self._renditions: dict[str, Renditions | None] = {}
        self._spelled = {
            nfc(name): name for names in (bundled, static) for name in names if not name.isascii()
        }

    def output_of(self, path: str) -> str:
        """Return the output path of a file of the content folder."""
        return self._places.get(path, path)

    def asset(self, href: str, path: str) -> Placed | None:
        """Find the file that `href` names in the content file `path`."""
        if href.startswith("/"):
            name = nfc(unquote(href[1:]))
            name = self._spelled.get(name, name)
            asset = self._static.get(name)
            return self._placed(asset, name) if asset else None
        name = resolve(path, href) or ""
        name = self._spelled.get(name, name)
        asset = self.bundled.get(name)
        return self._placed(asset, self.output_of(name)) if asset else None

    def _placed(self, asset: Asset, output: str) -> Placed:
        return Placed(asset, self._base + quoted("/" + output), output)

    def renditions(self, placed: Placed) -> Renditions | None:
        """Return the other sizes and formats of a picture, None if there are none."""
        asset, _, output = placed
        if asset.raster is None or not self._has_sizes:
            return None
        if output not in self._renditions:
            self._renditions[output] = renditions_of(output, asset, self._base)
        return self._renditions[output]

    def find(self, ref: ImageRef, path: str, keys: tuple[str | int, ...]) -> Image | None:
        """Find a picture that front matter names; a picture of another site keeps its address."""
        if ref.src.startswith(("https://", "http://")):
            return Image(ref.src, ref.alt, ref.caption, ref.credit, focus=ref.focus)
        found = self.asset(ref.src, path)
        if found is None:
            where = "in the static folder" if ref.src.startswith("/") else "beside this file"
            self.findings.append(
                Unplaced(
                    path,
                    "content.image",
                    f"there is no picture “{ref.src}” {where}",
                    "check its name, or give an address that begins with https://",
                    keys,
                )
            )
            return None
        size = (found.asset.width, found.asset.height)
        words = (ref.alt, ref.caption, ref.credit)
        return Image(found.url, *words, *size, self.renditions(found), ref.focus)


Record = Article | Profile


def waiting_files(
    files: Collection[str], shown: Iterable[Record], hidden: Iterable[Record]
) -> frozenset[str]:
    """Return the files that only hidden records refer to; they are published with the records."""
    names = {nfc(file): file for file in files}
    wanted = _named(hidden, names)
    if wanted:
        wanted -= _named(shown, {name: names[name] for name in wanted})
    return frozenset(names[name] for name in wanted)


def unused_files(
    files: Collection[str], records: Iterable[Record], folder: str
) -> Iterator[Unplaced]:
    """Warn of files, except pictures, that no record refers to: they may be private notes.

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
    """Return which of the files some records refer to; all paths are in NFC."""
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
    for target in files_and_links(record):
        yield target.href
    if isinstance(record, Article):
        if record.image is not None:
            yield record.image.src
        if record.extra:
            yield from _texts(record.extra)
    elif record.avatar is not None:
        yield record.avatar.src


def _texts(value: Any) -> Iterator[str]:
    """Yield all texts of front matter's `extra`, where a template may find a file's name."""
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
    hidden: Iterable[Article],
) -> tuple[dict[str, Asset], dict[str, str]]:
    """Split the copied files into those that are visible and those of bundles, with their URLs.

    `paths` are the URL paths of the visible articles, those in the site's own language first: where
    a folder has an article in several languages, its files go to the first. The files of a hidden
    article stay out with it.
    """
    homes: dict[str, str] = {}
    for article, path in zip(visible, paths, strict=True):
        if is_bundle(article) and article.body is not None and path.endswith("/"):
            homes.setdefault(article.path.rpartition("/")[0] + "/", path.lstrip("/"))
    closed = {a.path.rpartition("/")[0] + "/" for a in hidden if is_bundle(a)} - homes.keys()
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


def is_bundle(record: Record) -> bool:
    """Return True if an article owns its folder (`iran/some-slug/index.md`) and the files in it."""
    path = plain_path(record)
    return path.endswith("/index.md") and path.count("/") > 1


# --- other sizes and formats of a picture -------------------------------------------------

_LONGEST_STEM = 40
"""Characters of a picture's name that the names of its renditions begin with."""


def rendition_path(output: str, asset: Asset, recipe: Recipe) -> str:
    """Return the output path of a rendition of the picture at `output`.

    It changes with the picture's bytes, so browsers may keep it for long.
    """
    folder, slash, name = output.rpartition("/")
    stem = name.rpartition(".")[0][:_LONGEST_STEM]
    mark = blake2b(asset.digest + name.encode(), digest_size=4).hexdigest()
    return f"{folder}{slash}{stem}.{mark}-{recipe.name}"


def renditions_of(output: str, asset: Asset, base: str) -> Renditions | None:
    """Return the versions of the picture at `output` that a browser can choose from."""
    sources = []
    for encoding, recipes in groupby(recipes_of(asset), key=lambda recipe: recipe.encoding):
        srcset = ", ".join(
            f"{base}{quoted('/' + rendition_path(output, asset, recipe))} {recipe.width}w"
            for recipe in recipes
        )
        sources.append((TYPES[encoding][0], srcset))
    if not sources or asset.raster is None:
        return None
    return Renditions(asset.raster.colour, tuple(sources))
