"""One request to a host outside: what it takes to ask politely and to be led nowhere else.

This is `http.client`, not a library on top of it, because three things must be in our hands that
libraries do for their callers: the address that a name resolves to is judged before the socket
connects to it, a redirect is looked at before it is followed, and the whole answer has a deadline.
Of an answer the head alone is read; `http.client` limits its lines and their number.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from functools import lru_cache
from http.client import HTTPConnection, HTTPException
from typing import Literal
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct

TIMEOUT = 15.0
"""Seconds for the whole of one request, from its look-up to the end of what is read."""

_SAFE = "%/:=&?~#+!$,;'@()*[]"

Failure = Literal["unknown-host", "refused", "timeout", "tls", "private", "broken", "not-a-url"]


class Answer(Struct, frozen=True):
    """What a host said: its status code and, for a redirect, the absolute URL that it names."""

    status: int
    location: str = ""


class Unanswered(Exception):
    """A request that came to no answer; `failure` is the kind, the text says it in words."""

    def __init__(self, failure: Failure, words: str) -> None:
        super().__init__(words)
        self.failure = failure


class Target(Struct, frozen=True):
    """A URL taken apart for a request; `host` is in ASCII, `path` quoted and without fragment."""

    scheme: str
    host: str
    port: int
    path: str


_PORTS = {"http": 80, "https": 443}


def target_of(url: str) -> Target:
    """Take an http(s) URL apart; raises Unanswered for anything else."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise Unanswered("not-a-url", "this is not a web address") from None
    if parts.scheme not in _PORTS or not host:
        raise Unanswered("not-a-url", "this is not a web address")
    if "@" in parts.netloc:
        raise Unanswered("not-a-url", "the address carries a name or a password")
    query = f"?{parts.query}" if parts.query else ""
    path = quote((parts.path or "/") + query, safe=_SAFE)
    return Target(parts.scheme, host, port, path)


def ask(
    url: str, method: str, agent: str, allowed: frozenset[str], timeout: float = TIMEOUT
) -> Answer:
    """Send one request, read the head of the answer, and follow nothing; raises Unanswered.

    `allowed` are hosts (`intranet.example`, `127.0.0.1:8000`) that may have a private address;
    any other host that resolves to one is not asked, for a page must not lead a check into the
    network that it runs in.
    """
    target = target_of(url)
    is_allowed = bool(allowed & {target.host, f"{target.host}:{target.port}"})
    connection = _connection(target, _look_up(target, is_allowed), timeout)
    late = threading.Event()
    deadline = threading.Timer(timeout, _hang_up, (connection, late))
    deadline.daemon = True
    deadline.start()
    headers = {"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "identity"}
    try:
        connection.request(method, target.path, headers=headers)
        response = connection.getresponse()
        location = response.headers.get("Location", "") if 300 <= response.status < 400 else ""
        return Answer(response.status, urljoin(url, location) if location else "")
    except (OSError, HTTPException, ValueError) as error:
        raise _explained(error, late.is_set(), timeout) from None
    finally:
        deadline.cancel()
        connection.close()


def _hang_up(connection: HTTPConnection, late: threading.Event) -> None:
    """End a request that has had its time; one byte now and then does not prolong it."""
    late.set()
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)


def _explained(error: Exception, late: bool, timeout: float) -> Unanswered:
    if late or isinstance(error, TimeoutError):
        return Unanswered("timeout", f"no answer within {timeout:.0f} seconds")
    if isinstance(error, ConnectionRefusedError):
        return Unanswered("refused", "the host refuses the connection")
    if isinstance(error, ssl.SSLError):
        reason = getattr(error, "verify_message", "") or error.reason or "TLS fails"
        return Unanswered("tls", f"there is no safe connection: {reason}")
    words = getattr(error, "strerror", "") or str(error) or type(error).__name__
    return Unanswered("broken", f"the connection fails: {words}")


def _look_up(target: Target, is_allowed: bool) -> tuple[str, ...]:
    """Resolve a host to the addresses that may be asked; raises Unanswered for none."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        if getattr(error, "errno", None) == socket.EAI_AGAIN:
            raise Unanswered("broken", "the host cannot be looked up right now") from None
        raise Unanswered("unknown-host", f"there is no host {target.host}") from None
    addresses = dict.fromkeys(str(entry[4][0]) for entry in found)
    public = tuple(address for address in addresses if is_allowed or is_public(address))
    if not public:
        words = f"{target.host} has a private address, and is not asked"
        raise Unanswered("private", words)
    return public


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the whole internet (IANA, special-purpose registries).

    An IPv6 address that stands for an IPv4 address is judged by that.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            ip = inner
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""Stands before an IPv4 address where a network translates (RFC 6052)."""


class _Plain(HTTPConnection):
    """Connects to addresses that were judged, whatever the name resolves to by now."""

    addresses: tuple[str, ...] = ()

    def connect(self) -> None:
        """Connect to the first address that answers."""
        for number, address in enumerate(self.addresses, 1):
            try:
                self.sock = socket.create_connection((address, self.port), self.timeout)
            except OSError:
                if number == len(self.addresses):
                    raise
            else:
                return


class _Safe(_Plain):
    """The same over TLS, with a certificate that the system trusts."""

    default_port = _PORTS["https"]

    def connect(self) -> None:
        """Connect, and see that the certificate is for the host's name."""
        super().connect()
        self.sock = _tls().wrap_socket(self.sock, server_hostname=self.host)


def _connection(target: Target, addresses: tuple[str, ...], timeout: float) -> HTTPConnection:
    kind = _Safe if target.scheme == "https" else _Plain
    connection = kind(target.host, target.port, timeout=timeout)
    connection.addresses = addresses
    return connection


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
