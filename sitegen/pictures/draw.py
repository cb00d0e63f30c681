"""Draw the picture that networks show beside a link to a page without a photograph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any, NamedTuple

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFont

from .letters import FONT
from .recipes import SHARE_SIZE, Drawing

_WIDTH, _HEIGHT = SHARE_SIZE
_MARGIN = 72
_LINE_WIDTH = _WIDTH - 2 * _MARGIN
_BAR = 18
"""The height of the coloured bar at the top."""

_LABEL_SIZE, _LABEL_TOP = 36, 66

_TITLE_TOP, _TITLE_BOTTOM = 132, 500
_TITLE_SIZES = (92, 84, 76, 68, 62, 56, 50, 46)
_LINE_HEIGHT = 1.26
_RTL_SCALE, _RTL_RISE = 1.1, 12
"""Letters of the Arabic script are smaller than Latin ones at the same size, and reach deeper."""
_NAME_TOP = 538

_PAPER, _INK, _ACCENT = (252, 251, 248), (28, 27, 25), (138, 31, 27)
"""The colours of the default theme."""

_LEVELS = 15
"""Shades between the paper and a colour: enough for smooth letters, and few bytes."""

_LEAST_CONTRAST = 3.0
"""A colour of letters needs this contrast to the paper (WCAG 2.2, 1.4.3, large text)."""

_BREAKS = re.compile(r"(?<=[ –—/])(?=[^ ])")
"""Where a line may end: after a space, a dash or a slash. Not after a hyphen or a no-break space:
in a line from right to left a hyphen at the end looks as if it came first."""


class _Pen(NamedTuple):
    """How a text is drawn: its font, what the shaper needs to know of it, and a line's height."""

    font: Any
    options: dict[str, Any]
    height: float

    def width(self, text: str) -> float:
        """Measure a text, in pixels."""
        return float(self.font.getlength(text, **self.options))


class _Piece(NamedTuple):
    """A part of a title after which a line may end: its width, and that of the space after it."""

    text: str
    width: float
    space: float


def draw(drawing: Drawing) -> bytes:
    """Draw a share image, as a PNG of 1200 × 630 pixels."""
    ink, accent = (Image.new("L", SHARE_SIZE) for _ in range(2))
    colour = _colour(drawing.accent)
    is_legible = _contrast(colour, _PAPER) >= _LEAST_CONTRAST
    ImageDraw.Draw(accent).rectangle((0, 0, _WIDTH, _BAR - 1), fill=255)
    ImageDraw.Draw(ink).rectangle((_MARGIN, 518, _WIDTH - _MARGIN, 519), fill=90)
    is_rtl = drawing.direction == "rtl"
    size, lines = _fitted(drawing)
    top = _TITLE_TOP - (_RTL_RISE if is_rtl else 0)
    _write(ink, lines, top, is_rtl, _title_pen(size, drawing))
    pen = _label_pen(drawing)
    _write(accent if is_legible else ink, [drawing.label], _LABEL_TOP, is_rtl, pen)
    _write(ink, [drawing.name], _NAME_TOP, is_rtl, pen)
    return _png(ink, accent, colour)


def _write(layer: Any, lines: list[str], top: int, is_rtl: bool, pen: _Pen) -> None:
    """Write lines at the side where the title begins."""
    canvas = ImageDraw.Draw(layer)
    x, anchor = (_WIDTH - _MARGIN, "ra") if is_rtl else (_MARGIN, "la")
    for number, line in enumerate(lines):
        y = top + round(number * pen.height)
        shown = _shortened(line.strip(), pen)
        canvas.text((x, y), shown, font=pen.font, fill=255, anchor=anchor, **pen.options)


def _title_pen(size: int, drawing: Drawing) -> _Pen:
    return _pen(size, drawing.direction, drawing.shaped, drawing.language)


def _label_pen(drawing: Drawing) -> _Pen:
    return _pen(_LABEL_SIZE, drawing.site_direction, drawing.shaped)


def _pen(size: int, direction: str, is_shaped: bool, language: str = "") -> _Pen:
    font = _font(round(size * _RTL_SCALE) if direction == "rtl" else size, is_shaped)
    options = {"direction": direction, "language": language or None} if is_shaped else {}
    return _Pen(font, options, size * _LINE_HEIGHT)


