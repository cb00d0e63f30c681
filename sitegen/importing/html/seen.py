"""Read what a reader of the page sees around the text: headline, dek, byline, dates, topics."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lxml.html import HtmlElement
from msgspec import Struct

from ..lines import fold, tidy
from .declared import Declared, Names
from .dom import SILENT, Document, is_hidden, names_of, text_of
from .region import Region
from .words import TAGS_NAME

# Furniture that may contain values of the article all the same.
_USEFUL = frozenset(
    """tags taglist topics keywords social share shares sharing toolbar header banner author-bio
    author-info author-card author-box author-details byline aria-hidden print bookmark follow
    audio listen reading-time read-time menu form button bio authorbox""".split()
)


class Landmarks(Struct, frozen=True):
    """The places of things on the page, in reading order.

    `order` is every element's place, `box` the smallest element that contains headline and text,
    `first` the place of the text's first paragraph; `outside` are the elements inside furniture.
    """

    document: Document
    elements: list[HtmlElement]
    order: dict[HtmlElement, int]
    h1: HtmlElement | None
    box: HtmlElement
    box_end: int
    first: int
    outside: frozenset[HtmlElement]
    sizes: Mapping[HtmlElement, int] = {}

    def has_text(self, element: HtmlElement, most: int) -> bool:
        """Return True if an element contains text, but not much more than `most` characters."""
        return 0 < self.sizes.get(element, 0) <= most


def find_title(document: Document, declared: Declared) -> HtmlElement | None:
    """Find the headline: the h1 (else an h2) that shares most words with the declared titles."""
    known = [set(fold(value.text).split()) for value in declared.titles]
    for tag in ("h1", "h2"):
        best: tuple[float, HtmlElement] | None = None
        for element in document.root.iter(tag):
            words = set(fold(text_of(element)).split())
            if not words or is_hidden(element):
                continue
            alike = max((len(words & other) / len(words | other) for other in known), default=0.0)
            within = max((len(words & other) / len(words) for other in known), default=0.0)
            score = alike + (0.3 * within if len(words) > 2 else 0.0)
            if not known and len(words) >= 3:
                score = 0.5
            if score > (0.3 if tag == "h1" else 0.8) and (best is None or score > best[0] + 0.01):
                best = score, element
        if best:
            return best[1]
    return None


def headline_of(h1: HtmlElement, declared: Declared) -> str:
    """Return the headline's text, without a kicker or subtitle that is inside the same h1.

    Where the h1 has several parts, a title that the page declares tells which of them it is.
    """
    whole = text_of(h1)
    titles = {squeeze(value.text) for value in declared.titles}
    parts = [tidy(h1.text or "")]
    for child in h1:
        if isinstance(child.tag, str):
            parts += [text_of(child), tidy(child.tail or "")]
    parts = [part for part in parts if part]
    if squeeze(whole) in titles or len(parts) < 2:
        return whole
    # A title may end with the site's name.
    exact = (part for part in parts if squeeze(part) in titles)
    begun = (part for part in parts if any(one.startswith(squeeze(part)) for one in titles))
    return next(exact, None) or next((part for part in begun if len(part) >= 20), whole)


def find_landmarks(
    document: Document,
    h1: HtmlElement | None,
    region: Region,
    first: HtmlElement | None,
) -> Landmarks:
    """Number the page's elements in reading order."""
    elements = [one for one in document.root.iter() if isinstance(one.tag, str)]
    order = {element: at for at, element in enumerate(elements)}
    outside: set[HtmlElement] = set()
    for element in elements:
        why = region.furniture.get(element)
        if (why and why not in _USEFUL) or element.getparent() in outside:
            outside.add(element)
    box = region.element
    if h1 is not None:
        above = set(h1.iterancestors())
        while box not in above and box.getparent() is not None:
            box = box.getparent()
    end = order[box] + sum(1 for one in box.iter() if isinstance(one.tag, str))
    at = order[region.element if first is None else first]
    return Landmarks(
        document, elements, order, h1, box, end, at, frozenset(outside), _sizes(elements)
    )


def _sizes(elements: Sequence[HtmlElement]) -> dict[HtmlElement, int]:
    """Count the characters inside each element, to avoid reading long texts in vain."""
    sizes: dict[HtmlElement, int] = dict.fromkeys(elements, 0)
    for element in reversed(elements):
        parent = element.getparent()
        if element.tag not in SILENT:
            sizes[element] += len((element.text or "").strip())
            if parent is not None:
                sizes[parent] += sizes[element]
        if parent is not None:
            sizes[parent] += len((element.tail or "").strip())
    return sizes


def squeeze(text: str) -> str:
    """Return a text's letters and digits only, to compare texts."""
    return re.sub(r"[\W_]+", "", fold(text))


def find_tags(marks: Landmarks) -> Names | None:
    """Read the links to the article's topics."""
    best: tuple[str, ...] = ()
    for at in range(marks.order[marks.box], marks.box_end):
        element = marks.elements[at]
        if element in marks.outside or element.tag in SILENT or element.tag == "a":
            continue
        if not marks.has_text(element, 900):
            continue
        if not TAGS_NAME.search(names_of(element)):
            continue
        links = [tidy(text_of(a).lstrip("#").strip(", ")) for a in element.iter("a")]
        links = [text for text in links if 1 < len(text) <= 60]
        whole = len(text_of(element))
        if len(links) > len(best) and whole <= 900 and sum(map(len, links)) >= 0.6 * whole - 40:
            best = tuple(dict.fromkeys(links))
    if not best:
        relations = [text_of(a).lstrip("#") for a in marks.box.iter("a")
                     if "tag" in (a.get("rel") or "").lower().split()]  # fmt: skip
        best = tuple(dict.fromkeys(filter(None, relations)))
    return Names(best, "the links to topics") if best else None
