"""Messages (RFC 5322, MIME): mail that was saved, and MHTML (RFC 2557), as browsers save pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .contents import Container, Contents, Item, Page, Peek, Text, Unreadable
from .encoding import decode_page
from .page import make_page, saved_address
from .values import absolute, moment, web_address

if TYPE_CHECKING:
    from email.message import Message

_SENT = frozenset(
    "received message-id return-path delivered-to mime-version dkim-signature".split()
)
_FORWARDED = re.compile(r"^(?:\s*(?:re|fwd?|aw|wg|tr|پاسخ|ارسال)\s*:\s*)+", re.I)
_HTML = ("text/html", "application/xhtml+xml")
_CID = re.compile(r"\bcid:[^\s\"'<>)]+", re.I)


def _is_mail(peek: Peek) -> bool:
    """Return True for text that begins with the headers of a message that was sent."""
    headers = peek.headers
    return "from" in headers and bool(headers.keys() & _SENT)


def _read_mail(data: bytes) -> Contents:
    """Read the message's HTML or else its text, with subject, sender and day."""
    from email.utils import parseaddr

    message = _parse(data)
    title = _FORWARDED.sub("", _header(message, "Subject"))
    name, address = parseaddr(_header(message, "From"))
    publisher = name or address
    date = moment(_header(message, "Date"))
    url = web_address(_header(message, "Archived-At").strip("<>"))
    if html := _text_of(message, "text/html"):
        item = Item(title, url, date, publisher=publisher, html=html, is_page=True)
        return Contents((item,), _attachments(message))
    if plain := _text_of(message, "text/plain"):
        found = {"title": title, "date": date, "source.name": publisher, "source.url": url}
        fields = {key: value for key, value in found.items() if value}
        return Contents((Text(plain, fields),), _attachments(message))
    hint = "save the message with its text"
    raise Unreadable("the message has neither HTML nor text", hint, "no-page")


def _text_of(message: Message, kind: str) -> str:
    for part in message.walk():
        if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
            text = _text(part)
            if text.strip():
                return text
    return ""


def _attachments(message: Message) -> tuple[str, ...]:
    names = [
        part.get_filename() or part.get_content_type()
        for part in message.walk()
        if part.get_content_disposition() == "attachment"
    ]
    return (f"attachments are left out: {', '.join(names)}",) if names else ()


# --- MHTML ------------------------------------------------------------------------------------


def _is_mhtml(peek: Peek) -> bool:
    """Return True for a message that contains a page, with or without other parts."""
    headers = peek.headers
    kind = headers.get("content-type", "").lower()
    if "snapshot-content-location" in headers or "saved by" in headers.get("from", "").lower():
        return bool(kind)
    return "mime-version" in headers and (
        kind.startswith("multipart/related")
        or (kind.startswith(_HTML) and "content-location" in headers)
    ) and not headers.keys() & {"message-id", "received", "to"}  # fmt: skip


def _read_mhtml(data: bytes) -> Contents:
    """Read the page that the message begins with, and its pictures."""
    message = _parse(data)
    parts = [part for part in message.walk() if not part.is_multipart()]
    root = _root(message, parts)
    if root is None:
        hint = "open the page in a browser and save it again"
        raise Unreadable("the MHTML file has no HTML page", hint, "no-page")
    url = _header(message, "Snapshot-Content-Location") or _header(root, "Content-Location")
    url = web_address(url)
    html = _text(root)
    if not html.strip():
        raise Unreadable("the page in the MHTML file is empty", "save the page again", "empty")
    if message.is_multipart() and not _is_complete(data, message):
        hint = "save the page again; the end of the file is missing"
        raise Unreadable("the MHTML file is cut off", hint, "truncated")
    resources, by_id = _pictures(parts, url)
    html = _CID.sub(lambda match: by_id.get(match[0].lower(), match[0]), html)
    page = make_page(html, url, moment(_header(message, "Date")))
    return Contents((Page(page.html, page.url, page.saved_at, {**resources, **page.resources}),))


def _root(message: Message, parts: list[Message]) -> Message | None:
    """Find the part that is the page: the named start, else the first HTML (RFC 2387)."""
    pages = [part for part in parts if part.get_content_type() in _HTML]
    start = message.get_param("start", "")
    for part in pages:
        if start and _header(part, "Content-ID") == start:
            return part
    return pages[0] if pages else None


def _is_complete(data: bytes, message: Message) -> bool:
    boundary = message.get_boundary()
    return boundary is None or f"--{boundary}--".encode("latin-1", "replace") in data[-4096:]


def _pictures(parts: list[Message], url: str) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the pictures by address, and the addresses that replace `cid:` references."""
    resources: dict[str, bytes] = {}
    by_id: dict[str, str] = {}
    for part in parts:
        if part.get_content_maintype() != "image":
            continue
        data = _payload(part)
        place = absolute(url, _header(part, "Content-Location"))
        address = place if place.startswith(("https://", "http://")) else saved_address(data)
        resources[address] = data
        if place.lower().startswith("cid:"):
            by_id[place.lower()] = address
        if name := _header(part, "Content-ID").strip("<>"):
            by_id[f"cid:{name.lower()}"] = address
    return resources, by_id


# --- parts of messages ------------------------------------------------------------------------


def _parse(data: bytes) -> Message:
    """Parse a message; what is damaged in it is left as it is."""
    from email import message_from_bytes

    return message_from_bytes(data.lstrip())


def _header(message: Message, name: str) -> str:
    """Return a header's text with its encoded words read (RFC 2047), "" if there is none."""
    from email.errors import HeaderParseError
    from email.header import decode_header, make_header

    raw = message.get(name)
    if raw is None:
        return ""
    try:
        text = str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        text = str(raw)
    return " ".join(text.split())


def _payload(part: Message) -> bytes:
    """Return the bytes of a part, its transfer encoding undone."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    """Return the text of a part in its declared or detected encoding."""
    charset = part.get_content_charset() or ""
    return decode_page(_payload(part), charset)


MAIL = Container("a mail message", 30_000_000, _is_mail, _read_mail)
MHTML = Container("an MHTML file", 60_000_000, _is_mhtml, _read_mhtml)
