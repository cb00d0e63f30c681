"""Look into a raster picture: its size, its average colour, and what is wrong with it."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from msgspec import Struct
from PIL import Image, ImageOps

from ..model import Raster
from . import MOST_PIXELS

FORMATS = ("AVIF", "BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")
_ANIMATED = ("AVIF", "GIF", "PNG", "WEBP")

_SMALL = 20_000
"""Bytes below which a picture is shown as it is: other sizes of it would save next to nothing."""

_FEW_COLOURS = 128

_ORIENTATION = 0x0112
"""The EXIF tag that says how a picture is turned (EXIF 2.32, 4.6.4)."""

_HARMLESS_SEGMENTS = ("APP0", "APP2", "APP14")
"""JPEG segments that tell how to show a picture: JFIF, the colour profile, Adobe's transform."""

_PRIVATE_INFO = ("exif", "xmp", "XML:com.adobe.xmp", "Raw profile type exif", "photoshop")

DAMAGES = (
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    OverflowError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    ZeroDivisionError,
    Image.DecompressionBombError,
    struct.error,
    zlib.error,
)
"""What Pillow raises for pictures that are damaged."""


class Findings(Struct, frozen=True, array_like=True):
    """What was found in a picture: its size in pixels as it is shown, or a word of `FAULTS`."""

    width: int = 0
    height: int = 0
    raster: Raster | None = None
    fault: str = ""


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """Open a picture; its pixels are not decoded yet, and its warnings not shown."""
    with warnings.catch_warnings():
        # Our own limit is lower than the one that Pillow warns of.
        warnings.simplefilter("ignore")
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            yield image


def inspect(data: bytes) -> Findings:
    """Look into a picture; one that is damaged or too large has a fault."""
    try:
        with opened(data) as image:
            if image.width * image.height > MOST_PIXELS:
                return Findings(fault="pixels")
            return _look(image, len(data))
    except Image.DecompressionBombError:
        return Findings(fault="pixels")
    except DAMAGES:
        return Findings(fault="truncated")


def _look(image: Any, size: int) -> Findings:
    width, height = image.size
    orientation = image.getexif().get(_ORIENTATION, 1)
    if orientation in (5, 6, 7, 8):
        width, height = height, width
    is_photograph = image.format in ("JPEG", "MPO")
    if is_photograph:
        # A JPEG can be decoded at an eighth of its size, which still reads all of it.
        image.draft(image.mode, (image.width // 8, image.height // 8))
    image.load()
    is_private = _is_private(image)  # Text at the end of a PNG is read with its pixels.
    is_animated = image.format in _ANIMATED and getattr(image, "is_animated", False)
    pixels = eight_bits(image)
    is_transparent = pixels.mode == "RGBA" and pixels.getextrema()[3][0] < 255
    return Findings(
        width,
        height,
        Raster(
            colour="" if is_transparent else _average(pixels),
            is_transparent=is_transparent,
            has_few_colours=not is_photograph and pixels.getcolors(_FEW_COLOURS) is not None,
            is_private=is_private,
            is_animated=is_animated,
            is_small=size < _SMALL,
        ),
    )


def _is_private(image: Any) -> bool:
    """Return True if a picture says more than how to show it: places, serial numbers, comments.

    A GIF is taken as it is: cameras write none. A TIFF never is: all its tags look like EXIF.
    """
    if image.format == "GIF":
        return False
    segments = {name for name, _ in getattr(image, "applist", ())}
    return bool(
        image.getexif()
        or getattr(image, "text", None)
        or image.format == "MPO"
        or segments.difference(_HARMLESS_SEGMENTS)
        or any(image.info.get(name) for name in _PRIVATE_INFO)
    )


def eight_bits(image: Any) -> Any:
    """Bring a picture to RGB or RGBA with 8 bits a channel."""
    if image.mode in ("I", "I;16", "I;16B", "I;16L"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("RGB")


def upright(image: Any) -> Any:
    """Turn a picture as its EXIF orientation says."""
    return ImageOps.exif_transpose(image)


def _average(image: Any) -> str:
    red, green, blue = image.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    return f"#{red:02x}{green:02x}{blue:02x}"
