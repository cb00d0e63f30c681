"""Read the short lines beside a headline that tell the day, the hour, the names and the outlet."""

from __future__ import annotations

import re

from msgspec import Struct

from ..dates import FoundDate, read_dates
from ..lines import ends_sentence, tidy

_LONGEST = 160
# Words beside a date; a sentence that holds one has more of them.
_MOST_WORDS = 8
_SEAM = re.compile(r"\s*(?:[|·•\n]|\s[–—-]\s|[,;](?=\s\D))\s*")
_BRACKETED_TIME = re.compile(r"[(\[](\d{1,2}[:.]\d{2})[)\]]")
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./](?:\d{4}|\d{2})(?!\d)")
# No page of the web is older; a year of two digits is read by this.
_FIRST_PAGES = "1991"
# Languages that never write the month before the day in numbers.
_DAY_FIRST = frozenset("de fr ru tr az fa ar it es pt nl pl cs sv no da fi".split())


class InfoLine(Struct, frozen=True):
    """The dates of a line in their order, and the parts that are none."""

    dates: tuple[FoundDate, ...] = ()
    rest: tuple[str, ...] = ()


def read_info_line(text: str) -> InfoLine | None:
    """Part a line with dates into these and what is beside them; None for any other text."""
    if not 6 <= len(text) <= _LONGEST or not any(map(str.isdigit, text)):
        return None
    text = _BRACKETED_TIME.sub(r"\1", text).replace("،", ",")
    whole = read_dates(tidy(text))
    if whole:
        return InfoLine(whole)
    dates: list[FoundDate] = []
    rest: list[str] = []
    for part in filter(None, _SEAM.split(text)):
        found, left = _read_part(tidy(part))
        dates += found
        rest += [left] if left else []
    is_short = all(len(part.split()) <= _MOST_WORDS for part in rest)
    return InfoLine(tuple(dates), tuple(rest)) if dates and is_short else None


def is_info_line(text: str) -> bool:
    """Return True for a line of dates and what is beside them, and no sentence."""
    return not ends_sentence(text) and read_info_line(text) is not None


def _read_part(part: str) -> tuple[tuple[FoundDate, ...], str]:
    """Find the longest run of words at the beginning or end of a part that is a date."""
    ends = [found.start() for found in re.finditer(r"\s", part)]
    for end in (len(part), *reversed(ends)):
        if found := read_dates(part[:end]):
            return found, part[end:].strip(" ,;:")
    for start in ends:
        if found := read_dates(part[start:].strip()):
            return found, part[:start].strip(" ,;:")
    return (), part


def moment_of(date: FoundDate, lang: str) -> str:
    """Return a date as ISO 8601, "" where it may mean two days.

    In a language that has one order of day and month, numbers are read in that order.
    """
    if date.value:
        return date.value
    numbers = _DOTTED.search(date.text)
    if date.doubt != "ambiguous" or not numbers or lang[:2].lower() not in _DAY_FIRST:
        return ""
    day = f"-{int(numbers[2]):02}-{int(numbers[1]):02}"
    days = [one for one in date.days if one.endswith(day) and one >= _FIRST_PAGES]
    return days[0] if len(days) == 1 else ""
