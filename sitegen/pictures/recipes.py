"""Which sizes and formats of a picture there are, as a pure function of what was found in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from ..model import Asset

WIDTHS = (360, 720, 1080, 1728)
"""Widths in pixels: a thumbnail, a column, a column on a dense screen, the widest place."""

FALLBACK = 1080
"""The greatest width of the JPEG or PNG that old browsers get."""

_HIGHEST = 16_000
"""WebP ends at 16,383 pixels (RFC 9649), and AVIF's encoders at about as many."""

SHARE_SIZE = (1200, 630)
"""Width and height of the picture that networks show beside a link (ogp.me, `og:image`)."""

LEAST_SHARE_SIZE = (1000, 525)
"""A picture is scaled up by a fifth at most to be shared."""

ICON_WIDTHS = (180, 192, 512)
"""Of the icon for touch screens, and of those that a web manifest lists."""

Encoding = Literal["avif", "webp", "lossless webp", "jpeg", "png", "clean", "share", "icon"]

TYPES: dict[Encoding, tuple[str, str]] = {
    "avif": ("image/avif", "avif"),
    "webp": ("image/webp", "webp"),
    "lossless webp": ("image/webp", "webp"),
    "jpeg": ("image/jpeg", "jpg"),
    "png": ("image/png", "png"),
    "share": ("image/jpeg", "jpg"),
    "icon": ("image/png", "png"),
}
"""The media type and the suffix of each encoding, in the order in which a browser is to choose."""


class Recipe(Struct, frozen=True, array_like=True):
    """How a picture is made of another one: its encoding, and its width in pixels.

    "clean" is the picture itself, upright and without private metadata, in its own format. "share"
    is a crop of `SHARE_SIZE` around the `focus` (`Focus`), "icon" a square.
    """

    encoding: Encoding
    width: int = 0
    focus: str = ""

    @property
    def name(self) -> str:
        """The end of the file's name, which tells width, focus and format."""
        size = "share" if self.encoding == "share" else str(self.width)
        parts = [size, *self.focus.split()]
        return f"{'-'.join(parts)}.{TYPES[self.encoding][1]}"


CLEAN = Recipe("clean")


class Drawing(Struct, frozen=True, array_like=True):
    """A picture of words: a title, a label above it, and a name below.

    `direction` is that of the title, "ltr" or "rtl", and `site_direction` that of the other two;
    `accent` is a CSS colour, "" for that of the default theme. A drawing that is `shaped` needs
    Pillow with raqm.
    """

    title: str
    label: str
    name: str
    direction: str
    site_direction: str
    language: str
    accent: str
    shaped: bool


def recipes_of(asset: Asset) -> Iterator[Recipe]:
    """Yield the recipes of a picture, the format that a browser should prefer first.

    There are none for what is animated, small or no raster picture. No picture is scaled up.
    """
    found = asset.raster
    if found is None or found.is_animated or found.is_small or asset.width <= WIDTHS[0]:
        return
    widths = [width for width in _widths(asset.width) if _height(asset, width) <= _HIGHEST]
    encodings: tuple[Encoding, ...] = ("avif", "webp")
    if found.has_few_colours:
        encodings = ("lossless webp",)
    fallback: Encoding = "png" if found.is_transparent or found.has_few_colours else "jpeg"
    for encoding in encodings:
        yield from (Recipe(encoding, width) for width in widths)
    yield from (Recipe(fallback, width) for width in widths if WIDTHS[0] < width <= FALLBACK)


def _widths(width: int) -> list[int]:
    """Choose widths up to the picture's own; two that are nearly the same are one."""
    largest = min(width, WIDTHS[-1])
    return [step for step in WIDTHS if step <= 0.9 * largest] + [largest]


def _height(asset: Asset, width: int) -> int:
    return round(asset.height * width / asset.width)
