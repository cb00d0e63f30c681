"""Dates as generators accept them, brought to ISO 8601.

Only forms that can be read in one way: a year first, or the month as an English word. The names
of zones other than UTC are not read: each names several.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from ...reading.frontmatter import canonical_date

_NUMBERS = re.compile(
    r"""
    (?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})
    (?: [T ]\ * (?P<hour>\d{1,2}):(?P<minute>\d{2}) (?: :(?P<second>\d{2})(?:[.,]\d{1,9})? )?
        (?: \ ?(?P<zone> Z | (?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})? | UTC | GMT )
            (?:\ (?:[+-]\d{2,4}|[A-Z]{3,5}))? )?      # Go writes the zone twice: +0400 +04
    )?
    """,
    re.VERBOSE,
)
_WORDS = (
    "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y",
    "%a, %d %b %Y", "%A, %d %B %Y",
)  # fmt: skip
_TIMES = ("", " %H:%M", " %H:%M:%S")
_ZONE = re.compile(r" (?:UTC|GMT|Z|(?P<offset>[+-]\d{4}))\Z")
_UNIX = re.compile(r"\d{9,10}")


def read_date(value: object) -> str | None:
    """Bring a date of front matter to ISO 8601, as precise as it is; None if it is not read."""
    text = " ".join(str(value).split())
    found = _NUMBERS.fullmatch(text)
    if found:
        return _of_numbers(found)
    if _UNIX.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC).isoformat()
    return _of_words(text)


def _of_words(text: str) -> str | None:
    zone = _ZONE.search(text)
    offset = (zone["offset"] or "+0000") if zone else ""
    bare = text[: zone.start()] if zone else text
    for form in _WORDS:
        for clock in _TIMES:
            try:
                moment = datetime.strptime(f"{bare} {offset or '+0000'}", f"{form}{clock} %z")
            except ValueError:
                continue
            if not clock:
                return moment.date().isoformat()
            return moment.isoformat() if offset else moment.replace(tzinfo=None).isoformat()
    return None


def _of_numbers(found: re.Match[str]) -> str | None:
    day = f"{found['year']}-{found['month']:0>2}-{found['day']:0>2}"
    clock = ""
    if found["hour"]:
        clock = f"T{found['hour']:0>2}:{found['minute']}:{found['second'] or '00'}"
        clock += _offset(found["zone"] or "")
    try:
        return canonical_date(day + clock)
    except ValueError:
        return None


def _offset(zone: str) -> str:
    """Write a zone as an offset: `UTC+4` is +04:00; "" stays without one."""
    bare = zone.removeprefix("UTC").removeprefix("GMT")
    if not bare or bare == "Z":
        return "Z" if zone else ""
    digits = bare[1:].replace(":", "")
    hours, minutes = (digits, "00") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    return f"{bare[0]}{hours:0>2}:{minutes}"
