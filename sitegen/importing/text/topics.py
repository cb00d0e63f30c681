"""Topics: a label, then the tags."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from ..lines import ends_sentence, fold
from ..vocabulary import pattern

if TYPE_CHECKING:
    from .classify import PageLine


class Topics(Struct, frozen=True):
    """A label with its tags, on the lines at positions [start, end)."""

    start: int
    end: int
    tags: tuple[str, ...]


_LABEL = re.compile(
    rf"{pattern('topics-labels').pattern}\s*(?P<colon>[:：])?\s*(?P<rest>.*)", re.IGNORECASE
)
_SEPARATOR = re.compile(r"\s*(?:[,،;؛|•]|\s·\s|(?<=\S)\s+(?=#))\s*")
_ABBREVIATED = re.compile(r"(?:\b(?:[A-Z]\.){2,}|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|St|Bros)\.)$")
_MOST_TAGS = 16


def is_topics_label(text: str) -> bool:
    """Return True for "Topics covered" and for "Tags: gas, oil"."""
    label = _LABEL.fullmatch(text)
    if not label:
        return False
    return not label["rest"] or (label["colon"] is not None and bool(split_tags(label["rest"])))


def read_topics(lines: Sequence[PageLine], at: int) -> Topics | None:
    """Read the topics that begin at a position; None if no label with tags is there."""
    if lines[at].kind != "topics":
        return None
    label = _LABEL.fullmatch(lines[at].text)
    rest = label["rest"].strip() if label else ""
    if rest:
        return Topics(at, at + 1, split_tags(rest))
    return _below(lines, at)


def _below(lines: Sequence[PageLine], at: int) -> Topics | None:
    """Tags on the lines below their label: one list, or one tag a line up to a date."""
    if at + 1 >= len(lines) or lines[at + 1].kind in ("date", "topics", "tail"):
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
    while stop < min(end + _MOST_TAGS, len(lines)):
        line = lines[stop]
        if line.kind == "date":
            return Topics(at, stop, _unique(more))
        if line.is_prose or len(line.text.split()) > 4 or _SEPARATOR.search(line.text):
            break
        if ends_sentence(line.text) or line.kind in ("button", "tail"):
            break
        more.append(line.text.lstrip("#"))
        stop += 1
    rest = lines[stop : stop + _MOST_TAGS]
    if len(rest) < _MOST_TAGS and all(line.kind in ("button", "tail", "rule") for line in rest):
        return Topics(at, stop, _unique(more))
    return Topics(at, end, tags)


def split_tags(text: str) -> tuple[str, ...]:
    """Split a list of tags; empty if the text reads as a sentence rather than a list."""
    parts = [_bare(part) for part in _SEPARATOR.split(text)]
    parts = [part for part in parts if part]
    if ends_sentence(text) and not _ABBREVIATED.search(text):
        return ()
    if any(len(part) > 60 or len(part.split()) > 7 for part in parts):
        return ()
    return _unique(parts)


def _bare(tag: str) -> str:
    tag = tag.strip(" #")
    return tag if _ABBREVIATED.search(tag) else tag.strip(" .")


def _unique(tags: Sequence[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for tag in tags:
        found.setdefault(fold(tag), tag)
    return tuple(found.values())
