"""Politeness: one request at a time to a host, pauses in between, and waiting when asked to."""

from __future__ import annotations

import threading
import time

from msgspec import Struct

from .. import __version__
from .addresses import Unanswered, target_of
from .request import TIMEOUT, Answer, Connections, Request, send

PAUSE = 1.0
"""Seconds between two requests to one host."""

PATIENCE = frozenset({429, 503})
"""Status codes that ask us to wait (RFC 6585, 4; RFC 9110, 15.6.4)."""


class Manners(Struct, frozen=True):
    """How to send requests: the user agent, allowed private hosts, and how long to wait.

    `allowed` are hosts, with or without port; `pause` and `timeout` are in seconds.
    """

    agent: str
    allowed: frozenset[str] = frozenset()
    pause: float = PAUSE
    timeout: float = TIMEOUT


def agent_for(purpose: str, site: str = "") -> str:
    """Return the user agent: the purpose, and the site it is for (RFC 9110, 10.1.5)."""
    shown = f"; for {site}" if site and site.isascii() and site.isprintable() else ""
    return f"sitegen/{__version__} ({purpose}{shown})"


class _Turn:
    """The queue of one host, and when the next request may be sent."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.free_at = 0.0
        self.patience = 0  # The status with which the host asked us to wait.


class Hosts:
    """Sends the requests of one run; threads may share it."""

    def __init__(self, manners: Manners) -> None:
        self.manners = manners
        self._turns: dict[str, _Turn] = {}
        self._lock = threading.Lock()
        self._connections = Connections()
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Start no more requests, and end those that are under way."""
        self._stopped.set()
        self._connections.hang_up()

    def send(self, request: Request) -> Answer:
        """Send a request when it is its turn at the host; raises Unanswered.

        Agent, allowed hosts and timeout are those of the run's manners.
        """
        manners = self.manners
        request = Request(
            request.url, request.method, manners.agent, request.headers, manners.allowed,
            manners.timeout, request.largest,
        )  # fmt: skip
        with self._lock:
            turn = self._turns.setdefault(target_of(request.url).host, _Turn())
        with turn.lock:
            if turn.patience:
                words = f"not asked: the host asked for patience ({turn.patience})"
                raise Unanswered("timeout", words, turn.patience)
            self._stopped.wait(max(0.0, turn.free_at - time.monotonic()))
            if self._stopped.is_set():
                raise Unanswered("timeout", "the run was stopped")
            try:
                answer = send(request, self._connections)
            finally:
                turn.free_at = time.monotonic() + manners.pause
            if answer.status in PATIENCE:
                turn.patience = answer.status
            return answer
