"""The bodies of a session: those that the cache holds, and new ones in a folder of its own."""

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

    def __init__(self, memo: SourceCache) -> None:
        self._memo = memo
        self._cached = PackReader(memo.packs, memo.bodies)
        for digest in {location.pack: d for d, location in memo.bodies.items()}.values():
            self._cached.encoded(digest)
        self._folder = TemporaryDirectory(prefix="sitegen-preview-")
        memo.packs = Path(self._folder.name)
        self._own = PackReader(memo.packs, memo.bodies)
        self._writer = self._new_writer()
        self._in_cache = frozenset(location.pack for location in memo.bodies.values())

    def add(self, digest: bytes, encoded: bytes) -> None:
        """Store an encoded body, unless it is known; OSError where the disk is full."""
        if digest in self._memo.bodies:
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
        self._memo.bodies[digest] = location

    def _new_writer(self) -> PackWriter:
        return PackWriter(self._memo.packs, f"{os.urandom(6).hex()}.pack")

    def __call__(self, digest: bytes) -> Body:
        """Read a body; CacheDamaged where it is missing or altered."""
        location = self._memo.bodies.get(digest)
        cached = location is not None and location.pack in self._in_cache
        return (self._cached if cached else self._own)(digest)

    def close(self) -> None:
        """Close the packs and delete those of the session."""
        self._writer.close()
        self._cached.close()
        self._own.close()
        self._folder.cleanup()
