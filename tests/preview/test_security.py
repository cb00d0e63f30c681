"""What is not the site's own page, or not asked by one, is refused."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.preview.conftest import write_site
from tests.preview.serving import Preview, raw, serving, status
from tests.tooling.browser import serving as serving_folder

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGE = "/digest/iran/2024/05/spring/"


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """Serve the small site to all the tests here; none of them may harm it."""
    with serving(write_site(tmp_path_factory.mktemp("security") / "digest")) as running:
        yield running


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "127.0.0.2",
        "evil@localhost",
        "localhost/",
        "",
        "[::1",
        "localhost, evil.example",
    ],
)
@pytest.mark.parametrize("path", [PAGE, "/_sitegen/events", "/_sitegen/", "/_sitegen/problems"])
def test_a_foreign_host_is_refused(preview: Preview, host: str, path: str):
    answer = preview.get(path, Host=host)
    assert answer.status == 403
    assert b"Spring" not in answer.body


def test_two_hosts_and_none_are_refused(preview: Preview):
    for lines in ("Host: localhost\r\nHost: evil.example\r\n", "", "Host:\r\n"):
        request = f"GET {PAGE} HTTP/1.1\r\n{lines}Connection: close\r\n\r\n"
        assert status(raw(preview, request.encode())) in (400, 403)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1234", "127.0.0.1", "[::1]", "[::1]:80"])
def test_the_own_names_are_answered(preview: Preview, host: str):
    assert preview.get(PAGE, Host=host).status == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:1", "http://127.0.0.1", ""]
)
@pytest.mark.parametrize("path", [PAGE, "/_sitegen/events", "/_sitegen/"])
def test_a_foreign_origin_is_refused(preview: Preview, origin: str, path: str):
    answer = preview.get(path, Origin=origin)
    assert answer.status == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_own_origin_is_answered_and_allows_no_other(preview: Preview):
    answer = preview.get(PAGE, Origin=f"http://127.0.0.1:{preview.port}")
    assert answer.status == 200
    assert not any(name.lower().startswith("access-control") for name in answer.headers)
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_of_another_origin_reads_neither_page_nor_stream(
    preview: Preview, browser: Browser, tmp_path: Path
):
    folder = tmp_path / "evil"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html><title>Evil</title>")
    with serving_folder(folder) as address:
        page = browser.new_page()
        page.goto(address)
        base = f"http://localhost:{preview.port}"
        read = page.evaluate(
            """async (base) => {
              const found = [];
              for (const mode of ["cors", "no-cors"]) {
                try {
                  const answer = await fetch(base + "/digest/iran/2024/05/spring/", {mode});
                  found.push(await answer.text());
                } catch (error) { found.push("refused"); }
              }
              found.push(await new Promise((done) => {
                const stream = new EventSource(base + "/_sitegen/events");
                stream.onopen = () => done("opened");
                stream.onerror = () => done("refused");
              }));
              return found;
            }""",
            base,
        )
        page.close()
    assert read == ["refused", "refused", "refused"]


@pytest.mark.parametrize(
    "path",
    [
        "/../site.yml",
        "/digest/../site.yml",
        "/digest/../../../../etc/passwd",
        "/digest/..%2fsite.yml",
        "/digest/%2e%2e/site.yml",
        "/digest/%2E%2E%2Fsite.yml",
        "/digest/.%2e/site.yml",
        "/digest/%252e%252e/site.yml",
        "/digest/..%5csite.yml",
        "/digest/..%255csite.yml",
        "/digest/..\\site.yml",
        "/digest/%c0%ae%c0%ae/site.yml",
        "/digest/%e0%80%ae%e0%80%ae/site.yml",
        "/digest/....//site.yml",
        "/digest//etc/passwd",
        "//etc/passwd",
        "/etc/passwd",
        "/digest/./site.yml",
        "/digest/index.html%00.css",
        "/digest/%00",
        "/_sitegen/../site.yml",
        "/_sitegen/..%2f..%2fworkspace.py",
        "/_sitegen/workspace.py",
        "/_sitegen/vendor/",
        "/site.yml",
        "/digest/site.yml",
        "/digest/content/iran/2024-05-01-spring.md",
        "/digest/.sitegen/sources.msgpack",
        "/digest/azerbaijan/gallery/index.md",
        "http://evil.example/",
        "file:///etc/passwd",
        "*",
        "digest/",
    ],
)
def test_no_path_leaves_the_site(preview: Preview, path: str):
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answer = raw(preview, request.encode("latin-1"))
    assert status(answer) in (400, 404)
    for secret in (b"timezone", b"root:", b"First text", b"class Workspace", b"idiomorph"):
        assert secret not in answer


def test_a_nul_and_other_control_characters_are_refused(preview: Preview):
    for bad in (b"/digest/\0", b"/digest/\x01", b"/digest/\xff"):
        request = b"GET " + bad + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        assert status(raw(preview, request)) in (400, 404)
    assert preview.get("").status == 200


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "X"]
)
def test_other_methods_are_refused(preview: Preview, method: str):
    for path in (PAGE, "/_sitegen/events", "/_sitegen/"):
        answer = preview.get(path, method=method)
        assert answer.status in (405, 501)
        assert b"Spring" not in answer.body
    assert preview.get(PAGE).status == 200


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 200_000 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: " + b"a" * 60_000 + b"\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100),
        b"GET / HTTP/1.1\r\nHost: localhost\r\nRange: bytes=" + b"0-1," * 5000 + b"\r\n\r\n",
    ],
    ids=["header", "path", "headers", "host", "version", "nonsense", "tls", "ranges"],
)
def test_oversized_and_malformed_requests_are_refused(preview: Preview, request_: bytes):
    answer = raw(preview, request_, seconds=2)
    assert status(answer) in (0, 302, 400, 403, 414, 431, 505)
    assert preview.get(PAGE).status == 200


def test_a_named_host_is_answered_on_request(serve):
    preview = serve("--allow-host", "digest.test", "--allow-host", "[fd00::1]")
    assert preview.get(PAGE, Host="digest.test:80").status == 200
    assert preview.get(PAGE, Host="[fd00::1]").status == 200
    assert preview.get(PAGE, Host="other.test").status == 403


def test_all_interfaces_answer_to_the_address_that_was_called(serve):
    preview = serve("--host", "0.0.0.0")
    assert preview.url.startswith("http://127.0.0.1:")
    assert preview.get(PAGE).status == 200
    assert preview.get(PAGE, Host="evil.example").status == 403
    assert preview.get(PAGE, Host="192.0.2.1").status == 403


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


IPV6 = _has_ipv6()


@pytest.mark.parametrize("host", ["0.0.0.0", "::"] if IPV6 else ["0.0.0.0"])
def test_a_preview_that_the_network_can_read_says_so(serve, host: str):
    preview = serve("--host", host)
    line = preview.wait_for_line("network")
    assert "drafts" in line
    assert host in line


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", *["::1"] * IPV6])
def test_a_preview_that_this_machine_alone_can_read_says_nothing(serve, host: str):
    preview = serve("--host", host)
    preview.wait_for_line("watching")
    assert "network" not in "\n".join(preview.lines)
