"""Days as pages write them: in numbers, with a named month, without a year, or as “yesterday”.

Names of months and weekdays are those of Unicode's CLDR, in the languages around the Caspian and
of the large agencies; a name counts only if it has one meaning. Years of the Persian solar
calendar are converted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from .lines import fold

_LOCALES = "en az tr ru fa ar ar_LB ar_DZ ar_MA fr de es it uk hy ka kk uz tk ky tg".split()
_SOLAR = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()

# Abbreviations with one meaning; IST, CST, BST and AST have several and are none of them.
_OFFSETS = {
    "Z": 0, "UTC": 0, "GMT": 0, "EDT": -240, "EST": -300, "CDT": -300, "MDT": -360, "PDT": -420,
    "PST": -480, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180, "MSK": 180, "МСК": 180,
    "мск": 180, "TRT": 180, "AZT": 240, "IRST": 210, "IRDT": 270,
}  # fmt: skip
_ZONES = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}

Doubt = Literal["", "ambiguous", "yearless", "partial", "relative", "impossible"]

WORD = r"[^\W\d_][^\W\d_\u200c]*(?:[\u200c\u0654ٔ][^\W\d_]*)?"
"""A month's or a weekday's name, as a regular expression."""

_YEAR = r"(?P<year>\d{4})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|-?го)?"
# Arabic months have names of two words in some countries; the press joins two names by a slash.
_TWO_WORDS = r"(?:كانون|تشرين) (?:الأول|الاول|الثاني)"
_MONTH = rf"(?P<month>{_TWO_WORDS}|{WORD})\.?(?:\s?/\s?(?:{_TWO_WORDS}|{WORD}))?"
_YEAR_END = r"(?!\d)(?:\s*(?:г\.?|года|-?c[iıuü] il\w*|ил)(?!\w))?"
_NAMED = [
    re.compile(pattern, re.I)
    for pattern in (
        rf"{_DAY}\.?(?:\s+of)?[\s-]+{_MONTH},?[\s-]+{_YEAR}{_YEAR_END}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}{_YEAR_END}",
        rf"{_YEAR}[\s-]+{_MONTH}[\s-]+{_DAY}(?!\d)",
    )
]
_YEARLESS = [
    re.compile(pattern, re.I)
    for pattern in (rf"{_DAY}\.?\s+{_MONTH}(?!\w)", rf"{_MONTH}\s+{_DAY}(?![\w])")
]
_PARTIAL = re.compile(rf"{_MONTH},?\s+{_YEAR}(?!\d)", re.I)
_ISO = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?)?(?![\d:])",
    re.I | re.ASCII,
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})([./-])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?P<a>\d{1,2})([./-])(?P<b>\d{1,2})\2(?P<year>\d{4}|\d{2})(?!\d)")
_RELATIVE = re.compile(
    r"(?:today|yesterday|just now|(?:(?:an?|\d+)\s+(?:min(?:ute)?|hour|hr|day|week|month|year)s?"
    r"|\d+[mhd])\s+ago"
    r"|heute|gestern|vor (?:\d+|einer|einem) (?:minute|stunde|tag|woche|monat|jahr)\w*"
    r"|aujourd['’]hui|hier|il y a (?:\d+|une?) \w+"
    r"|dünən|bu gün|\d+ (?:dəqiqə|saat|gün) əvvəl|bugün|dün|\d+ (?:dakika|saat|gün) önce"
    r"|вчера|сегодня|\d+ (?:минут|час|день|дня|дней|дн)\w* назад"
    r"|دیروز|امروز|\d+ (?:ساعت|روز|دقیقه) (?:پیش|قبل)"
    r"|اليوم|أمس|منذ (?:\d+ )?(?:دقيقة|دقائق|ساعة|ساعات|ساعتين|يوم|يومين|أيام))(?!\w)",
    re.I,
)


class Day(NamedTuple):
    """The days that a text may mean: one, unless it is ambiguous."""

    days: tuple[date, ...]
    doubt: Doubt = ""
    yearless: tuple[str, ...] = ()
    clock: time | None = None
    # Where day and month may be exchanged: the day that is meant if the day was written first.
    day_first: date | None = None


def read_day(text: str, at: int) -> tuple[Day, int] | None:
    """Read a day that begins at a position of a text; return its meanings and its end."""
    for form in (_iso, _year_first, _named, _year_last, _yearless, _partial, _relative):
        found = form(text, at)
        if found is not None:
            return found
    return None


def _iso(text: str, at: int) -> tuple[Day, int] | None:
    match = _ISO.match(text, at)
    if not match or not 1700 <= int(match["day"][:4]) <= 2200:
        return None
    try:
        day = date.fromisoformat(match["day"])
        clock = None
        if match["time"]:
            zone = (match["zone"] or "").upper()
            clock = time.fromisoformat(match["time"] + zone)
    except ValueError:
        return None
    return Day((day,), clock=clock), match.end()


def _year_first(text: str, at: int) -> tuple[Day, int] | None:
    match = _YEAR_FIRST.match(text, at)
    if not match:
        return None
    day = day_of(int(match["year"]), int(match["month"]), int(match["day"]))
    return (Day((day,)), match.end()) if day else None


def _named(text: str, at: int) -> tuple[Day, int] | None:
    for pattern in _NAMED:
        match = pattern.match(text, at)
        if match and (found := months().get(fold(match["month"]))):
            solar, month = found
            day = day_of(int(match["year"]), month, int(match["day"]), solar)
            core = Day((day,)) if day else Day((), "impossible")
            return core, match.end()
    return None


def _year_last(text: str, at: int) -> tuple[Day, int] | None:
    match = _YEAR_LAST.match(text, at)
    if not match:
        return None
    a, b, digits = int(match["a"]), int(match["b"]), match["year"]
    years = (int(digits),) if len(digits) == 4 else (2000 + int(digits), 1900 + int(digits))
    days = {day_of(year, *pair) for year in years for pair in ((a, b), (b, a))}
    if len(digits) == 2:
        days |= {day_of(2000 + a, b, int(digits))}
    kept = tuple(sorted(day for day in days if day))
    if not kept:
        return None
    doubt: Doubt = "ambiguous" if len(kept) > 1 else ""
    return Day(kept, doubt, day_first=day_of(years[0], b, a)), match.end()


def _yearless(text: str, at: int) -> tuple[Day, int] | None:
    for pattern in _YEARLESS:
        match = pattern.match(text, at)
        if match and (found := months().get(fold(match["month"]))):
            solar, month = found
            day = int(match["day"])
            if 1 <= day <= 31:
                known = () if solar else (f"--{month:02}-{day:02}",)
                return Day((), "yearless", known), match.end()
    return None


def _partial(text: str, at: int) -> tuple[Day, int] | None:
    match = _PARTIAL.match(text, at)
    if match and fold(match["month"]) in months() and 1300 <= int(match["year"]) <= 2200:
        return Day((), "partial"), match.end()
    return None


def _relative(text: str, at: int) -> tuple[Day, int] | None:
    match = _RELATIVE.match(text, at)
    return (Day((), "relative"), match.end()) if match else None


# --- calendars and clocks ---------------------------------------------------------------------


def zone_of(name: str) -> tzinfo | None:
    """Return the time zone of an abbreviation, None if it has more than one meaning, or none."""
    if name in _ZONES:
        return ZoneInfo(_ZONES[name])
    return timezone(timedelta(minutes=_OFFSETS[name])) if name in _OFFSETS else None


def day_of(year: int, month: int, day: int, solar: bool | None = None) -> date | None:
    """Make a day, of the solar calendar if the year is one of its; None if there is no such day."""
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
