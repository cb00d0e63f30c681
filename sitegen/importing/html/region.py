"""Find the element that has the article's text, and the furniture on the page.

Names are split into words ("article__share-bar" has "share" and "bar"), so that a word is never
found inside another ("download" has no "ad"). The lists have no publisher's own names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from lxml.html import HtmlElement
from msgspec import Struct

from ..paywall import is_foreign_prompt, is_prompt
from ..vocabulary import pattern, words
from .dom import SILENT, Document, is_hidden, names_of, text_of
from .figures import is_figure
from .words import DEK_NAME

_TAGS = frozenset("nav footer form button dialog aside menu".split())
_ROLES = frozenset(
    """navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar
    tablist form""".split()
)
# "has-related", "no-sidebar", "with-comments" tell of the page, not of the element.
_TELL_OF_PAGE = frozenset("has no with is js not without hide show".split())
# Words that name a part of a layout as often as furniture, unless it is the layout of the text.
_LAYOUT = frozenset("paywall sidebar premium subscription subscribe subscriptions".split())
_OF_TEXT = frozenset("grid content body layout main column col wrapper container text".split())
LOCKS = _LAYOUT - {"sidebar"}
"""Words that name what asks for a subscription."""
_PROMPT = 500
_SHOWN = frozenset(("img", "picture", "figure"))
_INLINE = frozenset("a abbr b cite em i mark q small span strong sub sup u".split())
_WORD = re.compile(r"[a-z]+|\d+")


def why_furniture(element: HtmlElement) -> str:
    """Return the tag, role or word that makes an element furniture, "" if none does."""
    tag = str(element.tag)
    if tag in _TAGS:
        return "" if tag == "aside" and is_figure(element) else tag
    role = (element.get("role") or "").lower()
    if role in _ROLES:
        return role
    if element.get("aria-hidden") == "true" and tag not in _SHOWN:
        return "aria-hidden"
    if tag in _INLINE and _is_in_sentence(element):
        return ""
    why: str = _by_names(names_of(element))
    if why in _LAYOUT and (tag == "p" or is_figure(element)):
        return ""
    # Pages name what they lock as they name the prompt that locks it; a prompt is short.
    if why in LOCKS and len(text_of(element)) > _PROMPT:
        return ""
    # A teaser leads elsewhere; without a link it is the article's own introduction.
    if why in ("teaser", "teasers") and element.find(".//a") is None:
        return ""
    return why


def _is_in_sentence(element: HtmlElement) -> bool:
    """Return True for words with text right before and right after them."""
    previous, parent = element.getprevious(), element.getparent()
    before = previous.tail if previous is not None else parent.text if parent is not None else ""
    return bool((before or "").strip()) and bool((element.tail or "").strip())


@lru_cache(maxsize=20_000)
def _by_names(names: str) -> str:
    for token in names.split():
        if ":" in token or "[" in token:  # A utility class says how, not what.
            continue
        found = pattern("phrases-furniture").search(token)
        if found:
            return found[0]
        parts = _WORD.findall(token)
        if parts and parts[0] in _TELL_OF_PAGE:
            continue
        for part in parts:
            layout = part in _LAYOUT and _OF_TEXT.intersection(parts)
            if part in words("names-furniture") and not layout:
                return str(part)
    return ""


# Elements whose own text may be a paragraph, and how much of it counts.
_WEIGHTS = {
    "p": 1.0, "div": 1.0, "section": 1.0, "article": 1.0, "body": 1.0,
    "blockquote": 0.5, "pre": 0.5, "td": 0.5, "li": 0.5, "span": 0.5, "dd": 0.5,
}  # fmt: skip
_PARAGRAPH = 25  # characters; shorter ones are labels as often as text
_LOOSE = 60  # the same for text that is in no paragraph of its own
# The text is in the child that has this share of its parent's weight.
_SHARE = 0.85
# No box that contains this share of the page's paragraphs is furniture, whatever its name.
_TOO_LARGE = 0.35
_NOTICE = 150
_LARGE = 600
_BODY = ".//*[@itemprop='articleBody']"
# However much text is in these, it is not the article's.
_NEVER_TEXT = frozenset(
    """nav navigation footer dialog comment comments disqus consent cookie cookies
    onetrust gdpr kommentare newsletter newsletters related contentinfo""".split()
)
_LEAVES = frozenset(("p", "td", "tr", "tbody", "table", "li", "blockquote", "ul", "ol"))


class Region(Struct, frozen=True):
    """The element that contains the text, and the page's furniture with the reasons."""

    element: HtmlElement
    furniture: Mapping[HtmlElement, str]

    @property
    def is_locked(self) -> bool:
        """True if a box on the page asks for an account or a subscription to read on."""
        return any(
            why in LOCKS or is_prompt(text) or is_foreign_prompt(text)
            for element, why in self.furniture.items()
            if (text := text_of(element)[:250])
        )


