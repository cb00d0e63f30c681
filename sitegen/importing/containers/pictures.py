"""Pictures that lie inside a page's markup: taken out, and put under an address of their own."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Mapping
from hashlib import blake2b
from html import escape
from urllib.parse import unquote, unquote_to_bytes

from .contents import SAVED, Page

_DATA = re.compile(
    r"data:image/(?P<kind>png|jpe?g|gif|webp|avif)(?:;(?!base64)[\w.=-]{1,40})?(?P<base64>;base64)?,"
    r"(?P<body>[\w+/=%.~*!$'()-]*)",
    re.I,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.I)
_PLACEHOLDER = 600
"""Characters of a data URI; what is smaller is a placeholder or a symbol."""


def take_out(html: str) -> tuple[str, dict[str, bytes]]:
    """Replace the data URIs (RFC 2397) of pictures in a page by addresses below `SAVED`.

    Gives the new markup and the pictures by address. Small ones stay where they are.
    """
    found: dict[str, bytes] = {}

    def replace(match: re.Match[str]) -> str:
        if len(match["body"]) < _PLACEHOLDER:
            return match[0]
        try:
            data = unquote_to_bytes(match["body"])
            data = b64decode(data, validate=True) if match["base64"] else data
        except (binascii.Error, ValueError):
            return match[0]
        address = saved_address(data)
        found[address] = data
        return address

    return (_DATA.sub(replace, html), found) if "data:image/" in html else (html, found)


def saved_address(data: bytes) -> str:
    """Make the address below `SAVED` of a picture that has none on the web."""
    return SAVED + blake2b(data, digest_size=10).hexdigest()


def local_pictures(html: str) -> list[tuple[str, str]]:
    """List the pictures of a page that lie beside it: each reference, and the path it means."""
    from selectolax.lexbor import LexborHTMLParser

    found: dict[str, str] = {}
    for image in LexborHTMLParser(html).css("img[src]"):
        reference = (image.attributes.get("src") or "").strip()
        path = unquote(reference.partition("?")[0].partition("#")[0])
        if path and "\x00" not in path and not _SCHEME.match(reference):
            found[reference] = path
    return list(found.items())


def with_local(page: Page, files: Mapping[str, bytes]) -> Page:
    """Give the pictures beside a page an address below `SAVED`; `files` are by reference."""
    html, pictures = page.html, dict(page.resources)
    for reference, data in files.items():
        address = saved_address(data)
        pictures[address] = data
        for quote in ('"', "'"):
            for written in (reference, escape(reference)):
                html = html.replace(f"={quote}{written}{quote}", f"={quote}{address}{quote}")
    return Page(html, page.url, page.saved_at, pictures)
