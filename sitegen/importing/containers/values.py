"""Values of exports that programs wrote: XML, plain text, addresses, days and moments."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from ...formats.addresses import percent_encoded
from ...problems import optional
from .contents import Unreadable

_FULL = 500
"""Characters of text; a shorter description of one paragraph is a summary, not the text."""

_FIRST_YEAR = 1971
"""Exports write zero, the first second of 1970 or of year 1, where there is no date."""
_NO_YEAR = re.compile(r"[A-Za-z][ -]0\d{3}\b")


def parse_xml(data: bytes, what: str) -> Any:
    """Parse XML leniently; never follow an entity or an address.

    Raises Unreadable for a file that is cut off or no XML.
    """
    etree = optional("lxml.etree", f"reading {what}")
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise Unreadable(f"{what} cannot be read: it is not XML", "export it again", "damaged")
    require_end(data, what)
    return root


def require_end(data: bytes, what: str) -> None:
    """Raise Unreadable for XML that does not end with the end of an element or a comment."""
    tail = data.replace(b"\x00", b"").rstrip()[-200:]
    if not re.search(rb"(?:</[\w:.-]+\s*|--|/)>$", tail):
        raise Unreadable(f"{what} is cut off", "export or download it again", "truncated")


_BLOCK = re.compile(
    r"</?(?:p|div|br|hr|li|ul|ol|dl|dt|dd|h[1-6]|table|tr|td|th|blockquote|pre|figure|figcaption"
    r"|section|article|header|footer|aside|img|iframe|video|audio)\b",
    re.IGNORECASE,
)
"""What parts words; an element within a line (`<em>`, `<a>`) does not."""


def plain(fragment: str) -> str:
    """Return the text of an HTML fragment on one line."""
    if "<" not in fragment and "&" not in fragment:
        return " ".join(fragment.split())
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(_BLOCK.sub(r" \g<0>", fragment))
    tree.strip_tags(["script", "style"])
    return " ".join(tree.body.text().split()) if tree.body else ""


def is_full_text(fragment: str) -> bool:
    """Return True if an HTML fragment reads as a whole text, not as a summary of one."""
    return len(re.findall(r"<p\b", fragment, re.I)) > 1 or len(plain(fragment)) >= _FULL


def split_tags(text: str, mark: str = ",") -> tuple[str, ...]:
    """Split a list of tags at a mark."""
    return tuple(tag.strip() for tag in text.split(mark) if tag.strip())


def web_address(text: object) -> str:
    """Return a text that is a web address, as a URL writes it; "" for anything else."""
    address = text.strip() if isinstance(text, str) else ""
    return percent_encoded(address) if address.lower().startswith(("https://", "http://")) else ""


def absolute(base: str, reference: str) -> str:
    """Resolve a reference against an address; anything that is not one stays as it is."""
    try:
        return urljoin(base, reference)
    except ValueError:  # A host in brackets that is no IPv6 address.
        return reference


def moment(text: object) -> str:
    """Read ISO 8601, RFC 5322 or seconds since the epoch; ISO 8601 with seconds, or "".

    A day stays a day. A moment without an offset is left without one.
    """
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        return ""
    if isinstance(text, int | float) or text.strip().isdecimal():
        return _from_epoch(text)
    text = text.strip()
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        from email.utils import parsedate_to_datetime

        try:
            # The library takes the year 0001 for 2001.
            value = parsedate_to_datetime("" if _NO_YEAR.search(text) else text)
            value = value if value.tzinfo else value.replace(tzinfo=UTC)  # RFC 5322, 3.3: -0000
        except (ValueError, OverflowError):
            return ""
    if not _FIRST_YEAR <= value.year <= 9998:
        return ""
    if len(text) == 10:
        return text if text[4] == text[7] == "-" else ""
    return value.replace(microsecond=0).isoformat()


def _from_epoch(text: str | float) -> str:
    try:
        seconds = float(text)
        # Some exports count milliseconds.
        value = datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return value.replace(microsecond=0).isoformat() if value.year >= _FIRST_YEAR else ""
