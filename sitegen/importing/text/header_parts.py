"""The parts of a header: what its lines are, and where the header ends.

Lines that say what they are (a byline with "By", a date, labelled topics, a credited picture) are
anchors. The header reaches to the last anchor that has at most a dek above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from ..article import Findings
from ..lines import ends_in_period, ends_sentence
from ..people import is_name, split_names
from ..vocabulary import is_role, looks_like_outlet
from .bylines import Byline, begins_like_byline
from .classify import PageLine
from .headline import Headline, is_of_numbers
from .pictures import PictureLines, read_picture
from .topics import Topics, read_topics

_LONGEST_DEK = 500


class Clues(Struct, frozen=True):
    """What the rest of a dump says about names in its header.

    `topics` are folded tags and sections, `authors` folded authors of related items, `outlets`
    folded names of the source. `has_gaps` tells that blank lines part the dump's blocks.
    """

    topics: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()
    outlets: frozenset[str] = frozenset()
    has_gaps: bool = False


class Part(Struct, frozen=True):
    """What the lines at positions [start, end) of a header are."""

    kind: str
    start: int
    end: int
    byline: Byline | None = None
    topics: Topics | None = None
    picture: PictureLines | None = None


ANCHORS = frozenset(("byline", "date", "topics", "image"))
_FRAME = frozenset("button section label url rule tail notice prompt consent signoff".split())


class PartReader:
    """Reads the parts of a header, one position at a time."""

    def __init__(
        self,
        lines: Sequence[PageLine],
        headline: Headline,
        clues: Clues,
        findings: Findings,
    ) -> None:
        self.lines = lines
        self.headline = headline
        self.clues = clues
        self.findings = findings
        # What is below it decides whether a header may end at a position.
        self.last_prose = max(
            (at for at, line in enumerate(lines) if line.kind == "paragraph"), default=-1
        )

    def part(self, at: int) -> Part:
        """Return what is at a position."""
        line = self.lines[at]
        if at in self.headline.repeats:
            return Part("repeat", at, at + 1)
        if line.kind == "item":
            end = at + 1
            while end < len(self.lines) and self.lines[end].kind == "item":
                end += 1
            return Part("free", at, end)
        if topics := read_topics(self.lines, at):
            return Part("topics", topics.start, topics.end, topics=topics)
        if self._is_staff_twice(at):
            return Part("byline", at, at + 2, byline=Byline((line.text,)))
        picture = read_picture(self.lines, at, self.clues.has_gaps)
        if picture and not self.headline.repeats.intersection(range(at, picture.end)):
            return Part("image", at, picture.end, picture=picture)
        if line.kind == "date":
            return Part("date", at, at + 1)
        if line.kind == "byline":
            return Part("byline", at, at + 1, byline=line.byline)
        if line.kind in _FRAME or self._is_frame(line):
            return Part("frame", at, at + 1)
        if line.kind == "name":
            return self._name(at)
        if line.kind == "text" and (byline := self._described_name(at)):
            return Part("byline", at, at + 1, byline=byline)
        return Part("free", at, at + 1)

    def _is_frame(self, line: PageLine) -> bool:
        if line.folded and line.folded in self.clues.outlets:
            return True
        return line.kind == "topics" or (
            len(line.text.split()) <= 3 and line.folded in self.clues.topics
        )

    def _name(self, at: int) -> Part:
        """Read a byline: a name that occurs twice, or a name above its role."""
        line = self.lines[at]
        below = self.lines[at + 1] if at + 1 < len(self.lines) else None
        byline = names_on(line)
        if below is not None and below.folded == line.folded:
            return Part("byline", at, at + 2, byline=byline)
        if below is not None and _is_affiliation(below) and split_names(line.text):
            byline = structs.replace(byline, left_out=(*byline.left_out, below.text))
            return Part("byline", at, at + 2, byline=byline)
        return Part("name", at, at + 1, byline=byline)

    def _described_name(self, at: int) -> Byline | None:
        """Read "Jane Doe, botanist" next to a date, whatever the role."""
        name, comma, rest = self.lines[at].text.partition(",")
        beside = [*self.lines[max(0, at - 1) : at], *self.lines[at + 1 : at + 2]]
        is_short = bool(comma) and 1 <= len(rest.split()) <= 6 and not ends_sentence(rest)
        if not is_short or not rest.strip()[0].islower() or not is_name(name):
            return None
        has_date = any(line.kind == "date" for line in beside)
        return Byline((name,), left_out=(rest.strip(),)) if has_date else None

    def _is_staff_twice(self, at: int) -> bool:
        """Return True for a desk that occurs twice, as layouts repeat a byline."""
        line = self.lines[at]
        below = self.lines[at + 1 : at + 2]
        is_short = line.kind == "text" and len(line.text.split()) <= 5
        return is_short and is_role(line.text) and bool(below) and below[0].folded == line.folded

    # --- how far does the header reach? -------------------------------------------------------

    def collect(self, start: int) -> tuple[list[Part], int]:
        """Collect the parts up to the last anchor; free lines below it are not in the header."""
        parts: list[Part] = []
        ends = [(start, "frame")]
        seen: set[str] = set()
        pending: list[PageLine] = []
        at = start
        while at < len(self.lines) and len(pending) <= (1 if seen - {"image"} else 2):
            part = self.part(at)
            parts.append(part)
            at = part.end
            if part.kind == "free":
                if not self._is_author_note(part, parts):
                    pending.append(self.lines[part.start])
            elif part.kind in ("frame", "name"):
                if part.kind == "frame" and not pending:
                    ends.append((at, part.kind))
            elif part.kind == "repeat":
                # The headline again: what is between the two is the page's header.
                if len(pending) <= 1:
                    ends.append((at, part.kind))
                    pending = []
            elif self._extends(part, seen, pending):
                seen.add(part.kind)
                ends.append((at, part.kind))
                pending = []
        end = self._end_above_text(ends)
        return [part for part in parts if part.end <= end], end

    def _is_author_note(self, part: Part, parts: Iterable[Part]) -> bool:
        """Return True for a note below a byline ("Jane Doe reported from Baku.")."""
        names = [name for one in parts if one.byline for name in one.byline.names]
        return any(self.lines[part.start].text.startswith(f"{name} ") for name in names)

    def _extends(self, part: Part, seen: set[str], pending: list[PageLine]) -> bool:
        if part.kind == "image":
            # A picture further down belongs to the text, and so does what is above it.
            is_dek = len(pending) == 1 and not ends_in_period(pending[0].text)
            near = not pending or (len(pending) == 1 and not seen) or is_dek
            return near and ("image" not in seen or not pending)
        if part.kind == "date" and self._is_of_timeline(part, pending):
            return False
        if pending and seen - {"image"} and part.kind == "date":
            # Below a byline and a paragraph, only a label makes a date of the header's.
            has_role = any(date.role for date in self.lines[part.start].dates)
            return part.kind not in seen and has_role
        return part.kind not in seen or not pending

    def _is_of_timeline(self, part: Part, pending: list[PageLine]) -> bool:
        """Return True for a date between paragraphs that heads a part of the text."""
        if any(date.role for date in self.lines[part.start].dates):
            return False
        beside = [at for at in (part.start - 1, part.end) if 0 <= at < len(self.lines)]
        kinds = {self.lines[at].kind for at in beside}
        if not pending and kinds & {"byline", "topics", "name", "date"}:
            return False
        below = self.lines[part.end + 1 : part.end + 200]
        return any(date.day and not date.role for line in below for date in line.dates)

    def _end_above_text(self, ends: list[tuple[int, str]]) -> int:
        """Return the end of the header: the last one with text below it, or a byline or date."""
        start = ends[0][0]
        while len(ends) > 1 and ends[-1][0] > self.last_prose:
            above = self.lines[start : ends[-1][0]]
            few = sum(line.kind == "paragraph" for line in above) < 2
            if ends[-1][1] in ("byline", "date") and few:
                break
            ends.pop()
        return ends[-1][0]


def names_on(line: PageLine) -> Byline:
    """Read a line with names only."""
    found = split_names(line.text)
    return Byline(found[0], left_out=found[1]) if found else Byline((line.text,))


def _is_affiliation(line: PageLine) -> bool:
    """Return True for a line with the role or the employer of an author."""
    text = line.text
    if ends_sentence(text) or len(text.split()) > 6 or line.kind in ("date", "byline", "image"):
        return False
    return is_role(text) or (looks_like_outlet(text) and not is_name(text))


def reads_as_dek(line: PageLine) -> bool:
    """Return True for a line with the length and form of a dek, in any position."""
    text = line.text
    if line.kind not in ("text", "paragraph") or begins_like_byline(text) or is_of_numbers(text):
        return False
    return len(text.split()) >= 4 and len(text) <= _LONGEST_DEK
