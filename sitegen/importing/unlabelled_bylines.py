"""Bylines without "By": a line that holds a name and nothing else, where a byline stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .article import Findings
from .credits import has_counter
from .lines import Line, fold, is_prose
from .parts import Part, PartReader
from .people import Byline, begins_like_byline, could_be_name, is_name, is_staff, split_names
from .vocabulary import is_labelled, is_reading_time


def names_on(line: Line) -> Byline:
    """Read a line that holds names and nothing else."""
    found = split_names(line.text)
    return Byline(found[0], left_out=found[1]) if found else Byline((line.text,))


class BareNames:
    """Finds the lines that hold names and nothing else where a byline stands."""

    def __init__(self, lines: Sequence[Line], reader: PartReader, findings: Findings) -> None:
        self.lines = lines
        self.reader = reader
        self.findings = findings

    def find(self, parts: list[Part], end: int) -> tuple[list[int], int]:
        """Give the positions of such lines, and where the header ends with them.

        Among the header's anchors such a line is a byline. Right above the body it may as well be
        a heading: there it counts unless the text speaks of that person.
        """
        if any(part.byline and part.byline.names for part in parts):
            return [], end
        inside = [part.start for part in parts if part.kind == "name"]
        if inside:
            return [at for at in inside if self._is_at_anchor(at, parts)], end
        below = end
        if below < len(self.lines) and self.reader.read(below).kind == "free":
            below += 1
        for position in dict.fromkeys((end, below)):
            below_picture = any(part.kind == "image" and part.end == position for part in parts)
            if self._is_above_body(position, position > end, below_picture):
                return [position], position + 1
        return [], end

    def _is_at_anchor(self, at: int, parts: list[Part]) -> bool:
        """In a script without capitals, only a neighbouring anchor makes a byline of a name."""
        anchors = [part for part in parts if part.kind not in ("free", "name", "aside")]
        if could_be_name(self.lines[at].text):
            return any(
                part.kind in ("date", "topics") and at in (part.end, part.start - 1)
                for part in anchors
            )
        # A reader view puts the reading time below the author.
        below = self.lines[at + 1].text if at + 1 < len(self.lines) else ""
        if is_reading_time(below):
            return True
        return any(part.start > at or part.end == at for part in anchors)

    def _is_above_body(self, at: int, has_dek: bool, below_picture: bool) -> bool:
        if at + 1 >= len(self.lines) or not is_prose(self.lines[at + 1].text):
            return False
        text = self.lines[at].text
        if has_dek and not reads_as_dek(self.lines[at - 1].text):
            return False
        if fold(text) in self.reader.clues.authors or is_staff(text):
            return True
        found = split_names(text)
        if not found or could_be_name(text) or not all(is_name(n) for n in found[0]):
            return False
        line = self.lines[at]
        others = fold(" ".join(other.text for other in self.lines if other is not line))
        surnames = [fold(name.split()[-1]) for name in found[0]]
        is_spoken_of = any(re.search(rf"\b{re.escape(name)}\b", others) for name in surnames)
        # Directly below the title a place or a section may have the form of a name.
        if is_spoken_of or not (has_dek or below_picture):
            message = f"“{text}” may be the byline or a heading; it is kept in the body"
            self.findings.warn("byline", message, line.number, "say who wrote it with --author")
            return False
        message = f"“{text}”, which stands alone above the body, is taken as the byline"
        self.findings.warn("byline", message, line.number)
        return True

    def report_beside(self, parts: list[Part], named: list[int]) -> None:
        """Name what stood beside the names and was left out."""
        found = [(part.byline, part.start) for part in parts if part.byline]
        found += [(names_on(self.lines[at]), at) for at in named]
        for byline, at in found:
            for text in byline.left_out:
                message = f"“{text}” in the byline is left out"
                self.findings.warn("byline", message, self.lines[at].number)


def reads_as_dek(text: str) -> bool:
    """Tell whether a line is long enough for a dek, and short enough, and nothing else."""
    if begins_like_byline(text) or has_counter(text) or is_labelled(text):
        return False
    return len(text.split()) >= 4 and len(text) <= 500
