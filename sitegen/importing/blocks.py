"""The body's lines become blocks: paragraphs, headings and lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from .credits import has_counter, read_image_line
from .dates import read_dates
from .lines import Line, ends_sentence, is_prose
from .people import is_name
from .vocabulary import is_furniture


class Paragraph(Struct, frozen=True, tag=True):
    """A paragraph of plain text."""

    text: str


class Heading(Struct, frozen=True, tag=True):
    """A heading of plain text; level 2 is the highest below the title."""

    text: str
    level: int = 2


class Items(Struct, frozen=True, tag=True):
    """A list of plain texts; `start` is the first number, None where it has bullets."""

    items: tuple[str, ...]
    start: int | None = None


class Rule(Struct, frozen=True, tag=True):
    """A rule across the page, which parts what stands above from what stands below."""


Block = Paragraph | Heading | Items | Rule

_DOT = re.compile(r"[•●▪■◦‣⁃∙·○✓✔➤►](?:\s+|$)")
_DASH = re.compile(r"[-*+]\s+")
_NUMBER = re.compile(r"(?P<number>\d{1,9})[.)]\s+(?=\S)")
_HASHES = re.compile(r"(?P<level>#{1,6})\s+(?P<text>.*?\S)\s*#*")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_RULE = re.compile(r"[-–—_=*]{3,}|(?:[*•·✦⁂_-] ){2,}[*•·✦⁂_-]|⁂")
_HEADING_LENGTH = 90


def read_blocks(lines: Sequence[Line]) -> tuple[Block, ...]:
    """Part the lines of a body into blocks; every line is a paragraph unless it is marked.

    Headings bear no mark in a dump: a short line without an end of a sentence, alone between
    paragraphs, is one. A name there stays a paragraph.
    """
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        block, at = _read_block(lines, at, after_text=bool(blocks))
        blocks.append(block)
    return tuple(blocks)


def _read_block(lines: Sequence[Line], at: int, after_text: bool) -> tuple[Block, int]:
    text = lines[at].text
    for read in (_dotted, _dashed, _numbered):
        items, end = read(lines, at)
        if end > at and items is not None:
            return items, end
    if hashes := _HASHES.fullmatch(text):
        return Heading(hashes["text"], max(2, len(hashes["level"]))), at + 1
    if _RULE.fullmatch(text):
        return Rule(), at + 1
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    if _UNDERLINE.fullmatch(below) and not lines[at + 1].gap and _can_be_heading(text):
        return Heading(text), at + 2
    if after_text and _can_be_heading(text) and _stands_between_paragraphs(lines, at):
        return Heading(text), at + 1
    return Paragraph(text), at + 1


def _dotted(lines: Sequence[Line], at: int) -> tuple[Items | None, int]:
    """A list whose marks are no letters of any text; a mark may have a line of its own."""
    items: list[str] = []
    end = at
    while end < len(lines) and (mark := _DOT.match(lines[end].text)):
        text = lines[end].text[mark.end() :]
        if not text:
            if end + 1 >= len(lines) or _DOT.match(lines[end + 1].text):
                break
            end += 1
            text = lines[end].text
        items.append(text)
        end += 1
    return (Items(tuple(items)), end) if items else (None, at)


def _dashed(lines: Sequence[Line], at: int) -> tuple[Items | None, int]:
    """Hyphens and asterisks mark a list where two lines or more bear the same one."""
    mark = _DASH.match(lines[at].text)
    end = at
    items: list[str] = []
    while mark and end < len(lines):
        next_mark = _DASH.match(lines[end].text)
        if not next_mark or next_mark[0][0] != mark[0][0]:
            break
        items.append(lines[end].text[next_mark.end() :])
        end += 1
    return (Items(tuple(items)), end) if len(items) >= 2 else (None, at)


def _numbered(lines: Sequence[Line], at: int) -> tuple[Items | None, int]:
    """Numbers mark a list where they count on from line to line."""
    end = at
    first: int | None = None
    items: list[str] = []
    while end < len(lines) and (mark := _NUMBER.match(lines[end].text)):
        number = int(mark["number"])
        if first is None:
            first = number
        elif number != first + len(items):
            break
        items.append(lines[end].text[mark.end() :])
        end += 1
    return (Items(tuple(items), first), end) if len(items) >= 2 else (None, at)


def _can_be_heading(text: str) -> bool:
    return (
        len(text) <= _HEADING_LENGTH
        and len(text.split()) <= 14
        and (not ends_sentence(text) or text.endswith(("?", "؟")))
        and text[-1] not in ',;:،؛"”’»)]…'
        and text[0] not in "“\"«‘'[(@#—–-*"
        and not text[0].islower()
        and any(c.isalpha() for c in text)
    )


def _stands_between_paragraphs(lines: Sequence[Line], at: int) -> bool:
    text = lines[at].text
    if at == 0 or at + 1 >= len(lines):
        return False
    above, below = lines[at - 1].text, lines[at + 1].text
    if not (is_prose(above) or _is_item(above)) or not is_prose(below) or _is_item(below):
        return False
    return not (
        is_name(text)
        or has_counter(text)
        or is_furniture(text)
        or read_dates(text)
        or read_image_line(text, "") is not None
        or re.match(
            r"(?:https?://|reporting by|editing by|read more|related:|see also)", text, re.I
        )
    )


def _is_item(text: str) -> bool:
    return any(mark.match(text) for mark in (_DOT, _DASH, _NUMBER))
