"""Choose among the blocks of the region those that are the article's text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from ..lines import ends_sentence, fold
from ..paywall import is_consent, is_prompt
from .blocks import Block, Code, Heading, ListBlock, Paragraph, Picture, Quote, Table, plain
from .dom import names_of
from .structure import Placed
from .words import LABEL


class Selection(Struct, frozen=True):
    """The text's blocks, those that were left out with the reason, and whether it was cut off."""

    kept: tuple[Placed, ...]
    dropped: tuple[tuple[Placed, str], ...]
    truncated: bool = False


def select(placed: Sequence[Placed], header: Sequence[str]) -> Selection:
    """Keep the text. `header` are the values that the article has already: title, dek, names."""
    blocks = list(placed)
    known = {_key(text) for text in header if text}
    why = [_why_alone(one.block, known) for one in blocks]
    _drop_repeats(blocks, why)
    _keep_linked_headings(blocks, why)
    _drop_teasers(blocks, why)
    _trim_head(blocks, why)
    _trim_tail(blocks, why)
    truncated = any(reason == "paywall" for reason in why)
    kept = tuple(one for one, reason in zip(blocks, why, strict=True) if not reason)
    dropped = tuple((one, reason) for one, reason in zip(blocks, why, strict=True) if reason)
    return Selection(kept, dropped, truncated)


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def is_text(block: Block) -> bool:
    """Return True for a paragraph that reads as running text."""
    if isinstance(block, Quote):
        return any(map(is_text, block.blocks))
    if not isinstance(block, Paragraph) or block.links > 0.6:
        return False
    return (len(block.text) >= 40 and ends_sentence(block.text)) or len(block.text) >= 120


_HEAVY = re.compile(r"(?:^|[\s-])(?:bold|fett|strong|semibold|medium|heavy|lead|intro)(?:$|[\s-])")


def stands_out(placed: Placed) -> bool:
    """Return True for a paragraph that is set in heavier letters as a whole."""
    block = placed.block
    if not isinstance(block, Paragraph):
        return False
    if re.fullmatch(r"\*\*[^*]+\*\*", block.markdown):
        return True
    return placed.element.tag == "p" and _HEAVY.search(names_of(placed.element)) is not None


def _why_alone(block: Block, known: set[str]) -> str:
    """Say why a block is no text, by itself."""
    if isinstance(block, Paragraph | Heading):
        text = block.text
        if _key(text) in known and _key(text):
            return "header"
        if not any(char.isalnum() for char in text):
            return (
                ""
                if isinstance(block, Paragraph) and re.fullmatch(r"[*\s·•✱⁂—–-]{1,9}", text)
                else "furniture"
            )
        if len(text) <= 120 and LABEL.fullmatch(text.strip(" -–—|•▪►▶")):
            return "label"
        if is_prompt(text):
            return "paywall"
        if len(text) <= 300 and is_consent(text):
            return "consent"
    if isinstance(block, Paragraph) and block.links > 0.8:
        return "links"
    if isinstance(block, Heading) and re.fullmatch(r"\[.*\]\([^)]*\)", block.markdown):
        return "links"
    if isinstance(block, ListBlock) and _is_link_list(block):
        return "links"
    return ""


def _is_link_list(block: ListBlock) -> bool:
    links = 0
    for item in block.items:
        whole = [one for one in item if not isinstance(one, Picture)]
        if not whole or all(
            _is_link(one) for one in whole if isinstance(one, Paragraph | Heading | ListBlock)
        ):
            links += 1
    return links >= 0.6 * len(block.items)


def _is_link(block: Block) -> bool:
    if isinstance(block, ListBlock):
        return _is_link_list(block)
    if isinstance(block, Paragraph):
        return block.links > 0.7
    return isinstance(block, Heading) and block.markdown.startswith("[")


def _drop_repeats(blocks: list[Placed], why: list[str]) -> None:
    seen: set[str] = set()
    for at, one in enumerate(blocks):
        key = _key(plain(one.block))
        if isinstance(one.block, Picture):
            key = "picture:" + one.block.figure.src
        elif len(key) < 25:
            continue
        if not why[at] and key in seen:
            why[at] = "repeated"
        seen.add(key)


def _keep_linked_headings(blocks: list[Placed], why: list[str]) -> None:
    """A heading that is a link belongs to the text if a paragraph follows it."""
    for at, one in enumerate(blocks):
        if why[at] == "links" and isinstance(one.block, Heading):
            rest = (
                n for n in range(at + 1, len(blocks)) if not isinstance(blocks[n].block, Picture)
            )
            after = next(rest, None)
            if after is not None and not why[after] and is_text(blocks[after].block):
                why[at] = ""


def _drop_teasers(blocks: list[Placed], why: list[str]) -> None:
    """Pictures and short texts among links belong to the links."""
    for at, one in enumerate(blocks):
        if why[at] or not isinstance(one.block, Picture):
            continue
        after = next(
            (n for n in range(at + 1, len(blocks)) if not isinstance(blocks[n].block, Picture)),
            None,
        )
        linked = one.element.tag == "img" and any(
            parent.tag == "a" for parent in one.element.iterancestors()
        )
        if linked and after is not None and why[after] == "links":
            why[at] = "links"


def _trim_head(blocks: list[Placed], why: list[str]) -> None:
    first = next((n for n, one in enumerate(blocks) if not why[n] and is_text(one.block)), None)
    if first is None:
        return
    start = first
    # A heading or a list right above the first paragraph belongs to it.
    while start > 0 and not why[start - 1] and _is_subheading(blocks[start - 1].block):
        start -= 1
    for n in range(start):
        block = blocks[n].block
        if not why[n] and not isinstance(block, Picture | Quote | Table | ListBlock):
            why[n] = "header"


def _is_subheading(block: Block) -> bool:
    return isinstance(block, Heading) and block.level > 1


def _trim_tail(blocks: list[Placed], why: list[str]) -> None:
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
        return
    for n in range(last + 1, len(blocks)):
        block = blocks[n].block
        if why[n] or isinstance(block, Picture):
            continue
        if isinstance(block, Paragraph) and block.text.startswith(("(", "[")):
            continue
        why[n] = "tail"
