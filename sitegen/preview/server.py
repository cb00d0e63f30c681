"""Serve connections and event streams, each in a thread, up to a limit.

The streams are server-sent events (HTML standard, section 9.2). `reload` has `{"paths": [url],
"all": bool, "moved": {old: new}}`, `css` `{"paths": [url]}`, `problems` a list of problems, and
`ok` nothing. The id of an event is the version of the site that it leads to.
"""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

import msgspec

from ..problems import Problem, UsageError
from .http import Access
from .problems import ShownProblem, shown
from .workspace import Workspace

KEEP_ALIVE = 15.0
"""Seconds after which a comment is sent to keep the connection alive."""
MOST_STREAMS = 400
"""How many streams are served at once."""
BEHIND = 1000
"""How many events may wait for a browser before its stream is closed."""


class TooManyStreams(Exception):
    """No more streams are served."""


class Stream:
    """One browser's events, as they come."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[bytes | None] = SimpleQueue()

    def put(self, data: bytes | None) -> None:
        """Add an event; None ends the stream."""
        self._queue.put(data if self._queue.qsize() < BEHIND else None)

    def chunks(self) -> Iterator[bytes]:
        """Yield what to send next, at the latest after KEEP_ALIVE seconds."""
        while True:
            try:
                data = self._queue.get(timeout=KEEP_ALIVE)
            except Empty:
                data = b": still here\n\n"
            if data is None:
                return
            yield data


class Hub:
    """Sends events to all streams, and the current state to new ones."""

    def __init__(self, version: int, problems: tuple[ShownProblem, ...]) -> None:
        self._lock = Lock()
        self._streams: set[Stream] = set()
        self._version = version
        self._problems = problems
        self._closed = False

    def reload(
        self, version: int, paths: tuple[str, ...], everything: bool, moved: dict[str, str]
    ) -> None:
        """Send the URLs of the pages that differ."""
        data = {"paths": paths, "all": everything, "moved": moved}
        self._send(version, _event("reload", version, data))

    def css(self, version: int, paths: tuple[str, ...]) -> None:
        """Send the URLs of the stylesheets that replace older ones."""
        self._send(version, _event("css", version, {"paths": paths}))

    def problems(self, version: int, problems: tuple[ShownProblem, ...]) -> None:
        """Send all problems, or that there are none."""
        with self._lock:
            self._problems = problems
        self._send(version, _state(version, problems))

    def _send(self, version: int, data: bytes) -> None:
        with self._lock:
            self._version = max(self._version, version)
            for stream in self._streams:
                stream.put(data)

    def join(self, since: str) -> Stream:
        """Begin a stream for a page of the version `since`, which may be old by now."""
        stream = Stream()
        with self._lock:
            if self._closed or len(self._streams) >= MOST_STREAMS:
                raise TooManyStreams
            self._streams.add(stream)
            first = b"retry: 500\n\n"
            if since and since != str(self._version):
                data = {"paths": (), "all": True, "moved": {}}
                first += _event("reload", self._version, data)
            stream.put(first + _state(self._version, self._problems))
        return stream

    def leave(self, stream: Stream) -> None:
        """Forget a stream."""
        with self._lock:
            self._streams.discard(stream)

    def close(self) -> None:
        """End all streams, and take no more."""
        with self._lock:
            self._closed = True
            for stream in self._streams:
                stream.put(None)


def _state(version: int, problems: tuple[ShownProblem, ...]) -> bytes:
    if any(problem.severity == "error" for problem in problems):
        return _event("problems", version, problems)
    return _event("ok", version, {})


def _event(name: str, version: int, data: object) -> bytes:
    text = msgspec.json.encode(data)
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (version, name.encode(), text)


MOST_CONNECTIONS = 600
"""The most connections at a time; for another one the oldest idle connection is closed."""
TRIES = 50
"""How many ports are tried, from the wanted one on."""


class PreviewServer(ThreadingHTTPServer):
    """Serves a workspace to browsers.

    Construct it through `listen`, which finds a free port.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256
    # Elsewhere this would let two servers share a port.
    allow_reuse_address = os.name == "posix"

    access: Access
    workspace: Workspace
    hub: Hub

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        # Whether it waits for a request, by connection and the oldest first.
        self._connections: dict[socket.socket, bool] = {}
        self._connections_lock = Lock()
        self._thread: Thread | None = None
        super().__init__(address, handler)

    def server_bind(self) -> None:
        """Bind without a look-up of the host's own name, which can take seconds."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, self.allow_reuse_address)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    @property
    def is_local(self) -> bool:
        """Return True if only this machine can reach the server."""
        return ip_address(self.server_name.partition("%")[0]).is_loopback

    def start(self, workspace: Workspace, hub: Hub, access: Access) -> None:
        """Start to answer in background threads."""
        self.workspace, self.hub, self.access = workspace, hub, access
        self._thread = Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.2}, name="server", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End all streams and connections; no thread is left."""
        if self._thread is not None:
            self.hub.close()
            self.shutdown()
            self._thread.join()
        self.server_close()
        with self._connections_lock:
            connections = list(self._connections)
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def tell_problems(self) -> None:
        """Send the problems to the browsers if they have changed."""
        if self.workspace.problems_changed():
            snapshot = self.workspace.snapshot
            data = shown(snapshot.config, self.workspace.problems)
            self.hub.problems(snapshot.version, data)

    # --- connections ------------------------------------------------------------------------

    def process_request(self, request: Any, client_address: Any) -> None:
        """Accept a connection; if there are too many, close an idle one."""
        with self._connections_lock:
            is_full = len(self._connections) >= MOST_CONNECTIONS
            idle = next((one for one, waits in self._connections.items() if waits), None)
            if is_full and idle is not None:
                del self._connections[idle]
                with suppress(OSError):
                    idle.shutdown(socket.SHUT_RDWR)
            if not is_full or idle is not None:
                self._connections[request] = True
        if request in self._connections:
            super().process_request(request, client_address)
        else:
            super().shutdown_request(request)

    def note_waiting(self, connection: socket.socket, waits: bool) -> None:
        """Note whether a connection waits for a request or is being answered."""
        with self._connections_lock:
            if connection in self._connections:
                self._connections[connection] = waits

    def shutdown_request(self, request: Any) -> None:
        """Close a connection and forget it."""
        with self._connections_lock:
            self._connections.pop(request, None)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a browser that has left; anything else is a defect, reported in one line."""
        error = sys.exc_info()[1]
        if isinstance(error, ConnectionError | TimeoutError):
            return
        if os.environ.get("SITEGEN_DEBUG"):
            super().handle_error(request, client_address)
            return
        print(
            f"a request was not answered: {type(error).__name__}: {error}\n"
            "    hint: this is a defect of sitegen; SITEGEN_DEBUG=1 tells more to report",
            file=sys.stderr,
        )


def listen(host: str, port: int, handler: type[BaseHTTPRequestHandler]) -> PreviewServer:
    """Listen on the wanted port or the next free one; UsageError if there is none.

    `handler` answers the requests of one connection.
    """
    last: OSError | None = None
    for number in range(port, min(port + TRIES, 65536)) if port else (0,):
        try:
            return PreviewServer((host, number), handler)
        except OSError as error:
            last = error
            if _is_of_host(error) or isinstance(error, PermissionError):
                break
    option, hint = "--port", "take another one: sitegen serve --port 8080"
    if last and _is_of_host(last):
        option, hint = "--host", "name an address of this machine, such as 127.0.0.1"
    reason = (last.strerror or str(last)).lower() if last else "out of range"
    message = f"cannot listen on {host}, port {port}: {reason}"
    raise UsageError(Problem(option, message, "preview.port", hint=hint))


def _is_of_host(error: OSError) -> bool:
    return isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL
