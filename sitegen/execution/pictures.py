"""Look into pictures and make others of them, unless that was done before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ..config import Config, site_problem
from ..incremental.pictures import PictureStore
from ..pictures import is_available
from ..pictures.recipes import CLEAN, Recipe
from ..problems import Problem

if TYPE_CHECKING:
    from ..pictures.inspect import Findings

_encode = msgspec.msgpack.encode


def makes_sizes(config: Config) -> bool:
    """Return True if the site wants its pictures in other sizes, and they can be made here."""
    return config.file.pictures.sizes and is_available()


def missing_extra(config: Config) -> Problem | None:
    """Warn where the site wants its pictures in other sizes, and they cannot be made here."""
    if not config.file.pictures.sizes or is_available():
        return None
    message = "pictures are copied as they are: Pillow is not installed"
    hint = "pip install 'sitegen-digest[images]'"
    problem = site_problem(config, ("pictures", "sizes"), message, "pictures.missing", hint)
    return msgspec.structs.replace(problem, severity="warning")


class PictureInspector:
    """Finds out what is in pictures; what is known of one depends on its bytes alone."""

    def __init__(self, cache: Path) -> None:
        self._store = PictureStore(cache)

    def __call__(self, path: str, digest: bytes) -> Findings:
        """Look into the picture at a path; OSError where it cannot be read."""
        from ..pictures.inspect import Findings, inspect

        known = self._store.get(digest, "findings")
        if known is not None:
            return msgspec.msgpack.decode(known, type=Findings)
        findings = inspect(Path(path).read_bytes())
        self._store.put(digest, "findings", _encode(findings))
        return findings


class PictureMaker:
    """Makes pictures by their recipes; one that was made before is taken from the cache.

    The last picture is kept decoded: its recipes most often follow each other.
    """

    def __init__(self, cache: Path) -> None:
        self._store = PictureStore(cache)
        self._decoded: tuple[bytes, Any] = (b"", None)

    def make(self, data: bytes, digest: bytes, recipe: Recipe, fresh: bool = False) -> bytes:
        """Make a picture of `data`, whose digest is `digest`; ValueError where that fails.

        A `fresh` one is not taken from the cache.
        """
        from ..pictures.encode import clean, decode, encode
        from ..pictures.inspect import DAMAGES

        name = f"{recipe.encoding} {recipe.width}"
        known = None if fresh else self._store.get(digest, name)
        if known is not None:
            return known
        try:
            if recipe == CLEAN:
                made = clean(data)
            else:
                if self._decoded[0] != digest:
                    self._decoded = (digest, decode(data))
                made = encode(self._decoded[1], recipe)
        except DAMAGES as error:
            raise ValueError(f"{type(error).__name__}: {error}") from None
        self._store.put(digest, name, made)
        return made
