"""Word documents (ECMA-376): press databases export articles so, and authors send theirs."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from ...problems import optional
from .contents import Contents, Text, Unreadable
from .page import make_page
from .peek import Peek

NAME = "a Word document"
LARGEST = 30_000_000

_DAMAGED = (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError)
_HEADING = re.compile(r"<h1\b")
_EXPORT = re.compile(r"^(?:Load-Date|Length|Byline|Body|End of Document)\b:?|^Document \w{8,}\d{8,}", re.M)  # fmt: skip  # noqa: E501


def matches(peek: Peek) -> bool:
    """Return True for a ZIP archive with the main part of a Word document."""
    return "word/document.xml" in peek.members


def read(data: bytes) -> Contents:
    """Read the document: a page if it has a main heading, else its plain text."""
    from .archive import open_archive

    mammoth = optional("mammoth", "reading a Word document")
    with open_archive(data):  # Refuses what is damaged, or unfolds to more than it may.
        text = _converted(mammoth.extract_raw_text, data)
        if not text.strip():
            raise Unreadable("the document holds no text", "save it again, with its text", "empty")
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
