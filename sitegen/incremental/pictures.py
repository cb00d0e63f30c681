"""The cache of pictures, by their bytes: encoding one takes longer than the rest of a build.

The folder has the digest of the code that makes pictures in its name, so another release of it,
or of Pillow, makes them again.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from .. import pictures
from .store import load, save


class PictureStore:
    """Keeps findings and renditions by the digest of a picture; damaged ones count as missing.

    A full or read-only disk costs the next build some time only.
    """

    def __init__(self, cache: Path) -> None:
        self._all = cache / "pictures"
        self._folder = self._all / _version()

    def get(self, digest: bytes, name: str) -> bytes | None:
        """Return what was kept of a picture under a name."""
        return load(self._folder / digest.hex() / name)

    def put(self, digest: bytes, name: str, data: bytes) -> None:
        """Keep something of a picture under a name."""
        folder = self._folder / digest.hex()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            save(folder / name, data)
        except OSError:
            return

    def drop_unused(self, digests: Iterable[bytes]) -> None:
        """Delete what is kept of other pictures than these, and what other code made."""
        wanted = {digest.hex() for digest in digests}
        for place, kept in ((self._all, {self._folder.name}), (self._folder, wanted)):
            for folder in place.iterdir() if place.is_dir() else ():
                if folder.name not in kept:
                    from shutil import rmtree

                    rmtree(folder, ignore_errors=True)


@lru_cache(maxsize=1)
def _version() -> str:
    """Digest all that decides how pictures are made: the room `pictures`, and its libraries."""
    from importlib.metadata import version
    from importlib.util import find_spec

    import PIL

    from ..pictures.letters import FONT

    digest = blake2b(PIL.__version__.encode(), digest_size=8)
    digest.update(version("resvg-py").encode() if find_spec("resvg_py") else b"")
    folder = Path(pictures.__file__).parent
    for path in (*sorted(folder.glob("*.py")), FONT):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
