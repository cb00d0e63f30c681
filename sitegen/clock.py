"""Dates as moments: the site's time zone decides where a date says nothing."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo


def moment(text: str, timezone: str) -> float:
    """Turn an ISO date into seconds since the epoch; a day begins at midnight in the zone."""
    return _aware(text, timezone).timestamp()


def rfc3339(text: str, timezone: str) -> str:
    """Write an ISO date as RFC 3339 with an offset, to the second."""
    return _aware(text, timezone).isoformat(timespec="seconds")


def settled(text: str, timezone: str) -> str:
    """Give a time without an offset that of the zone; a day stays a day."""
    return text if len(text) == 10 else rfc3339(text, timezone)


def local_day(text: str, timezone: str) -> str:
    """Tell the day of an ISO date in the zone, as 2014-04-11: what its permalink carries."""
    if len(text) == 10:
        return text
    return _aware(text, timezone).astimezone(_zone(timezone)).date().isoformat()


def _aware(text: str, timezone: str) -> datetime:
    value = datetime.fromisoformat(text)
    return value if value.tzinfo else value.replace(tzinfo=_zone(timezone))


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
