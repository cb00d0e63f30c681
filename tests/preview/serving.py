"""A real `sitegen serve` process, what it prints, its pages and its event stream."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, NamedTuple

CLIENT = re.compile(rb'<script src="/_sitegen/client\.js"[^>]*></script>')
PATIENCE = 120.0
"""Seconds for what takes a moment, on a machine that is busy with other things."""


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def page(self) -> bytes:
        """The body less the injected script: what a build would have written."""
        return CLIENT.sub(b"", self.body, count=1)


class Event(NamedTuple):
    name: str
    data: Any
    id: str
    at: float


class Preview:
    """One server process; everything is asked of it over the wire."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self._incoming: SimpleQueue[str | None] = SimpleQueue()
        Thread(target=self._listen, daemon=True).start()
        line = self.wait_for_line("http://")
        self.url = line.split()[0]
        match = re.match(r"http://(\[[^]]+\]|[^:/]+):(\d+)(/.*)", self.url)
        assert match, line
        self.host, self.port, self.root = match[1].strip("[]"), int(match[2]), match[3]

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._incoming.put(line.rstrip("\n"))
        self._incoming.put(None)

    def wait_for_line(self, part: str, seconds: float = PATIENCE) -> str:
        """Wait for a line that has `part` in it, printed since the last call."""
        end = time.monotonic() + seconds
        while True:
            try:
                line = self._incoming.get(timeout=max(0, end - time.monotonic()))
            except Empty:
                raise AssertionError(f"no {part!r} in {self.lines}") from None
            assert line is not None, f"it ended without {part!r}: {self.lines}"
            self.lines.append(line)
            if part in line:
                return line

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for a path below the site's root, or for an absolute one."""
        path = path if path.startswith("/") else self.root + path
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, headers=names)
            response = connection.getresponse()
            return Answer(response.status, dict(response.headers), response.read())
        finally:
            connection.close()

    @contextmanager
    def events(self, since: str = "") -> Iterator[Events]:
        """Open the event stream; the first event says how things stand."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            connection.request("GET", f"/_sitegen/events?since={since}")
            response = connection.getresponse()
            assert response.status == 200
            events = Events(response)
            yield events
        finally:
            connection.close()

    def stop(self, sig: signal.Signals = signal.SIGINT) -> int:
        """End it as Ctrl-C does, and give the exit code."""
        self.process.send_signal(sig)
        return self.process.wait(PATIENCE)


class Events:
    """What comes over one event stream."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self._queue: SimpleQueue[Event | None] = SimpleQueue()
        Thread(target=self._listen, args=(response,), daemon=True).start()
        self.first = self.next("ok", "problems", "reload")

    def _listen(self, response: http.client.HTTPResponse) -> None:
        fields: dict[str, str] = {}
        try:
            for raw in response:
                line = raw.decode().rstrip("\n")
                if line:
                    name, _, value = line.partition(":")
                    fields[name] = value.removeprefix(" ")
                elif "event" in fields:
                    data = json.loads(fields["data"])
                    now = time.perf_counter()
                    self._queue.put(Event(fields["event"], data, fields.get("id", ""), now))
                    fields = {}
        except (OSError, ValueError, AttributeError):
            pass  # the test has closed it
        self._queue.put(None)

    def next(self, *names: str, seconds: float = PATIENCE) -> Event:
        """Wait for the next event of these names; others are passed over."""
        end = time.monotonic() + seconds
        while True:
            try:
                event = self._queue.get(timeout=max(0, end - time.monotonic()))
            except Empty:
                raise AssertionError(f"no event {names}") from None
            assert event is not None, "the stream has ended"
            if event.name in names:
                return event

    def until_quiet(self, seconds: float) -> Iterator[Event]:
        """Give what comes until nothing comes for a while."""
        while True:
            try:
                event = self._queue.get(timeout=seconds)
            except Empty:
                return
            assert event is not None, "the stream has ended"
            yield event

    def none_within(self, seconds: float) -> None:
        """Assert that nothing comes for a while."""
        assert list(self.until_quiet(seconds)) == []

    def has_ended(self, seconds: float = PATIENCE) -> bool:
        """Wait for the end of the stream."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if self._queue.get(timeout=0.1) is None:
                    return True
            except Empty:
                continue
        return False


@contextmanager
def serving(
    site: Path, *arguments: str, port: int = 0, before: tuple[str, ...] = ()
) -> Iterator[Preview]:
    """Run `sitegen serve` on a site while the block runs; `before` starts its command line."""
    serve = (sys.executable, "-m", "sitegen", "serve", "--port", str(port))
    command = [*before, *serve, *arguments]
    process = subprocess.Popen(
        command,
        cwd=site,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        # Some tests let it write no file to its end: bytecode would stay broken.
        env=os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    try:
        yield Preview(process)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        assert process.stdout is not None
        process.stdout.close()


def raw(preview: Preview, request: bytes, seconds: float = PATIENCE) -> bytes:
    """Send bytes as they are, and give all that comes back until the server closes."""
    with socket.create_connection((preview.host, preview.port), timeout=seconds) as connection:
        with suppress(ConnectionError):  # the server has closed before it read everything
            connection.sendall(request)
        received = b""
        with suppress(ConnectionError, TimeoutError):
            while part := connection.recv(65536):
                received += part
        return received


def status(answer: bytes) -> int:
    """Give an answer's status; 0 where there is none, or none in HTTP/1."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0


LINK = re.compile(rb'(?:href|src)="(/[^"#?]*)')


def crawl(preview: Preview) -> dict[str, int]:
    """Follow all links from the front page on, and give each URL's status."""
    found: dict[str, int] = {}
    waiting = [preview.root]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        answer = preview.get(path)
        found[path] = answer.status
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            waiting.extend(link.decode() for link in LINK.findall(answer.page))
    return found


def eventually(check: Any, seconds: float = PATIENCE) -> None:
    """Repeat a check until it does not fail any more."""
    end = time.monotonic() + seconds
    while True:
        try:
            check()
        except AssertionError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


def shows(preview: Preview, path: str, text: str) -> None:
    """Assert that a page comes to hold a text."""

    def check() -> None:
        answer = preview.get(path)
        assert answer.status == 200
        assert text in answer.text

    eventually(check)


def is_gone(preview: Preview, path: str) -> None:
    """Assert that a page comes to be gone."""

    def check() -> None:
        assert preview.get(path).status == 404

    eventually(check)
