"""Make the blocks of a text, and warn of lines and values that are left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..article import Findings, ImportedArticle, report_missing
from ..credits import has_counter
from ..lines import ends_sentence, shorten
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
    """Read a list whose marks never occur in text; a mark may be on its own line."""
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
    """Read a list of hyphens or asterisks: at least two lines with the same mark."""
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
    """Read a list of numbers that count up from line to line."""
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


_REASONS = (
    ("frame", "furniture", "left out as part of the page"),
    ("tail", "furniture", "left out as the end of the page, below the article"),
    ("caption", "caption", "left out with their pictures, as captions"),
    ("bio", "byline", "left out as a note on the author"),
    ("signoff", "signoff", "left out as the sign-off"),
    ("label", "label", "left out as the database's own labels"),
)
_SHOWN = 6


def report_left_out(
    lines: Sequence[PageLine],
    roles: Mapping[int, str],
    article: ImportedArticle,
    findings: Findings,
) -> None:
    """Report every line that is in no value and not in the body; `roles` are by line number."""
    shown = {article.source.name, article.source.url}
    for role, code, reason in _REASONS:
        gone = [line for line in lines if roles.get(line.number) == role and line.text not in shown]
        if gone:
            findings.warn(code, f"{reason}: {_list(gone)}", gone[0].number)


def _list(lines: Sequence[PageLine]) -> str:
    texts = ", ".join(f"“{shorten(line.text)}”" for line in lines[:_SHOWN])
    if len(lines) == 1:
        return texts
    more = f" and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
    return f"{texts}{more} (lines {ranges([line.number for line in lines])})"


def ranges(numbers: Sequence[int]) -> str:
    """Write numbers in order as "3, 7–9"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(str(part[0]) if len(part) == 1 else f"{part[0]}–{part[-1]}" for part in parts)


def report_missing_values(article: ImportedArticle, findings: Findings) -> None:
    """Warn of the values that a dump does not have."""
    origin = article.source
    source = (
        (origin.name, "source", "--source-name and --source-url"),
        (origin.url or not origin.name, "address of its source", "--source-url"),
    )
    report_missing(article, findings, "dump", source)
