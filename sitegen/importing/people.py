"""People's names: which texts are names of authors, and the roles and places next to them."""

from __future__ import annotations

import re

from .lines import fold
from .vocabulary import (
    is_agency,
    is_outlet_word,
    is_role,
    is_section_word,
    is_staff_word,
    looks_like_outlet,
    names_no_person,
    territories,
)

_AND = re.compile(
    r"\s*[,;،؛]\s*(?:(?:and|und|et|və|ve|и|و|&|with|avec)\s+)?"
    r"|\s+(?:and|(?<!von )und|et|və|ve|и|و|&|with|avec)\s+|\s*/\s*",
    re.IGNORECASE,
)
# Arabic writes "and" as a letter of the next word; some names begin with that letter.
_ARABIC_AND = re.compile(
    r"(?<=\S)\s+و(?!ائل|ليد|سام|سيم|جيه|ديع|فاء|داد|لاء|حيد|ردة|هيب|هبي|هبة|صفي|جدي|ئام|زير|كيل)(?=\S)"
)
# Part of a name although a comma is before it: "Sandy Anderson, Jr."
_GENERATION = re.compile(r",\s+(?=(?:Jr|Sr|[23]rd|I{2,3}|IV)\b)")
_GENERATION_MARK = "\x1f"
_ABBREVIATED_END = re.compile(r"\b(?:Jr|Sr)\.$")
_HANDLE = re.compile(r"\s*(?:\(@[\w.]+\)|\[@[\w.]+\]|(?<!\S)@[\w.]+)")
_PLACE = re.compile(r"\s+(?:in|at|from)\s+[A-Z][\w .'’,-]*$")
_PARTICLES = frozenset(
    """al el bin ibn bint abu ben de del della di da dos das du la le van von der den ter ten af av
    zu oglu oğlu ogly oglı qizi qızı kızı kyzy uulu y e""".split()
)
_INITIAL = re.compile(r"[^\W\d_]\.?(?:-?[^\W\d_]\.)*")
_NAME_WORD = re.compile(r"[^\W\d_][^\W\d_'’ʼ.·‑-]*(?:['’ʼ.‑-]{1,2}[^\W\d_]+)*\.?")
_CASELESS_WORD = re.compile(r"[^\W\d_\u200c][^\W\d_]*(?:\u200c[^\W\d_]+)*", re.UNICODE)


def is_name(text: str) -> bool:
    """Return True if a text has the form of a person's name in a script with capital letters."""
    words = _GENERATION.sub(" ", text).replace(" von und zu ", " von zu ").split()
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
    """Return True if a text in a script without capitals may be a name; this is weak evidence."""
    words = text.split()
    return (
        2 <= len(words) <= 4
        and len(text) <= 40
        and not any(c.isupper() or c.islower() for c in text)
        and all(_CASELESS_WORD.fullmatch(word) for word in words)
        and not is_section_word(text)
    )


def is_staff(text: str) -> bool:
    """Return True if a text names a desk or a newsroom ("Al-Monitor Staff", "Baku Bureau")."""
    words = text.split()
    return (
        1 <= len(words) <= 5
        and "," not in text
        and is_staff_word(words[-1])
        and all(word[0].isupper() or fold(word) == "and" for word in words)
    )


def is_author(text: str) -> bool:
    """Return True if a text names a person, a desk or an agency and its services."""
    return is_name(text) or is_staff(text) or is_agency(re.sub(r"['’]s\s.*", "", text))


def split_names(text: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Split "Jane Doe in Baku, Energy Editor, and John Roe" into names and what is left over.

    None if it has anything but names and what is beside names: roles, places, outlets.
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
    parts = [part for one in _AND.split(joined) for part in _part_arabic(one)]
    for part in filter(None, (one.replace(_GENERATION_MARK, ", ") for one in parts)):
        name, agency = _part_agency(_PLACE.sub("", part).strip())
        beside = agency or part[len(name) :].strip()
        if names and not agency and is_beside_names(part):
            rest.append(part)
        elif is_author(name) or could_be_name(part):
            names.append(name)
            rest.extend([beside] if beside else ())
        else:
            return None
    return (tuple(dict.fromkeys(names)), tuple(rest)) if names else None


def _part_arabic(text: str) -> tuple[str, ...]:
    """Split two names that are joined by the Arabic "and", each of at least two words."""
    joint = _ARABIC_AND.search(text)
    while joint:
        one, other = text[: joint.start()], text[joint.end() :]
        if could_be_name(one) and could_be_name(other):
            return one, other
        joint = _ARABIC_AND.search(text, joint.end())
    return (text,)


def _part_agency(text: str) -> tuple[str, str]:
    """Split "Jane Doe The Associated Press", where markup between the two was lost."""
    words = text.split()
    for count in range(1, min(5, len(words) - 1)):
        name, last = " ".join(words[:-count]), " ".join(words[-count:])
        if is_agency(last) and is_name(name):
            return name, last
    return text, ""


def could_be_single_name(text: str) -> bool:
    """Return True for up to four words that a label ("Author:") makes a name, in any script."""
    words = text.split()
    return len(words) <= 4 and all(_CASELESS_WORD.fullmatch(word) for word in words)


def is_beside_names(text: str) -> bool:
    """Return True if a text is an author's role, place or employer."""
    return (
        (is_role(text) and len(text.split()) <= 6)
        or (looks_like_outlet(text) and not is_name(text) and len(text.split()) <= 6)
        or fold(text) in territories()
        or re.match(r"(?:in|at|from|for)\s[A-Z]", text) is not None
    )
