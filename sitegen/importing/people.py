"""Bylines: who wrote it, where a line says so."""

from __future__ import annotations

import re

from msgspec import Struct

from .dates import FoundDate, read_dates, split_last_date
from .lines import ends_sentence, fold, phrases
from .vocabulary import (
    is_agency,
    is_furniture,
    is_outlet_word,
    is_role,
    is_section_word,
    is_staff_word,
    looks_like_outlet,
    names_no_person,
    territories,
)


class Byline(Struct, frozen=True):
    """What a byline holds: names in order, the outlet, dates, and what was left out of it."""

    names: tuple[str, ...] = ()
    outlet: str = ""
    dates: tuple[FoundDate, ...] = ()
    left_out: tuple[str, ...] = ()


_BY = re.compile(
    phrases(
        r"""
        (?:written |words |story |text |reported |compiled )?by\s*:?\s+
        (?:authors?|writers?|byline|müəllif(?:lər)?|yaza[rn](?:lar)?|автор(?:ы)?)\s*:\s*
        (?:نویسنده(?:گان)?|نگارنده)\s*:\s*|(?:نوشتهٔ?|نوشته ی|به قلم)\s*:?\s+
        """
    )
    + r"(?=\S)",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\s*[,;،؛]\s*(?:(?:and|və|ve|и|و|&|with)\s+)?|\s+(?:and|və|ve|и|و|&|with)\s+", re.IGNORECASE
)
# Part of a name although a comma stands before it: "Sandy Anderson, Jr."
_GENERATION = re.compile(r",\s+(?=(?:Jr|Sr|[23]rd|I{2,3}|IV)\b)")
_GENERATION_MARK = "\x1f"
_ABBREVIATED_END = re.compile(r"\b(?:Jr|Sr)\.$")
_HANDLE = re.compile(r"\s*(?:\(@[\w.]+\)|\[@[\w.]+\]|(?<!\S)@[\w.]+)")
_PLACE = re.compile(r"\s+(?:in|at|from)\s+[A-Z][\w .'’,-]*$")
_FIELDS = re.compile(r"\s*[·•|]\s*|\s+[–—]\s+")
_PARTICLES = frozenset(
    """al el bin ibn bint abu ben de del della di da dos das du la le van von der den ter ten af av
    zu oglu oğlu ogly oglı qizi qızı kızı kyzy uulu y e und""".split()
)
_INITIAL = re.compile(r"[^\W\d_]\.?(?:-?[^\W\d_]\.)*")
_NAME_WORD = re.compile(r"[^\W\d_][^\W\d_'’ʼ.·‑-]*(?:['’ʼ.‑-]{1,2}[^\W\d_]+)*\.?")
_CASELESS_WORD = re.compile(r"[^\W\d_\u200c][^\W\d_]*(?:\u200c[^\W\d_]+)*", re.UNICODE)


def is_name(text: str) -> bool:
    """Tell whether a text has the form of a person's name in a script with capital letters."""
    words = _GENERATION.sub(" ", text).split()
    if not 2 <= len(words) <= 6 or len(text) > 60:
        return False
    capitals = 0
    for number, word in enumerate(words):
        if fold(word) in _PARTICLES and number and word[0].islower():
            continue
        if not _NAME_WORD.fullmatch(word) and not _INITIAL.fullmatch(word):
            return False
        if not word[0].isupper() and not re.match(r"(?:al|el|d)[-'’][^\W\d_]", word):
            return False
        if names_no_person(word) or is_outlet_word(word):
            return False
        capitals += 1
    if text.endswith(".") and not _ABBREVIATED_END.search(text):
        return False
    return capitals >= 2 and fold(text) not in territories() and not is_section_word(text)


def could_be_name(text: str) -> bool:
    """Tell the same of a script without capitals, where it is much weaker evidence."""
    words = text.split()
    return (
        2 <= len(words) <= 4
        and len(text) <= 40
        and not any(c.isupper() or c.islower() for c in text)
        and all(_CASELESS_WORD.fullmatch(word) for word in words)
        and not is_section_word(text)
    )


def is_staff(text: str) -> bool:
    """Tell whether a text names a desk or a newsroom ("Al-Monitor Staff", "Baku Bureau")."""
    words = text.split()
    return (
        1 <= len(words) <= 5
        and "," not in text
        and is_staff_word(words[-1])
        and all(word[0].isupper() or fold(word) == "and" for word in words)
    )


