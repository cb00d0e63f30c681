"""Folding: words as they are indexed and looked up, whatever keyboard they were typed on.

Text and query are folded alike: here when the index is made, and in `search.js`, which is given the
same table. Folding is the same for all languages, because nobody knows the language of a query.

1. Unicode NFKD, then lower case, then no marks: “é” is “e”, “آ” is “ا”, “İ” is “i”.
2. The letters of `LETTERS`.
3. A word ends at everything that is no letter and no digit.
4. The Arabic article is taken off (`ARTICLE`).

The index has more forms of a word than a query asks for (`indexed`), so that a reader may leave
out a joiner or write “ue” for “ü”.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LETTERS: dict[str, dict[str, str]] = {
    # Arabic ي and ك for Persian ی and ک, and forms of one letter; the hamza and the tatweel go.
    "fa, ar": {
        "ي": "ی", "ى": "ی", "ې": "ی", "ك": "ک", "ڪ": "ک", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه",
        "ٱ": "ا", "ء": "", "ـ": "",
        **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
        **{chr(0x0660 + digit): str(digit) for digit in range(10)},
    },
    "az, tr": {"ı": "i", "ə": "e"},
    "de": {"ß": "ss"},
    "fr": {"œ": "oe", "æ": "ae"},
    "other Latin": {"ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l"},
    "el": {"ς": "σ"},
    # Of no width: the zero width joiner, marks of direction, the soft hyphen.
    "all": dict.fromkeys("\u200d\u200e\u200f\u061c\u00ad\ufeff", ""),
}  # fmt: skip
"""What letters become, by the languages that need it, after step 1."""

TABLE = {letter: plain for letters in LETTERS.values() for letter, plain in letters.items()}

ARTICLE = "^[وفبک]?ال(?=...)"
"""The Arabic article with a particle before it, in front of at least three letters."""

JOINERS = "\u200c'’‘ʼ-\u2010\u2011"
"""What readers leave out of a word, or type as a space: ZWNJ, apostrophes, hyphens."""

VARIANTS = (
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"},
    {"ə": "a"},
    {"ş": "sh", "ç": "ch", "ğ": "gh"},
)
"""Other spellings that readers type: of German and Nordic, of Azerbaijani, of Turkic names."""

_MAP = str.maketrans(TABLE)
_ARTICLE = re.compile(ARTICLE)
_BREAK = re.compile(r"[\W_]+")
_CHUNK = re.compile(rf"[^\W_](?:[{re.escape(JOINERS)}]?[^\W_])*")
_VARIANTS = tuple(str.maketrans(variant) for variant in VARIANTS)
_PLAIN = re.compile("[a-z0-9]+").fullmatch


def folded(text: str) -> list[str]:
    """Fold a query into the words that it asks for."""
    return [_ARTICLE.sub("", word) for word in _words(text)]


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).lower()
    if not plain.isascii():
        plain = "".join(c for c in plain if not unicodedata.category(c).startswith("M"))
        plain = plain.translate(_MAP)
    return [word for word in _BREAK.split(plain) if word]


def indexed(text: str) -> str:
    """Return the words of a text in all forms that a query may have, with spaces between them."""
    text = unicodedata.normalize("NFC", text).lower()
    if not text.isascii():
        # A mark that is in no letter would end a word.
        text = "".join(c for c in text if not unicodedata.category(c).startswith("M"))
    return " ".join(word for chunk in _CHUNK.findall(text) for word in _forms(chunk))


@lru_cache(maxsize=65536)
def _forms(chunk: str) -> tuple[str, ...]:
    """Return the forms of a word: its parts, these joined, without article, in other spellings."""
    if _PLAIN(chunk):
        return (chunk,)
    parts = _words(chunk)
    forms = [*parts, "".join(parts)]
    forms += [_ARTICLE.sub("", part) for part in parts]
    for variant in _VARIANTS:
        spelled = chunk.translate(variant)
        if spelled != chunk:
            forms += _words(spelled)
    return tuple(form for form in dict.fromkeys(forms) if form)
