"""Bylines: lines that name the authors of an article, with what pages join to the names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from ..dates import FoundDate, read_dates, split_last_date
from ..lines import ends_sentence, fold
from ..people import could_be_single_name, is_author, is_name, split_names
from ..vocabulary import (
    is_agency,
    is_furniture,
    is_role,
    is_section_word,
    looks_like_outlet,
    pattern,
    words,
)


class Byline(Struct, frozen=True):
    """The values of a byline: names in order, the outlet, dates, and what was left out.

    `is_weak` is true where only the place of the line makes a byline of it.
    """

    names: tuple[str, ...] = ()
    outlet: str = ""
    dates: tuple[FoundDate, ...] = ()
    left_out: tuple[str, ...] = ()
    is_weak: bool = False


# A noun needs a colon ("Author: Jane Doe"); so that a sentence is no byline, a preposition of
# another language needs a name behind it.
_BY = re.compile(
    rf"(?:{pattern('byline-labels').pattern}\s*[:：]\s*"
    rf"|by\s*:?\s+|{pattern('byline-words').pattern}\s*:?\s+(?-i:(?=[^\W\d_a-zß-öø-ÿа-я])))"
    r"(?=\S)",
    re.IGNORECASE,
)
_DATED = re.compile(r"\s+by:?\s+(?=[A-Z])", re.IGNORECASE)
_FIELDS = re.compile(r"\s*[·•|]\s*|\s+[–—/]\s+")
_FOR = re.compile(
    r"\s+for\s+(?:the\s+)?(?P<outlet>[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){0,4})$", re.I
)
_NOTE = re.compile(r"\s+\((?P<note>[^()@]{2,60})\)$")
_SEAM = re.compile(r"(?<=[^\W\d_A-Z.])(?=[A-Z\d])")
_LABEL = re.compile(r"(?:last )?(?:published|updated|posted)(?: (?:on|at))?\s*:?", re.IGNORECASE)
_AGO = re.compile(
    r"(?:about |over )?\d+\s*(?:min(?:ute)?s?|h(?:ou)?rs?|h|m|d|days?|weeks?) ago", re.I
)


def read_byline(text: str, topics: frozenset[str] = frozenset()) -> Byline | None:
    """Read a line that is a byline by its form; None if that is not certain.

    `topics` are folded names of tags and sections, which are no outlets.
    """
    if len(text) > 200:
        return None
    return (
        _read_by(text)
        or _read_dated(text)
        or _read_dotted(text, topics)
        or _read_glued(text)
        or _read_role(text)
    )


def begins_like_byline(text: str) -> bool:
    """Return True if a line begins like a byline, "By" and a capital, and is not a sentence."""
    label = _BY.match(text)
    rest = text[label.end() :] if label else ""
    return bool(rest) and not rest[0].islower() and not ends_sentence(text)


def _read_by(text: str) -> Byline | None:
    """Read "By A and B", "Author: A", with outlet, place, role or date behind the names."""
    label = _BY.match(text)
    if not label:
        return None
    fields = [field for field in _FIELDS.split(text[label.end() :]) if field]
    dates = tuple(date for field in fields for date in read_dates(field))
    fields = [field for field in fields if not read_dates(field) and not is_furniture(field)]
    if not fields:
        return None
    dated = split_last_date(fields[-1])
    if dated and dated[0]:
        fields[-1] = re.sub(r"\s+on$", "", dated[0])
        dates = (*dates, dated[1])
    outlet = ""
    fields[0], note = _without_note(fields[0])
    found = split_names(fields[0])
    if found and note:
        found = found[0], (*found[1], note)
    if not found and (served := _FOR.search(fields[0])):
        found, outlet = split_names(fields[0][: served.start()]), served["outlet"]
    if not found:
        glued = _read_glued(fields[0]) or _read_role(fields[0])
        if glued:
            return Byline(glued.names, glued.outlet, (*glued.dates, *dates), glued.left_out)
    if not found and label[0].rstrip().endswith(":") and could_be_single_name(fields[0]):
        found = ((fields[0],), ())
    if not found:
        return None
    names, beside = found
    if not outlet and beside and looks_like_outlet(beside[-1]) and not is_role(beside[-1]):
        outlet = beside[-1]
    if not outlet and len(fields) == 2 and not is_role(fields[1]):
        return Byline(names, fields[1], dates, beside)
    return Byline(names, outlet, dates, (*(b for b in beside if b != outlet), *fields[1:]))


def _without_note(text: str) -> tuple[str, str]:
    """Split "Jane Doe (with AFP)" or "Jane Doe, Hull" into the names and the rest."""
    bracket = _NOTE.search(text)
    if bracket:
        return text[: bracket.start()], bracket["note"]
    names, _, place = text.rpartition(", ")
    is_place = 1 <= len(place.split()) <= 2 and place[0].isupper() and not split_names(text)
    return (names, place) if is_place and split_names(names) else (text, "")


def _read_dated(text: str) -> Byline | None:
    """Read "Posted on 4 May 2026 by Jane Doe"."""
    label = _DATED.search(text)
    dates = read_dates(text[: label.start()]) if label else ()
    found = split_names(text[label.end() :]) if label and dates else None
    return Byline(found[0], "", dates, found[1]) if found else None


def _read_dotted(text: str, topics: frozenset[str]) -> Byline | None:
    """Read "Name · Outlet · date" in its forms; without a date the outlet must look like one."""
    fields = [field.strip() for field in _FIELDS.split(text) if field.strip()]
    for field in fields[1:]:
        if (found := _read_by(field)) and field != text:
            return Byline(
                found.names,
                found.outlet,
                found.dates,
                (*found.left_out, *(other for other in fields if other is not field)),
            )
    dates = [date for field in fields for date in read_dates(field)]
    others = [f for f in fields if not read_dates(f) and not _is_label(f)]
    if dates and not others:
        return None
    if not dates and others:
        dated = split_last_date(others[-1])
        if dated and dated[0]:
            others[-1] = dated[0]
            dates = [dated[1]]
    if not others or len(others) > 4:
        return None
    if not dates:
        return _dateless(others, _FIELDS.search(text) is not None)
    if len(fields) < 2 and not split_names(others[0]):
        return None
    return _assign(others, tuple(dates), "|" in text, topics)


def _is_label(text: str) -> bool:
    return is_furniture(text) or _LABEL.fullmatch(text) is not None


def _dateless(fields: list[str], is_parted: bool) -> Byline | None:
    found = split_names(fields[0]) if is_parted else None
    if not found or len(fields) > 2 or is_agency(fields[0]):
        return None
    if len(fields) == 1:
        return Byline(found[0], left_out=found[1])
    if is_role(fields[1]) and len(fields[1].split()) <= 6:
        return Byline(found[0], left_out=(*found[1], fields[1]))
    if looks_like_outlet(fields[1]) and len(fields[1].split()) <= 6:
        return Byline(found[0], fields[1], left_out=found[1])
    return None


def _assign(
    others: list[str], dates: tuple[FoundDate, ...], barred: bool, topics: frozenset[str]
) -> Byline | None:
    first = _BY.sub("", others[0], count=1)
    found = split_names(first)
    if found and not is_agency(first):
        names, beside = found
        if len(others) == 1:
            return Byline(names, "", dates, beside)
        second = others[1]
        is_outlet = len(others) == 2 and not is_role(second) and not is_section_word(second)
        is_outlet = is_outlet and fold(second) not in topics
        # A bar also parts author, tag and date, so there the outlet must look like one.
        if barred:
            is_outlet = is_outlet and looks_like_outlet(second)
        if is_outlet:
            return Byline(names, second, dates, beside)
        return Byline(names, "", dates, (*beside, *others[1:]))
    if is_agency(first):
        return Byline((), first, dates, tuple(others[1:]))
    if all(len(other.split()) <= 5 for other in others):
        return Byline((), "", dates, tuple(others))
    return None


def _seams(text: str) -> Iterator[tuple[str, str]]:
    for seam in _SEAM.finditer(text):
        yield text[: seam.start()], text[seam.start() :]


def _read_glued(text: str) -> Byline | None:
    """Read "Jane DoeThe Herald", "Jane Doe2 hours ago": markup between two values was lost."""
    if len(text) > 120:
        return None
    for left, right in _seams(text):
        if not (is_author(left) or (looks_like_outlet(left) and len(left.split()) <= 5)):
            continue
        dates = read_dates(right)
        outlet = left if looks_like_outlet(left) and not is_name(left) else ""
        if dates:
            return Byline((left,) if is_author(left) else (), outlet, dates)
        if outlet:
            continue
        if _AGO.fullmatch(right) or _is_label(right):
            return Byline((left,), left_out=(right,))
        if _is_outlet(right):
            return Byline((left,), right)
        if _is_job(right):
            return Byline((left,), left_out=(right,))
    spaced = re.search(rf"\s+{_AGO.pattern}$", text, re.IGNORECASE)
    if spaced and is_name(text[: spaced.start()]):
        return Byline((text[: spaced.start()],), left_out=(spaced[0].strip(),))
    return None


def _is_outlet(text: str) -> bool:
    """Return True for the name of an outlet joined to another text: by its words, or "The …"."""
    parts = text.split()
    if len(parts) > 6 or not parts[0][0].isupper():
        return False
    is_titled = parts[0] == "The" and len(parts) > 1 and all(part[0].isupper() for part in parts)
    return looks_like_outlet(text) or is_titled


def _is_job(text: str) -> bool:
    """Return True for "Deputy Content Director": a job from its first word to its last.

    A headline ("John Roe Fires FBI Director") has a verb behind the name.
    """
    parts = text.split()
    return (
        1 <= len(parts) <= 6
        and pattern("jobs").fullmatch(parts[-1].strip(".,")) is not None
        and (len(parts) == 1 or fold(parts[0].strip(",")) in words("job-words"))
    )


def _read_role(text: str) -> Byline | None:
    """Read "Jane Doe Political Editor", where nothing parts the name from the role."""
    parts = text.split()
    if not 3 <= len(parts) <= 9:
        return None
    for count in range(2, min(5, len(parts))):
        name, role = " ".join(parts[:count]), " ".join(parts[count:])
        if is_name(name) and _is_job(role):
            return Byline((name,), left_out=(role,), is_weak=True)
    return None
