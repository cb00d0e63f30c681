"""Which texts the font of share images can show; Pillow is not needed to know."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path

FONT = Path(__file__).parent / "fonts" / "share.ttf"
"""One font with the letters of several scripts, so that a line may mix them (fonts/README.md)."""

_RANGES = """
    20-7e a0-24f 259-259 2b9-2dd 300-377 37a-37f 384-38a 38c-38c 38e-3a1 3a3-3e1 3f0-52f 531-556
    559-58a 58d-58f 591-5c7 5d0-5ea 5f0-5f4 600-604 606-61b 61e-6ff 750-77f 8a0-8a0 8a2-8ac 8e4-8fe
    10a0-10c5 10c7-10c7 10cd-10cd 10d0-10ff 1c90-1cba 1cbd-1cbf 1e00-1eff 2002-2027 2030-203a
    2044-2044 20a0-20bf 2116-2116 2122-2122 2d00-2d25 2d27-2d27 2d2d-2d2d fb00-fb04 fd3e-fd3f
    fdf2-fdf2 fdfc-fdfc
"""

COVERED = tuple((int(a, 16), int(b, 16)) for a, b in (r.split("-") for r in _RANGES.split()))
"""The first and the last character of each range that the font has."""

_STARTS = tuple(first for first, _ in COVERED)

_INSTEAD = str.maketrans({"−": "–", "→": "›", "←": "‹"})
"""What is shown for characters that the font lacks, but that a text cannot do without."""

_DECORATION = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "So", "Sk"})
"""General categories of what can be left out of a text: emoji, and what is not seen."""


@lru_cache(maxsize=4096)
def drawable(text: str) -> str | None:
    """Return a text in characters of the font; None if it lacks a letter of the text.

    Emoji are left out.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = []
    for char in unicodedata.normalize("NFC", " ".join(text.split())).translate(_INSTEAD):
        # A letter in another form, such as a wide or a presentation form, has a plain one.
        for plain in (char,) if _has(char) else unicodedata.normalize("NFKC", char):
            if _has(plain):
                shown.append(plain)
            elif unicodedata.category(plain) not in _DECORATION and not _is_selector(plain):
                return None
    return " ".join("".join(shown).split())


def _has(char: str) -> bool:
    place = bisect_right(_STARTS, ord(char)) - 1
    return place >= 0 and ord(char) <= COVERED[place][1]


def _is_selector(char: str) -> bool:
    """Tell whether a character only says how the one before it is drawn (an emoji, most often)."""
    return 0xFE00 <= ord(char) <= 0xFE0F or char == "\u20e3"


def direction_in(text: str) -> str:
    """Return the direction of a text by its first letter that has one (UAX #9, P2), or ""."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return ""


@lru_cache(maxsize=4096)
def needs_shaping(text: str) -> bool:
    """Return True if a text is wrong when its characters are drawn one after the other."""
    return not text.isascii() and any(
        unicodedata.bidirectional(char) in ("R", "AL", "AN") or unicodedata.combining(char)
        for char in text
    )
