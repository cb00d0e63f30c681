"""The parts of a header: what each of its lines is, by its own form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from .credits import ImageLine, read_credit, read_image_line
from .dates import FoundDate, read_dates
from .lines import Line, ends_sentence, fold
from .paywall import is_consent
from .people import (
    Byline,
    could_be_name,
    is_author,
    is_name,
    is_staff,
    read_by,
    read_dotted,
    split_names,
    stands_beside_names,
)
from .topics import Topics, read_topics
from .vocabulary import is_furniture, is_navigation, is_section_word

Kind = Literal["byline", "date", "topics", "image", "name", "aside", "free"]

_BBC_SOURCE = re.compile(r"image source,\s*(?P<credit>.+)", re.IGNORECASE)
_BBC_CAPTION = re.compile(r"image caption,\s*(?P<caption>.+)", re.IGNORECASE)


class Part(Struct, frozen=True):
    """What the lines at positions [start, end) of a header are."""

    kind: Kind
    start: int
    end: int
    byline: Byline | None = None
    dates: tuple[FoundDate, ...] = ()
    topics: Topics | None = None
    image: ImageLine | None = None


class Clues(Struct, frozen=True):
    """What the rest of the dump tells of names that stand in its header.

    `topics` are folded tags and sections, `authors` folded authors of related items, `outlets`
    folded names of the source, `text` is the whole dump.
    """

    topics: frozenset[str]
    authors: frozenset[str]
    outlets: frozenset[str]
    text: str


class PartReader:
    """Reads the parts of a dump's header, one position at a time."""

    def __init__(self, lines: Sequence[Line], clues: Clues, repeats: frozenset[int]) -> None:
        self.lines = lines
        self.clues = clues
        self.repeats = repeats
        self._has_gaps = sum(line.gap for line in lines) >= 3

    def read(self, at: int) -> Part:
        """Tell what stands at a position; `repeats` of the title are asides."""
        text = self.lines[at].text
        one = (at, at + 1)
        if at in self.repeats or is_consent(text):
            return Part("aside", *one)
        if (byline := read_by(text)) or (byline := read_dotted(text, self.clues.topics)):
            return Part("byline", *one, byline=byline)
        if dates := read_dates(text):
            return Part("date", *one, dates=dates)
        if topics := read_topics(self.lines, at):
            return Part("topics", topics.start, topics.end, topics=topics)
        if picture := self._image(at):
            return picture
        if self._is_aside(text):
            return Part("aside", *one)
        if is_author(text) or could_be_name(text) or self._is_name_list(text):
            return self._with_affiliation(at) or Part("name", *one)
        return Part("free", *one)

    def _with_affiliation(self, at: int) -> Part | None:
        """A name, and below it what that person is or whom they write for: a byline."""
        found = split_names(self.lines[at].text)
        below = self.lines[at + 1].text if at + 1 < len(self.lines) else ""
        if not found or not below or ends_sentence(below) or not stands_beside_names(below):
            return None
        return Part("byline", at, at + 2, byline=Byline(found[0], left_out=(*found[1], below)))

    def _image(self, at: int) -> Part | None:
        text = self.lines[at].text
        below = self.lines[at + 1].text if at + 1 < len(self.lines) else ""
        if source := _BBC_SOURCE.fullmatch(text):
            caption = _BBC_CAPTION.fullmatch(below)
            image = ImageLine(caption["caption"] if caption else "", source["credit"])
            return Part("image", at, at + (2 if caption else 1), image=image)
        if caption := _BBC_CAPTION.fullmatch(text):
            return Part("image", at, at + 1, image=ImageLine(caption["caption"]))
        credited = read_image_line(text, self.clues.text)
        if credited:
            return Part("image", at, at + 1, image=credited)
        # A caption whose credit has a line of its own, without a blank line between them.
        credit = read_credit(below) if below and not self.lines[at + 1].gap else None
        if credit and self.lines[at].gap and self._has_gaps:
            return Part("image", at, at + 2, image=ImageLine(text, credit))
        return None

    def _is_aside(self, text: str) -> bool:
        if is_furniture(text) or is_navigation(text) or re.fullmatch(r"https?://\S+", text):
            return True
        if fold(text) in self.clues.outlets or is_section_word(text):
            return True
        return len(text.split()) <= 3 and fold(text) in self.clues.topics

    def _is_name_list(self, text: str) -> bool:
        found = split_names(text) if len(text) <= 120 else None
        return found is not None and all(is_name(n) or is_staff(n) for n in found[0])
