"""Distinguish running text from other blocks, and find its beginning and end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..lines import ends_sentence
from .blocks import Block, Code, Heading, ListBlock, Paragraph, Picture, Quote, Table
from .bylines import is_info_line
from .dom import names_of
from .structure import Placed

_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b20\d\d\b")
_HEAVY = re.compile(r"(?:^|[\s-])(?:bold|fett|strong|semibold|medium|heavy|lead|intro)(?:$|[\s-])")


def is_text(block: Block) -> bool:
    """Return True for a paragraph that reads as running text."""
    if isinstance(block, Quote):
        return any(map(is_text, block.blocks))
    if not isinstance(block, Paragraph) or block.links > 0.6:
        return False
    if is_dated(block.text) or is_info_line(block.text):
        return False
    return (len(block.text) >= 40 and ends_sentence(block.text)) or len(block.text) >= 120


def is_dated(text: str) -> bool:
    """Return True for a line of dates and times."""
    return len(text) < 130 and len(_CLOCK.findall(text)) >= (1 if len(text) < 40 else 2)


def is_set_apart(texts: Sequence[Placed]) -> bool:
    """Return True if the first paragraph looks different from the next two.

    Either its letters are heavier, or it is in a box of its own, in a class of its own.
    """
    if len(texts) < 3:
        return False
    first, second, third = texts[:3]
    if is_heavier(first) and not is_heavier(second):
        return True
    parents = [one.element.getparent() for one in (first, second, third)]
    classes = [set((one.element.get("class") or "").split()) for one in (first, second, third)]
    return (
        first.element.tag == "p"
        and parents[1] is parents[2]
        and parents[0] is not parents[1]
        and bool(classes[0])
        and classes[1] == classes[2]
        and not classes[0] & classes[1]
    )


def is_heavier(placed: Placed) -> bool:
    """Return True for a paragraph that is bold as a whole."""
    block = placed.block
    if not isinstance(block, Paragraph):
        return False
    if re.fullmatch(r"\*\*[^*]+\*\*", block.markdown):
        return True
    return placed.element.tag == "p" and _HEAVY.search(names_of(placed.element)) is not None


def trim_head(blocks: list[Placed], why: list[str]) -> None:
    """Drop the blocks above the text; `why` has the reason for each block that is left out."""
    first = next((n for n, one in enumerate(blocks) if not why[n] and is_text(one.block)), None)
    if first is None:
        return
    start = _extend(blocks, why, first, -1)
    # A heading or a list right above the first paragraph belongs to it.
    while start > 0 and not why[start - 1] and _is_subheading(blocks[start - 1].block):
        start -= 1
    for n in range(start):
        block = blocks[n].block
        if not why[n] and not isinstance(block, Picture | Quote | Table | ListBlock):
            why[n] = "header"


def _extend(blocks: list[Placed], why: list[str], at: int, step: int) -> int:
    """Extend the text from a paragraph over short sentences next to it."""
    while 0 <= at + step < len(blocks) and not why[at + step]:
        if not _is_sentence_beside(blocks[at + step], blocks[at]):
            break
        at += step
    return at


def _is_sentence_beside(placed: Placed, text: Placed) -> bool:
    """Return True for a short sentence in a paragraph of the same box as `text`."""
    block = placed.block
    return (
        isinstance(block, Paragraph)
        and placed.element.tag == text.element.tag == "p"
        and placed.element.getparent() is text.element.getparent()
        and names_of(placed.element) == names_of(text.element)
        and block.links <= 0.3
        and len(block.text.split()) > 2
        and ends_sentence(block.text)
        and not is_dated(block.text)
    )


def _is_subheading(block: Block) -> bool:
    return isinstance(block, Heading) and "](" not in block.markdown


def trim_tail(blocks: list[Placed], why: list[str], is_locked: bool) -> bool:
    """Drop the blocks below the text; return True if the text ends in mid-sentence."""
    last = next(
        (
            n
            for n in range(len(blocks) - 1, -1, -1)
            if not why[n]
            and (
                is_text(blocks[n].block)
                or isinstance(blocks[n].block, ListBlock | Table | Quote | Code)
            )
        ),
        None,
    )
    if last is None:
        return False
    last = _extend(blocks, why, last, 1)
    if is_locked and _is_cut_sentence(blocks[last : last + 2], why[last : last + 2]):
        last += 1
    is_cut = is_locked and _is_unfinished(blocks[last].block)
    for n in range(last + 1, len(blocks)):
        block = blocks[n].block
        if why[n] or isinstance(block, Picture):
            continue
        if isinstance(block, Paragraph) and block.text.startswith(("(", "[")):
            continue
        why[n] = "tail"
    return is_cut


def _is_cut_sentence(pair: Sequence[Placed], why: Sequence[str]) -> bool:
    """Return True if a paragraph of the text is followed by the beginning of a sentence."""
    if len(pair) < 2 or any(why):
        return False
    text, after = pair
    return (
        _is_unfinished(after.block)
        and after.element.tag == text.element.tag
        and after.element.getparent() is text.element.getparent()
        and names_of(after.element) == names_of(text.element)
    )


def _is_unfinished(block: Block) -> bool:
    """Return True for a paragraph that breaks off; a list of names ends in a capital."""
    if not isinstance(block, Paragraph) or block.links > 0.3:
        return False
    words = block.text.split()
    return len(words) > 3 and not ends_sentence(block.text) and not words[-1][0].isupper()
