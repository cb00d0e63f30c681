"""Choose among the blocks of the region those that are the article's text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from ..dates import read_dates
from ..lines import ends_sentence, fold
from ..paywall import is_consent, is_prompt
from ..vocabulary import pattern
from .authors import read_names
from .blocks import Block, Code, Heading, ListBlock, Paragraph, Picture, Quote, Table, plain
from .dom import names_of
from .info_lines import is_info_line
from .structure import Placed
from .words import LABEL

_PULL_QUOTE = re.compile(r"pull-?quote|pulled-?quote|(?:^|[\s-])zitat")
_NETWORKS = frozenset(
    f"{www}{name}.com"
    for www in ("", "www.")
    for name in "facebook twitter x instagram linkedin pinterest youtube tiktok reddit".split()
)


class Selection(Struct, frozen=True):
    """The text's blocks, those that were left out with the reason, and whether it was cut off."""

    kept: tuple[Placed, ...]
    dropped: tuple[tuple[Placed, str], ...]
    truncated: bool = False


def select(
    placed: Sequence[Placed], header: Sequence[str], host: str = "", is_locked: bool = False
) -> Selection:
    """Keep the text.

    `header` are the values that the article has already: title, dek, names. `host` is the page's
    own: a list of links to other hosts is one of sources. On a page that is locked, the text may
    end in the middle of a sentence.
    """
    blocks = list(placed)
    known = {_key(text) for text in header if text}
    why = [_why_alone(one, known) for one in blocks]
    for at, one in enumerate(blocks):
        if why[at] == "links" and host and not one.linked and _leads_away(one, host):
            why[at] = ""
    _drop_repeats(blocks, why)
    _keep_linked_headings(blocks, why)
    _drop_teasers(blocks, why)
    _trim_head(blocks, why)
    _drop_promotions(blocks, why)
    is_cut = _trim_tail(blocks, why, is_locked)
    truncated = is_cut or any(reason == "paywall" for reason in why)
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
    if is_dated(block.text) or is_info_line(block.text):
        return False
    return (len(block.text) >= 40 and ends_sentence(block.text)) or len(block.text) >= 120


_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b20\d\d\b")


def is_dated(text: str) -> bool:
    """Return True for a line of dates and times."""
    return len(text) < 130 and len(_CLOCK.findall(text)) >= (1 if len(text) < 40 else 2)


_HEAVY = re.compile(r"(?:^|[\s-])(?:bold|fett|strong|semibold|medium|heavy|lead|intro)(?:$|[\s-])")


def stands_apart(texts: Sequence[Placed]) -> bool:
    """Return True if the first of some paragraphs is set apart from the next two.

    Either its letters are heavier, or it is in a box of its own, in a class of its own.
    """
    if len(texts) < 3:
        return False
    first, second, third = texts[:3]
    if stands_out(first) and not stands_out(second):
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


def stands_out(placed: Placed) -> bool:
    """Return True for a paragraph that is set in heavier letters as a whole."""
    block = placed.block
    if not isinstance(block, Paragraph):
        return False
    if re.fullmatch(r"\*\*[^*]+\*\*", block.markdown):
        return True
    return placed.element.tag == "p" and _HEAVY.search(names_of(placed.element)) is not None


def _why_alone(placed: Placed, known: set[str]) -> str:
    """Say why a block is no text, by itself."""
    block = placed.block
    if placed.linked and not isinstance(block, Picture | Code | Table):
        return "links"
    if isinstance(block, Paragraph | Heading):
        text = block.text
        if _is_known(text, known):
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
    if isinstance(block, Paragraph) and (block.links > 0.8 or _introduces_link(block)):
        return "links"
    if isinstance(block, Heading) and re.fullmatch(r"\[.*\]\([^)]*\)", block.markdown):
        return "links"
    if isinstance(block, ListBlock) and _is_link_list(block) and not _is_gallery(placed):
        return "links"
    return ""


def _introduces_link(block: Paragraph) -> bool:
    """Return True for "Read more: The other ferry", where all but a label is a link."""
    if block.links <= 0.3 or len(block.text) > 300:
        return False
    rest = re.sub(r"\[(?:[^\]\\]|\\.)*\]\([^)]*\)", "", block.markdown).strip("*_ :|–—-»>")
    return not rest or LABEL.fullmatch(rest) is not None or bool(read_dates(rest))


def _is_known(text: str, known: set[str]) -> bool:
    """Return True for a value that the article has, or a byline of names that it has."""
    if _key(text) in known:
        return bool(_key(text))
    names = read_names(text, strict=True) if len(text) <= 120 else ()
    return bool(names) and all(_key(name) in known for name in names)


