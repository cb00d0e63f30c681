"""Web addresses: parse them, look up their hosts, and refuse private networks (SSRF)."""

from __future__ import annotations

import ipaddress
import socket
from typing import Literal
from urllib.parse import quote, urlsplit

from msgspec import Struct

_SAFE = "%/:=&?~#+!$,;'@()*[]"

PORTS = {"http": 80, "https": 443}

Failure = Literal[
    "unknown-host",
    "refused",
    "timeout",
    "tls",
    "private",
    "broken",
    "not-a-url",
    "status",
    "redirect",
    "too-large",
    "robots",
]


class Unanswered(Exception):
    """A request without a usable answer; `failure` is the kind, the text explains it.

    `status` is the code of an answer that was no success, 0 otherwise. `retry_after` is for how
    many seconds the host wants to be left alone, 0 where it does not say.
    """

    def __init__(
        self, failure: Failure, words: str, status: int = 0, retry_after: float = 0.0
    ) -> None:
        super().__init__(words)
        self.failure = failure
        self.status = status
        self.retry_after = retry_after


class Target(Struct, frozen=True):
    """A parsed URL for a request; `host` is ASCII, `path` is quoted and without fragment."""

    scheme: str
    host: str
    port: int
    path: str


def target_of(url: str) -> Target:
    """Parse an http(s) URL; raises Unanswered for anything else."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise Unanswered("not-a-url", "this is not a web address") from None
    if parts.scheme not in PORTS or not host:
        raise Unanswered("not-a-url", "this is not a web address")
    if "@" in parts.netloc:
        raise Unanswered("not-a-url", "the address carries a name or a password")
    query = f"?{parts.query}" if parts.query else ""
    path = quote((parts.path or "/") + query, safe=_SAFE)
    return Target(parts.scheme, host, port, path)


def look_up(target: Target, allowed: frozenset[str]) -> tuple[str, ...]:
    """Resolve a host to its allowed IP addresses; raises Unanswered if there are none.

    `allowed` are hosts (`intranet.example`, `127.0.0.1:8000`) that may have a private address.
    """
    is_allowed = bool(allowed & {target.host, f"{target.host}:{target.port}"})
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
    """Return True for an IP address of the public internet (IANA, special-purpose registries).

    An IPv6 address that maps an IPv4 address is judged by the latter.
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
"""The prefix of translated IPv4 addresses (RFC 6052)."""
