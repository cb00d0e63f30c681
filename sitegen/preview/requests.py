"""Requests (RFC 9112): a deadline for each, one meaning or none, and who may ask."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterable
from email import errors
from email.message import Message
from http import HTTPStatus
from io import RawIOBase
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

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
    """Reads from a socket until a moment that does not move, however slowly bytes come in."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._end = 0.0
        self.start()

    def start(self) -> None:
        """Give the next request PATIENCE seconds from now on."""
        self._end = time.monotonic() + PATIENCE

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read what is there; TimeoutError once the time is over."""
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
    """Refuse headers that two readers could understand in two ways (RFC 9112, 2.2, 5 and 6.3)."""
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
    """Tell whether bytes follow the headers; of a GET they mean nothing (RFC 9110, 9.3.1)."""
    return "Transfer-Encoding" in headers or int(headers.get("Content-Length") or 0) > 0


def split_target(target: str) -> tuple[str | None, str] | None:
    """Part a request's target (RFC 9112, 3.2) into authority and path; None where it is neither.

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
    """Take the port off a `Host` header; None where it is not one."""
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
