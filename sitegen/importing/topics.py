"""Topics: a label, then the tags."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from .dates import read_dates
from .lines import Line, ends_sentence, fold, phrases
from .vocabulary import is_furniture, is_navigation


class Topics(Struct, frozen=True):
    """A label with its tags, on the lines at positions [start, end)."""

    start: int
    end: int
    tags: tuple[str, ...]


_LABEL = re.compile(
    phrases(
        r"""
        topics covered|explore more on these topics|topics?|related topics?
        tags?|tagged(?: with| in)?|filed under|keywords?
        mövzular|açar sözlər|teqlər|etiketler|konular|теги|темы|ключевые слова
        برچسب\u200c?\s?ها|برچسب|کلیدواژه\u200c?\s?ها|کلید\u200c?\s?واژه|موضوعات|موضوع
        """
    )
    + r"\s*(?P<colon>[:：])?\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:[,،;؛|•]|\s·\s|(?<=\S)\s+(?=#))\s*")


def read_topics(lines: Sequence[Line], at: int) -> Topics | None:
    """Read the topics that begin at a position; None where no label with tags stands there."""
    label = _LABEL.fullmatch(lines[at].text)
    if not label:
        return None
    rest = label["rest"].strip()
    if rest:
        tags = split_tags(rest) if label["colon"] else ()
        return Topics(at, at + 1, tags) if tags else None
    return _below(lines, at)


def _below(lines: Sequence[Line], at: int) -> Topics | None:
    """Tags on the lines below their label: one list, or one tag a line up to a date."""
    if at + 1 >= len(lines) or read_dates(lines[at + 1].text):
        return None
    tags = split_tags(lines[at + 1].text)
    if not tags:
        return None
    end = at + 2
    if _SEPARATOR.search(lines[at + 1].text):
        while end < len(lines) and lines[end - 1].text.endswith((",", "،")):
            tags += split_tags(lines[end].text)
            end += 1
        return Topics(at, end, _unique(tags))
    more = list(tags)
    stop = end
    for stop in range(end, min(end + 15, len(lines))):
        text = lines[stop].text
        if read_dates(text):
            return Topics(at, stop, _unique(more))
        if ends_sentence(text) or len(text.split()) > 4 or _SEPARATOR.search(text):
            break
        if is_furniture(text) or is_navigation(text):
            break
        more.append(text.lstrip("#"))
    else:
        stop = min(end + 15, len(lines))
    if all(is_furniture(line.text) or is_navigation(line.text) for line in lines[stop:]):
        return Topics(at, stop, _unique(more))
    return Topics(at, end, tags)


def split_tags(text: str) -> tuple[str, ...]:
    """Part a list of tags; empty where the text reads as a sentence rather than a list."""
    parts = [part.strip(" #.") for part in _SEPARATOR.split(text)]
    parts = [part for part in parts if part]
    if ends_sentence(text) and not re.search(r"\b(?:[A-Z]\.){2,}$", text):
        return ()
    if any(len(part) > 60 or len(part.split()) > 7 for part in parts):
        return ()
    return _unique(parts)


def _unique(tags: Sequence[str]) -> tuple[str, ...]:
    return tuple({fold(tag): tag for tag in reversed(tags)}[key] for key in _order(tags))


def _order(tags: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(fold(tag) for tag in tags))
