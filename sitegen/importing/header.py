"""The header: everything between the top of the page and the first paragraph of the body.

Lines that say what they are (a byline with "By", a date, labelled topics, a credited picture) are
anchors. What stands between title and anchors may be the dek; what stands below is body.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from .article import Findings
from .credits import ImageLine
from .dates import FoundDate, read_dates
from .headline import Headline
from .lines import Line, ends_sentence, fold, is_prose
from .parts import Clues, Kind, Part, PartReader
from .people import split_names
from .topics import Topics
from .unlabelled_bylines import BareNames, names_on, reads_as_dek
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
    names = BareNames(lines, reader, findings)
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
            part = Part("byline", at, at + 2, byline=names_on(lines[at]))
        parts.append(part)
        at = part.end
        if part.kind == "free":
            pending += not _is_author_note(lines[part.start].text, _names_of(parts))
        elif part.kind == "aside" and not pending:
            ends.append((at, part.kind))
        elif _extends(part, seen, pending) and not _is_of_timeline(lines, reader, part, pending):
            seen.add(part.kind)
            ends.append((at, part.kind))
            pending = 0
    end = _end_before_body(lines, ends)
    return [part for part in parts if part.end <= end], end


def _names_of(parts: Iterable[Part]) -> tuple[str, ...]:
    return tuple(name for part in parts if part.byline for name in part.byline.names)


def _is_author_note(text: str, names: tuple[str, ...]) -> bool:
    """A line below a byline that begins with its name ("Jane Doe reported from Baku.")."""
    return any(text.startswith(f"{name} ") for name in names)


def _extends(part: Part, seen: set[Kind], pending: int) -> bool:
    if part.kind in ("free", "name", "aside"):
        return False
    if part.kind == "image":
        # A picture further down belongs to the body, and so does what stands above it.
        return "image" not in seen and (pending == 0 or (not seen and pending == 1))
    if pending and seen - {"image"} and part.kind == "date":
        # Below a byline and a paragraph, only a label makes a date of the header's.
        return part.kind not in seen and any(date.role for date in part.dates)
    return part.kind not in seen or pending == 0


def _is_of_timeline(lines: Sequence[Line], reader: PartReader, part: Part, pending: int) -> bool:
    """A date between paragraphs, with others further down, heads a part of the text."""
    if part.kind != "date" or any(date.role for date in part.dates):
        return False
    beside = [at for at in (part.start - 1, part.end) if 0 <= at < len(lines)]
    if not pending and any(
        reader.read(at).kind in ("byline", "topics", "name", "date") for at in beside
    ):
        return False
    below = range(part.end + 1, len(lines))
    return any(
        any(date.day and not date.role for date in read_dates(lines[at].text)) for at in below
    )


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
    bylines += [names_on(lines[at]) for at in named]
    names = tuple(dict.fromkeys(name for byline in bylines for name in byline.names))
    outlets = dict.fromkeys(byline.outlet for byline in bylines if byline.outlet)
    kinds = {at: part.kind for part in parts for at in range(part.start, part.end)}
    free = [
        at for at in range(headline.at + 1, end)
        if kinds.get(at, "free") in ("free", "name") and at not in named
        and at not in headline.repeats and not _holds_only(lines[at], names)
    ]  # fmt: skip
    picture = _picture(lines, parts, free)
    image = picture.image
    free = sorted({*free, *picture.others} - picture.used)
    has_anchor = bool(named) or any(part.kind in ("byline", "date", "topics") for part in parts)
    texts = [
        at
        for at in free
        if kinds.get(at, "free") == "free" and not _is_author_note(lines[at].text, names)
    ]
    dek = _find_dek(lines, texts, picture.doubtful, has_anchor)
    _report_prefix(image, findings)
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
            part.start
            for part in (*above, *parts)
            if part.kind == "aside" and part.start not in headline.repeats
        ),
    )


def _report_prefix(image: ImageLine | None, findings: Findings) -> None:
    if image and image.doubt:
        message = f"“{image.doubt}” may be the picture's alt text; it is kept in the caption"
        findings.warn("image", message)
    if image and image.left_out:
        message = f"“{image.left_out}” in front of the picture's caption is left out"
        findings.warn("image", message)


def _holds_only(line: Line, names: tuple[str, ...]) -> bool:
    """Tell whether a line repeats the byline."""
    found = split_names(line.text)
    return found is not None and {fold(n) for n in found[0]} <= {fold(n) for n in names}


class _Picture(Struct, frozen=True):
    """A header's picture. `used` are positions of lines that became part of it, `others` those of
    further pictures, `doubtful` is that of a line which may be its caption or the dek."""

    image: ImageLine | None = None
    used: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()
    doubtful: int | None = None


def _picture(lines: Sequence[Line], parts: list[Part], free: list[int]) -> _Picture:
    """Join caption and credit, which may have lines of their own.

    A credit alone belongs to the caption above it, where a dek stands above that; one line above
    it may be either.
    """
    pictures = [part for part in parts if part.image]
    if not pictures or not pictures[0].image:
        return _Picture()
    first, image = pictures[0], pictures[0].image
    others = frozenset(at for part in pictures[1:] for at in range(part.start, part.end))
    second = pictures[1] if len(pictures) > 1 and pictures[1].start == first.end else None
    if second and second.image and image.caption and not (image.credit or second.image.caption):
        joined = structs.replace(image, credit=second.image.credit)
        return _Picture(joined, others=others - {second.start})
    above = first.start - 1
    if image.caption or above not in free:
        return _Picture(image, others=others)
    if free[0] < above and ends_sentence(lines[above].text):
        joined = structs.replace(image, caption=lines[above].text)
        return _Picture(joined, frozenset({above}), others)
    return _Picture(image, others=others, doubtful=above)


def _find_dek(
    lines: Sequence[Line], free: list[int], doubtful: int | None, has_anchor: bool
) -> int | None:
    """The dek is the first line of text above an anchor.

    Above a picture alone it may be the first paragraph, and above a credit without a caption it
    may be the caption: there it must not end as a sentence does.
    """
    for at in free:
        text = lines[at].text
        if reads_as_dek(text):
            is_certain = has_anchor and at != doubtful
            return at if is_certain or not ends_sentence(text) else None
    return None


def _is_dropped(line: Line, findings: Findings) -> bool:
    """A line that says what an author is goes with a warning; all else stays in the body."""
    text = line.text
    if not is_role(text) or len(text.split()) > 6 or ends_sentence(text):
        return False
    findings.warn("byline", f"“{text}” is left out", line.number)
    return True


def _dates_of(part: Part) -> tuple[FoundDate, ...]:
    return part.dates + (part.byline.dates if part.byline else ())
