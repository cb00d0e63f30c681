"""A real web server for tests: answers by path, and a log of what it was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer


@dataclass(frozen=True)
class Reply:
    """What a path answers; `pieces` go out one after the other, `pause` seconds apart."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: int = 1
    pause: float = 0.0


class WebHost(ThreadingHTTPServer):
    """Serves `replies`; validators are honoured where a reply has an ETag or Last-Modified."""

    daemon_threads = True

    def __init__(self, address: str = "127.0.0.1") -> None:
        super().__init__((address, 0), _Handler)
        self.replies: dict[str, Reply] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.name = f"{address}:{self.server_port}"

    def server_bind(self) -> None:
        """Leave out the look-up of this machine's name; it may take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", int(self.server_address[1])

    def url(self, path: str) -> str:
        return f"http://{self.name}{path}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


class _Handler(BaseHTTPRequestHandler):
    server: WebHost

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((self.path, headers))
        reply = self.server.replies.get(self.path, Reply(b"not here", 404))
        same = (
            ("if-none-match" in headers and headers["if-none-match"] == reply.headers.get("ETag"))
            or ("if-modified-since" in headers
                and headers["if-modified-since"] == reply.headers.get("Last-Modified"))
        )  # fmt: skip
        self.send_response(304 if same else reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        for _ in range(0 if same else reply.pieces):
            self.wfile.write(reply.body)
            time.sleep(reply.pause)

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            return  # The one who asked has hung up.


@contextmanager
def web_host(address: str = "127.0.0.1") -> Iterator[WebHost]:
    """Run a server on a free port of a loopback address."""
    with WebHost(address) as host:
        threading.Thread(target=host.serve_forever, args=(0.01,), daemon=True).start()
        yield host
        host.shutdown()
