"""Fetching from real servers on this machine: limits, redirects, robots.txt, validators."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.network import Client, Manners, Unanswered, agent_for
from tests.network.serving import Reply, WebHost, web_host

AGENT = agent_for("import", "https://digest.example/")


@pytest.fixture
def host() -> Iterator[WebHost]:
    with web_host() as running:
        yield running


def client_for(*hosts: WebHost, memory: Path | None = None, timeout: float = 20) -> Client:
    return Client(Manners(AGENT, frozenset(h.name for h in hosts), 0, timeout), memory)


def failure(client: Client, url: str, **options) -> tuple[str, str]:
    with pytest.raises(Unanswered) as error:
        client.fetch(url, **options)
    return error.value.failure, str(error.value)


def test_a_page_comes_with_its_declared_type_and_encoding(host):
    headers = {"Content-Type": "Text/HTML; charset=ISO-8859-1"}
    host.replies["/a"] = Reply(b"caf\xe9", headers=headers)
    fetched = client_for(host).fetch(host.url("/a"), obey_robots=False)
    assert (fetched.body, fetched.media_type, fetched.charset) == (
        b"caf\xe9",
        "text/html",
        "iso-8859-1",
    )
    assert host.paths == ["/a"]
    assert host.asked[0][1]["user-agent"] == AGENT
    assert "digest.example" in AGENT


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", raw_deflate)],
)
def test_compressed_answers_are_decompressed(host, coding, pack):
    host.replies["/a"] = Reply(pack(b"word " * 50_000), headers={"Content-Encoding": coding})
    assert client_for(host).fetch(host.url("/a"), obey_robots=False).body == b"word " * 50_000


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(bytes(60_000), pieces=50), "too-large"),
        (Reply(b"", headers={"Content-Length": "3000000"}), "too-large"),
        (Reply(gzip.compress(bytes(9_000_000)), headers={"Content-Encoding": "gzip"}), "too-large"),
        (Reply(gzip.compress(b"x" * 900)[:-9], headers={"Content-Encoding": "gzip"}), "broken"),
        (Reply(b"no gzip", headers={"Content-Encoding": "gzip"}), "broken"),
        (Reply(b"?", headers={"Content-Encoding": "br"}), "broken"),
        (Reply(b"short", headers={"Content-Length": "500"}), "broken"),
        (Reply(b"", 404), "status"),
        (Reply(b"", 500), "status"),
        (Reply(b"", 304), "status"),
    ],
)
def test_what_is_no_usable_answer_is_refused(host, reply, kind):
    host.replies["/a"] = reply
    url = host.url("/a")
    assert failure(client_for(host), url, obey_robots=False, largest=2_000_000)[0] == kind


def test_an_endless_answer_ends_at_the_deadline(host):
    host.replies["/a"] = Reply(b"x", pieces=400, pause=0.1)
    began = time.monotonic()
    kind, words = failure(client_for(host, timeout=1), host.url("/a"), obey_robots=False)
    assert time.monotonic() - began < 20
    assert (kind, words) == ("timeout", "no answer within 1 seconds")


def test_private_hosts_are_asked_only_where_they_are_named(host):
    assert failure(client_for(), host.url("/a"), obey_robots=False)[0] == "private"
    with web_host("127.0.0.2") as other:
        host.replies["/a"] = Reply(status=302, headers={"Location": other.url("/secret")})
        other.replies["/secret"] = Reply(b"secret")
        assert failure(client_for(host), host.url("/a"), obey_robots=False)[0] == "private"
        assert other.asked == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.example/", "javascript:1", "a/b"])
def test_only_web_addresses_are_fetched(url):
    assert failure(client_for(), url)[0] == "not-a-url"


def test_redirects_are_followed_and_the_new_address_is_told(host):
    host.replies["/old"] = Reply(status=301, headers={"Location": "/new#part"})
    host.replies["/new"] = Reply(b"here")
    host.replies["/loop"] = Reply(status=302, headers={"Location": "/loop"})
    client = client_for(host)
    fetched = client.fetch(host.url("/old"), obey_robots=False)
    assert (fetched.url, fetched.moved_to) == (host.url("/new"), host.url("/new"))
    assert failure(client, host.url("/loop"), obey_robots=False)[0] == "redirect"


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (Reply(b"User-agent: *\nDisallow: /private/\n"), True),
        (Reply(b"User-agent: *\nDisallow: /\n"), False),
        (Reply(b"User-agent: sitegen\nDisallow: /*.html$\n\nUser-agent: *\nDisallow:\n"), False),
        (Reply(b"User-agent: other\nDisallow: /\n"), True),
        (Reply(b"", 404), True),
        (Reply(b"", 500), False),
        (Reply(b"\xff\x00 no rules"), True),
        (Reply(status=302, headers={"Location": "/moved-robots"}), False),
    ],
)
def test_robots_txt_decides_unless_the_user_named_the_page(host, robots, allowed):
    host.replies |= {
        "/a.html": Reply(b"page"),
        "/robots.txt": robots,
        "/moved-robots": Reply(b"User-agent: *\nDisallow: /\n"),
    }
    client = client_for(host)
    for _ in range(2):
        if allowed:
            assert client.fetch(host.url("/a.html")).body == b"page"
        else:
            assert failure(client, host.url("/a.html"))[0] == "robots"
    assert host.paths.count("/robots.txt") == 1
    assert client.fetch(host.url("/a.html"), obey_robots=False).body == b"page"


def test_a_redirect_does_not_lead_around_robots_txt(host):
    host.replies |= {
        "/robots.txt": Reply(b"User-agent: *\nDisallow: /closed\n"),
        "/open": Reply(status=302, headers={"Location": "/closed"}),
        "/closed": Reply(b"page"),
    }
    assert failure(client_for(host), host.url("/open"))[0] == "robots"
    assert "/closed" not in host.paths


@pytest.mark.parametrize("validator", [{"ETag": '"v1"'}, {"Last-Modified": "Mon, 04 May 2026 10:05:00 GMT"}])  # fmt: skip  # noqa: E501
def test_a_second_run_asks_conditionally(host, tmp_path, validator):
    host.replies["/a"] = Reply(b"first", headers={"Content-Type": "text/html", **validator})
    memory = tmp_path / ".sitegen" / "fetched"
    first = client_for(host, memory=memory).fetch(host.url("/a"), obey_robots=False)
    second = client_for(host, memory=memory).fetch(host.url("/a"), obey_robots=False)
    assert (first.is_unchanged, second.is_unchanged) == (False, True)
    assert (second.body, second.media_type) == (b"first", "text/html")
    assert {"if-none-match", "if-modified-since"} & host.asked[1][1].keys()
    host.replies["/a"] = Reply(b"second", headers={"ETag": '"v2"'})
    third = client_for(host, memory=memory).fetch(host.url("/a"), obey_robots=False)
    assert (third.is_unchanged, third.body) == (False, b"second")
    assert (tmp_path / ".sitegen" / ".gitignore").exists()


def test_a_damaged_memory_is_as_good_as_none(host, tmp_path):
    host.replies["/a"] = Reply(b"page", headers={"ETag": '"v1"'})
    for damage in (b"", b"sitegen-cache-1\nxx", bytes(100)):
        client = client_for(host, memory=tmp_path / "m")
        assert client.fetch(host.url("/a"), obey_robots=False).body == b"page"
        for file in (tmp_path / "m").iterdir():
            file.write_bytes(damage)
    assert client_for(host, memory=tmp_path / "m").fetch(host.url("/a"), obey_robots=False).body
    assert all("if-none-match" not in headers for _, headers in host.asked)


def test_what_has_moved_for_good_is_asked_for_at_its_new_place(host, tmp_path):
    memory = tmp_path / "m"
    host.replies["/old"] = Reply(status=301, headers={"Location": "/new"})
    host.replies["/new"] = Reply(b"here", headers={"ETag": '"v1"'})
    for is_unchanged in (False, True):
        fetched = client_for(host, memory=memory).fetch(host.url("/old"), obey_robots=False)
        assert fetched.is_unchanged is is_unchanged
        assert (fetched.body, fetched.moved_to) == (b"here", host.url("/new"))
    assert host.paths == ["/old", "/new", "/new"]
    assert host.asked[2][1]["if-none-match"] == '"v1"'
    # Where the new place is gone, the old one may be there again.
    del host.replies["/new"]
    host.replies["/old"] = Reply(b"back")
    fetched = client_for(host, memory=memory).fetch(host.url("/old"), obey_robots=False)
    assert (fetched.body, fetched.moved_to) == (b"back", "")


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("120", 120, 120),
        ("Fri, 31 Dec 2999 23:59:59 GMT", 3e10, 1e11),
        ("Mon, 04 May 2020 10:05:00 GMT", 0, 0),
        ("soon", 0, 0),
        ("-5", 0, 0),
        ("", 0, 0),
    ],
)
def test_a_host_says_for_how_long_it_wants_to_be_left_alone(host, header, least, most):
    host.replies["/busy"] = Reply(status=503, headers={"Retry-After": header} if header else {})
    with pytest.raises(Unanswered) as error:
        client_for(host).fetch(host.url("/busy"), obey_robots=False)
    assert error.value.status == 503
    assert least <= error.value.retry_after <= most
