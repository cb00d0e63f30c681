"""Choose the blocks of the region that are the article's text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from ..dates import read_dates
from ..lines import ends_sentence, fold
from ..paywall import is_consent, is_prompt
from ..vocabulary import pattern
from .blocks import Block, Code, Heading, ListBlock, Paragraph, Picture, Quote, Table, plain
from .bylines import read_names
from .dom import names_of
from .prose import is_text, trim_head, trim_tail
from .structure import Placed
from .words import LABEL

_PULL_QUOTE = re.compile(r"pull-?quote|pulled-?quote|(?:^|[\s-])zitat")
_NETWORKS = frozenset(
    f"{www}{name}.com"
    for www in ("", "www.")
    for name in "facebook twitter x instagram linkedin pinterest youtube tiktok reddit".split()
)


class Selection(Struct, frozen=True):
    """The blocks of the text, the omitted ones with reasons, and whether the text was cut off."""

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
    trim_head(blocks, why)
    _drop_promotions(blocks, why)
    is_cut = trim_tail(blocks, why, is_locked)
    truncated = is_cut or any(reason == "paywall" for reason in why)
    kept = tuple(one for one, reason in zip(blocks, why, strict=True) if not reason)
    dropped = tuple((one, reason) for one, reason in zip(blocks, why, strict=True) if reason)
    return Selection(kept, dropped, truncated)


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def _why_alone(placed: Placed, known: set[str]) -> str:
    """Return why a block by itself is not text."""
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
    """Drop appeals to follow, sign up or give: the last blocks, or those in italics."""
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
    """Return True for a list of pictures that are not links."""
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
    """Drop repetitions of the text above: copies for small screens, pull quotes."""
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
    """Count how often the joined text of the paragraphs contains a block itself."""
    return int(isinstance(placed.block, Paragraph))


def _has_text_between(texts: Sequence[int], one: int, other: int) -> bool:
    """Return True if there is text between two blocks, and below both."""
    return any(one < at < other for at in texts) and texts[-1] > other


def _tells(placed: Placed, why: str) -> bool:
    return not why and isinstance(placed.block, Paragraph)


def _keep_linked_headings(blocks: list[Placed], why: list[str]) -> None:
    """Keep a heading that contains a link if a paragraph follows it, and no picture is above it."""
    for at, one in enumerate(blocks):
        if why[at] != "links" or one.linked or not isinstance(one.block, Heading):
            continue
        if at and isinstance(blocks[at - 1].block, Picture):
            continue
        if at + 1 < len(blocks) and not why[at + 1] and is_text(blocks[at + 1].block):
            why[at] = ""


def _drop_teasers(blocks: list[Placed], why: list[str]) -> None:
    """Drop pictures and short texts among links: they belong to the links."""
    for at, one in enumerate(blocks):
        if why[at] or not isinstance(one.block, Picture):
            continue
        after = next(
            (n for n in range(at + 1, len(blocks)) if not isinstance(blocks[n].block, Picture)),
            None,
        )
        if one.linked and after is not None and why[after] == "links":
            why[at] = "links"
