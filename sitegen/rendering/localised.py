"""Dates, numbers and counted words as people of a language write them (Unicode CLDR, by Babel)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from ..formats.dates import local_day


@lru_cache(maxsize=16384)
def format_date(text: str, style: str, language: str, timezone: str) -> str:
    """Write the day of an ISO date in a zone as people of a language do (CLDR): "Apr 11, 2014"."""
    return _format_day(local_day(text, timezone), style, language)


@lru_cache(maxsize=4096)
def _format_day(day: str, style: str, language: str) -> str:
    from babel.dates import format_date as localised

    text = localised(date.fromisoformat(day), format=style, locale=_locale(language))
    return format_number(text, language)


def format_number(value: int | str, language: str) -> str:
    """Write a number, or the numbers in a text, in a language's own digits (CLDR): ۲۰۲۴."""
    return str(value).translate(_digits(language))


@lru_cache(maxsize=16)
def _digits(language: str) -> dict[int, int]:
    # Babel knows which digits a language uses, but not how they look.
    zero = _ZEROS.get(_locale(language).default_numbering_system)
    return {ord("0") + n: ord(zero) + n for n in range(10)} if zero else {}


_ZEROS = {"arab": "٠", "arabext": "۰", "beng": "০", "deva": "०", "mymr": "၀"}
"""The zeros of numbering systems (CLDR, numberingSystems.xml); the other digits follow them."""


@lru_cache(maxsize=16)
def _locale(language: str) -> Any:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        try:
            return Locale.parse(language.split("-", maxsplit=1)[0])
        except (UnknownLocaleError, ValueError):
            return Locale.parse("en")
