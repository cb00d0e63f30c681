"""Calendars and clocks: names of months and weekdays, the Persian solar year, time zones.

The names are those of Unicode's CLDR, in the languages around the Caspian and of the large
agencies; only names with one meaning count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from .lines import fold

_LOCALES = "en az tr ru fa ar ar_LB ar_DZ ar_MA fr de es it uk hy ka kk uz tk ky tg".split()
_SOLAR = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()

# Abbreviations with one meaning; IST, CST, BST and AST have several and are none of them.
_OFFSETS = {
    "Z": 0, "UTC": 0, "GMT": 0, "EDT": -240, "EST": -300, "CDT": -300, "MDT": -360, "PDT": -420,
    "PST": -480, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180, "MSK": 180, "TRT": 180,
    "AZT": 240, "IRST": 210, "IRDT": 270,
}  # fmt: skip
_ZONES = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}


def zone_of(name: str) -> tzinfo | None:
    """Tell the time zone of an abbreviation, None where it has more than one meaning, or none."""
    if name in _ZONES:
        return ZoneInfo(_ZONES[name])
    return timezone(timedelta(minutes=_OFFSETS[name])) if name in _OFFSETS else None


def day_of(year: int, month: int, day: int, solar: bool | None = None) -> date | None:
    """Make a day, from the solar calendar where the year is one of it; None if there is none."""
    is_solar = 1280 <= year <= 1450 if solar is None else solar
    try:
        if is_solar:
            if not 1280 <= year <= 1450:
                return None
            from persiantools.jdatetime import JalaliDate

            converted: date = JalaliDate(year, month, day).to_gregorian()
            return date(converted.year, converted.month, converted.day)
        return date(year, month, day) if 1700 <= year <= 2200 else None
    except ValueError:
        return None


@lru_cache(maxsize=1)
def months() -> dict[str, tuple[bool, int]]:
    """Month names, folded: whether they are of the solar calendar, and their number."""
    from babel.dates import get_month_names

    names: dict[str, tuple[bool, int]] = {}
    clashing: set[str] = set()
    for locale in _LOCALES:
        for width in ("wide", "abbreviated"):
            for name, number in _plain(get_month_names(width, "format", locale)):
                if names.setdefault(name, (False, number)) != (False, number):
                    clashing.add(name)
        if locale == "en":
            english = dict(names)
    for number, name in enumerate(_SOLAR, start=1):
        names[fold(name)] = (True, number)
    names["sept"] = (False, 9)
    return {name: names[name] for name in names if name not in clashing} | english


@lru_cache(maxsize=1)
def weekdays() -> dict[str, int]:
    """Weekday names, folded; Monday is 0."""
    from babel.dates import get_day_names

    names = {"thurs": 3, "tues": 1, "weds": 2}
    clashing = set(months())
    for locale in _LOCALES:
        for width in ("wide", "abbreviated"):
            for name, number in _plain(get_day_names(width, "format", locale)):
                if names.setdefault(name, number) != number:
                    clashing.add(name)
        if locale == "en":
            english = dict(names)
    return {name: names[name] for name in names if name not in clashing} | english


def _plain(names: Mapping[int, str]) -> Iterator[tuple[str, int]]:
    for number, name in names.items():
        plain = fold(name.rstrip("."))
        if len(plain) >= 2:
            yield plain, number
