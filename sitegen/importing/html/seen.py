"""Read what a reader of the page sees around the text: headline, dek, byline, dates, topics."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lxml.html import HtmlElement
from msgspec import Struct

from ..dates import read_dates
from ..lines import ends_sentence, fold, tidy
from ..vocabulary import pattern
from .authors import read_names
from .declared import Declared, Names, Value
from .dom import BLOCKS, SILENT, Document, is_hidden, names_of, text_of
from .region import Region
from .selection import is_dated
from .words import BYLINE_NAME, DEK_NAME, NOT_DEK_NAME, TAGS_NAME

# Furniture that may hold values of the article all the same.
_USEFUL = frozenset(
    """tags taglist topics keywords social share shares sharing toolbar header banner author-bio
    author-info author-card author-box author-details byline aria-hidden print bookmark follow
    audio listen reading-time read-time menu form button bio authorbox""".split()
)
_DATE_LABEL = re.compile(rf"(?:{pattern('date-labels').pattern})\s*:?\s+(?=\S)", re.IGNORECASE)
_DEK_TAGS = frozenset("p h2 h3 h4 h5 div strong b span section header ul em".split())
_ASIDE = frozenset("figure figcaption nav aside footer form table".split())


class Landmarks(Struct, frozen=True):
    """Where things stand on the page, in reading order.

    `order` is every element's place, `box` the smallest element that holds headline and text,
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

    def holds(self, element: HtmlElement, most: int) -> bool:
        """Return True if an element holds text, and at most about `most` characters of it."""
        return 0 < self.sizes.get(element, 0) <= most


def find_title(document: Document, declared: Declared) -> HtmlElement | None:
    """Find the headline: the h1 (else an h2) whose words the declared titles share most."""
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
    """Count the characters inside each element, so that no long text is read in vain."""
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
        if not marks.holds(element, 700):
            continue
        text = _dek_text(element)
        key = squeeze(text)
        if not text or any(key in title for title in known) or _is_apart(element):
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


def squeeze(text: str) -> str:
    """Return a text's letters and digits only, to compare texts."""
    return re.sub(r"[\W_]+", "", fold(text))


def _dek_text(element: HtmlElement) -> str:
    """Return an element's text if its length and form may be a dek's, else ""."""
    if len(element) > 12 or is_hidden(element):
        return ""
    if element.find(".//figure") is not None or element.find(".//img") is not None:
        return ""
    if len(element.findall(".//p")) > 3 or element.find(".//time") is not None:
        return ""
    text = text_of(element)
    if not 20 <= len(text) <= 700 or (" " in text and len(text.split()) < 4):
        return ""
    if _link_share(element, text) > 0.5 or is_dated(text) or read_names(text, strict=True):
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


def _is_apart(element: HtmlElement) -> bool:
    return any(one.tag in _ASIDE for one in element.iterancestors())


def _link_share(element: HtmlElement, text: str) -> float:
    if any(one.tag == "a" for one in element.iterancestors()):
        return 1.0
    return sum(len(text_of(a)) for a in element.iter("a")) / len(text) if text else 0.0


def find_bylines(marks: Landmarks) -> Iterator[tuple[Names, HtmlElement]]:
    """Give the names that the page marks as its authors', in reading order."""
    for at in range(marks.order[marks.box], marks.box_end):
        element = marks.elements[at]
        if element in marks.outside or element.tag in SILENT or len(element) > 15:
            continue
        if not marks.holds(element, 200):
            continue
        names = names_of(element)
        rel = (element.get("rel") or "").lower().split()
        label = BYLINE_NAME.search(names)
        if not label and "author" not in rel and element.tag != "address":
            continue
        if element.tag != "address" and _is_beside(element):
            continue
        text = text_of(element)
        if not 3 <= len(text) <= 200 or is_hidden(element):
            continue
        links = [text_of(a) for a in element.iter("a")]
        found = read_names(text) or tuple(
            name for link in links for name in read_names(link, strict=True)
        )
        if found:
            where = "rel=author" if "author" in rel else f"the element named “{label[0].strip(' -')}”" if label else "the address element"  # fmt: skip  # noqa: E501
            yield Names(found, where), element


def _is_beside(element: HtmlElement) -> bool:
    """Return True if an element is in a box beside the text, and in no address element."""
    tags = {one.tag for one in element.iterancestors()}
    return "address" not in tags and bool(tags & {"figure", "figcaption", "nav", "aside"})


def find_dates(marks: Landmarks) -> Iterator[Value]:
    """Give the dates near the headline: time elements, then dates in words; ISO 8601."""
    start = marks.order[marks.h1] - 40 if marks.h1 is not None else marks.order[marks.box]
    near = marks.elements[max(0, start) : marks.first + 60]
    for element in near:
        if element.tag == "time" and element not in marks.outside:
            value = element.get("datetime") or text_of(element)
            if value:
                yield Value(tidy(value), "time element")
    for element in near[: max(0, marks.first - start)]:
        if value := _date_of(element, marks):
            yield Value(value, "the date at the headline")
    for element in marks.elements[marks.order[marks.box] : marks.box_end]:
        short = 0 < len(element) <= 2 and marks.holds(element, 80)
        label = _DATE_LABEL.match(text_of(element)) if short else None
        if label and (value := _date_of(element, marks, label.end())):
            yield Value(value, f"the date labelled “{label[0].strip(' :')}”")


def _date_of(element: HtmlElement, marks: Landmarks, start: int = 0) -> str:
    """Return the one date that an element's text is, from `start` on; "" where it is none."""
    if element in marks.outside or len(element) > 3 or not marks.holds(element, 80):
        return ""
    text = text_of(element)[start:]
    found = read_dates(text) if 6 <= len(text) <= 80 else ()
    one = found[0] if found else None
    return one.value or "" if one and one.role != "updated" else ""


def find_tags(marks: Landmarks) -> Names | None:
    """Read the links to the article's topics."""
    best: tuple[str, ...] = ()
    for at in range(marks.order[marks.box], marks.box_end):
        element = marks.elements[at]
        if element in marks.outside or element.tag in SILENT or element.tag == "a":
            continue
        if not marks.holds(element, 900):
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
