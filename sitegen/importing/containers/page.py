"""A web page in one file: as it was fetched, saved by a browser, or kept by SingleFile."""

from __future__ import annotations

import re
from datetime import datetime

from .contents import Contents, Page, Unreadable
from .encoding import decode_as, decode_page
from .moments import moment
from .peek import Peek
from .pictures import take_out

NAME = "a web page"
LARGEST = 60_000_000
LARGEST_MARKUP = 8_000_000
"""Characters of a page without the pictures that lie in it."""

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
_HTTRACK = re.compile(r"<!-- Mirrored from (?P<url>\S+) by HTTrack [^,\n]*, (?P<date>[^\n]{10,40}) -->")  # fmt: skip  # noqa: E501
_JS_DATE = re.compile(r"\w{3} (\w{3} \d{2} \d{4} \d{2}:\d{2}:\d{2}) GMT([+-]\d{4})")


def matches(peek: Peek) -> bool:
    """Return True for HTML and XHTML."""
    return peek.root in _ROOTS or (
        peek.text.startswith("<") and _DOCTYPE.match(peek.text) is not None
    )


def read(data: bytes, charset: str = "", is_certain: bool = False) -> Contents:
    """Read a page with the address and day that the program which saved it wrote into it.

    `charset` is what its host declares, or, where it `is_certain`, what the user says.
    """
    if is_certain:
        return Contents((make_page(decode_as(data, charset)),))
    return Contents((make_page(decode_page(data, charset)),))


def make_page(html: str, url: str = "", saved_at: str = "") -> Page:
    """Make a page of markup; what is known from elsewhere goes before the comments in it."""
    html, pictures = take_out(html)
    if len(html) > LARGEST_MARKUP:
        message = f"the page's markup is larger than {LARGEST_MARKUP // 1_000_000} MB"
        raise Unreadable(message, "save the page of one article", "too-large")
    noted_url, noted_day = _noted(html[:_SCANNED])
    return Page(html, url or noted_url, saved_at or noted_day, pictures)


def _noted(start: str) -> tuple[str, str]:
    """Read address and moment off the comment of a program that saves pages."""
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
