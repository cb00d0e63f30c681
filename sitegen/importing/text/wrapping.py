"""Hard-wrapped text: paragraphs that were broken into lines of one width are joined again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import structs

from ..lines import Line, ends_sentence
from ..paywall import BULLET

_WIDEST = 100
_NARROWEST = 40


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
    """The width that a text is wrapped at, 0 where it is not."""
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
