"""A web server in front of git's own http-backend (git-http-backend(1)), as CGI (RFC 3875)."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from pathlib import Path
from threading import Condition, Thread

USER, PASSWORD = "reader", "s3cret-t0ken/+x"


class GitServer:
    """Serves the bare repositories below a folder on 127.0.0.1.

    With `guarded`, reading and writing need USER and PASSWORD; with `read_only`, pushes are
    forbidden to everyone. A `broken` one closes every connection without an answer, and one that
    `loses_answers` does so after it has taken a push.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.guarded = False
        self.read_only = False
        self.broken = False
        self.loses_answers = False
        handler = type("Handler", (_Handler,), {"git": self})
        self.idle = Condition()
        self.busy = 0
        self._http = _Server(("127.0.0.1", 0), handler)
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._http.server_address[1]}"

    def wait_until_idle(self) -> None:
        """Wait for the end of requests whose client may be gone already."""
        with self.idle:
            assert self.idle.wait_for(lambda: self.busy == 0, timeout=240)

    def stop(self) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        # A client that was killed is what some tests are about.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    git: GitServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        with self.git.idle:
            self.git.busy += 1
        try:
            self._answer()
        finally:
            with self.git.idle:
                self.git.busy -= 1
                self.git.idle.notify_all()

    do_POST = do_GET  # noqa: N815 - http.server names it

    def log_message(self, *args: object) -> None:
        pass

    def _answer(self) -> None:
        if self.git.broken:
            self.close_connection = True
            return
        body = self._body()
        path, _, query = self.path.partition("?")
        user = self._user()
        if self.git.guarded and user is None:
            self._send(401, [("WWW-Authenticate", 'Basic realm="git"')], b"")
        elif self.git.read_only and "git-receive-pack" in self.path:
            self._send(403, [], b"no writing here")
        else:
            self._run(path, query, body, user or "anyone")

    def _user(self) -> str | None:
        kind, _, word = self.headers.get("Authorization", "").partition(" ")
        expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        return USER if (kind.lower(), word) == ("basic", expected) else None

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked":
            return b"".join(_chunks(self.rfile))
        return _exactly(self.rfile, int(self.headers.get("Content-Length") or 0))

    def _run(self, path: str, query: str, body: bytes, user: str) -> None:
        environment = os.environ | {
            "GIT_PROJECT_ROOT": str(self.git.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_USER": user,
            "REMOTE_ADDR": "127.0.0.1",
        }
        done = subprocess.run(
            ["git", "http-backend"], input=body, env=environment, capture_output=True
        )
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        pairs = [line.split(": ", 1) for line in head.decode("latin-1").split("\r\n") if line]
        status = next((int(v.split()[0]) for k, v in pairs if k == "Status"), 200)
        if self.git.loses_answers and path.endswith("/git-receive-pack"):
            self.close_connection = True
            return
        self._send(status, [(k, v) for k, v in pairs if k != "Status"], content)

    def _send(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _chunks(stream: BufferedIOBase) -> Iterator[bytes]:
    while line := stream.readline():
        size = int(line.split(b";")[0], 16)
        yield _exactly(stream, size)
        stream.readline()
        if not size:
            return
    raise ConnectionError("the client has gone")


def _exactly(stream: BufferedIOBase, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise ConnectionError("the client has gone")
    return data
