"""Tells HTML from text, and refuses what may be either."""

from __future__ import annotations

import re
from pathlib import PurePath

from ...problems import ContentError, Problem

_DOCUMENT = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|\?xml|rss|feed|svg)\b", re.I | re.S
)
_CLOSING = re.compile(
    r"</(?:p|div|span|a|h[1-6]|li|ul|ol|td|tr|table|section|article|em|strong|b|i|figure|script|"
    r"style|head|body|html|title|blockquote)\s*>",
    re.IGNORECASE,
)
_TAG_LINE = re.compile(r"^\s*</?[a-zA-Z][^>]*>", re.MULTILINE)
_HTML_NAMES = frozenset({".html", ".htm", ".xhtml", ".mhtml"})


def refuse_markup(text: str, path: str) -> None:
    """Raise ContentError where a dump is HTML, or where it cannot be told from HTML safely."""
    hint = "open the page, and save or copy its text; reader view gives the cleanest"
    if _DOCUMENT.match(text):
        raise ContentError(
            Problem(path, "this is HTML, not the page's text", "import.html", line=1, hint=hint)
        )
    closing = _CLOSING.search(text)
    if closing and (len(_CLOSING.findall(text)) >= 2 or len(_TAG_LINE.findall(text)) >= 2):
        line = text.count("\n", 0, closing.start()) + 1
        message = f"tags such as {closing[0]} stand in the text: it cannot be told from HTML safely"
        raise ContentError(Problem(path, message, "import.html", line=line, hint=hint))
    if PurePath(path).suffix.lower() in _HTML_NAMES:
        message = "the file's name says HTML, and there is none in it"
        hint = "if it is the page's text, rename the file to .txt"
        raise ContentError(Problem(path, message, "import.html", line=1, hint=hint))
