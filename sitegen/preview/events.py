"""The event stream: what has changed, told to every browser that looks (server-sent events).

The format is that of the HTML standard, section 9.2. `reload` has `{"paths": [url], "all": bool,
"moved": {old: new}}`, `css` `{"paths": [url]}`, `problems` a list of problems, and `ok` nothing.
The id of an event is the version of the site that it leads to.
"""

from __future__ import annotations

from collections.abc import Iterator
from queue import Empty, SimpleQueue
from threading import Lock

import msgspec

from .problems import ShownProblem

KEEP_ALIVE = 15.0
"""Seconds after which a comment shows that both ends are still there."""
MOST = 400
"""How many streams are served at once."""
BEHIND = 1000
"""How many events may wait for a browser before it is let go."""


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
    """Hands events to all streams, and tells new ones the current state."""

    def __init__(self, version: int, problems: tuple[ShownProblem, ...]) -> None:
        self._lock = Lock()
        self._streams: set[Stream] = set()
        self._version = version
        self._problems = problems
        self._closed = False

    def reload(
        self, version: int, paths: tuple[str, ...], everything: bool, moved: dict[str, str]
    ) -> None:
        """Say which pages differ, by URL."""
        data = {"paths": paths, "all": everything, "moved": moved}
        self._send(version, _event("reload", version, data))

    def css(self, version: int, paths: tuple[str, ...]) -> None:
        """Say which stylesheets to take in place of older ones."""
        self._send(version, _event("css", version, {"paths": paths}))

    def problems(self, version: int, problems: tuple[ShownProblem, ...]) -> None:
        """Say all that is wrong, or that nothing is."""
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
            if self._closed or len(self._streams) >= MOST:
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
