"""Raster pictures: what is in them, and the sizes and formats that pages offer of them.

Everything here is a function of a picture's bytes, or of the words of a share image. Pillow comes
with the extra `images`; only `inspect`, `encode` and `draw` import it.
"""

from importlib.util import find_spec

MOST_PIXELS = 50_000_000
"""A picture with more pixels is not decoded: it would need over 200 MB of memory."""


def is_available() -> bool:
    """Return True if Pillow is installed (the extra `images`)."""
    return find_spec("PIL") is not None


def can_draw_svg() -> bool:
    """Return True if the library that draws SVG is installed (the extra `images`)."""
    return find_spec("resvg_py") is not None


def can_shape() -> bool:
    """Return True if Pillow can join letters: it has raqm, and finds the library fribidi."""
    from PIL import features

    return bool(features.check("raqm"))
