"""Patterns made of the word lists: how pages name their elements, and label their parts."""

from __future__ import annotations

import re

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