def is_author(text: str) -> bool:
    """Tell whether a text names a person, a desk or an agency and its services."""
    return is_name(text) or is_staff(text) or is_agency(re.sub(r"['’]s\s.*", "", text))


def split_names(text: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Part "Jane Doe in Baku, Energy Editor, and John Roe" into names and what is left over.

    None where it holds anything but names and what stands beside names: roles, places, outlets.
    """
    handles = tuple(match.strip() for match in _HANDLE.findall(text))
    whole = _HANDLE.sub("", text).strip(" ,;|")
    whole = whole if _ABBREVIATED_END.search(whole) else whole.rstrip(". ")
    if is_author(whole):
        name, agency = _part_agency(whole)
        return (name,), (*((agency,) if agency else ()), *handles)
    names: list[str] = []
    rest: list[str] = list(handles)
    joined = _GENERATION.sub(_GENERATION_MARK, whole)
    for part in filter(None, (x.replace(_GENERATION_MARK, ", ") for x in _AND.split(joined))):
        name, agency = _part_agency(_PLACE.sub("", part).strip())
        beside = agency or part[len(name) :].strip()
        if names and stands_beside_names(part):
            rest.append(part)
        elif is_author(name) or could_be_name(part):
            names.append(name)
            rest.extend([beside] if beside else ())
        else:
            return None
    return (tuple(dict.fromkeys(names)), tuple(rest)) if names else None


def _part_agency(text: str) -> tuple[str, str]:
    """Part "Jane Doe Reuters", where markup between a name and its agency was lost."""
    name, _, last = text.rpartition(" ")
    return (name, last) if is_agency(last) and is_name(name) else (text, "")


def stands_beside_names(text: str) -> bool:
    """Tell whether a text says what authors are, where, or whom they write for."""
    return (
        (is_role(text) and len(text.split()) <= 6)
        or (looks_like_outlet(text) and not is_name(text) and len(text.split()) <= 6)
        or fold(text) in territories()
        or re.match(r"(?:in|at|from|for)\s[A-Z]", text) is not None
    )


def read_by(text: str) -> Byline | None:
    """Read a line that begins with "By" or "Author:"; None where no names follow."""
    label = _BY.match(text)
    if not label or len(text) > 200:
        return None
    rest = text[label.end() :]
    dates: tuple[FoundDate, ...] = ()
    dated = split_last_date(rest)
    if dated:
        rest = re.sub(r"\s+on$", "", dated[0])
        dates = (dated[1],)
    fields = [field for field in _FIELDS.split(rest) if field and not is_furniture(field)]
    found = split_names(fields[0]) if fields else None
    if fields and not found and label[0].rstrip().endswith(":") and _is_single(fields[0]):
        found = ((fields[0],), ())
    if not found:
        return None
    names, beside = found
    outlet = fields[1] if len(fields) == 2 and not is_role(fields[1]) else ""
    return Byline(names, outlet, dates, (*beside, *fields[2 if outlet else 1 :]))


def begins_like_byline(text: str) -> bool:
    """Tell whether a line begins as a byline does, "By" and a capital, and is no sentence."""
    label = _BY.match(text)
    rest = text[label.end() :] if label else ""
    return bool(rest) and not rest[0].islower() and not ends_sentence(text)


def _is_single(text: str) -> bool:
    """A text that a colon of "Author:" introduces may be any one name, in any script."""
    words = text.split()
    return len(words) <= 4 and all(_CASELESS_WORD.fullmatch(word) for word in words)


def read_dotted(text: str, topics: frozenset[str]) -> Byline | None:
    """Read "Name · Outlet · date" in its forms; None unless a date is one of its fields.

    `topics` are folded names of tags and sections, which are no outlets.
    """
    if len(text) > 200:
        return None
    fields = [field.strip() for field in _FIELDS.split(text) if field.strip()]
    dates = [date for field in fields for date in read_dates(field)]
    others = [f for f in fields if not read_dates(f) and not is_furniture(f)]
    if dates and not others:
        return None
    if not dates:
        dated = split_last_date(others[-1]) if others else None
        if not dated or not dated[0]:
            return None
        others[-1] = dated[0]
        dates = [dated[1]]
    if len(others) > 4 or (len(fields) < 2 and not split_names(others[0])):
        return None
    return _assign(others, tuple(dates), "|" in text, topics)


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
