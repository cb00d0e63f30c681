"""The cache of sources: from a source's bytes to its article, profile, picture size and body.

Bodies are in packs that only grow, one for each writing process; their digests find them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..model import Article, Asset, Body, Profile, SourceFile
from ..reading.scan import digest_of
from . import store

# --- bodies -------------------------------------------------------------------------------

_TOGETHER = 1 << 20
_decode = msgspec.msgpack.Decoder(Body).decode


class Location(NamedTuple):
    """Where a body is stored: the pack's name, offset and length in bytes."""

    pack: str
    offset: int
    length: int


class CacheDamaged(Exception):
    """Stored data is not what was stored; the build starts again without it."""


class PackWriter:
    """Appends bodies to a pack of its own; the file is made with the first one."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / name
        self._name = name
        self._file = -1
        self._offset = 0
        self._stored = 0
        self._added: list[bytes] = []

    def add(self, data: bytes) -> Location:
        """Take an encoded body, which is stored with the next `flush` at the latest."""
        self._added.append(data)
        location = Location(self._name, self._offset, len(data))
        self._offset += len(data)
        if self._offset - self._stored >= _TOGETHER:
            self.flush()
        return location

    def flush(self) -> None:
        """Store what was added; OSError if the disk is full or read-only."""
        view = memoryview(b"".join(self._added))
        self._added.clear()
        self._stored = self._offset
        if view and self._file < 0:
            self._path.parent.mkdir(exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
            self._file = os.open(self._path, flags, 0o666)
        while view:
            view = view[os.write(self._file, view) :]

    def close(self) -> None:
        """Store what was added and close the pack; nothing can be added any more."""
        self.flush()
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


class PackReader:
    """Reads bodies by digest, given where they are; each is checked against its digest."""

    def __init__(self, folder: Path, locations: Mapping[bytes, Location]) -> None:
        self._folder = folder
        self._locations = locations
        self._files: dict[str, int] = {}

    def encoded(self, digest: bytes, location: Location | None = None) -> bytes:
        """Read a stored body as it is; CacheDamaged if it is missing or altered."""
        location = location or self._locations.get(digest)
        if location is None:
            raise CacheDamaged("a body is missing")
        try:
            file = self._files.get(location.pack)
            if file is None:
                flags = os.O_RDONLY | getattr(os, "O_BINARY", 0)
                file = os.open(self._folder / location.pack, flags)
                self._files[location.pack] = file
            data = _read_at(file, location.length, location.offset)
        except OSError as error:
            raise CacheDamaged(f"a pack of bodies cannot be read: {error}") from None
        if digest_of(data) != digest:
            raise CacheDamaged("a stored body has been altered")
        return data

    def __call__(self, digest: bytes) -> Body:
        """Read a body."""
        return _decode(self.encoded(digest))

    def close(self) -> None:
        """Close the packs."""
        for file in self._files.values():
            os.close(file)
        self._files.clear()


def _read_at(file: int, length: int, offset: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(file, length, offset)
    os.lseek(file, offset, os.SEEK_SET)
    return os.read(file, length)


# --- articles and profiles ----------------------------------------------------------------

_WASTE = 8 * 1024 * 1024


class _Stored(msgspec.Struct, array_like=True):
    """What the cache's file has; all paths are relative to the site's root."""

    reading: bytes
    scanned_ns: int
    files: dict[str, SourceFile]
    articles: dict[str, Article]
    profiles: dict[str, Profile]
    assets: dict[str, Asset]
    bodies: dict[bytes, Location]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Stored)


class SourceCache:
    """Knows every source of the last build and what was read from it.

    `reading` is the digest of the code and the settings that read; one of other settings keeps
    nothing but the digests of the files.
    """

    def __init__(self, folder: Path, reading: bytes, fresh: bool = False) -> None:
        self._path = folder / "sources.msgpack"
        self.packs = folder / "bodies"
        self.reading = reading
        stored = None if fresh else store.load_value(self._path, _decoder)
        if stored is None:
            stored = _Stored(reading, 0, {}, {}, {}, {}, {})
        elif stored.reading != reading:
            stored = _Stored(reading, stored.scanned_ns, stored.files, {}, {}, {}, {})
        self.scanned_ns = stored.scanned_ns
        self.files = stored.files
        self.articles = stored.articles
        self.profiles = stored.profiles
        self.assets = stored.assets
        self.bodies = stored.bodies
        self._read_bodies: PackReader | None = None

    @property
    def reader(self) -> PackReader:
        """Reads stored bodies in this process."""
        if self._read_bodies is None:
            self._read_bodies = PackReader(self.packs, self.bodies)
        return self._read_bodies

    def save(
        self,
        scanned_ns: int,
        files: dict[str, SourceFile],
        articles: dict[str, Article],
        profiles: dict[str, Profile],
        assets: dict[str, Asset],
    ) -> None:
        """Store the state of this build and drop the bodies that nothing uses any more."""
        self.scanned_ns, self.files = scanned_ns, files
        self.articles, self.profiles, self.assets = articles, profiles, assets
        used = {a.body for a in articles.values() if a.body}
        used.update(p.body for p in profiles.values() if p.body)
        if len(used) != len(self.bodies):
            self.bodies = {digest: self.bodies[digest] for digest in used}
        self._compact()
        stored = _Stored(self.reading, scanned_ns, files, articles, profiles, assets, self.bodies)
        store.save(self._path, _encoder.encode(stored))
        self.drop_unused()

    def _compact(self) -> None:
        """Write the bodies again once more than half of what the packs contain is waste."""
        held = sum(pack.lstat().st_size for pack in self._all_packs())
        used = sum(location.length for location in self.bodies.values())
        if held - used < max(_WASTE, used):
            return
        reader = PackReader(self.packs, self.bodies)
        writer = PackWriter(self.packs, f"{time.time_ns():x}-{os.getpid()}.pack")
        self.bodies = {
            digest: writer.add(reader.encoded(digest, location))
            for digest, location in self.bodies.items()
        }
        writer.close()
        reader.close()
        self._read_bodies = None

    def drop_unused(self) -> None:
        """Delete the packs that have no body in use: those of killed and of verifying builds."""
        used = {location.pack for location in self.bodies.values()}
        for pack in self._all_packs():
            if pack.name not in used:
                with suppress(OSError):
                    pack.unlink()

    def _all_packs(self) -> list[Path]:
        return sorted(self.packs.glob("*.pack"))
