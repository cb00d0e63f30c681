"""Slugs: the part of a name that stands in a URL and in a file name."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

SlugStyle = Literal["ascii", "unicode"]

# text-unidecode drops the Azerbaijani schwa and keeps a combining dot after a lowered İ.
_LETTERS = (("ə", "e"), ("Ə", "E"), ("ı", "i"), ("İ", "I"))


@lru_cache(maxsize=65536)
def slugify(text: str, style: SlugStyle = "ascii") -> str:
    """Turn a name into a slug: lower case, words joined by hyphens, "" where nothing is left.

    "ascii" transliterates every script; "unicode" keeps letters of all scripts in NFKC, so that
    a Persian tag stays readable. A name with nothing to transliterate is kept in "unicode".
    """
    from slugify import slugify as library_slugify

    if style == "ascii":
        slug: str = library_slugify(text, replacements=_LETTERS)
        if slug:
            return slug
    return str(library_slugify(text, allow_unicode=True))
