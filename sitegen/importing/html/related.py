"""Read the lists of a section's other articles: "More from Iran", and the links below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from ..article import RelatedItem
from ..lines import fold
from ..vocabulary import is_section_word, pattern
from .bylines import moment_of, read_info_line, read_names
from .declared import Declared, read_moment, split_tags
from .dom import Document, is_hidden, lines_of, names_of, text_of
from .seen import squeeze
from .words import BY, BYLINE_NAME, TAGS_NAME

_HEADINGS = frozenset("h2 h3 h4 h5 h6 div span p strong b header summary".split())
_LONGEST_HEADING = 60
_MOST_PARTS = 6  # Elements of a heading, itself included.
_HIGHEST = 4  # Boxes between a heading and the box of its list.
_MOST_ITEMS = 30
_TEXT = frozenset(("article", "main", "body", "html"))


def find_related(document: Document, declared: Declared) -> tuple[RelatedItem, ...]:
    """Return the items of every list whose heading names a section that the page knows.

    A list of which most items have no day is taken for advertisements or a part of the site's menu.
    """
    items: dict[str, RelatedItem] = {}
    own_pages = {declared.url, document.base}
    for heading, section in _headings(document, declared):
        found = {
            url: _read_item(link, box, section, url)
            for link, box in _links_below(heading)
            if (url := document.absolute(link.get("href"))) and url not in own_pages
        }
        if 2 * sum(item.date is not None for item in found.values()) > len(found):
            items = {**found, **items}
    return tuple(items.values())[:_MOST_ITEMS]


def _headings(document: Document, declared: Declared) -> Iterator[tuple[HtmlElement, str]]:
    known = {fold(value.text) for value in declared.sections}
    known |= {fold(name) for tags in declared.tags for name in tags.names}
    for element in document.root.iter(*_HEADINGS):
        if next(islice(element.iter(), _MOST_PARTS, None), None) is not None or is_hidden(element):
            continue
        text = text_of(element)
        found = pattern("more-from").fullmatch(text) if 5 < len(text) <= _LONGEST_HEADING else None
        name = next(filter(None, found.groups()), "") if found else ""
        if not name or squeeze(name) == squeeze(declared.site) or _is_menu(element):
            continue
        if fold(name) in known or is_section_word(name) or _is_linked(document, name):
            yield element, name


def _is_menu(element: HtmlElement) -> bool:
    return any(one.tag in ("nav", "footer") for one in element.iterancestors())


def _is_linked(document: Document, name: str) -> bool:
    """Return True if a menu or breadcrumb of the page leads to a section of this name."""
    key = fold(name)
    return any(
        fold(text_of(link)) == key
        for box in document.root.iter("nav", "header", "ol", "ul")
        for link in box.iter("a")
        if len(link) <= 2
    )


def _links_below(heading: HtmlElement) -> Sequence[tuple[HtmlElement, HtmlElement]]:
    """Find the links to articles below a heading, each with the box of its item."""
    at = heading
    for _ in range(_HIGHEST):
        above = at.getparent()
        if above is None or above.tag in _TEXT:
            break
        links = [
            link for box in at.itersiblings() for link in box.iter("a") if _is_title(link, heading)
        ]
        if links:
            first = {link.get("href"): link for link in reversed(links)}
            chosen = [link for link in links if first[link.get("href")] is link]
            return [(link, _box_of(link, above)) for link in chosen]
        at = above
    return ()


def _is_title(link: HtmlElement, heading: HtmlElement) -> bool:
    """Return True for a link with the words of a headline; one with "By Jane Doe" is a byline."""
    text = text_of(link)
    if not link.get("href") or link is heading or BY.match(text):
        return False
    return len(text.split()) > 2 and len(text) > 12


def _box_of(link: HtmlElement, limit: HtmlElement) -> HtmlElement:
    """Return the largest box around a link, inside `limit`, with no link to another article."""
    box = link
    for above in link.iterancestors():
        others = {one.get("href") for one in above.iter("a") if _is_title(one, limit)}
        if above is limit or len(others) > 1:
            break
        box = above
    return box


def _read_item(link: HtmlElement, box: HtmlElement, section: str, url: str) -> RelatedItem:
    """Read an item's title, and the names, topics and day next to it."""
    inner = next(link.iter("h1", "h2", "h3", "h4", "h5", "h6"), link)
    title = text_of(inner)
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    date = next((read_moment(one.get("datetime") or text_of(one)) for one in box.iter("time")), "")
    for element in box.iter():
        if not isinstance(element.tag, str) or element is link or len(element) > 6:
            continue
        names = names_of(element)
        if not authors and (BYLINE_NAME.search(names) or element.get("rel") == "author"):
            authors = read_names(text_of(element), strict=True)
        elif not tags and TAGS_NAME.search(names):
            tags = split_tags([text_of(element)])
    for line in lines_of(box):
        info = read_info_line(line) if title not in line else None
        if info:
            date = date or next(filter(None, (moment_of(one, "") for one in info.dates)), "")
            authors = authors or (read_names(info.rest[0], strict=True) if info.rest else ())
            rest = info.rest[1:] if authors else info.rest
            tags = tags or tuple(one for one in rest if not any(map(str.isdigit, one)))
    return RelatedItem(title, authors, tags, date[:10] or None, url, section)
