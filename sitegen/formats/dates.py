"""Dates as moments: the site's time zone decides where a date says nothing."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import lru_cache
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
    """Give a time without an offset that of the zone; a day stays a day."""
    return text if len(text) == 10 else rfc3339(text, zone)


def local_day(text: str, zone: str) -> str:
    """Tell the day of an ISO date in the zone, as 2014-04-11: what its permalink carries."""
    if len(text) == 10:
        return text
    return _aware(text, zone).astimezone(_zone(zone)).date().isoformat()


def _aware(text: str, zone: str) -> datetime:
    value = datetime.fromisoformat(text)
    return value if value.tzinfo else value.replace(tzinfo=_zone(zone))


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
