"""The bodies of a session: those that the cache holds, and new ones in a folder of its own."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from ..cache.bodies import PackReader, PackWriter
from ..cache.sources import SourceMemo
from ..model import Body


class SessionBodies:
    """Reads bodies by digest; what is read in this session is stored apart from the cache.

    A build may drop or rewrite the cache's packs at any time, so these are held open; and the
    packs of the session are not the build's to drop.
    """

    def __init__(self, memo: SourceMemo) -> None:
        self._memo = memo
        self._cached = PackReader(memo.packs, memo.bodies)
        for digest in {location.pack: d for d, location in memo.bodies.items()}.values():
            self._cached.encoded(digest)
        self._folder = TemporaryDirectory(prefix="sitegen-preview-")
        memo.packs = Path(self._folder.name)
        self._own = PackReader(memo.packs, memo.bodies)
        self._writer = PackWriter(memo.packs, f"{os.urandom(6).hex()}.pack")
        self._in_cache = frozenset(location.pack for location in memo.bodies.values())

    def add(self, digest: bytes, encoded: bytes) -> None:
        """Store an encoded body, unless it is known."""
        if digest not in self._memo.bodies:
            self._memo.bodies[digest] = self._writer.add(encoded)
            self._writer.flush()

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
