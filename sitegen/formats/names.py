"""Slugs: the part of a name that stands in a URL and in a file name."""

from __future__ import annotations

import re
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
