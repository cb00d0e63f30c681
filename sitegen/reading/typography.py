"""Typography of languages: quotation marks, French spaces, and counting words.

The marks are CLDR's delimiters (`quotationStart`, `alternateQuotationStart` …), which are also in
the HTML standard's list of rendering rules; Azerbaijani has the marks that its press uses. A quote
opens or closes by what is beside it, as markdown-it decides it; unlike its rule, this one takes
a time that grows with the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

APOSTROPHE = "’"

BREAKS = ("softbreak", "hardbreak")
"""The tokens that end a line."""

_NBSP = "\u00a0"
_STYLES = {
    "“ ” ‘ ’": "en am da eu ga gl hi id ko ms mt nl pt sq sw th tk tr uz vi zh",
    "« » ‹ ›": "ar az ckb de-CH fa fr-CH it-CH ps",
    "« » „ “": "be ky ru uk",
    "« » “ ”": "ca el es it kk lv pt-PT tg",
    "« » ‘ ’": "nb nn no",
    "« » « »": "hy mn",
    "„ “ ‚ ‘": "bg cs de et is ka lb lt mk sk sl",
    "„ ” ‚ ’": "bs hr sr",
    "„ ” « »": "pl ro",
    "„ ” » «": "hu",
    "” ” ’ ’": "fi he sv",
    "” “ ’ ‘": "ur",
    "「 」 『 』": "ja zh-Hant zh-TW zh-HK yue",
}
_BY_LANGUAGE = {
    tag.lower(): tuple(marks.split()) for marks, tags in _STYLES.items() for tag in tags.split()
}
_BY_LANGUAGE["fr"] = (f"«{_NBSP}", f"{_NBSP}»", "“", "”")

_QUOTE = re.compile("['\"]")
# '90s, '90: a year without its century. The first is never the beginning of a quotation.
_DECADE = re.compile(r"\d\ds\b")


def quotes_of(language: str) -> tuple[str, ...]:
    """Return the four marks of a BCP 47 tag: opening, closing, and both for a quotation inside.

    The longest known beginning of the tag counts; a language that is not known has English marks.
    """
    parts = language.lower().split("-")
    for length in range(len(parts), 0, -1):
        marks = _BY_LANGUAGE.get("-".join(parts[:length]))
        if marks is not None:
            return marks
    return _BY_LANGUAGE["en"]


def smart_quotes(state: StateCore) -> None:
    """Replace the straight quotes of every text by the marks in `env["quotes"]`."""
    marks = state.env.get("quotes") or _BY_LANGUAGE["en"]
    for token in state.tokens:
        if token.type == "inline" and token.children and _QUOTE.search(token.content):
            _Quotes(token.children, marks).replace()


_NARROW = "\u202f"
_BEFORE_HIGH_MARK = re.compile("[ \u00a0\u202f]+(?=[;!?])")
_BEFORE_COLON = re.compile("[ \u00a0\u202f]+(?=[:»])|(?<=«)[ \u00a0\u202f]+")


def french_spaces(state: StateCore) -> None:
    """Keep French marks with their words: make the author's spaces before them non-breaking.

    They are narrow before ; ! and ?, and full before : and inside « ». None is added.
    """
    if not state.env.get("french"):
        return
    for inline in state.tokens:
        for token in inline.children or ():
            if token.type == "text":
                text = _BEFORE_HIGH_MARK.sub(_NARROW, token.content)
                token.content = _BEFORE_COLON.sub(_NBSP, text)


class _Opening(NamedTuple):
    """A quote that may open a quotation; `order` is its number among all quotes."""

    token: int
    position: int
    level: int
    order: int


class _Quotes:
    """The quotes of one block: finds pairs and apostrophes."""

    def __init__(self, tokens: Sequence[Token], marks: tuple[str, ...]) -> None:
        self._tokens = tokens
        self._marks = {'"': marks[:2], "'": marks[2:]}
        self._open: dict[str, list[_Opening]] = {'"': [], "'": []}
        self._count = 0
        self._edits: dict[int, dict[int, str]] = {}

    def replace(self) -> None:
        """Find the pairs and apostrophes, then rewrite each text once."""
        after = _first_characters(self._tokens)
        before = " "
        for number, token in enumerate(self._tokens):
            self._close_down_to(token.level)
            if token.type == "text":
                self._read(number, token, before, after[number])
            if token.type in BREAKS:
                before = " "
            elif token.content:
                before = token.content[-1]
        self._apostrophes()
        for number, edits in self._edits.items():
            text = self._tokens[number].content
            pieces: list[str] = []
            end = 0
            for position in sorted(edits):
                pieces += (text[end:position], edits[position])
                end = position + 1
            self._tokens[number].content = "".join(pieces) + text[end:]

    def _close_down_to(self, level: int) -> None:
        """Forget what was opened inside emphasis or a link that has ended."""
        for openings in self._open.values():
            while openings and openings[-1].level > level:
                self._unmatched(openings.pop())

    def _read(self, number: int, token: Token, before: str, after: str) -> None:
        text = token.content
        for found in _QUOTE.finditer(text):
            position, quote = found.start(), found[0]
            last = text[position - 1] if position else before
            following = text[position + 1] if position + 1 < len(text) else after
            opens, closes = _sides(quote, last, following)
            if quote == "'" and not closes and _DECADE.match(text, position + 1):
                self._edit(number, position, APOSTROPHE)
            elif not opens and not closes:
                if quote == "'":
                    self._edit(number, position, APOSTROPHE)
            elif closes and self._close(quote, number, position, token.level):
                continue
            elif opens:
                self._count += 1
                opening = _Opening(number, position, token.level, self._count)
                self._open[quote].append(opening)
            elif quote == "'":
                self._edit(number, position, APOSTROPHE)

    def _close(self, quote: str, number: int, position: int, level: int) -> bool:
        """Pair a closing quote with the last opening one of its kind and level, if any."""
        openings = self._open[quote]
        if not openings or openings[-1].level != level:
            return False
        opening = openings.pop()
        start, end = self._marks[quote]
        self._edit(opening.token, opening.position, start)
        self._edit(number, position, end)
        # What was opened inside of the pair can no longer be closed.
        other = self._open["'" if quote == '"' else '"']
        while other and other[-1].order > opening.order:
            self._unmatched(other.pop())
        return True

    def _apostrophes(self) -> None:
        for opening in self._open["'"]:
            self._unmatched(opening)

    def _unmatched(self, opening: _Opening) -> None:
        """Take a single quote that opens nothing ('tis, '90) for an apostrophe."""
        text = self._tokens[opening.token].content
        following = text[opening.position + 1 : opening.position + 2]
        if text[opening.position] == "'" and following.isalnum():
            self._edit(opening.token, opening.position, APOSTROPHE)

    def _edit(self, number: int, position: int, mark: str) -> None:
        self._edits.setdefault(number, {})[position] = mark


def _first_characters(tokens: Sequence[Token]) -> list[str]:
    """Return for each token the first character of the next text on its line."""
    result = [" "] * len(tokens)
    following = " "
    for number in range(len(tokens) - 1, -1, -1):
        result[number] = following
        if tokens[number].type in BREAKS:
            following = " "
        elif tokens[number].content:
            following = tokens[number].content[0]
    return result


def _sides(quote: str, last: str, following: str) -> tuple[bool, bool]:
    """Return whether a quote between two characters may open, and whether it may close."""
    last_mark, next_mark = _is_mark(last), _is_mark(following)
    last_space, next_space = last.isspace(), following.isspace()
    opens = not next_space and (not next_mark or last_space or last_mark)
    closes = not last_space and (not last_mark or next_space or next_mark)
    if quote == '"' == following and last in "0123456789":
        return False, False  # An inch sign: 1""
    if opens and closes:
        return last_mark, next_mark
    return opens, closes


def _is_mark(character: str) -> bool:
    return bool(isMdAsciiPunct(ord(character)) or isPunctChar(character))


CHARACTERS_A_WORD = 400 / 230
"""A reader takes 400 characters of Chinese a minute, and 230 words of a script with spaces."""

_LATIN = re.compile("[\x00-\u024f\u2000-\u206f]*")
"""Texts of Latin letters and common punctuation, curly quotes among it: all have spaces."""


# Scripts that put no spaces between words: Thai, Lao, Tibetan, Burmese, Khmer, the Tai scripts of
# China, Balinese, Javanese, kana, Han.
@cache
def _spaceless() -> re.Pattern[str]:
    """Return the pattern of such characters; slow to compile, and no Latin text needs it."""
    return re.compile(
        "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\u1b00-\u1b7f\u3041-\u312f"
        "\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua980-\ua9ff\uaa60-\uaa7f\uf900-\ufaff\uff66-\uff9d"
        "\U00020000-\U0003ffff]"
    )


def count_words(text: str) -> float:
    """Count the words of a text; a character of a script without spaces counts as a part of one."""
    if _LATIN.fullmatch(text) or not _spaceless().search(text):
        return text.count(" ") + text.count("\n") + 1
    rest, characters = _spaceless().subn(" ", text)
    return len(rest.split()) + characters / CHARACTERS_A_WORD
