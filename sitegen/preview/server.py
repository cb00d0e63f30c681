"""Serve connections: a thread for each, up to a limit, and an end to all of them."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from threading import Lock, Thread
from typing import Any

from ..problems import Problem, UsageError
from .events import Hub
from .http import Access
from .problems import shown
from .workspace import Workspace

MOST = 600
"""How many connections are served at once; for one more the oldest idle one is closed."""
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
        """Bind without looking the own name up, which can take seconds."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, self.allow_reuse_address)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    @property
    def is_local(self) -> bool:
        """Return True if only this machine can reach the server."""
        return ip_address(self.server_name.partition("%")[0]).is_loopback

    def start(self, workspace: Workspace, hub: Hub, access: Access) -> None:
        """Begin to answer, in threads of its own."""
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
        """Tell the browsers what is wrong, if that is news."""
        if self.workspace.problems_changed():
            snapshot = self.workspace.snapshot
            data = shown(snapshot.config, self.workspace.problems)
            self.hub.problems(snapshot.version, data)

    # --- connections ------------------------------------------------------------------------

    def process_request(self, request: Any, client_address: Any) -> None:
        """Accept a connection; if there are too many, close an idle one."""
        with self._connections_lock:
            is_full = len(self._connections) >= MOST
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
        """Take note whether a connection waits for a request or is being answered."""
        with self._connections_lock:
            if connection in self._connections:
                self._connections[connection] = waits

    def shutdown_request(self, request: Any) -> None:
        """Close a connection and forget it."""
        with self._connections_lock:
            self._connections.pop(request, None)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a browser that went away go; anything else is a defect, told in one line."""
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
    """Take the wanted port of a host or the next free one; UsageError where none can be had.

    `handler` answers the requests of one connection.
    """
    last: OSError | None = None
    for number in range(port, min(port + TRIES, 65536)) if port else (0,):
        try:
            return PreviewServer((host, number), handler)
        except OSError as error:
            last = error
            if isinstance(error, socket.gaierror | PermissionError):
                break
    raise UsageError(
        Problem(
            "--host" if isinstance(last, socket.gaierror) else "--port",
            f"cannot listen on {host}, port {port}: {last.strerror if last else 'out of range'}",
            "preview.port",
            hint="take another one: sitegen serve --port 8080",
        )
    )
