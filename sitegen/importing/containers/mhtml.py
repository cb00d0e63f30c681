"""MHTML (RFC 2557): a page and its pictures in one message, as browsers save a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .contents import Contents, Page, Unreadable
from .markup import absolute
from .moments import moment
from .page import make_page
from .peek import Peek
from .pictures import saved_address

if TYPE_CHECKING:
    from email.message import Message

NAME = "an MHTML file"
LARGEST = 60_000_000

_HTML = ("text/html", "application/xhtml+xml")
_CID = re.compile(r"\bcid:[^\s\"'<>)]+", re.I)


def matches(peek: Peek) -> bool:
    """Return True for a message that holds a page with its parts, or a page alone."""
    headers = peek.headers
    kind = headers.get("content-type", "").lower()
    if "snapshot-content-location" in headers or "saved by" in headers.get("from", "").lower():
        return bool(kind)
    return "mime-version" in headers and (
        kind.startswith("multipart/related")
        or (kind.startswith(_HTML) and "content-location" in headers)
    ) and not headers.keys() & {"message-id", "received", "to"}  # fmt: skip


def read(data: bytes) -> Contents:
    """Read the page that the message begins with, and its pictures."""
    from . import mail

    message = mail.parse(data)
    parts = [part for part in message.walk() if not part.is_multipart()]
    root = _root(message, parts)
    if root is None:
        hint = "open the page in a browser and save it again"
        raise Unreadable("the MHTML file holds no HTML page", hint, "no-page")
    url = mail.header(message, "Snapshot-Content-Location") or mail.header(root, "Content-Location")
    url = url if url.startswith(("https://", "http://")) else ""
    html = mail.text(root)
    if not html.strip():
        raise Unreadable("the page in the MHTML file is empty", "save the page again", "empty")
    if message.is_multipart() and not _is_complete(data, message):
        hint = "save the page again; the end of the file is missing"
        raise Unreadable("the MHTML file is cut off", hint, "truncated")
    resources, by_id = _pictures(parts, url)
    html = _CID.sub(lambda match: by_id.get(match[0].lower(), match[0]), html)
    page = make_page(html, url, moment(mail.header(message, "Date")))
    return Contents((Page(page.html, page.url, page.saved_at, {**resources, **page.resources}),))


def _root(message: Message, parts: list[Message]) -> Message | None:
    """Find the part that is the page: the named start, else the first HTML (RFC 2387)."""
    from . import mail

    pages = [part for part in parts if part.get_content_type() in _HTML]
    start = message.get_param("start", "")
    for part in pages:
        if start and mail.header(part, "Content-ID") == start:
            return part
    return pages[0] if pages else None


def _is_complete(data: bytes, message: Message) -> bool:
    boundary = message.get_boundary()
    return boundary is None or f"--{boundary}--".encode("latin-1", "replace") in data[-4096:]


def _pictures(parts: list[Message], url: str) -> tuple[dict[str, bytes], dict[str, str]]:
    """Give the pictures by address, and the addresses that stand for `cid:` references."""
    from . import mail

    resources: dict[str, bytes] = {}
    by_id: dict[str, str] = {}
    for part in parts:
        if part.get_content_maintype() != "image":
            continue
        data = mail.body(part)
        place = absolute(url, mail.header(part, "Content-Location"))
        address = place if place.startswith(("https://", "http://")) else saved_address(data)
        resources[address] = data
        if place.lower().startswith("cid:"):
            by_id[place.lower()] = address
        if name := mail.header(part, "Content-ID").strip("<>"):
            by_id[f"cid:{name.lower()}"] = address
    return resources, by_id
