"""Find the dek: the summary between a headline and its article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from ..lines import ends_sentence, fold
from .bylines import is_info_line, read_names
from .declared import Declared, Value
from .dom import BLOCKS, is_hidden, names_of, text_of
from .prose import is_dated
from .seen import Landmarks, squeeze
from .words import DEK_NAME, NOT_DEK_NAME

_DEK_TAGS = frozenset("p h2 h3 h4 h5 div strong b span section header ul em".split())
_ASIDE = frozenset("figure figcaption nav aside footer form table".split())


def find_dek(
    marks: Landmarks, declared: Declared, titles: Sequence[str], opening: HtmlElement | None
) -> tuple[Value, HtmlElement] | None:
    """Find the dek below the headline: by its element's name, by the declared text, by its place.

    `opening` is the text's first paragraph where its form (bold as a whole) sets it apart.
    """
    if marks.h1 is None:
        return None
    descriptions = {squeeze(value.text) for value in declared.deks}
    known = {squeeze(title) for title in titles}
    start = marks.order[marks.h1] + 1
    end = min(marks.box_end, max(marks.first + 3, start + 250))
    inside = set(marks.h1.iter())
    candidates: list[tuple[int, Value, HtmlElement]] = []
    for at in range(start, end):
        element = marks.elements[at]
        if element in inside or element in marks.outside or not _may_be_dek(element):
            continue
        if not marks.has_text(element, 700):
            continue
        text = _dek_text(element)
        key = squeeze(text)
        if not text or any(key in title for title in known) or _is_apart(element, marks.h1):
            continue
        name = DEK_NAME.search(names_of(element))
        if at > marks.first:
            break
        if name and not _names_other(element) and element.tag not in ("strong", "b", "em"):
            place = f"the element named “{name[0].strip(' -')}”"
            candidates.append((0, Value(text, place), element))
        elif key in descriptions and at < marks.first:
            candidates.append((1, Value(text, "below the headline"), element))
        elif at < marks.first and _is_below(element, marks.h1, text, titles):
            candidates.append((2, Value(text, "below the headline"), element))
    text = _dek_text(opening) if opening is not None else ""
    if opening is not None and text and not any(squeeze(text) in title for title in known):
        candidates.append((3, Value(text, "the first paragraph, which is set apart"), opening))
    best = min(candidates, key=lambda one: one[0], default=None)
    return (best[1], best[2]) if best else None


def _may_be_dek(element: HtmlElement) -> bool:
    return element.tag in _DEK_TAGS or "-" in element.tag


def _dek_text(element: HtmlElement) -> str:
    """Return an element's text if it may be a dek by its length and form, else ""."""
    if len(element) > 12 or is_hidden(element):
        return ""
    if element.find(".//figure") is not None or element.find(".//img") is not None:
        return ""
    if len(element.findall(".//p")) > 3 or element.find(".//time") is not None:
        return ""
    text = text_of(element)
    if not 20 <= len(text) <= 700 or (" " in text and len(text.split()) < 4):
        return ""
    if is_dated(text) or is_info_line(text) or read_names(text, strict=True):
        return ""
    if _link_share(element, text) > 0.5:
        return ""
    return text


_PICTURE_NAME = re.compile(r"caption|image|figure|gallery|lightbox|slide|related|newsletter|promo")


def _names_other(element: HtmlElement) -> bool:
    """Return True if the element, or a box around it, is named as a picture's or an author's."""
    at: HtmlElement | None = element
    for _ in range(3):
        if at is None or at.tag in ("article", "main", "body", "header"):
            return False
        names = names_of(at)
        if (NOT_DEK_NAME if at is element else _PICTURE_NAME).search(names):
            return True
        at = at.getparent()
    return False


def _is_below(element: HtmlElement, h1: HtmlElement, text: str, titles: Sequence[str]) -> bool:
    """Return True for a text right below the headline, or a sentence on its topic."""
    if element.tag in ("h2", "h3", "p") and _follows(element, h1):
        return True
    if len(text) < 60 or not ends_sentence(text) or any(one.tag in BLOCKS for one in element):
        return False
    return bool(_long_words(text) & _long_words(" ".join(titles)))


def _long_words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", fold(text)) if len(word) >= 4}


def _follows(element: HtmlElement, h1: HtmlElement) -> bool:
    """Return True if an element comes right after the headline, or after a box around it."""
    at: HtmlElement | None = h1
    for _ in range(3):
        if at is None:
            return False
        sibling = at.getnext()
        texts = 0
        while sibling is not None and texts < 3:
            if sibling is element or (len(sibling) <= 3 and element.getparent() is sibling):
                return True
            texts += bool(text_of(sibling))
            sibling = sibling.getnext()
        at = at.getparent()
    return False


def _is_apart(element: HtmlElement, h1: HtmlElement) -> bool:
    """Return True for a part of a figure, a menu or a table that does not contain the headline."""
    around = set(h1.iterancestors())
    return any(one.tag in _ASIDE for one in element.iterancestors() if one not in around)


def _link_share(element: HtmlElement, text: str) -> float:
    if any(one.tag == "a" for one in element.iterancestors()):
        return 1.0
    return sum(len(text_of(a)) for a in element.iter("a")) / len(text) if text else 0.0
