"""MIME messages (RFC 5322, 2045): their headers and parts, as far as they can be read."""

from __future__ import annotations

from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message

from .encoding import decode_page


def parse(data: bytes) -> Message:
    """Parse a message; what is damaged in it is left as it is."""
    return message_from_bytes(data.lstrip())


def header(message: Message, name: str) -> str:
    """Give a header's text with its encoded words read (RFC 2047), "" where there is none."""
    raw = message.get(name)
    if raw is None:
        return ""
    try:
        text = str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        text = str(raw)
    return " ".join(text.split())


def body(part: Message) -> bytes:
    """Give the bytes of a part, its transfer encoding undone."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def text(part: Message) -> str:
    """Give the text of a part in its declared or detected encoding."""
    charset = part.get_content_charset() or ""
    return decode_page(body(part), charset)
