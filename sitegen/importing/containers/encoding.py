"""Decode the bytes of a web page (HTML standard, "determining the character encoding")."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from .contents import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)
_PROLOG = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""", re.I)
_XML_ENCODING = re.compile(
    r"""(\A\s*<\?xml\b[^>]{0,200}?)\s+encoding\s*=\s*["'][^"']{0,60}["']""", re.I
)
_SCANNED = 8192
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")


def decode_page(data: bytes, charset: str = "") -> str:
    """Decode a page: by byte order mark, declaration (`charset`, meta), or detection.

    Bytes that are UTF-8 are read as that, whatever is declared: no text in another encoding looks
    like UTF-8 by accident. Raises Unreadable for binary data.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.removeprefix(mark).decode(name, "replace")
    text = _decode(data, charset)
    if "\x00" in text or len(_CONTROLS.findall(text)) > max(3, len(text) // 200):
        raise Unreadable("this is binary data, no web page", "save the page again", "binary")
    return text


def decode_as(data: bytes, encoding: str) -> str:
    """Decode a page in the user's encoding; Unreadable if its bytes do not fit."""
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError):
        hint = "leave --encoding out, or name another"
        raise Unreadable(f"these bytes are not {encoding}", hint, "encoding") from None


def as_utf8(data: bytes, charset: str = "") -> bytes:
    """Return the bytes of XML or JSON in UTF-8, whatever they declare; `charset` is their host's.

    An XML declaration is made to name that encoding. Raises Unreadable for binary data.
    """
    text = decode_page(data, charset)
    return _XML_ENCODING.sub(r"\1", text, count=1).encode("utf-8", "replace")


def _decode(data: bytes, charset: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    names = list(_declared(data, charset))
    for name in names:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    if names and names[0] == "utf-8":  # A few damaged bytes do not change the encoding.
        text = data.decode("utf-8", "replace")
        if text.count("\ufffd") <= len(text) // 1000:
            return text
    return _detect(data)


def _declared(data: bytes, charset: str) -> Iterator[str]:
    """Return the declared encodings as codec names; labels are understood as in browsers."""
    import webencodings

    start = data[:_SCANNED]
    labels = [charset]
    found = (pattern.search(start) for pattern in (_PROLOG, _META))
    labels += [match[1].decode("ascii", "replace") for match in found if match]
    for label in labels:
        encoding = webencodings.lookup(label) if label else None
        if encoding is not None and not encoding.name.startswith("utf-16"):
            yield encoding.codec_info.name


def _detect(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data, threshold=0.5).best()
    return str(best) if best else data.decode("cp1252", "replace")
