"""Words that pages surround their articles with: navigation, sections, agencies, furniture.

The lists are the files beside this module: one word or pattern a line, `#` begins a comment,
`[en]` the words of a language.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from ..lines import fold, phrases


def _entries(name: str) -> list[str]:
    text = Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#") and line[0] != "["]


@cache
def words(name: str) -> frozenset[str]:
    """Read a list of words, folded; `name` is that of its file without the suffix."""
    return frozenset(fold(entry) for entry in _entries(name))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Read a list of regular expressions as one pattern; case is ignored."""
    return re.compile(phrases("\n".join(_entries(name))), re.IGNORECASE)


_READING_TIME = re.compile(
    r"(?:read(?:ing)? time:? ?)?\d+(?:[–-]\d+)? min(?:ute)?s?(?:[ -]read)?", re.IGNORECASE
)
_LABELLED = re.compile(
    r"(?:publication|volume|issue|section|category|categories|location|region|country|from|to|cc|re|"
    r"posted in|filed|language|format|type|rubric|edition|copyright|url|id)\s*:\s*\S",
    re.IGNORECASE,
)
_CRUMB = re.compile(r"\s*[>»›→/]\s*")


@lru_cache(maxsize=1)
def territories() -> frozenset[str]:
    """Names of countries and of parts of the world in English (CLDR), folded."""
    from babel import Locale

    return frozenset(fold(name) for name in Locale("en").territories.values())


def is_agency(text: str) -> bool:
    """Return True if a text names a news agency or a large outlet that everybody cites."""
    return fold(text).strip(" .") in words("agencies")


def is_section_word(text: str) -> bool:
    """Return True if a line is the name of a section or kind of article, or of a country."""
    plain = fold(text).strip(" .:|")
    return plain in words("sections") or plain in territories()


def is_navigation(text: str) -> bool:
    """Return True if a line belongs to the menus around an article, breadcrumbs included."""
    plain = fold(text).strip(" .:|!")
    if plain in words("navigation") or plain.startswith(("skip to ", "sign in", "log in")):
        return True
    parts = [part for part in text.split("|") if part.strip()]
    if len(parts) > 1 and all(is_section_word(p) or fold(p) in words("navigation") for p in parts):
        return True
    crumbs = [part for part in _CRUMB.split(text) if part]
    if len(crumbs) < 2 or len(text) > 120:
        return False
    known = sum(is_section_word(part) or fold(part) in words("navigation") for part in crumbs)
    return known >= 1 and all(len(part.split()) <= 4 for part in crumbs[:-1])


def is_furniture(text: str) -> bool:
    """Return True if a line is a button, a counter or a rule of the page."""
    known = pattern("furniture")
    return any(known.fullmatch(form) for form in (text.strip(" ."), text.strip(" .:")))


def is_reading_time(text: str) -> bool:
    """Return True if a line says how long an article takes to read ("4–5 minutes")."""
    return _READING_TIME.fullmatch(text.strip()) is not None


def is_labelled(text: str) -> bool:
    """Return True if a line is a label of the page's own data with its value ("Volume: 21")."""
    return _LABELLED.match(text) is not None


@cache
def _role() -> re.Pattern[str]:
    return re.compile(rf"\b{pattern('roles').pattern}\b", re.IGNORECASE)


def is_role(text: str) -> bool:
    """Return True if a text says what somebody is ("Energy Correspondent") rather than who."""
    return _role().search(text) is not None


def names_no_person(word: str) -> bool:
    """Return True if a word is hardly ever part of a person's name."""
    return fold(word) in words("no-names")


def looks_like_outlet(text: str) -> bool:
    """Return True if a text reads as the name of a newspaper, station or agency."""
    parts = text.split()
    if is_agency(text):
        return True
    # In a name every word begins with a capital, but for small ones; a headline has others.
    is_titled = all(
        not part[0].islower() or len(part) <= 3 or is_outlet_word(part.strip(",."))
        for part in parts
    )
    return is_titled and any(is_outlet_word(part.strip(",.")) for part in parts)


def is_outlet_word(word: str) -> bool:
    """Return True if a word is a part of outlets' names."""
    return fold(word) in words("outlets")


def is_staff_word(word: str) -> bool:
    """Return True if a word names a group of editors ("staff", "desk")."""
    return fold(word) in words("staff")
