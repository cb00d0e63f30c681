"""Collect the values around an article's text, as a reader of the page sees them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from lxml.html import HtmlElement
from msgspec import Struct, structs

from .authors import read_names
from .blocks import Paragraph, Picture
from .bylines import find_bylines, find_dates
from .declared import Declared, Names, Value
from .dek import find_dek
from .dom import Document, closest
from .figures import Figure
from .hero import find_hero
from .prose import is_set_apart, is_text
from .region import Region
from .seen import find_landmarks, find_tags, find_title, headline_of
from .structure import Placed


class Around(Struct, frozen=True):
    """The values around the text, as a reader sees them.

    `used` are the elements that hold one; `header` those inside the header of the article.
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
        """Return True if an element is, or is inside, one whose value was taken."""
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
    """Give the names alone right above the text or right below it."""
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
