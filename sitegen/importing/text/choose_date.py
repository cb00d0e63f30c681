"""Choose the article's dates among those of its header; a doubtful one is never completed."""

from __future__ import annotations

from typing import NamedTuple

from ..article import Findings, Given
from ..dates import FoundDate
from .classify import PageLine
from .header import Header

_HINT = "say when it was published with --date 2024-05-04"
_WHY = {
    "partial": "has no day",
    "relative": "counts from the day when the page was saved",
    "impossible": "is no day of the calendar",
}


class Dates(NamedTuple):
    """When it was published and when it was changed; ISO 8601, None where not told.

    `line` is the line of the day of publication.
    """

    published: str | None = None
    updated: str | None = None
    line: PageLine | None = None


def choose_dates(header: Header, given: Given, findings: Findings) -> Dates:
    """Weigh the dates of a header; errors where they are ambiguous or contradict each other."""
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
    """Take the first moment that is told exactly; name the others."""
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
    """A date above the title may be the day of the visit, or the article's: it must agree."""
    for date, line in unlabelled:
        if date.day and date.day != published[0].day:
            message = (
                f"two dates contradict each other: “{date.text}” above the title"
                f" and “{published[0].text}” (line {published[1].number})"
            )
            findings.error("date-conflict", message, line.number, _HINT)
