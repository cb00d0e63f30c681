"""One HTTP request: with a deadline, a size limit, and no redirect followed.

This is `http.client`, not a library on top of it, because three things must be in our hands that
libraries do for their callers: the address that a name resolves to is judged before the socket
connects to it, a redirect is looked at before it is followed, and the whole answer has a deadline.
`http.client` limits the lines of a head and their number.
"""

from __future__ import annotations

import socket
import ssl
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urljoin

from msgspec import Struct

from .addresses import PORTS, Failure, Target, Unanswered, look_up, target_of

__all__ = ["Answer", "Connections", "Failure", "Request", "Unanswered", "send"]

TIMEOUT = 15.0
"""Seconds for one whole request, from the look-up to the end of the answer."""

_PIECE = 64 * 1024


class Request(Struct, frozen=True):
    """A request and its limits.

    `allowed` are hosts that may have a private address. `timeout` is in seconds. Of the body at
    most `largest` bytes are read, counted after decompression; 0 reads the head alone.
    """

    url: str
    method: str = "GET"
    agent: str = ""
    headers: Mapping[str, str] = {}
    allowed: frozenset[str] = frozenset()
    timeout: float = TIMEOUT
    largest: int = 0


class Answer(Struct, frozen=True):
    """The answer of a host: status, headers (names in lower case), and the body if it was read.

    `location` is, for a redirect, the absolute URL that it names.
    """

    status: int
    location: str = ""
    headers: Mapping[str, str] = {}
    body: bytes = b""


class Connections:
    """The connections of a run whose requests are under way; threads may share it."""

    def __init__(self) -> None:
        self._open: set[_Plain] = set()
        self._lock = threading.Lock()
        self._are_ended = False

    @contextmanager
    def using(self, connection: _Plain) -> Iterator[None]:
        """Have a connection among them while the block runs, and close it then."""
        with self._lock:
            self._open.add(connection)
            if self._are_ended:
                connection.hang_up()
        try:
            yield
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def hang_up(self) -> None:
        """End all requests that are under way, and all that begin later: each fails at once."""
        with self._lock:
            self._are_ended = True
            for connection in self._open:
                connection.hang_up()


def send(request: Request, connections: Connections) -> Answer:
    """Send one request without following redirects; raises Unanswered.

    A host that resolves to a private address and is not in `request.allowed` is not asked: a page
    must not lead us into the network that we run in.
    """
    target = target_of(request.url)
    connection = _connection(target, look_up(target, request.allowed), request.timeout)
    late = threading.Event()
    deadline = threading.Timer(request.timeout, _end_late, (connection, late))
    deadline.daemon = True
    deadline.start()
    encodings = "gzip, deflate" if request.largest else "identity"
    fixed = {"User-Agent": request.agent, "Accept-Encoding": encodings}
    headers = {"Accept": "*/*", **request.headers, **fixed}
    try:
        with connections.using(connection):
            connection.request(request.method, target.path, headers=headers)
            with connection.getresponse() as response:
                status = response.status
                location = response.headers.get("Location", "") if 300 <= status < 400 else ""
                body = _read(response, request.largest) if 200 <= status < 300 else b""
        if late.is_set():  # A body without a length ends when we close the connection.
            raise TimeoutError
        return Answer(
            status,
            urljoin(request.url, location) if location else "",
            {name.lower(): value for name, value in response.headers.items()},
            body,
        )
    except (OSError, HTTPException, ValueError, zlib.error) as error:
        raise _explained(error, late.is_set(), request.timeout) from None
    finally:
        deadline.cancel()


def _read(response: HTTPResponse, largest: int) -> bytes:
    """Read a body of at most `largest` bytes, decompressed; Unanswered for a larger one."""
    if not largest:
        return b""
    words = f"the answer is larger than {largest // 1_000_000} MB"
    declared = response.headers.get("Content-Length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > largest:
        raise Unanswered("too-large", words)
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise Unanswered("broken", f"the answer is compressed in a way not asked for: {coding}")
    inflate = _Inflater(largest) if coding not in ("", "identity") else None
    pieces, size = [], 0
    while piece := response.read(_PIECE):
        if inflate:
            piece = inflate.piece(piece)
        size += len(piece)
        if size > largest:
            raise Unanswered("too-large", words)
        pieces.append(piece)
    if response.length or (inflate and not inflate.is_complete):
        raise Unanswered("broken", "the answer ends too early")
    return b"".join(pieces)


class _Inflater:
    """Decompress gzip, zlib and raw deflate; never more than one byte beyond a limit."""

    def __init__(self, largest: int) -> None:
        self._left = largest + 1
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 32)
        self._first = True

    @property
    def is_complete(self) -> bool:
        """True if the compressed data has come to its end."""
        return self._stream.eof

    def piece(self, data: bytes) -> bytes:
        """Decompress the next piece, as far as the limit allows."""
        try:
            out = self._stream.decompress(data, self._left)
        except zlib.error:
            if not self._first:
                raise
            # Some hosts call raw deflate data "deflate" (RFC 9110, 8.4.1.2, note).
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            out = self._stream.decompress(data, self._left)
        self._first = False
        self._left -= len(out)
        if self._left <= 0:
            raise Unanswered("too-large", "the answer is larger than allowed, once decompressed")
        return out


def _end_late(connection: _Plain, late: threading.Event) -> None:
    """End a request at its deadline, even if bytes still trickle in."""
    late.set()
    connection.hang_up()


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


class _Plain(HTTPConnection):
    """Connects only to the addresses that were checked, even if the name now resolves to others."""

    addresses: tuple[str, ...] = ()
    connected: socket.socket | None = None
    """The socket; `sock` is None while a body without a length is read."""
    is_ended: bool = False

    def connect(self) -> None:
        """Connect to the first address that answers."""
        for number, address in enumerate(self.addresses, 1):
            try:
                self.sock = socket.create_connection((address, self.port), self.timeout)
            except OSError:
                if number == len(self.addresses):
                    raise
            else:
                self.connected = self.sock
                if self.is_ended:
                    raise ConnectionAbortedError("the run was stopped")
                return

    def hang_up(self) -> None:
        """End what is sent and received; another thread may be waiting for it."""
        self.is_ended = True
        if self.connected:
            with suppress(OSError):
                self.connected.shutdown(socket.SHUT_RDWR)


class _Safe(_Plain):
    """The same over TLS, with a certificate that the system trusts."""

    default_port = PORTS["https"]

    def connect(self) -> None:
        """Connect, and check that the certificate is for the host's name."""
        super().connect()
        self.sock = self.connected = _tls().wrap_socket(self.sock, server_hostname=self.host)


def _connection(target: Target, addresses: tuple[str, ...], timeout: float) -> _Plain:
    kind = _Safe if target.scheme == "https" else _Plain
    connection = kind(target.host, target.port, timeout=timeout)
    connection.addresses = addresses
    return connection


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
