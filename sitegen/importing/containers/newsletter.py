"""A message saved as .eml (RFC 5322): a newsletter, or an article that somebody sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .contents import Contents, Item, Text, Unreadable
from .moments import moment
from .peek import Peek

if TYPE_CHECKING:
    from email.message import Message

NAME = "a mail message"
LARGEST = 30_000_000

_SENT = frozenset(
    "received message-id return-path delivered-to mime-version dkim-signature".split()
)
_FORWARDED = re.compile(r"^(?:\s*(?:re|fwd?|aw|wg|tr|پاسخ|ارسال)\s*:\s*)+", re.I)


def matches(peek: Peek) -> bool:
    """Return True for text that begins with the headers of a message that was sent."""
    headers = peek.headers
    return "from" in headers and bool(headers.keys() & _SENT)


def read(data: bytes) -> Contents:
    """Read the message's HTML, else its text; subject, sender and day come with it."""
    from email.utils import parseaddr

    from . import mail

    message = mail.parse(data)
    title = _FORWARDED.sub("", mail.header(message, "Subject"))
    name, address = parseaddr(mail.header(message, "From"))
    publisher = name or address
    date = moment(mail.header(message, "Date"))
    url = mail.header(message, "Archived-At").strip("<>")
    url = url if url.startswith(("https://", "http://")) else ""
    if html := _part(message, "text/html"):
        item = Item(title, url, date, publisher=publisher, html=html, is_page=True)
        return Contents((item,), _attachments(message))
    if plain := _part(message, "text/plain"):
        found = {"title": title, "date": date, "source.name": publisher, "source.url": url}
        fields = {key: value for key, value in found.items() if value}
        return Contents((Text(plain, fields),), _attachments(message))
    hint = "save the message with its text"
    raise Unreadable("the message holds neither HTML nor text", hint, "no-page")


def _part(message: Message, kind: str) -> str:
    from . import mail

    for part in message.walk():
        if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
            text = mail.text(part)
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
