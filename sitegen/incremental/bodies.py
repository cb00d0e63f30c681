"""Bodies on disk: append-only packs, one for each writing process, found by digest."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..model import Body
from ..reading.scan import digest_of

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
        """Store what was added; OSError where the disk is full or read-only."""
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
        """Read a stored body as it is; CacheDamaged where it is missing or altered."""
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
