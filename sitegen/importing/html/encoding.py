"""Decode the bytes of a page (HTML standard, "determining the character encoding")."""

from __future__ import annotations

import codecs
import re

from ..decode import decode, text_encoding

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip  # noqa: E501
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_PROLOG = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE)
# Browsers read these labels as windows-1252 (Encoding standard).
_WESTERN = frozenset("iso-8859-1 iso8859-1 latin-1 latin1 l1 us-ascii ascii iso8859-15".split())
_PAGE = re.compile(
    rb"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_SCAN = 4096


def is_page(data: bytes) -> bool:
    """Return True if the bytes begin as an HTML page does."""
    start = data[: _SCAN * 4]
    for mark, name in _MARKS:
        if start.startswith(mark):
            start = start[len(mark) :].decode(name, "replace").encode()
    return _PAGE.match(start) is not None


def decode_page(data: bytes, shown: str, encoding: str | None = None) -> str:
    """Decode a page: as told, by its mark, as it declares, else by its bytes.

    `shown` is how problems name the file. Raises ContentError where nothing fits.
    """
    if encoding is None:
        for mark, name in _MARKS:
            if data.startswith(mark):
                return data[len(mark) :].decode(name, "replace")
        declared = _PROLOG.search(data[:_SCAN]) or _DECLARED.search(data[:_SCAN])
        if declared:
            encoding = declared[1].decode("ascii", "replace").lower()
            encoding = "windows-1252" if encoding in _WESTERN else encoding
            # The declaration itself was read as ASCII, so that it cannot be UTF-16.
            encoding = "utf-8" if encoding.startswith("utf-16") else encoding
        if encoding is None or text_encoding(encoding) is None or encoding in ("utf-8", "utf8"):
            try:
                return data.decode("utf-8")
            except UnicodeDecodeError:
                encoding = None
    if encoding is not None and text_encoding(encoding) is not None:
        return data.decode(encoding, "replace")
    return decode(data, shown).text
