"""A web server in front of git's own http-backend (git-http-backend(1)), as CGI (RFC 3875)."""

from __future__ import annotations

import base64
import os
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from pathlib import Path
from threading import Thread

USER, PASSWORD = "reader", "s3cret-t0ken/+x"


class GitServer:
    """Serves the bare repositories below a folder on 127.0.0.1.

    With `guarded`, reading and writing need USER and PASSWORD; with `read_only`, pushes are
    forbidden to everyone.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.guarded = False
        self.read_only = False
        handler = type("Handler", (_Handler,), {"git": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._http.server_address[1]}"

    def stop(self) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    git: GitServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, *args: object) -> None:
        pass

    def _answer(self) -> None:
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
        word = self.headers.get("Authorization", "").removeprefix("Basic ")
        expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        return USER if word == expected else None

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked":
            return b"".join(_chunks(self.rfile))
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

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
        self._send(status, [(k, v) for k, v in pairs if k != "Status"], content)

    def _send(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _chunks(stream: BufferedIOBase) -> list[bytes]:
    chunks = []
    while size := int(stream.readline().split(b";")[0], 16):
        chunks.append(stream.read(size))
        stream.readline()
    stream.readline()
    return chunks
