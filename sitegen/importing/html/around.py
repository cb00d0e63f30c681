"""Collect the values and the picture shown around an article's text."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from lxml.html import HtmlElement
from msgspec import Struct, structs

from ..lines import tidy
from .blocks import Paragraph, Picture
from .bylines import find_bylines, find_dates, read_names
from .captions import clean_credit, is_caption, is_credit, split_caption
from .declared import Declared, Names, Value
from .dek import find_dek
from .dom import Document, closest, names_of, text_of
from .figures import Figure, address_of, is_figure, is_symbol, read_figure, same_picture
from .prose import is_set_apart, is_text
from .region import Region
from .seen import Landmarks, find_landmarks, find_tags, find_title, headline_of
from .structure import Placed
from .words import BYLINE_NAME, CREDIT_LABEL


def find_hero(marks: Landmarks, declared: Declared) -> tuple[Figure, HtmlElement] | None:
    """Find the picture above the text; otherwise a declared picture further down."""
    wanted = [value.text for value in declared.images]
    above: tuple[Figure, HtmlElement] | None = None
    for at in range(marks.order[marks.box], marks.box_end):
        if at > marks.first and above:
            break
        element = marks.elements[at]
        figure = None if element in marks.outside else _figure_at(element, marks.document)
        if figure is None:
            continue
        if any(same_picture(figure.src, url) for url in wanted):
            above = figure, element
            break
        if at <= marks.first and above is None:
            above = figure, element
    if above is None:
        return _declared_alone(marks, wanted)
    figure, element = above
    if not figure.caption:
        caption, credit = _caption_after(marks, element, figure.alt)
        figure = structs.replace(figure, caption=caption, credit=figure.credit or credit)
    return figure, element


def _declared_alone(marks: Landmarks, wanted: Sequence[str]) -> tuple[Figure, HtmlElement] | None:
    """Return the declared picture, with the caption above the text: a script may add the `img`."""
    for element in marks.elements[marks.order[marks.box] : marks.first]:
        if wanted and element not in marks.outside and is_caption(element):
            return Figure(wanted[0], "", *split_caption(element)), element
    return None


def _caption_after(marks: Landmarks, hero: HtmlElement, alt: str) -> tuple[str, str]:
    """Return the caption and credit that follow the hero before the next picture or the text."""
    start = marks.order[hero] + 1
    inside = set(hero.iter())
    caption = credit = ""
    for element in marks.elements[start : min(max(marks.first, start) + 1, start + 60)]:
        if element in inside or element in marks.outside:
            continue
        if element.tag in ("img", "h1", "h2"):
            break
        if not marks.has_text(element, 900):
            continue
        if not caption and (is_caption(element) or _repeats(element, alt)):
            caption, by = split_caption(element)
            credit = credit or by
        elif is_credit(element) and not credit and not BYLINE_NAME.search(names_of(element)):
            credit = clean_credit(text_of(element))
        elif not credit and element.tag in ("p", "span", "small", "div") and not len(element):
            text = text_of(element)
            if (
                len(text) <= 120
                and CREDIT_LABEL.match(text)
                and not CREDIT_LABEL.fullmatch(text + " ")
            ):
                credit = clean_credit(text)
    return caption, credit


def _repeats(element: HtmlElement, alt: str) -> bool:
    """Return True if an element shows the alt text, perhaps with a credit behind it."""
    if len(alt) < 30 or element.tag in ("img", "figure", "source"):
        return False
    text = text_of(element)
    return text.startswith(alt[:100]) and len(text) <= len(alt) + 100


def _figure_at(element: HtmlElement, document: Document) -> Figure | None:
    if element.tag == "img":
        if is_symbol(element) or any(is_figure(one) for one in element.iterancestors("figure")):
            return None
        src = address_of(element, document, largest=True)
        return Figure(src, tidy(element.get("alt") or "")) if src else None
    if not is_figure(element):
        return None
    if element.find(".//address") is not None or element.find(".//time") is not None:
        return None
    return read_figure(element, document, largest=True)


class Around(Struct, frozen=True):
    """The values around the text, as a reader sees them.

    `used` are the elements that contain one; `header` those inside the header of the article.
    """

    h1: str = ""
    dek: Value | None = None
    bylines: tuple[Names, ...] = ()
    dates: tuple[Value, ...] = ()
    tags: Names | None = None
    hero: Figure | None = None
    used: frozenset[HtmlElement] = frozenset()
    header: frozenset[HtmlElement] = frozenset()

    def has_used(self, element: HtmlElement) -> bool:
        """Return True if an element is, or is inside, one whose value is used."""
        return _is_inside(element, self.used)

    def is_header(self, placed: Placed) -> bool:
        """Return True for words inside the header of the article; pictures are not among them."""
        return placed.element in self.header and not isinstance(placed.block, Picture)


def look_around(
    document: Document, declared: Declared, region: Region, placed: Sequence[Placed]
) -> Around:
    """Find the values around the text."""
    h1 = find_title(document, declared)
    header = _header_of(h1, region)
    placed = [one for one in placed if one.element not in header]
    texts = [one for one in placed if is_text(one.block)]
    first = texts[0].element if texts else None
    marks = find_landmarks(document, h1, region, first)
    headline = headline_of(h1, declared) if h1 is not None else ""
    titles = (headline, *(value.text for value in declared.titles))
    dek = find_dek(marks, declared, titles, first if is_set_apart(texts) else None)
    # The text begins below the dek, and the picture may be between the two.
    later = (one.element for one in texts if dek and not _is_inside(one.element, {dek[1]}))
    if dek and (second := next(later, None)) is not None:
        marks = structs.replace(marks, first=marks.order[second])
    hero = find_hero(marks, declared)
    found = (h1, dek[1] if dek else None, hero[1] if hero else None)
    return Around(
        h1=headline,
        dek=dek[0] if dek else None,
        bylines=(*find_bylines(marks), *_alone(placed, texts)),
        dates=tuple(find_dates(marks, declared.lang)),
        tags=find_tags(marks),
        hero=hero[0] if hero else None,
        used=frozenset(one for one in found if one is not None),
        header=header,
    )


def _header_of(h1: HtmlElement | None, region: Region) -> frozenset[HtmlElement]:
    """Return the elements inside the header element of the headline, unless the text is in it."""
    header = closest(h1, frozenset(("header",))) if h1 is not None else None
    if header is None or header in (region.element, *region.element.iterancestors()):
        return frozenset()
    return frozenset(header.iter())


def _alone(placed: Sequence[Placed], texts: Sequence[Placed]) -> Iterator[Names]:
    """Yield lines with only names right above or below the text."""
    if not texts:
        return
    first, last = placed.index(texts[0]), placed.index(texts[-1])
    for at in (first - 1, last + 1):
        block = placed[at].block if 0 <= at < len(placed) else None
        if isinstance(block, Paragraph) and len(block.text) <= 80:
            found = read_names(block.text, strict=True)
            if found:
                yield Names(found, "a line with a name alone, beside the text")


def _is_inside(element: HtmlElement, boxes: Container[HtmlElement]) -> bool:
    return any(one in boxes for one in (element, *element.iterancestors()))
