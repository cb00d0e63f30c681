"""The cache of sources: from a source's bytes to its article, profile, picture size and body."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from ..model import Article, Asset, Profile, SourceFile
from . import store
from .bodies import Location, PackReader, PackWriter

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
