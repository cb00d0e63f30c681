"""Requests are read once, within a deadline, and no number of slow ones keeps others waiting."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from sitegen.preview.http import PATIENCE
from tests.preview.conftest import write_site
from tests.preview.serving import Preview, raw, serving, status

PAGE = "/digest/iran/2024/05/spring/"
INNER = f"GET {PAGE} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
CHUNKED = f"{len(INNER):x}\r\n{INNER}\r\n0\r\n\r\n"


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """Serve the small site to all the tests here; none of them may harm it."""
    with serving(write_site(tmp_path_factory.mktemp("requests") / "digest")) as running:
        yield running


def ask(preview: Preview, first: str, *headers: str, body: str = "") -> bytes:
    lines = [first, "Host: localhost", *headers]
    return raw(preview, ("\r\n".join(lines) + "\r\n\r\n" + body).encode("latin-1"))


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PROPFIND"])
@pytest.mark.parametrize("path", [PAGE, "/_sitegen/", "/digest/nowhere/", "/digest/film.bin", "/"])
@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ([f"Content-Length: {len(INNER)}"], INNER),
        (["Transfer-Encoding: chunked"], CHUNKED),
        (["Expect: 100-continue", f"Content-Length: {len(INNER)}"], INNER),
    ],
    ids=["length", "chunked", "expect"],
)
def test_a_body_is_not_the_next_request(
    preview: Preview, method: str, path: str, headers: list[str], body: str
):
    answer = ask(preview, f"{method} {path} HTTP/1.1", *headers, body=body)
    assert len(re.findall(rb"HTTP/1\.1 \d", answer)) == 1
    expected = {"GET": (200, 302, 404), "HEAD": (200, 302, 404), "POST": (405,)}
    assert status(answer) in expected.get(method, (501,))
    assert b"\r\nConnection: close\r\n" in answer


@pytest.mark.parametrize(
    "headers",
    [
        ["Content-Length: 5", "Content-Length: 6"],
        ["Content-Length: 5", "Content-Length: 5"],
        ["Content-Length: 5, 5"],
        ["Content-Length: +5"],
        ["Content-Length: -1"],
        ["Content-Length: 0x5"],
        ["Content-Length: 5_0"],
        ["Content-Length:"],
        ["Content-Length: \xb2"],
        ["Content-Length: 5", "Transfer-Encoding: chunked"],
        ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"],
        ["Content-Length : 5"],
        ["X: y\r\n Content-Length: 5"],
        ["X: y\rContent-Length: 5\rZ: z", "Content-Length: 0"],
        ["no header at all", "Content-Length: 5"],
        ["(x): y"],
        ["X: \0"],
    ],
)
def test_headers_with_two_meanings_are_refused(preview: Preview, headers: list[str]):
    answer = ask(preview, f"GET {PAGE} HTTP/1.1", *headers, body=INNER)
    assert status(answer) == 400
    assert answer.count(b"HTTP/1.1 ") == 1


def test_requests_in_a_row_are_answered_in_a_row(preview: Preview):
    """Pipelining (RFC 9112, 9.3.2): the next requests come before the answers."""
    first = "".join(
        f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
        for method, path in (("HEAD", PAGE), ("GET", "/digest/extra.css"), ("GET", "/digest/no/"))
    )
    answer = raw(preview, (first + INNER).encode())
    assert re.findall(rb"HTTP/1\.1 (\d+)", answer) == [b"200", b"200", b"404", b"200"]
    assert answer.count(b"First text.") == 1


def test_a_whole_url_is_a_path_at_its_host(preview: Preview):
    """As a proxy sends it (RFC 9112, 3.2.2)."""
    assert status(ask(preview, f"GET http://localhost{PAGE} HTTP/1.1", "Connection: close")) == 200
    assert status(ask(preview, "GET http://LOCALHOST HTTP/1.1", "Connection: close")) == 302
    for target in (
        f"http://evil.example{PAGE}",
        f"http://localhost:1{PAGE}",
        f"http://me@localhost{PAGE}",
        f"https://localhost{PAGE}",
        "http://[::1",
        "http://localhost/../site.yml",
    ):
        assert status(ask(preview, f"GET {target} HTTP/1.1", "Connection: close")) == 400, target
    both = f"GET http://evil.example{PAGE} HTTP/1.1\r\nHost: evil.example\r\n\r\n"
    assert status(raw(preview, both.encode())) == 403


def test_slow_requests_end_and_keep_nobody_waiting(preview: Preview):
    """However steadily the bytes come: of headers, of a body, of a first line, or none at all."""
    beginnings = (
        b"GET /digest/ HTTP/1.1\r\nHost: localhost\r\nX: ",
        b"GET /digest/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n",
        b"GET /",
        b"",
    )
    with ExitStack() as stack:
        slow = []
        for number in range(200):
            connection = socket.create_connection((preview.host, preview.port), timeout=60)
            slow.append(stack.enter_context(connection))
            connection.sendall(beginnings[number % 4])
        over = threading.Event()
        stack.callback(over.set)

        def drip() -> None:
            while not over.wait(1):
                for number, connection in enumerate(slow):
                    if number % 4 != 3:
                        with suppress(OSError):
                            connection.sendall(b"x")

        began = time.monotonic()
        threading.Thread(target=drip, daemon=True).start()
        for _ in range(5):
            assert preview.get(PAGE).status == 200
        for connection in slow:
            with suppress(ConnectionError):
                while connection.recv(65536):
                    pass
        assert time.monotonic() - began < 6 * PATIENCE
    assert preview.get(PAGE).status == 200


def test_more_idle_connections_than_are_served_at_once(site: Path):
    with serving(site) as preview, ExitStack() as stack:
        events = stack.enter_context(preview.events())
        idle = []
        for number in range(700):
            connection = socket.create_connection((preview.host, preview.port), timeout=60)
            idle.append(stack.enter_context(connection))
            if number % 100 == 0:
                assert preview.get(PAGE).status == 200
        assert preview.get(PAGE).status == 200
        # Those that asked nothing for the longest time have made room; a stream never does.
        with suppress(ConnectionError):
            assert idle[0].recv(1) == b""
        (site / "content/iran/2024-05-01-spring.md").write_text("---\ntitle: Told\n---\nStill.\n")
        assert PAGE in events.next("reload").data["paths"]
