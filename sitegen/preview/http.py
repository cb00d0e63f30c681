"""HTTP of the preview (RFC 9110, RFC 9112): read requests, decide who may send one, and answer."""

from __future__ import annotations

import mimetypes
import posixpath
import re
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from email import errors
from email.message import Message
from hashlib import blake2b
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from io import BytesIO, RawIOBase
from ipaddress import ip_address
from typing import BinaryIO, ClassVar, NamedTuple
from urllib.parse import urlsplit

from ..planning.kinds.copy import CopyPage

PATIENCE = 10.0
"""Seconds that a browser may take for a request from its first byte on, or between two requests."""

# A line that is no header ends the headers for the parser, and what follows would go unseen.
_CUT_SHORT = (
    errors.FirstHeaderLineIsContinuationDefect,
    errors.MisplacedEnvelopeHeaderDefect,
    errors.MissingHeaderBodySeparatorDefect,
)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LENGTH = re.compile("[0-9]{1,18}")


class DeadlineReader(RawIOBase):
    """Reads from a socket until a fixed deadline, however slowly bytes come in."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._end = 0.0
        self.start()

    def start(self) -> None:
        """Allow the next request PATIENCE seconds from now."""
        self._end = time.monotonic() + PATIENCE

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read what has arrived; TimeoutError after the deadline."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the request took too long")
        self._connection.settimeout(left)
        return self._connection.recv_into(buffer)


class Refused(NamedTuple):
    """Why a request is not answered."""

    status: HTTPStatus
    why: str


def check_headers(headers: Message) -> Refused | None:
    """Refuse ambiguous headers (RFC 9112, 2.2, 5 and 6.3)."""
    lengths = headers.get_all("Content-Length", [])
    codings = headers.get_all("Transfer-Encoding", [])
    is_plain = all(
        _TOKEN.fullmatch(name) and not set(value) & set("\r\n\0") for name, value in headers.items()
    )
    is_cut = any(isinstance(defect, _CUT_SHORT) for defect in headers.defects)
    if is_cut or headers.get_unixfrom() or not is_plain:
        return Refused(HTTPStatus.BAD_REQUEST, "a header of the request is malformed")
    if len(lengths) + len(codings) > 1 or not all(map(_LENGTH.fullmatch, lengths)):
        return Refused(HTTPStatus.BAD_REQUEST, "the length of the request is not clear")
    return None


def has_body(headers: Message) -> bool:
    """Return True if a body follows the headers; in a GET it has no meaning (RFC 9110, 9.3.1)."""
    return "Transfer-Encoding" in headers or int(headers.get("Content-Length") or 0) > 0


def split_target(target: str) -> tuple[str | None, str] | None:
    """Split a request's target (RFC 9112, 3.2) into authority and path; None if it is neither.

    The authority is None in the usual form, which is a path alone; a proxy sends a whole URL.
    """
    if target.startswith("/"):
        return None, target
    if not target.lower().startswith("http://"):
        return None
    try:
        authority = urlsplit(target).netloc
    except ValueError:
        return None
    return authority, target[len("http://") + len(authority) :] or "/"


LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERY_ADDRESS = frozenset({"", "0.0.0.0", "::"})  # noqa: S104


class Access:
    """The names that the preview answers to: the local ones, `--host` and `--allow-host`."""

    def __init__(self, host: str, allowed: Iterable[str]) -> None:
        names = {*LOCAL, *(name.strip("[]").lower() for name in allowed)}
        self._everywhere = host in _EVERY_ADDRESS
        self.names = frozenset(names if self._everywhere else names | {host.lower()})

    def allows(self, hosts: list[str], origins: list[str], own_address: str) -> bool:
        """Judge a request by its `Host` and `Origin` headers.

        An address is no name that a resolver could lie about: where the server listens on all of
        the machine's, the one that the request came in by is good, too.
        """
        if len(hosts) != 1 or len(origins) > 1:
            return False
        name = _name(hosts[0])
        if name not in self.names and not (self._everywhere and _is(name, own_address)):
            return False
        own = hosts[0].lower()
        return not origins or origins[0].lower() in (f"http://{own}", f"https://{own}")


def _name(host: str) -> str | None:
    """Take the port off a `Host` header; None if it is not one."""
    try:
        parts = urlsplit(f"//{host}")
        plain = not (parts.path or parts.query or parts.fragment or "@" in host)
        _ = parts.port
    except ValueError:
        return None
    return parts.hostname if plain and not host.isspace() else None


def _is(name: str | None, address: str) -> bool:
    try:
        return name is not None and ip_address(name) == ip_address(address.partition("%")[0])
    except ValueError:
        return False


GOODBYE = 1.0
"""Seconds in which a client that is still sending may read why it is refused."""

_TYPES = mimetypes.MimeTypes()
for _type, _suffix in (
    ("application/xml", ".xml"),
    ("image/avif", ".avif"),
    ("image/webp", ".webp"),
    ("font/woff2", ".woff2"),
    ("application/manifest+json", ".webmanifest"),
):
    _TYPES.add_type(_type, _suffix)
_TEXT = ("text/", "application/javascript", "application/json", "application/xml")


class Responder(BaseHTTPRequestHandler):
    """The part of a request handler that sends responses."""

    error_content_type: ClassVar[str] = "text/plain; charset=utf-8"  # type: ignore[misc]
    error_message_format = "%(code)d %(message)s\n"
    _body_follows = False
    """Whether a body follows the headers of the request, which nothing here reads."""

    def _send(self, status: int, kind: str, data: bytes) -> None:
        tag = f'"{blake2b(data, digest_size=12).hexdigest()}"'
        if status == 200 and self.headers.get("If-None-Match") == tag:
            self._send_unchanged(tag)
            return
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if status == 200:
            self.send_header("ETag", tag)
        self._send_common_headers("no-cache")
        self.end_headers()
        self._send_body(BytesIO(data), len(data))

    def _send_file(self, status: int, page: CopyPage, file: BinaryIO, size: int) -> None:
        tag = f'"{page.digest.hex()}"'
        if self.headers.get("If-None-Match") == tag:
            self._send_unchanged(tag)
            return
        wanted = self.headers.get("Range", "")
        if self.headers.get("If-Range", tag) != tag:
            wanted = ""
        try:
            part = byte_range(wanted, size) if status == 200 else None
        except ValueError:
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{size}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        start, end = part or (0, size)
        self.send_response(206 if part else status)
        self.send_header("Content-Type", content_type(page.path))
        self.send_header("Content-Length", str(end - start))
        if part:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{size}")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("ETag", tag)
        self._send_common_headers("no-cache")
        self.end_headers()
        file.seek(start)
        self._send_body(file, end - start)

    def _send_unchanged(self, tag: str) -> None:
        self.send_response(304)
        self.send_header("ETag", tag)
        self._send_common_headers("no-cache")
        self.end_headers()

    def _send_common_headers(self, cache: str) -> None:
        self.send_header("Cache-Control", cache)
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Content-Type-Options", "nosniff")

    def _send_body(self, file: BinaryIO, length: int) -> None:
        if self.command == "HEAD":
            return
        left = length
        while left > 0:
            data = file.read(min(left, 256 * 1024))
            if not data:
                # The file has become shorter, so it does not fit the announced length.
                self.close_connection = True
                return
            self.wfile.write(data)
            left -= len(data)

    def end_headers(self) -> None:
        """End the headers; announce the end of the connection if the request has a body."""
        if self._body_follows and not self.close_connection:
            self.send_header("Connection", "close")
        super().end_headers()

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self.close_connection = True
        self.send_error(status, why)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send an error as a line of text, and give a client that still sends time to read it."""
        super().send_error(code, message, explain)
        self._drain()

    def _drain(self) -> None:
        with suppress(OSError):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_WR)
            end = time.monotonic() + GOODBYE
            while (left := end - time.monotonic()) > 0:
                self.connection.settimeout(left)
                if not self.connection.recv(65536):
                    return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing: the terminal shows changes, not requests."""


def content_type(path: str) -> str:
    """Return the content type of a file by its name."""
    kind = _TYPES.guess_type(posixpath.basename(path))[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith(_TEXT) else kind


_RANGE = re.compile(r"bytes=(?:(\d+)-(\d*)|-(\d+))\Z")


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """Read a `Range` header (RFC 9110, 14.2) as start and end; None if all is to be sent.

    ValueError if the range lies outside.
    """
    match = _RANGE.match(header.replace(" ", ""))
    if match is None:
        return None
    first, last, tail = match.groups()
    start = max(0, size - int(tail)) if tail else int(first)
    end = min(size, int(last) + 1) if last else size
    if tail == "0" or start >= size:
        raise ValueError(header)
    return (start, end) if start < end else None
