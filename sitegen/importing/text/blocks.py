"""The lines of a text become blocks: paragraphs, headings and lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..credits import has_counter
from ..lines import ends_sentence
from ..markdown import Block, Heading, Items, Paragraph, Rule
from .classify import PageLine

_DOT = re.compile(r"[•●▪■◦‣⁃∙·○✓✔➤►](?:\s+|$)")
_DASH = re.compile(r"[-*+]\s+")
_NUMBER = re.compile(r"(?P<number>\d{1,9})[.)]\s+(?=\S)")
_HASHES = re.compile(r"(?P<level>#{1,6})\s+(?P<text>.*?\S)\s*#*")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_RULE = re.compile(r"[-–—_=*]{3,}|(?:[*•·✦⁂_-] ){2,}[*•·✦⁂_-]|⁂")
_HEADING_LENGTH = 90


def read_blocks(lines: Sequence[PageLine]) -> tuple[Block, ...]:
    """Split the lines of a body into blocks; every line is a paragraph unless it is marked.

    Headings bear no mark in a dump: a short line without an end of a sentence, alone between
    paragraphs, is one. A name there stays a paragraph.
    """
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        block, at = _read_block(lines, at, after_text=bool(blocks))
        blocks.append(block)
    return tuple(blocks)


def _read_block(lines: Sequence[PageLine], at: int, after_text: bool) -> tuple[Block, int]:
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
    if after_text and _can_be_heading(text) and _is_between_paragraphs(lines, at):
        return Heading(text), at + 1
    return Paragraph(text), at + 1


def _dotted(lines: Sequence[PageLine], at: int) -> tuple[Items | None, int]:
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


def _dashed(lines: Sequence[PageLine], at: int) -> tuple[Items | None, int]:
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


def _numbered(lines: Sequence[PageLine], at: int) -> tuple[Items | None, int]:
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


def _is_between_paragraphs(lines: Sequence[PageLine], at: int) -> bool:
    if at == 0 or at + 1 >= len(lines):
        return False
    line, above, below = lines[at], lines[at - 1], lines[at + 1]
    if not (above.is_prose or _is_item(above.text)) or not below.is_prose or _is_item(below.text):
        return False
    return line.kind in ("text", "section", "paragraph") and not has_counter(line.text)


def _is_item(text: str) -> bool:
    return any(mark.match(text) for mark in (_DOT, _DASH, _NUMBER))
