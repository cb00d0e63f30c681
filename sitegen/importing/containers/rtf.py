"""Rich Text Format (RTF 1.9): press databases export articles so."""

from __future__ import annotations

from ...problems import optional
from .contents import Contents, Text, Unreadable
from .peek import Peek

NAME = "an RTF document"
LARGEST = 10_000_000


def matches(peek: Peek) -> bool:
    """Return True for the start that every RTF document has."""
    return peek.data.startswith(b"{\\rtf")


def read(data: bytes) -> Contents:
    """Read the document's plain text."""
    to_text = optional("striprtf.striprtf", "reading an RTF document").rtf_to_text
    if not data.rstrip(b"\r\n\t \x00").endswith(b"}"):
        raise Unreadable("the document is cut off", "save it again", "truncated")
    try:
        # RTF is ASCII; other letters are escaped, and the document names their code page.
        text = to_text(data.decode("latin-1"), errors="replace")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable("the document is damaged", "save it again", "damaged") from error
    if not text.strip():
        raise Unreadable("the document holds no text", "save it again, with its text", "empty")
    return Contents((Text(text),))
