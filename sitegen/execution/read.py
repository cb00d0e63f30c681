"""Read single files: the task that reads sources, and the reader of copied files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..config import builtin_themes
from ..formats.pictures import PICTURES, SIZED, fault_of
from ..incremental.sources import Location, PackWriter, SourceCache
from ..model import Article, Asset, Profile, SourceFile
from ..pictures import MOST_PIXELS
from ..problems import Problem, unreadable
from ..reading.scan import Found, digest_of, digest_of_file, known
from ..reading.settings import ReadSettings
from .pictures import PictureInspector

_encode = msgspec.msgpack.encode


class ReadJob(NamedTuple):
    """A source to read: its path below the content folder, and the digest that is known of it."""

    path: str
    known: bytes


class ReadResult(NamedTuple):
    """What was read from a source; without `record` and problems its digest is the known one."""

    path: str
    digest: bytes
    record: bytes
    kind: str
    body: Location | None
    problems: tuple[Problem, ...]


class ReadTask(NamedTuple):
    """Read sources below `folder`, which problems call `shown`, and store their bodies in `packs`.

    A job is a batch of sources; a source that is gone by now has an empty digest in its result.
    """

    folder: Path
    shown: str
    settings: ReadSettings
    packs: Path

    @contextmanager
    def open(self) -> Iterator[Callable[[tuple[ReadJob, ...]], list[ReadResult]]]:
        """Set a process up to read; see `Task`."""
        writer = PackWriter(self.packs, f"{os.getpid():x}-{os.urandom(6).hex()}.pack")

        def do(jobs: tuple[ReadJob, ...]) -> list[ReadResult]:
            results = [_read(job, self, writer) for job in jobs]
            writer.flush()
            return results

        try:
            yield do
        finally:
            writer.close()


def _read(job: ReadJob, task: ReadTask, packs: PackWriter) -> ReadResult:
    from ..reading.source import read_source

    shown = f"{task.shown}/{job.path}"
    try:
        with open(f"{task.folder}/{job.path}", "rb", buffering=0) as file:
            data = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return ReadResult(job.path, b"", b"", "", None, ())
    except OSError as error:
        return ReadResult(job.path, b"", b"", "", None, (unreadable(shown, error),))
    digest = digest_of(data)
    if digest == job.known:
        return ReadResult(job.path, digest, b"", "", None, ())
    found = read_source(job.path, data, task.settings, shown)
    body = packs.add(found.body) if found.body is not None else None
    record = _encode(found.record) if found.record is not None else b""
    return ReadResult(job.path, digest, record, found.kind, body, found.problems)


_article = msgspec.msgpack.Decoder(Article)
_profile = msgspec.msgpack.Decoder(Profile)


def decode_record(kind: str, record: bytes) -> Article | Profile:
    """Decode the record of a result."""
    return (_article if kind in ("article", "page") else _profile).decode(record)


_HEAD = 64 * 1024
_RASTERS = tuple(suffix for suffix in PICTURES if suffix != ".svg")


class AssetReader:
    """Reads copied files, unless the cache knows them.

    `files` and `assets` gather what was found, by path from the site's root; `problems` what
    cannot be read. Where there is an `inspector`, pictures are looked into.
    """

    def __init__(
        self, root: str, cache: SourceCache, inspector: PictureInspector | None = None
    ) -> None:
        self.files: dict[str, SourceFile] = {}
        self.assets: dict[str, Asset] = {}
        self.problems: list[Problem] = []
        self._root = root
        self._cache = cache
        self._inspector = inspector

    def read_all(self, shown: str, files: Iterable[Found]) -> dict[str, Asset]:
        """Read the files of a folder that problems call `shown`, except those gone by now."""
        read = ((file.path, self.read(f"{shown}/{file.path}", file)) for file in files)
        return {path: asset for path, asset in read if asset is not None}

    def read(self, shown: str, file: Found) -> Asset | None:
        """Read a file; None if it is gone by now.

        `shown` is its path from the site's root, `file.path` the one from its own folder. A file
        that cannot be read is a problem, and is taken as it last was.
        """
        cache = self._cache
        before = known(file._replace(path=shown), cache.files, cache.scanned_ns)
        asset = cache.assets.get(shown)
        if before is None or asset is None:
            path = os.path.join(self._root, shown)
            try:
                digest = digest_of_file(path)
                if asset is None or asset.digest != digest:
                    asset = self._inspected(_described(file.path, digest, path), path)
            except (FileNotFoundError, NotADirectoryError):
                return None
            except OSError as error:
                self.problems.append(unreadable(shown, error))
                self.assets[shown] = asset = asset or Asset(file.path, b"")
                return asset
            before = SourceFile(shown, file.size, file.mtime_ns, file.ctime_ns, digest)
        self.files[shown] = before
        self.assets[shown] = asset
        return asset

    def _inspected(self, asset: Asset, place: str) -> Asset:
        """Add what is in a raster picture; its size is then that of the picture turned upright."""
        if self._inspector is None or asset.fault or not asset.path.lower().endswith(_RASTERS):
            return asset
        if asset.width * asset.height > MOST_PIXELS:
            return msgspec.structs.replace(asset, fault="pixels")
        found = self._inspector(place, asset.digest)
        if found.fault:
            return msgspec.structs.replace(asset, fault=found.fault)
        size = {"width": found.width, "height": found.height}
        return msgspec.structs.replace(asset, raster=found.raster, **size)

    def below(self, shown: str, folders: Iterable[str]) -> dict[str, Asset]:
        """Return what the cache knows of folders that cannot be listed, as it last was.

        The folders are relative to the one called `shown`, and so are the paths of the answer.
        """
        found = {}
        for folder in folders:
            start = f"{shown}/{folder}/" if folder else f"{shown}/"
            for path, asset in self._cache.assets.items():
                if path.startswith(start):
                    self.assets[path] = found[path[len(shown) + 1 :]] = asset
        return found


def _described(path: str, digest: bytes, place: str) -> Asset:
    with open(place, "rb") as file:
        head = file.read(_HEAD)
    fault = fault_of(path, head)
    is_picture = path.lower().endswith(PICTURES)
    # The icon of a theme of ours is not worth the import of what measures pictures.
    is_measured = is_picture and not fault and not Path(place).is_relative_to(builtin_themes())
    width, height = _size(Path(place)) if is_measured else (0, 0)
    is_sized = is_picture and head.startswith(SIZED)
    if is_sized and not fault and not (width and height):
        fault = "broken"
    return Asset(path, digest, width, height, fault)


def _size(path: Path) -> tuple[int, int]:
    """Return a picture's width and height in pixels; 0 where they cannot be told."""
    import imagesize

    try:
        width, height = imagesize.get(path)
    except ValueError:
        return (0, 0)
    return (max(0, round(width)), max(0, round(height)))
