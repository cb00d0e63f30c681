"""Look into pictures and make others of them, unless that was done before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ..config import Config, site_problem
from ..incremental.pictures import Kept, PictureStore
from ..model import Asset
from ..pages import Page
from ..pictures import can_draw_svg, can_shape, is_available
from ..pictures.recipes import CLEAN, Recipe
from ..problems import Problem

if TYPE_CHECKING:  # A build that renders nothing does not import planning.
    from ..pictures.inspect import Findings
    from ..planning.kinds.picture import DrawnPage, PicturePage
    from ..planning.provided import ShareStyle
    from ..planning.share_images import ShareImages

_encode = msgspec.msgpack.encode


_WANTING = {
    "sizes": "pictures are copied as they are",
    "share_images": "pages have no share images",
    "icon": "the site has no icons for phones",
}
"""The settings of `pictures` that need Pillow, and what happens without it."""


def makes_pictures(config: Config) -> bool:
    """Return True if the site wants pictures to be made of others, and they can be made here."""
    wanted = config.file.pictures
    return bool(wanted.sizes or wanted.share_images or wanted.icon) and is_available()


def makes_icons(config: Config) -> bool:
    """Return True if the site wants icons, and they can be made here."""
    icon = config.file.pictures.icon
    if not icon or not is_available():
        return False
    from ..formats.pictures import is_drawing

    return not is_drawing(icon) or can_draw_svg()


def missing_extra(config: Config) -> list[Problem]:
    """Warn of each setting that wants pictures to be made, where they cannot be made here."""
    library = "resvg" if is_available() else "Pillow"
    is_made = dict.fromkeys(_WANTING, is_available()) | {"icon": makes_icons(config)}
    hint = "pip install 'sitegen-digest[images]'"
    return [
        _warning(config, name, f"{effect}: {library} is not installed", "pictures.missing", hint)
        for name, effect in _WANTING.items()
        if getattr(config.file.pictures, name) and not is_made[name]
    ]


def share_style(config: Config, settings: Mapping[str, Any]) -> ShareStyle | None:
    """Return how share images are drawn with a theme's settings; None if there are none."""
    if not config.file.pictures.share_images or not is_available():
        return None
    from ..planning.provided import ShareStyle

    return ShareStyle(str(settings.get("accent") or ""), can_shape())


def share_problems(config: Config, share: ShareImages | None) -> list[Problem]:
    """Warn where Pillow cannot join letters, which some scripts need and all look better with."""
    if share is None or share.shapes:
        return []
    message = "Pillow has no raqm here, so letters of the Arabic and Hebrew scripts are not joined"
    if share.unshaped:
        message += f"; pages without a share image: {share.unshaped:,}"
    hint = "install libfribidi (Debian and Ubuntu: apt install libfribidi0)"
    return [_warning(config, "share_images", message, "pictures.raqm", hint)]


def _warning(config: Config, name: str, message: str, code: str, hint: str) -> Problem:
    problem = site_problem(config, ("pictures", name), message, code, hint)
    return msgspec.structs.replace(problem, severity="warning")


def drop_unused(config: Config, assets: Iterable[Asset], pages: Iterable[Page]) -> None:
    """Delete what is kept of pictures that the site does not have any more."""
    if makes_pictures(config):
        from ..planning.kinds.picture import DrawnPage

        drawn = {page.digest for page in pages if isinstance(page, DrawnPage)}
        PictureStore(config.cache).drop_unused({asset.digest for asset in assets} | drawn)


class PictureInspector:
    """Finds out what is in pictures; what is known of one depends on its bytes alone."""

    def __init__(self, cache: Path) -> None:
        self._store = PictureStore(cache)

    def __call__(self, path: str, digest: bytes) -> Findings:
        """Look into the picture at a path; OSError if it cannot be read."""
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

    def draw(self, page: DrawnPage, fresh: bool = False) -> bytes:
        """Draw a picture of words; a `fresh` one is not taken from the cache."""
        from ..pictures.draw import draw

        known = None if fresh else self.kept(page)
        if known is not None and (data := known.read()) is not None:
            return data
        drawn = draw(page.drawing)
        self._store.put(page.digest, "drawn", drawn)
        return drawn

    def kept(self, page: DrawnPage | PicturePage) -> Kept | None:
        """Find what was made before of a page."""
        recipe = getattr(page, "recipe", None)
        return self._store.find(page.digest, _name_of(recipe) if recipe else "drawn")

    def make(self, data: bytes, digest: bytes, recipe: Recipe, fresh: bool = False) -> bytes:
        """Make a picture of `data`, whose digest is `digest`; ValueError if that fails.

        A `fresh` one is not taken from the cache.
        """
        from ..pictures.encode import clean, decode, draw_icon, encode
        from ..pictures.inspect import DAMAGES

        known = None if fresh else self._store.get(digest, _name_of(recipe))
        if known is not None:
            return known
        try:
            if recipe == CLEAN:
                made = clean(data)
            elif recipe.encoding == "icon":
                made = draw_icon(data, recipe.width)
            else:
                if self._decoded[0] != digest:
                    self._decoded = (digest, decode(data))
                made = encode(self._decoded[1], recipe)
        except DAMAGES as error:
            raise ValueError(f"{type(error).__name__}: {error}") from None
        self._store.put(digest, _name_of(recipe), made)
        return made


def _name_of(recipe: Recipe) -> str:
    return f"{recipe.encoding} {recipe.width} {recipe.focus}".rstrip()
