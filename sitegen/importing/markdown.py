"""Write blocks of plain text as CommonMark; escape only what Markdown would interpret.

The source is the CommonMark specification (0.31), and markdown-it's tables, strikethrough,
footnotes and definition lists. Every block is on one line, so only its start and its inline
characters can mean anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct


class Paragraph(Struct, frozen=True, tag=True):
    """A paragraph of plain text."""

    text: str


class Heading(Struct, frozen=True, tag=True):
    """A heading of plain text; level 2 is the highest below the title."""

    text: str
    level: int = 2


class Items(Struct, frozen=True, tag=True):
    """A list of plain texts; `start` is the first number, None if it has bullets."""

    items: tuple[str, ...]
    start: int | None = None


class Rule(Struct, frozen=True, tag=True):
    """A rule across the page."""


Block = Paragraph | Heading | Items | Rule

_INLINE = re.compile(
    r"""
    [\\`*]                                    # escapes, code, emphasis
    | (?<![^\W_])_ | _(?![^\W_])              # underscores, unless inside a word
    | <(?=[A-Za-z/!?])                        # HTML and autolinks
    | &(?=\#?[A-Za-z0-9]+;)                   # entities
    | (?<=~)~ | ~(?=~)                        # strikethrough
    | (?<=\])[(\[]                            # links
    | \[(?=\^) | \^(?=\[) | !(?=\[)           # footnotes and pictures
    """,
    re.VERBOSE,
)
_START = re.compile(
    r"""
    (?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$)  # ordered lists
    | (?P<mark>
        \#(?=\#{0,5}(?:\s|$))                 # headings
        | >                                   # quotations
        | [-+](?=\s|$) | [:~](?=\s|$)         # lists, definitions
        | [-=](?=[-=\s]*$)                    # rules and underlined headings
        | ~(?=~~) | :(?=::)                   # fences of code and of embeds
        | \[(?=[^\]]*\]:)                     # definitions of links and footnotes
        | \|                                  # tables
      )
    """,
    re.VERBOSE,
)


def write_markdown(blocks: Iterable[Block]) -> str:
    """Write blocks as Markdown, separated by blank lines, without a final newline."""
    written: list[str] = []
    last: Block | None = None
    turn = False
    for block in blocks:
        # Two lists in a row stay separate if their marks differ.
        turn = isinstance(block, Items) and isinstance(last, Items) and not turn
        written.append(_write(block, turn))
        last = block
    return "\n\n".join(written)


def _write(block: Block, turn: bool) -> str:
    match block:
        case Paragraph(text):
            return escape(text)
        case Heading(text, level):
            return f"{'#' * level} {_escape_closing(escape_inline(text))}"
        case Rule():
            return "---"
        case Items(items, start):
            marks = _marks(start, len(items), turn)
            return "\n".join(
                f"{mark} {escape(item)}" for mark, item in zip(marks, items, strict=True)
            )


def _marks(start: int | None, count: int, turn: bool) -> list[str]:
    if start is None:
        return ["*" if turn else "-"] * count
    return [f"{number}{')' if turn else '.'}" for number in range(start, start + count)]


def escape(text: str) -> str:
    """Escape a text of one line so that Markdown reads it as that text."""
    return escape_start(escape_inline(text))


def escape_start(line: str) -> str:
    """Escape the start of a line whose inline content is escaped already."""
    start = _START.match(line)
    if not start:
        return line
    at = start.start("dot") if start["number"] else 0
    return f"{line[:at]}\\{line[at:]}"


def escape_inline(text: str) -> str:
    """Escape characters that have a meaning anywhere in a line."""
    return _INLINE.sub(lambda match: f"\\{match[0]}", text)


def _escape_closing(text: str) -> str:
    """Escape hashes at the end of a heading, which would close it."""
    return re.sub(r"(?<!\S)(#+)$", r"\\\1", text)
