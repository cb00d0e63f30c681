"""Find the picture above an article's text, with its caption and credit."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement
from msgspec import structs

from ..lines import tidy
from .captions import clean_credit, is_caption, is_credit, split_caption
from .declared import Declared
from .dom import Document, names_of, text_of
from .figures import Figure, address_of, is_figure, is_symbol, read_figure, same_picture
from .seen import Landmarks
from .words import BYLINE_NAME, CREDIT_LABEL


def find_hero(marks: Landmarks, declared: Declared) -> tuple[Figure, HtmlElement] | None:
    """Find the picture above the text; else the one that the page declares, further down."""
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
    """Give the declared picture the caption above the text: a script may put in the `img`."""
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
