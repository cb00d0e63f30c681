"""Documents: Word (ECMA-376) and RTF 1.9, as press databases export them and authors send them."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from ...problems import optional
from .contents import Container, Contents, Text, Unreadable
from .page import make_page
from .peek import Peek

_DAMAGED = (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError)
_HEADING = re.compile(r"<h1\b")
_EXPORT = re.compile(
    r"^(?:Load-Date|Length|Byline|Body|End of Document)\b:?|^Document \w{8,}\d{8,}", re.MULTILINE
)


def _is_word(peek: Peek) -> bool:
    """Return True for a ZIP archive with the main part of a Word document."""
    return "word/document.xml" in peek.members


def _read_word(data: bytes) -> Contents:
    """Read the document: a page if it has a main heading, else its plain text."""
    from .webarchives import open_archive

    mammoth = optional("mammoth", "reading a Word document")
    with open_archive(data):  # Refuses what is damaged, or unfolds to more than it may.
        text = _converted(mammoth.extract_raw_text, data)
        if not text.strip():
            raise Unreadable("the document has no text", "save it again, with its text", "empty")
        if not _EXPORT.search(text):
            html = _converted(mammoth.convert_to_html, data)
            if _HEADING.search(html):
                page = make_page(f"<html><body><article>{html}</article></body></html>")
                return Contents((page,))
    return Contents((Text(re.sub(r"\n{3,}", "\n\n", text)),))


def _converted(convert: Any, data: bytes) -> str:
    from xml.parsers.expat import ExpatError

    try:
        return str(convert(BytesIO(data)).value)
    except (ExpatError, *_DAMAGED) as error:
        raise Unreadable("the document is damaged", "save it again", "damaged") from error


def _is_rtf(peek: Peek) -> bool:
    """Return True for the start that every RTF document has."""
    return peek.data.startswith(b"{\\rtf")


def _read_rtf(data: bytes) -> Contents:
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
        raise Unreadable("the document has no text", "save it again, with its text", "empty")
    return Contents((Text(text),))


WORD = Container("a Word document", 30_000_000, _is_word, _read_word)
RTF = Container("an RTF document", 10_000_000, _is_rtf, _read_rtf)
