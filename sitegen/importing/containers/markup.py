"""XML and HTML fragments of exports: parsed without the network, turned into plain text."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from ...problems import optional
from .contents import Unreadable

_FULL = 500
"""Characters of text; a shorter description of one paragraph is a summary, not the text."""


def parse_xml(data: bytes, what: str) -> Any:
    """Parse XML, lenient in its characters, never following an entity or an address.

    Raises Unreadable for a file that is cut off or no XML.
    """
    etree = optional("lxml.etree", f"reading {what}")
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise Unreadable(f"{what} cannot be read: it is no XML", "export it again", "damaged")
    require_end(data, what)
    return root


def require_end(data: bytes, what: str) -> None:
    """Raise Unreadable for XML that does not end with the end of an element or a comment."""
    tail = data.replace(b"\x00", b"").rstrip()[-200:]
    if not re.search(rb"(?:</[\w:.-]+\s*|--|/)>$", tail):
        raise Unreadable(f"{what} is cut off", "export or download it again", "truncated")


def plain(fragment: str) -> str:
    """Give the text of an HTML fragment on one line."""
    if "<" not in fragment and "&" not in fragment:
        return " ".join(fragment.split())
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(fragment)
    tree.strip_tags(["script", "style"])
    return " ".join(tree.body.text(separator=" ").split()) if tree.body else ""


def is_full_text(fragment: str) -> bool:
    """Return True if an HTML fragment reads as a whole text, not as a summary of one."""
    return len(re.findall(r"<p\b", fragment, re.I)) > 1 or len(plain(fragment)) >= _FULL


def web_address(text: object) -> str:
    """Give a text that is a web address, "" for anything else."""
    address = text.strip() if isinstance(text, str) else ""
    return address if address.lower().startswith(("https://", "http://")) else ""


def absolute(base: str, reference: str) -> str:
    """Resolve a reference against an address; what is no address stays as it is."""
    try:
        return urljoin(base, reference)
    except ValueError:  # A host in brackets that is no IPv6 address.
        return reference
