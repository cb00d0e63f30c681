"""Safari's .webarchive: a property list with the page and what it loaded."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from .contents import Container, Contents, Page, Unreadable
from .encoding import decode_page
from .page import make_page
from .peek import Peek


def _is_webarchive(peek: Peek) -> bool:
    """Return True for a property list, binary or XML, with a page in it."""
    if peek.data.startswith(b"bplist0"):
        return b"WebMainResource" in peek.data
    return peek.root == "plist" and "WebMainResource" in peek.text


def _read_webarchive(data: bytes) -> Contents:
    """Read the page and its pictures."""
    import plistlib
    from xml.parsers.expat import ExpatError

    try:
        archive = plistlib.loads(data)
    except (ExpatError, ValueError, KeyError, IndexError, TypeError, AttributeError, struct.error,
            OverflowError, RecursionError, MemoryError) as error:  # fmt: skip
        message = "the web archive is damaged or cut off"
        raise Unreadable(message, "save the page again", "damaged") from error
    main = _resource(archive, "WebMainResource")
    body = main.get("WebResourceData")
    if not isinstance(body, bytes) or "html" not in str(main.get("WebResourceMIMEType", "html")):
        hint = "save the page again, as a web archive"
        raise Unreadable("the web archive has no HTML page", hint, "no-page")
    charset = str(main.get("WebResourceTextEncodingName", ""))
    page = make_page(decode_page(body, charset), _address(main))
    pictures = {url: data for url, data in _pictures(archive) if url.startswith("http")}
    return Contents((Page(page.html, page.url, page.saved_at, {**pictures, **page.resources}),))


def _resource(archive: Any, name: str) -> dict[str, Any]:
    found = archive.get(name) if isinstance(archive, dict) else None
    return found if isinstance(found, dict) else {}


def _address(resource: dict[str, Any]) -> str:
    url = resource.get("WebResourceURL")
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else ""


def _pictures(archive: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    resources = archive.get("WebSubresources")
    for resource in resources if isinstance(resources, list) else ():
        if not isinstance(resource, dict):
            continue
        data = resource.get("WebResourceData")
        kind = str(resource.get("WebResourceMIMEType", ""))
        if isinstance(data, bytes) and kind.startswith("image/"):
            yield _address(resource), data


WEBARCHIVE = Container("a Safari web archive", 60_000_000, _is_webarchive, _read_webarchive)
