"""The bodies of a session: those of the cache, and new ones in a folder of its own."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from ..incremental.bodies import PackReader, PackWriter
from ..incremental.sources import SourceCache
from ..model import Body


class SessionBodies:
    """Reads bodies by digest; what is read in this session is stored apart from the cache.

    A build may drop or rewrite the cache's packs at any time, so these are held open; and the
    packs of the session are not the build's to drop.
    """

    def __init__(self, cache: SourceCache) -> None:
        self._cache = cache
        self._cached = PackReader(cache.packs, cache.bodies)
        for digest in {location.pack: d for d, location in cache.bodies.items()}.values():
            self._cached.encoded(digest)
        self._folder = TemporaryDirectory(prefix="sitegen-preview-")
        cache.packs = Path(self._folder.name)
        self._own = PackReader(cache.packs, cache.bodies)
        self._writer = self._new_writer()
        self._in_cache = frozenset(location.pack for location in cache.bodies.values())

    def add(self, digest: bytes, encoded: bytes) -> None:
        """Store an encoded body, unless it is known; OSError where the disk is full."""
        if digest in self._cache.bodies:
            return
        try:
            location = self._writer.add(encoded)
            self._writer.flush()
        except OSError:
            # Half of the body may be in the pack, so what comes next goes into another one.
            with suppress(OSError):
                self._writer.close()
            self._writer = self._new_writer()
            raise
        self._cache.bodies[digest] = location

    def _new_writer(self) -> PackWriter:
        return PackWriter(self._cache.packs, f"{os.urandom(6).hex()}.pack")

    def __call__(self, digest: bytes) -> Body:
        """Read a body; CacheDamaged where it is missing or altered."""
        location = self._cache.bodies.get(digest)
        cached = location is not None and location.pack in self._in_cache
        return (self._cached if cached else self._own)(digest)

    def close(self) -> None:
        """Close the packs and delete those of the session."""
        self._writer.close()
        self._cached.close()
        self._own.close()
        self._folder.cleanup()
