"""The cache of pictures, by their bytes: encoding one takes longer than the rest of a build.

The folder has the digest of the code that makes pictures in its name, so another release of it,
or of Pillow, makes them again. The name of each file in it ends with the digest, the size and the
time of its bytes. As long as size and time are right, the file is what was stored, and a build
gives it a second name in the output (a hard link) without reading it. Whoever writes into that
file changes its time.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from .. import pictures
from ..files.write import unique_name
from ..reading.scan import digest_of

_FORMAT = b"2"
"""Changes with how files are named and stored here."""


class Kept(NamedTuple):
    """A file of the cache: its path, the digest of its bytes, and its stat."""

    path: str
    digest: bytes
    stat: os.stat_result

    def read(self) -> bytes | None:
        """Return the bytes of the file; None where they are not those that were stored."""
        try:
            data = Path(self.path).read_bytes()
        except OSError:
            return None
        return data if digest_of(data) == self.digest else None


class PictureStore:
    """Keeps findings and renditions by the digest of a picture; damaged ones count as missing.

    A full or read-only disk costs the next build some time only.
    """

    def __init__(self, cache: Path) -> None:
        self._all = cache / "pictures"
        self._listed: tuple[bytes, dict[str, str]] = (b"", {})

    @cached_property
    def _folder(self) -> Path:
        """The folder of this code; a build in which no picture is new need not know it."""
        return self._all / _version()

    def find(self, digest: bytes, name: str) -> Kept | None:
        """Find what was kept of a picture under a name; its bytes are read only if in doubt."""
        end = self._ends(digest).get(name)
        if end is None:
            return None
        path = f"{self._folder}/{digest.hex()}/{name}.{end}"
        try:
            kept = Kept(path, bytes.fromhex(end.partition(".")[0]), os.stat(path))
        except (OSError, ValueError):
            return None
        if end == _end(kept.digest, kept.stat) or kept.read() is not None:
            return kept
        return None

    def get(self, digest: bytes, name: str) -> bytes | None:
        """Return what was kept of a picture under a name."""
        kept = self.find(digest, name)
        return kept and kept.read()

    def put(self, digest: bytes, name: str, data: bytes) -> None:
        """Keep something of a picture under a name."""
        folder = self._folder / digest.hex()
        old = self._ends(digest).get(name)
        self._listed = (b"", {})
        part = self._all.with_name(f".picture-{unique_name()}.part")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            new = _end(digest_of(data), part.stat())
            os.replace(part, folder / f"{name}.{new}")
            if old not in (None, new):
                (folder / f"{name}.{old}").unlink(missing_ok=True)
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def _ends(self, digest: bytes) -> dict[str, str]:
        """List what is kept of a picture: by name how the name of its file ends."""
        if self._listed[0] != digest:
            try:
                names = os.listdir(f"{self._folder}/{digest.hex()}")
            except OSError:
                names = []
            ends = (name.partition(".") for name in names)
            self._listed = (digest, {name: end for name, _, end in ends})
        return self._listed[1]

    def drop_unused(self, digests: Iterable[bytes]) -> None:
        """Delete what is kept of other pictures than these, and what other code made."""
        wanted = {digest.hex() for digest in digests}
        for place, kept in ((self._all, {self._folder.name}), (self._folder, wanted)):
            for folder in place.iterdir() if place.is_dir() else ():
                if folder.name not in kept:
                    from shutil import rmtree

                    rmtree(folder, ignore_errors=True)


def _end(digest: bytes, stat: os.stat_result) -> str:
    """Return how the name of a file ends whose bytes have a digest."""
    return f"{digest.hex()}.{stat.st_size:x}-{stat.st_mtime_ns:x}"


@lru_cache(maxsize=1)
def _version() -> str:
    """Digest all that decides how pictures are made: the room `pictures`, and its libraries."""
    from importlib.metadata import version
    from importlib.util import find_spec

    import PIL

    from ..pictures.letters import FONT

    digest = blake2b(_FORMAT + PIL.__version__.encode(), digest_size=8)
    digest.update(version("resvg-py").encode() if find_spec("resvg_py") else b"")
    folder = Path(pictures.__file__).parent
    for path in (*sorted(folder.glob("*.py")), FONT):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