def _drop_promotions(blocks: list[Placed], why: list[str]) -> None:
    """Drop what asks readers to follow, to sign up or to give: the last blocks, or in italics."""
    kept = [at for at, reason in enumerate(why) if not reason]
    for at in kept:
        block = blocks[at].block
        if not isinstance(block, Paragraph) or len(block.text) > 400:
            continue
        apart = at in kept[-4:] or re.fullmatch(r"\*.*\*", block.markdown, re.DOTALL)
        if apart and pattern("promotions").search(block.text):
            why[at] = "promotion"


def _is_link_list(block: ListBlock) -> bool:
    links = 0
    for item in block.items:
        whole = [one for one in item if not isinstance(one, Picture)]
        teaser = any(isinstance(one, Heading) and _is_link(one) for one in whole)
        if (
            not whole
            or teaser
            or all(
                _is_link(one) for one in whole if isinstance(one, Paragraph | Heading | ListBlock)
            )
        ):
            links += 1
    return links >= 0.6 * len(block.items)


def _is_gallery(placed: Placed) -> bool:
    """Return True for a list of pictures that lead nowhere else."""
    block = placed.block
    return (
        isinstance(block, ListBlock)
        and all(isinstance(one, Picture) for item in block.items for one in item)
        and all(a.find(".//img") is None for a in placed.element.iter("a"))
    )


def _leads_away(placed: Placed, host: str) -> bool:
    """Return True for a list of links to other hosts than the page's."""
    if not isinstance(placed.block, ListBlock):
        return False
    hosts = [_host(a.get("href") or "") or host for a in placed.element.iter("a")]
    own = ".".join(host.split(".")[-2:])
    away = [one for one in hosts if not one.endswith(own) and one not in _NETWORKS]
    return len(away) > 0.6 * len(hosts)


def _host(reference: str) -> str:
    try:
        return urlsplit(reference).hostname or ""
    except ValueError:
        return ""


def _is_link(block: Block) -> bool:
    if isinstance(block, ListBlock):
        return _is_link_list(block)
    if isinstance(block, Paragraph):
        return block.links > (0.95 if ends_sentence(block.text) else 0.6)
    return isinstance(block, Heading) and block.markdown.startswith("[")


def _drop_repeats(blocks: list[Placed], why: list[str]) -> None:
    """Drop what the text has above already: copies for small screens, quotations of itself."""
    whole = _key(
        " ".join(plain(one.block) for at, one in enumerate(blocks) if _tells(one, why[at]))
    )
    seen: dict[str, int] = {}
    texts = [at for at, one in enumerate(blocks) if not why[at] and is_text(one.block)]
    for at, one in enumerate(blocks):
        key = _key(plain(one.block))
        if isinstance(one.block, Picture):
            key = "picture:" + one.block.figure.src
        elif len(key) < 25:
            continue
        if why[at]:
            continue
        if isinstance(one.block, Picture):
            # An article may show a picture again; a copy for other screens is right beside it.
            again = key in seen and not _has_text_between(texts, seen[key], at)
        else:
            again = key in seen or (_is_pull_quote(one) and whole.count(key) > _own(one))
        if again:
            why[at] = "repeated"
        seen[key] = at


def _is_pull_quote(placed: Placed) -> bool:
    """Return True for a quotation, or a paragraph in a box that the page calls a pull quote."""
    if isinstance(placed.block, Quote):
        return True
    around = [placed.element, *list(placed.element.iterancestors())[:2]]
    return any(_PULL_QUOTE.search(names_of(one)) for one in around)


def _own(placed: Placed) -> int:
    """Count how often the joined text of the paragraphs holds a block itself."""
    return int(isinstance(placed.block, Paragraph))


def _has_text_between(texts: Sequence[int], one: int, other: int) -> bool:
    """Return True if there is text between two blocks, and below both."""
    return any(one < at < other for at in texts) and texts[-1] > other


def _tells(placed: Placed, why: str) -> bool:
    return not why and isinstance(placed.block, Paragraph)


def _keep_linked_headings(blocks: list[Placed], why: list[str]) -> None:
    """Keep a heading that holds a link if a paragraph follows it, and no picture is above it."""
    for at, one in enumerate(blocks):
        if why[at] != "links" or one.linked or not isinstance(one.block, Heading):
            continue
        if at and isinstance(blocks[at - 1].block, Picture):
            continue
        if at + 1 < len(blocks) and not why[at + 1] and is_text(blocks[at + 1].block):
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
        if one.linked and after is not None and why[after] == "links":
            why[at] = "links"


def _trim_head(blocks: list[Placed], why: list[str]) -> None:
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
    """Go on from a paragraph of the text over short sentences right beside it."""
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


def _trim_tail(blocks: list[Placed], why: list[str], is_locked: bool) -> bool:
    """Drop what follows the text; return True if the text ends in the middle of a sentence."""
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
