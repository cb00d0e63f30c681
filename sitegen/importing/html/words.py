"""Patterns from the word lists: names of elements, labels of parts, the language of a text."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from ..lines import fold
from ..vocabulary import pattern, words


def _named(name: str) -> re.Pattern[str]:
    """Find a word of a list among the words of an element's names ("article-lead")."""
    options = "|".join(sorted(map(re.escape, words(name)), key=len, reverse=True))
    return re.compile(rf"(?:^|[\s-])(?:{options})(?:$|[\s-])")


DEK_NAME = _named("names-dek")
BYLINE_NAME = _named("names-byline")
TAGS_NAME = _named("names-topics")
NOT_DEK_NAME = re.compile(
    r"caption|image|figure|photo|picture|gallery|media|credit|author|byline|share|video|social|"
    r"related|bio\b|tags|date|time|widget|newsletter|promo|comment|breadcrumb|lightbox|slide"
)
LABEL = re.compile(rf"(?:{pattern('page-labels').pattern})\s*[:：.»>→…↓]*", re.IGNORECASE)
BY = re.compile(
    rf"^(?:{pattern('byline-labels').pattern}|{pattern('byline-words').pattern}"
    r"|de|di|da|af|av|door|od)\s*[:：]?\s+(?=\S)",
    re.IGNORECASE,
)
CREDIT_LABEL = re.compile(
    rf"^[(\[|/\s]*(?:{pattern('credit-labels').pattern}"
    rf"|(?:{pattern('photo-words').pattern})(?:\s*[:：]|\s+(?:by|از)(?=\s)))\s*",
    re.IGNORECASE,
)


_WORD = re.compile(r"[^\W\d_]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_KNOWN = ("en", "fa", "ar", "az", "tr", "ru", "fr", "de")


@cache
def _common() -> dict[str, frozenset[str]]:
    return {code: words(f"common-{code}") for code in _KNOWN}


def detect(text: str) -> str:
    """Return the language of a text, "" if it is unknown or unclear."""
    counts: Counter[str] = Counter()
    found = _WORD.findall(fold(text[:6000]))
    for code, common in _common().items():
        counts[code] = sum(word in common for word in found)
    (best, most), (_, second) = counts.most_common(2)
    if most < max(5, len(found) * 0.08) or second > 0.7 * most:
        return ""
    return best


def choose_language(declared: str, text: str) -> tuple[str, str]:
    """Return the article's language, and a note where the page and its text do not agree."""
    declared = declared if _LANGUAGE.fullmatch(declared) else ""
    found = detect(text)
    if not declared:
        return found, ""
    if found and declared.split("-")[0].lower() not in (found, *_NEAR.get(found, ())):
        return found, f"the page says that its language is {declared}; its text is {found}"
    return declared, ""


# Codes that mean the same language, or one that our word lists cannot tell from it.
_NEAR = {"fa": ("per", "fas", "prs"), "az": ("aze", "azj"), "tr": ("tur",), "ru": ("rus",)}
