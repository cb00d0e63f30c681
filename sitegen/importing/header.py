"""The header: everything between the top of the page and the first paragraph of the body.

Lines that say what they are (a byline with "By", a date, labelled topics, a credited picture) are
anchors. What stands between title and anchors may be the dek; what stands below is body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct, structs

from .article import Findings
from .byline import Byline, could_be_name, is_name, is_staff, split_names
from .credits import ImageLine, has_counter
from .dates import FoundDate
from .headline import Headline
from .lines import Line, ends_sentence, fold, is_prose
from .parts import Clues, Kind, Part, PartReader
from .topics import Topics
from .vocabulary import is_role


class Header(Struct, frozen=True):
    """What a header holds; the body begins at position `end`.

    `leftovers` are positions of lines inside the header that are none of its values, `asides`
    those of navigation and buttons.
    """

    end: int
    summary: str | None = None
    names: tuple[str, ...] = ()
    outlet: str = ""
    dates: tuple[tuple[FoundDate, Line], ...] = ()
    dates_above: tuple[tuple[FoundDate, Line], ...] = ()
    topics: Topics | None = None
    image: ImageLine | None = None
    leftovers: tuple[int, ...] = ()
    asides: tuple[int, ...] = ()


def read_header(
    lines: Sequence[Line], headline: Headline, clues: Clues, findings: Findings
) -> Header:
    """Read the header of a dump whose title is known."""
    reader = PartReader(lines, clues, headline.repeats)
    above = [reader.read(at) for at in range(headline.at)]
    parts, end = _collect(lines, reader, headline.at + 1)
    names = _Names(lines, reader, findings)
    named, end = names.find(parts, end)
    names.report_beside(parts, named)
    return _assemble(lines, headline, above, parts, named, end, findings)


# --- how far does the header reach? -----------------------------------------------------------


def _collect(lines: Sequence[Line], reader: PartReader, start: int) -> tuple[list[Part], int]:
    """Collect parts up to the last anchor; lines behind it are not yet the header's."""
    parts: list[Part] = []
    ends: list[tuple[int, Kind]] = [(start, "aside")]
    seen: set[Kind] = set()
    pending = 0
    at = start
    while at < len(lines) and pending <= (1 if seen - {"image"} else 2):
        part = reader.read(at)
        if part.kind == "name" and _stands_twice(lines, at):
            part = Part("byline", at, at + 2, byline=_names_on(lines[at]))
        parts.append(part)
        at = part.end
        if part.kind == "free":
            pending += 1
        elif part.kind == "aside" and not pending:
            ends.append((at, part.kind))
        elif _extends(part, seen, pending):
            seen.add(part.kind)
            ends.append((at, part.kind))
            pending = 0
    end = _end_before_body(lines, ends)
    return [part for part in parts if part.end <= end], end


def _extends(part: Part, seen: set[Kind], pending: int) -> bool:
    if part.kind in ("free", "name", "aside"):
        return False
    if part.kind == "image":
        # A picture further down belongs to the body, and so does what stands above it.
        return "image" not in seen and (pending == 0 or (not seen and pending == 1))
    return part.kind not in seen or pending == 0


def _stands_twice(lines: Sequence[Line], at: int) -> bool:
    return at + 1 < len(lines) and fold(lines[at + 1].text) == fold(lines[at].text)


def _end_before_body(lines: Sequence[Line], ends: list[tuple[int, Kind]]) -> int:
    """The header ends where text still follows: topics, or a byline, may stand below a body."""
    start = ends[0][0]
    while len(ends) > 1 and not any(is_prose(line.text) for line in lines[ends[-1][0] :]):
        above = sum(is_prose(line.text) for line in lines[start : ends[-1][0]])
        if ends[-1][1] in ("byline", "date") and above < 2:
            break
        ends.pop()
    return ends[-1][0]


# --- a name without "By" ----------------------------------------------------------------------


def _names_on(line: Line) -> Byline:
    found = split_names(line.text)
    return Byline(found[0], left_out=found[1]) if found else Byline((line.text,))


class _Names:
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
            if self._is_above_body(position, has_dek=position > end):
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
        return any(part.start > at or part.end == at for part in anchors)

    def _is_above_body(self, at: int, has_dek: bool) -> bool:
        if at + 1 >= len(self.lines) or not is_prose(self.lines[at + 1].text):
            return False
        text = self.lines[at].text
        if has_dek and not _reads_as_dek(self.lines[at - 1].text):
            return False
        if fold(text) in self.reader.clues.authors or is_staff(text):
            return True
        found = split_names(text)
        if not found or could_be_name(text) or not all(is_name(n) for n in found[0]):
            return False
        line = self.lines[at]
        others = fold(" ".join(other.text for other in self.lines if other is not line))
        surnames = [fold(name.split()[-1]) for name in found[0]]
        if any(re.search(rf"\b{re.escape(surname)}\b", others) for surname in surnames):
            message = f"“{text}” may be the byline or a heading; it is kept in the body"
            self.findings.warn("byline", message, line.number, "say who wrote it with --author")
            return False
        message = f"“{text}”, which stands alone above the body, is taken as the byline"
        self.findings.warn("byline", message, line.number)
        return True

    def report_beside(self, parts: list[Part], named: list[int]) -> None:
        """Name what stood beside the names and was left out."""
        found = [(part.byline, part.start) for part in parts if part.byline]
        found += [(_names_on(self.lines[at]), at) for at in named]
        for byline, at in found:
            for text in byline.left_out:
                message = f"“{text}” in the byline is left out"
                self.findings.warn("byline", message, self.lines[at].number)


