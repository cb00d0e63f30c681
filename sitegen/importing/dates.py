"""Dates as pages write them: a line is read as a whole or not at all; doubts are reported.

A numeric date whose day and month may be exchanged, a year that is missing: the reader is asked.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, timezone, tzinfo
from typing import Literal

from msgspec import Struct

from ..formats.dates import written
from .days import WORD, Day, Doubt, months, read_day, weekdays, zone_of
from .lines import fold
from .vocabulary import pattern

Role = Literal["", "published", "updated"]


class FoundDate(Struct, frozen=True):
    """A date as a page gives it.

    `value` is ISO 8601 as precise as the page is, None if `doubt` says why it cannot be told.
    `days` are the days that it may mean (ISO; `--05-04` where the year is missing). `note` tells
    what of it was left out.
    """

    text: str
    value: str | None
    role: Role = ""
    doubt: Doubt = ""
    days: tuple[str, ...] = ()
    note: str = ""

    @property
    def day(self) -> str | None:
        """The day of the value."""
        return self.value[:10] if self.value else None


def _label(name: str) -> re.Pattern[str]:
    return re.compile(rf"{pattern(name).pattern}(?:\s*[:：]\s*|\s+|$)", re.IGNORECASE)


_LABELS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("updated", _label("update-labels")),
    ("published", _label("date-labels")),
)
# Words of English, where the month may be written first. All other languages begin with the day.
_ENGLISH = re.compile(
    r"(?:(?:first|originally|last) )?(?:published|posted|issued|released|created|updated|modified"
    r"|revised|edited|(?:(?:publication|publish|published|pub) )?date)(?: on| at)?",
    re.IGNORECASE,
)
# A line of more dates than published, updated and their repetition is a list or a table.
_MOST_DATES = 4
_TWO_NAMES = re.compile(rf"({WORD}[ -]{WORD})(?!\w)")
_NAME = re.compile(rf"({WORD})\.?(?!\w)")
# Arabic and Persian words for the halves of the day, by their first two letters.
_HALVES = {"صب": "am", "مس": "pm", "بع": "pm", "عص": "pm"}
_HALF = r"(?:صباح\w*|مساء\w*|صبح|عصر|بعدازظهر)\b"
_TIME = re.compile(
    rf"(?:(?P<h>\d{{1,2}})[:.٫h](?P<m>\d{{2}})(?::(?P<s>\d{{2}}))?(?!\d)\s*(?P<half>[ap]\.?\s?m\b\.?|{_HALF})?"
    rf"|(?P<h12>\d{{1,2}})\s*(?P<half12>[ap]\.?\s?m\b\.?|{_HALF})|(?P<h24>\d{{1,2}})(?=\s*(?:uhr|h)\b))",
    re.I,
)
_OFFSET = re.compile(r"\(?(?:(?:GMT|UTC)\s*)?([+−-])(\d{1,2})(?::?(\d{2}))?(?!\d)\)?", re.I)
_ZONE = re.compile(r"\(?([A-ZА-Я]{1,5}|мск)\)?(?!\w)")
_PLACE_TIME = re.compile(
    r"\(?(?:(?:local|[A-Z]\w+)\s+time|بتوقيت [^()\d]{3,30}|heure de \w+|به وقت \w+)\)?(?!\w)", re.I
)
_GLUE = re.compile(r"[\s,،;؛|·•–—()-]+|/(?=\s)|(?:at|on)(?=\s)", re.I)
# The same in languages that write the day before the month.
_GLUE_DAY_FIRST = re.compile(
    r"(?:um|am|à|le|a las|ساعت|saat|в|الساعة|عند الساعة)(?=\s)|(?:uhr|h|часов)\b|ч\.", re.I
)


def read_dates(text: str) -> tuple[FoundDate, ...]:
    """Read a line of one or more dates and nothing else; empty if it has more."""
    if not text or len(text) > 150 or not any(c.isalnum() for c in text):
        return ()
    scanner = _Scanner(text)
    found = scanner.dates()
    if scanner.is_day_first and any(date.doubt == "ambiguous" for date in found):
        # A word behind a date tells of its language, too.
        return _Scanner(text, is_day_first=True).dates()
    return found


def split_last_date(text: str) -> tuple[str, FoundDate] | None:
    """Split "Jane Doe, 4 May 2024" into the text before the date, and the date."""
    starts = [match.start() for match in re.finditer(r"(?<![\w])[\w(]", text)]
    for start in starts[1:12]:
        found = read_dates(text[start:])
        if len(found) == 1:
            return text[:start].rstrip(" ,;|·•–—-("), found[0]
    return None


class _Scanner:
    """Reads label, weekday, date, time and zone from the start of a line, in any usual order."""

    def __init__(self, text: str, is_day_first: bool = False) -> None:
        self.text = text
        self.at = 0
        # Words of a language that writes the day before the month tell "4.5." from "5/4".
        self.is_day_first = is_day_first

    def dates(self) -> tuple[FoundDate, ...]:
        """Read the dates of the whole text; empty if it has more than dates, or too many."""
        found: list[FoundDate] = []
        while not self.done:
            one = self.date()
            if one is None or len(found) == _MOST_DATES:
                return ()
            found.append(one)
        return tuple(found)

    @property
    def done(self) -> bool:
        while self._take(_GLUE) or self._take_day_first(_GLUE_DAY_FIRST):
            pass
        return self.at >= len(self.text)

    def date(self) -> FoundDate | None:
        """Read one date with all its parts; None if something else comes first."""
        start = self.at
        role: Role = ""
        core: Day | None = None
        clock: time | None = None
        weekday: int | None = None
        note = ""
        while not self.done:
            before = self.at
            label = self._label()
            if label is not None:
                if core is not None or role:
                    self.at = before
                    break
                role = label
            elif core is None and (core := self._core()) is not None:
                clock = core.clock or clock
            elif (found := self._weekday()) is not None:
                weekday = found
            elif clock is None and (clock := self._time()) is not None:
                zone, note = self._zone(core)
                clock = clock.replace(tzinfo=zone)
            elif core is None or clock is not None or not self._skip_zone():
                break
        if core is None:
            return None
        text = self.text[start : self.at].strip(" ,;|·•–—-")
        return _date(text, role, self._weigh(core, weekday), clock, note)

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.at)
        if not match or match.end() == self.at:
            return None
        self.at = match.end()
        return match

    def _take_day_first(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = self._take(pattern)
        self.is_day_first = self.is_day_first or match is not None
        return match

    def _weigh(self, core: Day, weekday: int | None) -> Day:
        """Decide by weekday or language between the days that a numeric date may mean."""
        fitting = tuple(day for day in core.days if day.weekday() == weekday)
        if len(fitting) == 1:
            return Day(fitting, clock=core.clock)
        if len(core.days) > 1 and core.day_first and self.is_day_first:
            return Day((core.day_first,), clock=core.clock)
        return core

    def _label(self) -> Role | None:
        for role, label in _LABELS:
            if found := self._take(label):
                is_english = _ENGLISH.fullmatch(found[0].strip(" :：")) is not None
                self.is_day_first = self.is_day_first or not is_english
                return role
        return None

    def _weekday(self) -> int | None:
        # Azerbaijani names some days with two words, the first of which is another day's name.
        for form in (_TWO_NAMES, _NAME):
            match = form.match(self.text, self.at)
            weekday = weekdays().get(fold(match[1])) if match else None
            if match and weekday is not None:
                self.at = match.end()
                return weekday
        return None

    def _core(self) -> Day | None:
        found = read_day(self.text, self.at)
        if found is None:
            return None
        core, self.at = found
        return core

    def _time(self) -> time | None:
        match = _TIME.match(self.text, self.at)
        if not match:
            return None
        hour = int(match["h"] or match["h12"] or match["h24"])
        half = (match["half"] or match["half12"] or "").lower()
        half = _HALVES.get(half[:2], half)
        if half and not 1 <= hour <= 12:
            return None
        if half:
            hour = hour % 12 + (12 if half.startswith("p") else 0)
        minute, second = int(match["m"] or 0), int(match["s"] or 0)
        if hour > 23 or minute > 59 or second > 59:
            return None
        self.at = match.end()
        return time(hour, minute, second)

    def _skip_zone(self) -> bool:
        """Skip a time zone after a day without a time: it adds nothing."""
        match = _ZONE.match(self.text, self.at)
        if not match or zone_of(match[1]) is None:
            return False
        self.at = match.end()
        return True

    def _zone(self, core: Day | None) -> tuple[tzinfo | None, str]:
        while self.at < len(self.text) and self.text[self.at] == " ":
            self.at += 1
        if match := self._take(_OFFSET):
            minutes = int(match[2]) * 60 + int(match[3] or 0)
            if minutes < 15 * 60:
                sign = 1 if match[1] == "+" else -1
                return timezone(timedelta(minutes=sign * minutes)), ""
            return None, f"“{match[0]}” is no offset of a time zone"
        if match := self._take(_PLACE_TIME):
            return None, f"the time zone “{match[0]}” is not told exactly"
        match = _ZONE.match(self.text, self.at)
        if match and fold(match[1]) not in months() and fold(match[1]) not in weekdays():
            self.at = match.end()
            name = match[1]
            self.is_day_first = self.is_day_first or not name.isascii()
            zone = zone_of(name)
            return zone, "" if zone else f"the time zone “{name}” has more than one meaning"
        return None, ""


def _date(text: str, role: Role, core: Day, clock: time | None, note: str) -> FoundDate:
    if core.doubt or len(core.days) != 1:
        days = tuple(day.isoformat() for day in core.days) or core.yearless
        return FoundDate(text, None, role, core.doubt or "ambiguous", days)
    day = core.days[0]
    if clock is None or note:
        left_out = f"{note}; the time is left out" if note else ""
        return FoundDate(text, day.isoformat(), role, days=(day.isoformat(),), note=left_out)
    moment = datetime.combine(day, clock)
    return FoundDate(text, written(moment), role, days=(day.isoformat(),))