@lru_cache(maxsize=32)
def _font(size: int, shaped: bool) -> Any:
    engine = ImageFont.Layout.RAQM if shaped else ImageFont.Layout.BASIC
    return ImageFont.truetype(str(FONT), size, layout_engine=engine)


def _fitted(drawing: Drawing) -> tuple[int, list[str]]:
    """Break the title into lines at the greatest size at which they have room."""
    largest = _TITLE_SIZES[0]
    pieces = list(_pieces(drawing.title, _title_pen(largest, drawing)))
    longest = max((piece.width for piece in pieces), default=0)
    for size in _TITLE_SIZES:
        widest = _LINE_WIDTH * largest / size
        lines = _balanced(pieces, widest)
        if longest <= widest and len(lines) <= _room(size):
            return size, lines
    room = _room(size)
    return size, [*lines[: room - 1], "".join(lines[room - 1 :])]


def _room(size: int) -> int:
    """Tell how many lines of a size there is room for; a large title is a short one."""
    lines = int((_TITLE_BOTTOM - _TITLE_TOP) / (size * _LINE_HEIGHT))
    return min(lines, 3) if size > _TITLE_SIZES[3] else lines


def _pieces(title: str, pen: _Pen) -> Iterator[_Piece]:
    """Cut a title where a line may end; a word that is too long for a line is cut, too."""
    # The size of the letters is not known yet, so it may be the smallest.
    widest = _LINE_WIDTH * _TITLE_SIZES[0] / _TITLE_SIZES[3]
    for text in _BREAKS.split(title):
        while pen.width(text) > widest:
            length = int(len(text) * widest / pen.width(text))
            while pen.width(text[:length]) > widest:
                length -= 1
            yield _Piece(text[:length], pen.width(text[:length]), 0)
            text = text[length:]
        width = pen.width(text.rstrip())
        yield _Piece(text, width, pen.width(text) - width)


def _balanced(pieces: list[_Piece], widest: float) -> list[str]:
    """Break a title into as few lines as there must be, all about as long."""
    lines = _broken(pieces, widest)
    if len(lines) == 1:
        return lines
    low, high = widest / 2, widest
    while high - low > 16:
        middle = (low + high) / 2
        if len(_broken(pieces, middle)) > len(lines):
            low = middle
        else:
            high = middle
    return _broken(pieces, high)


def _broken(pieces: list[_Piece], widest: float) -> list[str]:
    """Put pieces into lines, each as full as can be."""
    lines: list[str] = []
    width = widest + 1
    for piece in pieces:
        if width + piece.width > widest:
            lines.append("")
            width = 0
        lines[-1] += piece.text
        width += piece.width + piece.space
    return lines


def _shortened(line: str, pen: _Pen) -> str:
    """Cut a line that is too long at a word, and say so with an ellipsis."""
    if pen.width(line) <= _LINE_WIDTH:
        return line
    words = line.split(" ")
    while len(words) > 1 and pen.width(" ".join(words) + "…") > _LINE_WIDTH:
        words.pop()
    shown = " ".join(words)
    while pen.width(shown + "…") > _LINE_WIDTH:
        shown = shown[:-1]
    return shown.rstrip(" ,;:.،؛–—-") + "…"


def _colour(text: str) -> tuple[int, int, int]:
    """Read a CSS colour; one that Pillow does not know is that of the default theme."""
    try:
        red, green, blue, *_ = ImageColor.getrgb(text)
    except ValueError:
        return _ACCENT
    return red, green, blue


def _contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Measure the contrast of two colours (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: tuple[int, int, int]) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _png(ink: Any, accent: Any, colour: tuple[int, int, int]) -> bytes:
    """Put two layers of letters on paper, as a PNG with a palette of their shades."""
    levels = [round(value * _LEVELS / 255) for value in range(256)]
    dark = ink.point(levels)
    bright = accent.point([_LEVELS + level if level else 0 for level in levels])
    picture = ImageChops.lighter(dark, bright)
    palette = [*_shades(_INK), *_shades(colour)[3:]]
    picture.putpalette(palette)
    buffer = BytesIO()
    picture.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def _shades(colour: tuple[int, int, int]) -> list[int]:
    """Give the shades from paper to a colour, as red, green and blue one after the other."""
    return [
        round(paper + (full - paper) * level / _LEVELS)
        for level in range(_LEVELS + 1)
        for paper, full in zip(_PAPER, colour, strict=True)
    ]
