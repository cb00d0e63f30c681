"""A web page in one file, with the pictures that are in its markup or beside it.

The file is a page as it was fetched, saved by a browser, or kept by SingleFile or HTTrack.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from html import escape
from urllib.parse import unquote, unquote_to_bytes

from .contents import SAVED, Container, Contents, Page, Peek, Unreadable
from .encoding import decode_as, decode_page
from .values import moment

LARGEST_MARKUP = 8_000_000
"""Characters of a page without the pictures that are in it."""

_ROOTS = frozenset(
    "html head body title meta link base script style noscript main article section header div"
    " h1 p table".split()
)
_DOCTYPE = re.compile(r"\s*(?>\s*<!--.*?-->)*+\s*<!doctype\s+html\b", re.I | re.S)
_SCANNED = 20_000
# Browsers write the length of the address in parentheses before it.
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.I)
_SINGLE_FILE = re.compile(
    r"<!--\s*Page saved with SingleFile\s+url: (?P<url>\S+)\s+saved date: (?P<date>[^\n]+)", re.I
)
_HTTRACK = re.compile(
    r"<!-- Mirrored from (?P<url>\S+) by HTTrack [^,\n]*, (?P<date>[^\n]{10,40}) -->"
)
_JS_DATE = re.compile(r"\w{3} (\w{3} \d{2} \d{4} \d{2}:\d{2}:\d{2}) GMT([+-]\d{4})")
_DATA = re.compile(
    r"data:image/(?P<kind>png|jpe?g|gif|webp|avif)(?:;(?!base64)[\w.=-]{1,40})?(?P<base64>;base64)?,"
    r"(?P<body>[\w+/=%.~*!$'()-]*)",
    re.I,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.I)
_PLACEHOLDER = 600
"""Characters of a data URI; what is smaller is a placeholder or a symbol."""


def _is_page(peek: Peek) -> bool:
    """Return True for HTML and XHTML."""
    return peek.root in _ROOTS or (
        peek.text.startswith("<") and _DOCTYPE.match(peek.text) is not None
    )


def read_web_page(data: bytes, charset: str = "", is_certain: bool = False) -> Contents:
    """Read a page with the address and day noted by the program that saved it.

    `charset` is what its host declares, or, where it `is_certain`, what the user says.
    """
    if is_certain:
        return Contents((make_page(decode_as(data, charset)),))
    return Contents((make_page(decode_page(data, charset)),))


def make_page(html: str, url: str = "", saved_at: str = "") -> Page:
    """Make a page of markup; given values take precedence over those in its comments."""
    html, pictures = take_out(html)
    if len(html) > LARGEST_MARKUP:
        message = f"the page's markup is larger than {LARGEST_MARKUP // 1_000_000} MB"
        raise Unreadable(message, "save the page of one article", "too-large")
    noted_url, noted_day = _noted(html[:_SCANNED])
    return Page(html, url or noted_url, saved_at or noted_day, pictures)


def _noted(start: str) -> tuple[str, str]:
    """Read address and moment from the comment of a program that saves pages."""
    if found := _SINGLE_FILE.search(start):
        return _web(found["url"]), _js_moment(found["date"])
    if found := _SAVED_FROM.search(start):
        return _web(found[1]), ""
    if found := _HTTRACK.search(start):
        url = found["url"] if "://" in found["url"] else f"http://{found['url']}"
        return _web(url), moment(found["date"])
    return "", ""


def _web(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""


def _js_moment(text: str) -> str:
    """Read a moment as JavaScript writes it: "Sat Jan 01 2022 12:00:00 GMT+0100 (…)"."""
    found = _JS_DATE.match(text)
    if not found:
        return ""
    try:
        return datetime.strptime(f"{found[1]} {found[2]}", "%b %d %Y %H:%M:%S %z").isoformat()
    except ValueError:
        return ""


# --- pictures --------------------------------------------------------------------------------


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
    """List the pictures of a page that are beside it: each reference, and the path it means."""
    from selectolax.lexbor import LexborHTMLParser

    found: dict[str, str] = {}
    for image in LexborHTMLParser(html).css("img[src]"):
        reference = (image.attributes.get("src") or "").strip()
        path = unquote(reference.partition("?")[0].partition("#")[0])
        if path and "\x00" not in path and not _SCHEME.match(reference):
            found[reference] = path
    return list(found.items())


def with_local(page: Page, files: Mapping[str, bytes]) -> Page:
    """Replace references to pictures beside a page by addresses below `SAVED`."""
    html, pictures = page.html, dict(page.resources)
    for reference, data in files.items():
        address = saved_address(data)
        pictures[address] = data
        for quote in ('"', "'"):
            for written in (reference, escape(reference)):
                html = html.replace(f"={quote}{written}{quote}", f"={quote}{address}{quote}")
    return Page(html, page.url, page.saved_at, pictures)


WEB_PAGE = Container("a web page", 60_000_000, _is_page, read_web_page)
