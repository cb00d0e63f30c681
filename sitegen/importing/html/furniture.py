"""Tell what surrounds and interrupts an article, by an element's tag, role and names.

Names are parted into words ("article__share-bar" holds "share" and "bar"), so that a word is never
found inside another ("download" holds no "ad"). No publisher's own names are in the lists.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

from ..vocabulary import pattern, words
from .dom import names_of, text_of
from .figures import is_figure

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
    """Return the tag, role or word that makes an element furniture, "" where none does."""
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
