"""Names of people and topics: how they are cleaned, compared, and written in a URL."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

SlugStyle = Literal["ascii", "unicode"]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
# An apostrophe parts no word; a lowered İ would keep a combining dot.
_LETTERS = (("'", ""), ("’", ""), ("İ", "I"))
# AnyASCII leaves out what Persian and Arabic read as "a" at the beginning of a word.
_ASCII_LETTERS = (*_LETTERS, ("ا", "a"), ("آ", "a"), ("أ", "a"), ("ع", "a"))


@lru_cache(maxsize=65536)
def slugify(text: str, style: SlugStyle = "ascii") -> str:
    """Turn a name into a slug: lower case, words joined by hyphens, "" where nothing is left.

    "ascii" transliterates every script; "unicode" keeps letters of all scripts in NFKC, so that
    a Persian tag stays readable. A name with nothing to transliterate is kept in "unicode".
    """
    if _SLUG.match(text):
        return text
    from slugify import slugify as library_slugify

    if style == "ascii":
        slug: str = library_slugify(
            text,
            entities=False,
            decimal=False,
            hexadecimal=False,
            replacements=_ASCII_LETTERS,
            # Named, for the library's own choice depends on what else is installed.
            backend="anyascii",
        )
        if slug:
            return slug
    return str(
        library_slugify(
            text,
            entities=False,
            decimal=False,
            hexadecimal=False,
            replacements=_LETTERS,
            allow_unicode=True,
            algorithm="modern",
        )
    )


_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Soft hyphens, zero-width spaces and direction marks; not the joiners that Persian needs."""
_JOINERS = "\u200c\u200d"

_SAME_LETTER = str.maketrans(
    {
        **dict.fromkeys("\u064a\u0649", "\u06cc"),  # Arabic yeh, alef maksura: Farsi yeh
        **dict.fromkeys("\u0643\u06aa", "\u06a9"),  # Arabic and swash kaf: keheh
        **dict.fromkeys("\u0629\u06c0\u06c1\u06c2\u06c3", "\u0647"),  # teh marbuta, goal heh: heh
        **dict.fromkeys("\u0623\u0625\u0671", "\u0627"),  # alef with hamza or wasla: alef
        "\u0640": "",  # Tatweel, which only lengthens a word.
        **{chr(0x660 + digit): str(digit) for digit in range(10)},
        **{chr(0x6F0 + digit): str(digit) for digit in range(10)},
    }
)


def clean_name(name: str) -> str:
    """Make the spaces of a name plain: none at its ends, one between words, nothing invisible."""
    if name.isascii():
        return " ".join(name.split())
    words = _INVISIBLE.sub("", name).split()
    return " ".join(filter(None, (word.strip(_JOINERS) for word in words)))


def folded(text: str) -> str:
    """Fold case, composition, and the Arabic letters and digits that keyboards mix.

    Texts that are equal then look the same to a reader, or nearly so.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    return text if text.isascii() else text.translate(_SAME_LETTER)
