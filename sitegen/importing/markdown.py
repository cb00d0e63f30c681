"""Blocks of plain text become CommonMark: what Markdown would read is escaped, nothing else.

The source is the CommonMark specification (0.31), and markdown-it's tables, strikethrough,
footnotes and definition lists. Every block stands on one line, so only its start and its inline
characters can mean anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .blocks import Block, Heading, Items, Paragraph

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
        | ~(?=~~)                             # fences
        | \[(?=[^\]]*\]:)                     # definitions of links and footnotes
        | \|                                  # tables
      )
    """,
    re.VERBOSE,
)


def write_markdown(blocks: Iterable[Block]) -> str:
    """Write blocks as Markdown, parted by blank lines, without a line end at the end."""
    return "\n\n".join(_write(block) for block in blocks)


def _write(block: Block) -> str:
    match block:
        case Paragraph(text):
            return escape(text)
        case Heading(text, level):
            return f"{'#' * level} {_escape_closing(escape_inline(text))}"
        case Items(items, None):
            return "\n".join(f"- {escape(item)}" for item in items)
        case Items(items, start):
            return "\n".join(
                f"{number}. {escape(item)}" for number, item in enumerate(items, start or 0)
            )


def escape(text: str) -> str:
    """Escape a text of one line so that Markdown reads it as that text."""
    start = _START.match(text)
    inline = escape_inline(text)
    if not start:
        return inline
    if start["number"]:
        return f"{start['number']}\\{escape_inline(text[start.start('dot') :])}"
    return inline if inline.startswith("\\") else f"\\{inline}"


def escape_inline(text: str) -> str:
    """Escape what means something anywhere in a line."""
    return _INLINE.sub(lambda match: f"\\{match[0]}", text)


def _escape_closing(text: str) -> str:
    """Hashes at the end of a heading would close it."""
    return re.sub(r"(?<!\S)(#+)$", r"\\\1", text)