def find_region(document: Document) -> Region | None:
    """Find the smallest element that contains the article's paragraphs, or return None."""
    body = document.root.find("body")
    if body is None:
        body = document.root
    survey = _Survey(body)
    survey.visit(body)
    mass: dict[HtmlElement, float] = defaultdict(float)
    for element, weight in survey.weights.items():
        mass[element] += weight
        for above in element.iterancestors():
            mass[above] += weight
    if not mass.get(body):
        return None
    return Region(_widen(_smallest(body, mass), survey.weights), survey.furniture)


def _widen(region: HtmlElement, weights: Mapping[HtmlElement, float]) -> HtmlElement:
    """Widen the region while it has text next to it: paragraphs, or boxes of the same name."""
    at = region
    above = at.getparent()
    while above is not None and above.tag not in ("body", "html"):
        beside = [one for one in above if one.tag == "p" and one is not at and one in weights]
        if not _is_text_beside(beside, at):
            beside = []
        parts = any(one is not at and _is_another_part(one, at, weights) for one in above)
        if parts or not all(DEK_NAME.search(names_of(one)) for one in beside):
            region = above
        elif above.tag in ("article", "main"):
            break
        at, above = above, above.getparent()
    return region


def _is_text_beside(paragraphs: list[HtmlElement], at: HtmlElement) -> bool:
    """Return True if there are paragraphs above the region, or more than a notice below it."""
    above = set(at.itersiblings(preceding=True))
    if any(one in above for one in paragraphs):
        return True
    return sum(len(text_of(one)) for one in paragraphs) >= _NOTICE


def _is_another_part(
    element: HtmlElement, part: HtmlElement, weights: Mapping[HtmlElement, float]
) -> bool:
    """Return True for a box of paragraphs whose name is that of a part of the text."""
    name = (part.get("class") or "").split()
    return (
        element.tag == part.tag
        and bool(name)
        and (element.get("class") or "").split()[:1] == name[:1]
        and sum(one in weights for one in element.iter("p")) > 1
    )


def _smallest(body: HtmlElement, mass: Mapping[HtmlElement, float]) -> HtmlElement:
    at = body
    while True:
        best = max(at, key=lambda child: mass.get(child, 0.0), default=None)
        if best is not None and best.tag == "table":
            best = _cell_of_text(best, mass)
        elif best is not None and best.tag in _LEAVES:
            return at
        if best is None or mass.get(best, 0.0) < _SHARE * mass[at]:
            return at
        at = best


def _cell_of_text(table: HtmlElement, mass: Mapping[HtmlElement, float]) -> HtmlElement | None:
    """Return the table cell that contains the paragraphs, if tables lay out the page."""
    cells = (one for one in table.iter("td") if sum(p in mass for p in one.iter("p")) > 1)
    return max(cells, key=lambda one: mass.get(one, 0.0), default=None)


class _Survey:
    """Weighs the page's paragraphs by their text without links, furniture left out."""

    def __init__(self, body: HtmlElement) -> None:
        self.weights: dict[HtmlElement, float] = {}
        self.furniture: dict[HtmlElement, str] = {}
        self.whole = sum(map(len, self._paragraphs(body)))

    def visit(self, element: HtmlElement) -> None:
        """Weigh what is in an element."""
        if element.tag in SILENT or element.tag == "noscript" or is_hidden(element):
            return
        if element.tag not in ("body", "html", "main"):
            why = why_furniture(element)
            if why and not self._holds_article(element, why):
                self.furniture[element] = why
                return
        if element.tag == "p":
            text = text_of(element)
            linked = sum(len(text_of(one)) for one in element.iter("a"))
            self._add(element, len(text), linked, _PARAGRAPH)
            return
        own = (element.text or "") + "".join(child.tail or "" for child in element)
        self._add(element, len(own.strip()), 0, _LOOSE)
        for child in element:
            self.visit(child)

    def _add(self, element: HtmlElement, length: int, linked: int, least: int) -> None:
        weight = (length - 2 * linked) * _WEIGHTS.get(element.tag, 0.0)
        if length >= least and weight > 0:
            self.weights[element] = weight

    def _paragraphs(self, element: HtmlElement) -> Iterator[str]:
        if element.tag == "p":
            yield text_of(element)
        elif why_furniture(element) not in _NEVER_TEXT:
            for child in element:
                if isinstance(child.tag, str):
                    yield from self._paragraphs(child)

    def _holds_article(self, element: HtmlElement, why: str) -> bool:
        """Return True if a box contains the article: its name then does not make it furniture."""
        if element.find(".//h1") is not None or element.find(_BODY) is not None:
            return True
        if why in _NEVER_TEXT:
            return False
        length = sum(len(text_of(one)) for one in element.iter("p"))
        return length >= _LARGE and length > _TOO_LARGE * self.whole
