"""Compare texts by their words: which say the same, and whether an article uses a line's words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..lines import fold

_WORD = re.compile(r"[^\W\d_]{3,}(?:[’'\u200c][^\W\d_]+)*")
_STOP = frozenset(
    """
    the and for are was were that this with from have has had will what when where which who why
    how their there they them your you our his her its after before over into about says said new
    not but all can more than out der das und den von mit sich des für ist dem nicht ein eine auch
    les des une que est pour qui dans par pas sur cette aux ont leur sont bir için ile olarak daha
    olan gibi üçün edib olub onun isə что как это для или при его они был من على في عن إلى التي
    الذي این است برای که را با از در
    """.split()
)
# In a shorter text a headline may have other words than the text.
_FEW_WORDS = 100


def content_words(text: str) -> list[str]:
    """Return the words of a text that mean something, folded."""
    return [word for word in map(fold, _WORD.findall(text)) if word not in _STOP]


def stems(texts: Iterable[str]) -> frozenset[str]:
    """Return the beginnings of the content words of texts, by which inflected forms are equal."""
    return frozenset(word[:5] for text in texts for word in content_words(text))


def shares_words(text: str, used: frozenset[str]) -> bool:
    """Return True if a third of the content words of a line are among the stems of a text."""
    content = content_words(text)
    return sum(word[:5] in used for word in content) * 3 >= max(1, len(content))


def could_be_of_text(text: str, used: frozenset[str]) -> bool:
    """Return True if a line has the words of a headline, and a text of some length uses them."""
    content = content_words(text)
    if len(content) < 3 and not (len(content) == 2 and len(text.split()) >= 4):
        return False
    return len(used) < _FEW_WORDS or shares_words(text, used)


def reads_as_site_name(text: str, used: frozenset[str]) -> bool:
    """Return True for a few words in capitals none of which the text uses."""
    words = text.split()
    is_titled = all(word[0].isupper() or len(word) <= 3 for word in words)
    return (
        len(words) <= 5 and is_titled and not any(word[:5] in used for word in content_words(text))
    )


def says_the_same(one: str, other: str) -> bool:
    """Return True if most words of the shorter text are in the other one."""
    a, b = set(content_words(one)), set(content_words(other))
    shorter = min(len(a), len(b))
    return shorter >= 2 and len(a & b) >= max(2, shorter * 0.6)


def is_nearly_the_same(one: str, other: str) -> bool:
    """Return True if two texts differ in a word or two."""
    a, b = set(content_words(one)), set(content_words(other))
    return len(a & b) >= 3 and len(a & b) >= 0.7 * max(len(a), len(b))