# --- which value is each? -----------------------------------------------------------------------


def _assemble(
    lines: Sequence[Line],
    headline: Headline,
    above: list[Part],
    parts: list[Part],
    named: list[int],
    end: int,
    findings: Findings,
) -> Header:
    bylines = [part.byline for part in (*above, *parts) if part.byline]
    bylines += [_names_on(lines[at]) for at in named]
    names = tuple(dict.fromkeys(name for byline in bylines for name in byline.names))
    outlets = dict.fromkeys(byline.outlet for byline in bylines if byline.outlet)
    kinds = {at: part.kind for part in parts for at in range(part.start, part.end)}
    free = [
        at for at in range(headline.at + 1, end)
        if kinds.get(at, "free") in ("free", "name") and at not in named
        and at not in headline.repeats and not _holds_only(lines[at], names)
    ]  # fmt: skip
    image, spent, unused = _image(lines, parts, free)
    free = sorted({*free, *unused} - spent)
    has_anchor = bool(named) or any(part.kind in ("byline", "date", "topics") for part in parts)
    texts = [at for at in free if kinds.get(at, "free") == "free"]
    dek = _find_dek(lines, texts, image, has_anchor)
    if image and image.doubt:
        message = f"“{image.doubt}” may be the picture's alt text; it is kept in the caption"
        findings.warn("image", message)
    return Header(
        end=end,
        summary=lines[dek].text if dek is not None else None,
        names=names,
        outlet=next(iter(outlets), ""),
        dates=tuple((date, lines[part.start]) for part in parts for date in _dates_of(part)),
        dates_above=tuple((date, lines[part.start]) for part in above for date in _dates_of(part)),
        topics=next((part.topics for part in parts if part.topics), None),
        image=image,
        leftovers=tuple(at for at in free if at != dek and not _is_dropped(lines[at], findings)),
        asides=tuple(
            at
            for part in (*above, *parts)
            if part.kind == "aside"
            for at in range(part.start, part.end)
            if at not in headline.repeats
        ),  # fmt: skip
    )


def _holds_only(line: Line, names: tuple[str, ...]) -> bool:
    """Tell whether a line repeats the byline."""
    found = split_names(line.text)
    return found is not None and {fold(n) for n in found[0]} <= {fold(n) for n in names}


def _image(
    lines: Sequence[Line], parts: list[Part], free: list[int]
) -> tuple[ImageLine | None, set[int], set[int]]:
    """Join caption and credit; the positions used for it, and those of further pictures.

    A credit with a line of its own belongs to the caption above it, where the dek stands apart
    from that. With one line above it, that line may be either, and is kept as text.
    """
    pictures = [part for part in parts if part.image]
    if not pictures or not pictures[0].image:
        return None, set(), set()
    first, image = pictures[0], pictures[0].image
    unused = {at for part in pictures[1:] for at in range(part.start, part.end)}
    if len(pictures) > 1 and pictures[1].image and pictures[1].start == first.end:
        second = pictures[1].image
        if image.caption and not image.credit and not second.caption:
            joined = structs.replace(image, credit=second.credit)
            return joined, set(), unused - set(range(pictures[1].start, pictures[1].end))
    if not image.caption and first.start - 1 in free:
        if (
            len(free) >= 2
            and free[0] < first.start - 1
            and ends_sentence(lines[first.start - 1].text)
        ):
            caption = lines[first.start - 1].text
            return structs.replace(image, caption=caption), {first.start - 1}, unused
    return image, set(), unused


def _find_dek(
    lines: Sequence[Line], free: list[int], image: ImageLine | None, has_anchor: bool
) -> int | None:
    """The dek is the first line of text above an anchor.

    Above a picture alone it may be the first paragraph, and above a credit without a caption it
    may be the caption: there it must not end as a sentence does.
    """
    for at in free:
        text = lines[at].text
        if _reads_as_dek(text):
            is_certain = has_anchor and (image is None or bool(image.caption) or len(free) > 1)
            return at if is_certain or not ends_sentence(text) else None
    return None


def _reads_as_dek(text: str) -> bool:
    return len(text.split()) >= 4 and len(text) <= 500 and not has_counter(text)


def _is_dropped(line: Line, findings: Findings) -> bool:
    """A line that says what an author is goes with a warning; all else stays in the body."""
    text = line.text
    if not is_role(text) or len(text.split()) > 6 or ends_sentence(text):
        return False
    findings.warn("byline", f"“{text}” is left out", line.number)
    return True


def _dates_of(part: Part) -> tuple[FoundDate, ...]:
    return part.dates + (part.byline.dates if part.byline else ())
