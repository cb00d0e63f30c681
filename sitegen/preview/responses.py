"""Send responses (RFC 9110): whole bodies, parts of files, "not modified", errors."""

from __future__ import annotations

import mimetypes
import posixpath
import re
import socket
import time
from contextlib import suppress
from hashlib import blake2b
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from typing import BinaryIO, ClassVar

from ..planning.kinds.copy import CopyPage

GOODBYE = 1.0
"""Seconds in which a sender who is still sending may read why it is refused."""

_TYPES = mimetypes.MimeTypes()
for _name, _suffix in (
    ("application/xml", ".xml"),
    ("image/avif", ".avif"),
    ("image/webp", ".webp"),
    ("font/woff2", ".woff2"),
    ("application/manifest+json", ".webmanifest"),
):
    _TYPES.add_type(_name, _suffix)
_TEXT = ("text/", "application/javascript", "application/json", "application/xml")


class Responder(BaseHTTPRequestHandler):
    """The half of a handler that sends; the other half says what."""

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
                # The file is shorter than it was; the length that was promised cannot be kept.
                self.close_connection = True
                return
            self.wfile.write(data)
            left -= len(data)

    def end_headers(self) -> None:
        """Say with the headers that the connection ends, where a body follows the request's."""
        if self._body_follows and not self.close_connection:
            self.send_header("Connection", "close")
        super().end_headers()

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self.close_connection = True
        self.send_error(status, why)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send an error as a line of text, and let a sender who is still sending read it."""
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
        """Keep quiet: the terminal tells of changes, not of requests."""


def content_type(path: str) -> str:
    """Tell the content type of a file by its name."""
    kind = _TYPES.guess_type(posixpath.basename(path))[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith(_TEXT) else kind


_RANGE = re.compile(r"bytes=(?:(\d+)-(\d*)|-(\d+))\Z")


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """Read a `Range` header (RFC 9110, 14.2) as start and end; None where all is to be sent.

    ValueError where the range lies outside.
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
