"""Tell running text from other blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..lines import ends_sentence
from .blocks import Block, Paragraph, Quote
from .dom import names_of
from .info_lines import is_info_line
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
    """Return True if the first of some paragraphs is set apart from the next two.

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
    """Return True for a paragraph that is set in heavier letters as a whole."""
    block = placed.block
    if not isinstance(block, Paragraph):
        return False
    if re.fullmatch(r"\*\*[^*]+\*\*", block.markdown):
        return True
    return placed.element.tag == "p" and _HEAVY.search(names_of(placed.element)) is not None
