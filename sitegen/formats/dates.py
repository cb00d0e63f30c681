"""Dates as moments, in the site's time zone where they have none; weeks, months, solar days."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo


def moment(text: str, zone: str) -> float:
    """Turn an ISO date into seconds since the epoch; a day begins at midnight in the zone."""
    return _aware(text, zone).timestamp()


def rfc3339(text: str, zone: str) -> str:
    """Write an ISO date as RFC 3339 with an offset, to the second."""
    return written(_aware(text, zone))


def written(value: datetime) -> str:
    """Write an aware moment as RFC 3339, to the second.

    RFC 3339 (5.6) and HTML know no seconds in an offset, as local mean times have them (before
    about 1920): the offset is rounded to minutes, and the time of day stays that of the clocks.
    """
    offset = value.utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    if timedelta(minutes=minutes) != offset:
        value = value.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    return value.isoformat(timespec="seconds")


def with_offset(text: str, zone: str) -> str:
    """Add the zone's offset to a time that has none; a day stays a day."""
    return text if len(text) == 10 else rfc3339(text, zone)


def local_day(text: str, zone: str) -> str:
    """Return the day of an ISO date in the zone, as 2014-04-11: what its permalink carries."""
    if len(text) == 10:
        return text
    return _aware(text, zone).astimezone(_zone(zone)).date().isoformat()


def _aware(text: str, zone: str) -> datetime:
    value = datetime.fromisoformat(text)
    return value if value.tzinfo else value.replace(tzinfo=_zone(zone))


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def from_solar(text: str) -> str:
    """Turn a day of the solar calendar of Iran into a Gregorian one; "" if there is no such day.

    Its digits may be Persian, its parts be parted as Iranians do: `1403-02-15`, `۱۴۰۳/۰۲/۱۵`.
    """
    match = _SOLAR.fullmatch(text)
    if match is None or not 1200 <= int(match[1]) <= 1500:
        return ""
    from persiantools.jdatetime import JalaliDate

    try:
        converted = JalaliDate(int(match[1]), int(match[2]), int(match[3])).to_gregorian()
    except ValueError:
        return ""
    return str(converted.isoformat())


_SOLAR = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")


def date_hint(text: str) -> str:
    """Say how to write a date that cannot be read; one of Iran's calendar is turned."""
    solar = from_solar(re.split("[T ]", text.strip(), maxsplit=1)[0])
    if solar:
        return f"is it a solar date? write {solar}"
    return "write it as 2026-05-04 or 2026-05-04T10:05+04:00"


PeriodKind = Literal["week", "month"]
PERIOD_KINDS: tuple[PeriodKind, ...] = ("week", "month")

_NAME = re.compile(r"(\d{4})-(w?)(\d{2})")


class Period(NamedTuple):
    """A week or a month: its name (`2014-w15`, `2014-04`), its first and its last day.

    `year` of a week is that of its Thursday (ISO 8601); `number` is that of the week or month.
    """

    kind: PeriodKind
    name: str
    first: date
    last: date
    year: int
    number: int

    @property
    def before(self) -> Period:
        """The period before this one."""
        return period_of((self.first - timedelta(days=1)).isoformat(), self.kind)

    def close(self, zone: str) -> datetime:
        """Return the moment at which the period is over: the midnight after its last day."""
        return _midnight(self.last + timedelta(days=1), zone)


@lru_cache(maxsize=8192)
def period_of(day: str, kind: PeriodKind) -> Period:
    """Return the week or the month of an ISO day."""
    value = date.fromisoformat(day)
    if kind == "month":
        return _month(value.year, value.month)
    year, week, _ = value.isocalendar()
    return _week(year, week)


def period_named(name: str) -> Period | str:
    """Return the period of a name, or say in words why there is none."""
    match = _NAME.fullmatch(name.lower())
    if match is None:
        return f"“{name}” is not a week such as 2014-w15, and not a month such as 2014-04"
    year, number = int(match[1]), int(match[3])
    if not date.min.year < year < date.max.year:
        return f"the year {year} is not one of a digest"
    if match[2]:
        weeks = date(year, 12, 28).isocalendar().week
        if 1 <= number <= weeks:
            return _week(year, number)
        return f"{year} has no week {number}: its last one is {year}-w{weeks}"
    return _month(year, number) if 1 <= number <= 12 else f"{year} has no month {number}"


def day_of(moment: float, zone: str) -> str:
    """Return the day of a moment (seconds since the epoch) in a time zone."""
    return datetime.fromtimestamp(moment, UTC).astimezone(ZoneInfo(zone)).date().isoformat()


def bounds(moment: float, kind: PeriodKind, zone: str) -> tuple[float, float]:
    """Return when the period of a moment began and when it is over, in seconds since the epoch."""
    period = period_of(day_of(moment, zone), kind)
    return _midnight(period.first, zone).timestamp(), period.close(zone).timestamp()


def _week(year: int, number: int) -> Period:
    first = date.fromisocalendar(year, number, 1)
    return Period("week", f"{year}-w{number:02}", first, first + timedelta(days=6), year, number)


def _month(year: int, number: int) -> Period:
    first = date(year, number, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return Period("month", f"{year}-{number:02}", first, last, year, number)


def _midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
