"""Split text into numbered lines, clean of invisible characters, with plain spaces, unwrapped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct, structs

# Soft hyphen, zero-width space, word joiner, byte order mark: they carry no text.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
# Joiners and direction marks mean something inside a line (Persian joins words with U+200C).
_AT_ENDS = " \u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_BREAK = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
_FILE_BREAK = re.compile(r"\r*\n|\r")
_INDENT = re.compile(r"\s*")

_CLOSERS = "\"'”’“‘»)]›」』*†"
_SENTENCE_ENDS = ".!?…؟۔।。！？"
_ABBREVIATED = re.compile(r"(?:\b(?:[A-Z]\.){2,}|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|St|No|vs)\.|\.\.\.|…)$")

BULLET = re.compile(r"[•●▪■◦‣⁃∙·○*✓✔➤►–—-](?=\s)\s*")
# Widths at which texts are wrapped.
_WIDEST = 100
_NARROWEST = 40


def phrases(table: str) -> str:
    """Join the lines of a table of patterns into one alternation, for a regular expression.

    Persian yeh and kaf also match their Arabic forms, which legacy encodings contain.
    """
    joined = "|".join(line.strip() for line in table.splitlines() if line.strip())
    return f"(?:{joined})".replace("ی", "[یي]").replace("ک", "[کك]")


class Line(Struct, frozen=True):
    """A line with text. `number` is the one in the file; `gap` is True below a blank line."""

    number: int
    text: str
    indent: int = 0
    gap: bool = False


def read_lines(text: str) -> tuple[Line, ...]:
    """Split a text into the lines that contain something, in NFC and with single plain spaces."""
    lines = []
    gap = False
    for number, raw in enumerate(_FILE_BREAK.split(text), start=1):
        for part in _BREAK.split(raw):
            clean = tidy(part)
            if clean:
                indent = _INDENT.match(part)
                lines.append(Line(number, clean, len(indent[0]) if indent else 0, gap))
            gap = not clean
    return tuple(lines)


def tidy(text: str) -> str:
    """Drop what cannot be seen, and make every run of white space one plain space."""
    text = _CONTROL.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    return " ".join(text.split()).strip(_AT_ENDS)


def fold(text: str) -> str:
    """Fold a text so that spellings of one name are equal; only for comparisons."""
    text = text.replace("ي", "ی").replace("ك", "ک").replace("\u200c", "").replace("’", "'")
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def shorten(text: str, length: int = 60) -> str:
    """Shorten a text for a message; a longer one ends in an ellipsis."""
    return text if len(text) <= length else text[: length - 1] + "…"


def ends_sentence(text: str) -> bool:
    """Return True if a text ends as a sentence does, quotes and brackets aside."""
    bare = text.rstrip(_CLOSERS + " ")
    return bool(bare) and bare[-1] in _SENTENCE_ENDS


def ends_in_period(text: str) -> bool:
    """Return True if a text ends with a full stop that does not belong to an abbreviation."""
    bare = text.rstrip(_CLOSERS + " ")
    return bare.endswith((".", "۔", "。")) and not _ABBREVIATED.search(bare)


def is_prose(text: str) -> bool:
    """Return True if a line reads as a paragraph: a sentence of some length."""
    return (len(text) >= 40 and ends_sentence(text)) or len(text) >= 160


# --- hard-wrapped text -------------------------------------------------------------------------


def unwrap(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Join the lines of hard-wrapped paragraphs; other texts come back as they are.

    The evidence is arithmetic: a text is wrapped where line after line ends because the next
    word would not have fit in, most of them in the middle of a sentence.
    """
    width = _width(lines)
    if not width:
        return tuple(lines)
    joined: list[Line] = []
    last: Line | None = None
    for line in lines:
        if joined and last and _runs_on(last, line, width):
            above = joined[-1]
            glue = "" if above.text.endswith("-") else " "
            joined[-1] = structs.replace(above, text=f"{above.text}{glue}{line.text}")
        else:
            joined.append(line)
        last = line
    return tuple(joined)


def _width(lines: Sequence[Line]) -> int:
    """Return the width at which a text is wrapped, or 0."""
    pairs = [(a, b) for a, b in pairwise(lines) if not b.gap and not BULLET.match(b.text)]
    width = max((len(a.text) for a, _ in pairs), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    long_enough = [(a, b) for a, b in pairs if len(a.text) >= width * 0.6]
    full = [a for a, b in long_enough if _runs_on(a, b, width)]
    # Paragraphs of one line each may be of one length, too, but they end as sentences do.
    within = sum(not ends_sentence(line.text) for line in full)
    is_wrapped = len(full) >= 4 and len(full) >= len(long_enough) * 0.85
    return width if is_wrapped and within >= len(full) * 0.7 else 0


def _runs_on(above: Line, below: Line, width: int) -> bool:
    if below.gap or BULLET.match(below.text):
        return False
    first = below.text.split(" ", 1)[0]
    return len(above.text) >= width * 0.6 and len(above.text) + 1 + len(first) > width
