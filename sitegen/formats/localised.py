"""Write dates, numbers and counted words as people of a language do (Unicode CLDR, by Babel).

The Solar Hijri calendar has the names of its months here.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from .dates import local_day

_MONTHS = {
    "en": "Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand",
    "fa": "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
    "tr": "Ferverdin Ordibeheşt Hordad Tir Mordad Şehriver Mehr Aban Azer Dey Behmen Esfend",
    "ru": "фарвардин ордибехешт хордад тир мордад шахривер мехр абан азер дей бахман эсфанд",
}
_WRITTEN_AS = {"ar": "fa", "ckb": "fa", "ps": "fa", "ur": "fa", "be": "ru", "kk": "ru", "uk": "ru"}
"""Languages that have the names of another one, in whose script they are written."""


def solar_day(day: date) -> tuple[int, int, int]:
    """Return year, month and day of a Gregorian day in the Solar Hijri calendar.

    ValueError for a day before its first year, which began on 22 March 622.
    """
    from persiantools.jdatetime import JalaliDate

    solar = JalaliDate.to_jalali(day)
    return solar.year, solar.month, solar.day


def solar_month(month: int, language: str) -> str:
    """Return the name of a month, 1 to 12, in a language; the English one where none is known."""
    primary = language.lower().partition("-")[0]
    names = _MONTHS.get(_WRITTEN_AS.get(primary, primary), _MONTHS["en"])
    return names.split()[month - 1]


@lru_cache(maxsize=8192)
def year_and_month(day: str, calendar: str) -> tuple[int, int]:
    """Return the year and the month of an ISO day in a calendar.

    A day before the first one of the Solar Hijri calendar has its Gregorian ones.
    """
    value = date.fromisoformat(day)
    if calendar == "persian":
        with suppress(ValueError):
            return solar_day(value)[:2]
    return value.year, value.month


class DateStyle(NamedTuple):
    """How days are written: Babel's `short`, `medium`, `long` or `full`, language, calendar."""

    length: str
    language: str
    calendar: str = "gregorian"


@lru_cache(maxsize=16384)
def format_date(text: str, style: DateStyle, timezone: str) -> str:
    """Write the day of an ISO date in a zone as people of a language do (CLDR): "Apr 11, 2014"."""
    return _format_day(local_day(text, timezone), style)


@lru_cache(maxsize=4096)
def _format_day(day: str, style: DateStyle) -> str:
    from babel.dates import format_date as localised

    value = date.fromisoformat(day)
    text = _solar(value, style) if style.calendar == "persian" else ""
    text = text or localised(value, format=style.length, locale=_locale(style.language))
    return format_number(text, style.language)


def _solar(day: date, style: DateStyle) -> str:
    """Write a day of the Solar Hijri calendar; "" if it is before the first one.

    Babel has no such calendar (babel#810): the fields of the language's Gregorian pattern are
    filled with the solar values. A year always has all its digits.
    """
    from babel.dates import format_date as localised
    from babel.dates import tokenize_pattern

    try:
        year, month, number = solar_day(day)
    except ValueError:
        return ""
    locale = _locale(style.language)
    parts = []
    for _, value in tokenize_pattern(locale.date_formats[style.length].pattern):
        if isinstance(value, str):
            parts.append(value)
            continue
        name, width = value
        if name in "ML":
            named = width > 2
            parts.append(solar_month(month, style.language) if named else f"{month:0{width}}")
        elif name == "d":
            parts.append(f"{number:0{width}}")
        elif name == "y":
            parts.append(str(year))
        else:  # The weekday, which is the same in all calendars.
            parts.append(localised(day, format=name * width, locale=locale))
    return "".join(parts)


def format_number(value: int | str, language: str) -> str:
    """Write a number, or the numbers in a text, in a language's own digits (CLDR): ۲۰۲۴."""
    return str(value).translate(_digits(language))


class Plural(str):
    """A text in the plural forms of its language, by CLDR's names: "{n} article", "{n} articles".

    As a text it is its form `other`.
    """

    __slots__ = ("forms",)
    forms: Mapping[str, str]

    def __new__(cls, forms: Mapping[str, str]) -> Plural:
        """Make one of forms of which one is `other`."""
        made = super().__new__(cls, forms["other"])
        made.forms = forms
        return made


PLURAL_FORMS = ("zero", "one", "two", "few", "many", "other")
"""The plural forms of all languages (Unicode CLDR)."""


def format_count(text: str, number: int, language: str) -> str:
    """Fill `{n}` of a text with a number, in the plural form that the number asks for."""
    if isinstance(text, Plural):
        form: str = _locale(language).plural_form(number)
        text = text.forms.get(form, text)
    return text.format(n=format_number(number, language))


def format_month(year: int, month: int, language: str, calendar: str = "gregorian") -> str:
    """Write a month of a calendar with its year: "April 2014", "Farvardin 1393"."""
    from babel.dates import format_skeleton

    if calendar == "persian":
        return format_number(f"{solar_month(month, language)} {year}", language)
    first = date(year, month, 1)
    return format_number(format_skeleton("yMMMM", first, locale=_locale(language)), language)


@lru_cache(maxsize=64)
def language_name(tag: str) -> str:
    """Return the name of a language in that language (CLDR), or its tag where it is not known."""
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(tag, sep="-").display_name
    except (UnknownLocaleError, ValueError):
        return tag
    return name[:1].upper() + name[1:] if name else tag


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


@lru_cache(maxsize=64)
def territory_of(language: str) -> str:
    """Return a language with its likely country as Open Graph writes it (CLDR): "fa_IR"."""
    from babel.core import get_global

    primary, *rest = language.split("-")
    country = next((part for part in rest if len(part) == 2), "")
    if not country:
        likely = get_global("likely_subtags")
        key = "_".join([primary, *(part.title() for part in rest if len(part) == 4)])
        country = (likely.get(key) or likely.get(primary) or "").split("_")[-1]
    return f"{primary.lower()}_{country.upper()}" if country else primary.lower()
