"""Choose where and when an article was first published, if its lines agree.

A doubtful date is never completed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from ..article import Findings, Given, Origin
from ..dates import FoundDate
from ..lines import fold, phrases
from .classify import PageLine
from .header import Header

_DATELINE = re.compile(
    r"(?P<place>[A-ZÇƏĞİÖŞÜ][\w'’./-]*(?:[\s,/]+[\w'’.-]+){0,5}?)"
    r"(?:,?\s+[\w.]+\s+\d{1,2}|,?\s+\d{1,2}\s+\w+)?,?\s*"
    r"\((?P<name>[A-Z][\w&/.’' -]{1,40})\)\s*[-–—]{1,2}(?=\s)"
)
_LABEL = re.compile(
    phrases(
        """
        source|original(?: source)?|originally published (?:by|on|in|at)
        mənbə|kaynak|quelle|источник|منبع|المصدر
        """
    )
    + r"\s*[:：]\s*(?P<value>\S.{0,80})",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s<>\"]+")
_DOMAIN = re.compile(r"(?:www\.)?(?P<name>(?:[a-z0-9-]+\.)+[a-z]{2,12})", re.IGNORECASE)
_TRUST = re.compile(r"our standards:\s*the thomson reuters trust principles", re.IGNORECASE)


class Mention(Struct, frozen=True):
    """The source named by a line; `line` is 0 if the value has no line of its own."""

    line: int
    name: str = ""
    url: str = ""


def choose_source(mentions: Sequence[Mention], given: Given, findings: Findings) -> Origin:
    """Choose the name and address on which the mentions agree; the user's values come first.

    Where they contradict each other the value is left out, with a warning.
    """
    name = given.source_name or _agreed_name(mentions, findings)
    url = given.source_url or _agreed_url(mentions, findings)
    return Origin(name, url)


def read_mention(number: int, text: str, with_domain: bool = True) -> Mention | None:
    """Read a line that names the source and nothing else; None if it does not."""
    label = _LABEL.fullmatch(text)
    value = label["value"].strip() if label else text
    if _URL.fullmatch(value):
        return Mention(number, url=value)
    if label:
        return Mention(number, value.rstrip("."))
    domain = _DOMAIN.fullmatch(text) if with_domain else None
    return Mention(number, domain["name"]) if domain else None


def read_dateline(number: int, text: str) -> Mention | None:
    """Read the agency in "BEIRUT, March 7 (Reuters) -" or in its notice."""
    dateline = _DATELINE.match(text)
    if dateline and _is_place(dateline["place"]):
        return Mention(number, dateline["name"].strip())
    return Mention(number, "Reuters") if _TRUST.match(text) else None


def _is_place(text: str) -> bool:
    """Return True for the place of a dateline: in capitals, fully or word by word."""
    words = [word for word in re.split(r"[\s,/]+", text) if word]
    return all(word[0].isupper() or word in ("the", "of", "and", "on", "al") for word in words)


def _agreed_name(mentions: Sequence[Mention], findings: Findings) -> str | None:
    names = [one for one in mentions if one.name]
    if not names:
        return None
    best = max(names, key=lambda one: "." not in one.name)
    for other in names:
        if not _same(best.name, other.name):
            message = f"the source may be “{best.name}” or “{other.name}”; it is left out"
            findings.warn("source", message, other.line, "name it with --source-name")
            return None
    return best.name


def _same(one: str, other: str) -> bool:
    """Return True if two spellings name one outlet: al-monitor.com, Al-Monitor."""
    a, b = (re.sub(r"^(?:www|the)|[^a-z0-9]|\.[a-z.]{2,6}$", "", fold(n).strip()) or fold(n)
            for n in (one, other))  # fmt: skip
    return a in b or b in a


def _agreed_url(mentions: Sequence[Mention], findings: Findings) -> str | None:
    urls = list(dict.fromkeys(one.url for one in mentions if one.url))
    if len(urls) > 1:
        line = next(one.line for one in mentions if one.url == urls[1])
        message = f"the source may be {urls[0]} or {urls[1]}; it is left out"
        findings.warn("source", message, line, "name it with --source-url")
        return None
    return urls[0] if urls else None


_HINT = "say when it was published with --date 2024-05-04"
_WHY = {
    "partial": "has no day",
    "relative": "counts from the day when the page was saved",
    "impossible": "is no day of the calendar",
}


class Dates(NamedTuple):
    """The dates of publication and change; ISO 8601, or None.

    `line` is the line of the day of publication.
    """

    published: str | None = None
    updated: str | None = None
    line: PageLine | None = None


def choose_dates(header: Header, given: Given, findings: Findings) -> Dates:
    """Choose among the dates of a header; report ambiguous or contradicting ones as errors."""
    updated = _updated(header, findings)
    found = [(date, line) for date, line in header.dates if date.role != "updated"]
    above = [(date, line) for date, line in header.above if date.role != "updated"]
    if given.date is not None:
        _report_other(found, given.date, findings)
        return Dates(given.date, updated)
    labelled = [(date, line) for date, line in above if date.role]
    found = labelled + found
    unlabelled = [(date, line) for date, line in above if not date.role]
    published = _published(found, findings)
    if published and unlabelled:
        _weigh_above(published, unlabelled, findings)
    elif unlabelled and not found:
        date, line = unlabelled[0]
        message = (
            f"“{date.text}” is above the title and may be the day when the page was saved;"
            " it is left out"
        )
        findings.warn("date", message, line.number, _HINT)
    if published is None:
        return Dates(None, updated)
    return Dates(published[0].value, updated, published[1])


def _updated(header: Header, findings: Findings) -> str | None:
    """Choose the first exact moment; report the others."""
    value = None
    for date, line in header.dates + header.above:
        if date.role != "updated":
            continue
        if date.value is None:
            message = f"“{date.text}” does not tell when it was updated; it is left out"
            findings.warn("date", message, line.number)
        elif value is None:
            value = date.value
        elif date.value != value:
            message = f"“{date.text}” is a second moment of an update; it is left out"
            findings.warn("date", message, line.number)
    return value


def _report_other(found: list[tuple[FoundDate, PageLine]], given: str, findings: Findings) -> None:
    for date, line in found:
        if date.day and date.day != given[:10]:
            message = f"--date takes the place of “{date.text}”"
            findings.warn("date", message, line.number)


def _published(
    found: list[tuple[FoundDate, PageLine]], findings: Findings
) -> tuple[FoundDate, PageLine] | None:
    certain = [(date, line) for date, line in found if date.day]
    days = {date.day for date, _ in certain}
    if len(days) > 1:
        (first, first_line), (other, line) = (
            certain[0],
            next(pair for pair in certain if pair[0].day != certain[0][0].day),
        )
        message = (
            f"two dates contradict each other: “{first.text}” (line {first_line.number})"
            f" and “{other.text}”"
        )
        findings.error("date-conflict", message, line.number, _HINT)
        return None
    day = next(iter(days), None)
    for date, line in found:
        _report_doubt(date, line, day, findings)
    if not certain:
        return None
    # The most precise one; a note tells of a time that was left out.
    date, line = max(certain, key=lambda pair: len(pair[0].value or ""))
    if date.note:
        findings.warn("date", f"“{date.text}”: {date.note}", line.number)
    return date, line


def _report_doubt(date: FoundDate, line: PageLine, day: str | None, findings: Findings) -> None:
    if not date.doubt:
        return
    if day is not None and any(day.endswith(may.lstrip("-")) for may in date.days):
        return
    if date.doubt == "ambiguous":
        may = " or ".join(date.days[:4])
        message = f"the date “{date.text}” is ambiguous: {may}"
        findings.error("date-ambiguous", message, line.number, _HINT)
    elif date.doubt == "yearless":
        message = f"the date “{date.text}” has no year"
        findings.error("date-ambiguous", message, line.number, _HINT)
    else:
        message = f"the date “{date.text}” {_WHY[date.doubt]}; it is left out"
        findings.warn("date", message, line.number, _HINT)


def _weigh_above(
    published: tuple[FoundDate, PageLine],
    unlabelled: list[tuple[FoundDate, PageLine]],
    findings: Findings,
) -> None:
    """Check a date above the title: it may be the day of the visit, so it must agree."""
    for date, line in unlabelled:
        if date.day and date.day != published[0].day:
            message = (
                f"two dates contradict each other: “{date.text}” above the title"
                f" and “{published[0].text}” (line {published[1].number})"
            )
            findings.error("date-conflict", message, line.number, _HINT)
