"""Feeds that are none, or hostile: each is a line with its name; the others are gathered."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator

import pytest

from sitegen.importing.content_view import read_heads
from tests.gathering.serving import MONDAY, feeds_yml, item, rss, site_with
from tests.network.serving import Reply, WebHost, web_host

pytestmark = pytest.mark.integration

GOOD = rss(item("Good news", "https://good.example/1", MONDAY))
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0">'
    b"<channel><title>&c;</title><item><title>Bomb &c; &x;</title>"
    b"<link>https://bomb.example/1</link></item></channel></rss>"
)


@pytest.fixture(scope="module")
def host() -> Iterator[WebHost]:
    with web_host() as running, web_host("127.0.0.9") as good:
        good.replies["/good"] = Reply(GOOD)
        running.good = good  # type: ignore[attr-defined]
        yield running


def gather(host, tmp_path, sitegen, reply: Reply, *options: str):
    """Gather a bad feed and a good one; the good one is always there afterwards."""
    host.replies["/bad"] = reply
    site = site_with(
        tmp_path, feeds_yml(("Bad", host.url("/bad")), ("Good", host.good.url("/good")))
    )
    allowed = ("--allow-host", host.name, "--allow-host", host.good.name)
    run = sitegen("gather", "--timeout", "20", *options, *allowed, cwd=site)
    assert "Traceback" not in run.stderr
    heads = list(read_heads(site / "content"))
    assert "Good news" in [head.title for head in heads]
    return run, [head for head in heads if head.title != "Good news"]


BAD = [
    (Reply(b"<!doctype html><title>x</title><p>x"), "this is a web page, not a feed"),
    (Reply(b""), "the answer is empty"),
    (Reply(b" \n "), "the answer is empty"),
    (Reply(b"Not found, sorry"), "this is something else, not a feed"),
    (Reply(b'{"a": 1}'), "not a feed"),
    (Reply(b'{"version": "https://jsonfeed.org/version/1", "items": 3}'), "the feed is empty"),
    (Reply(rss()), "the feed is empty"),
    (Reply(GOOD[:120]), "the feed is cut off"),
    (Reply(b"\x89PNG\r\n\x1a\n" + bytes(500)), "not a feed"),
    (Reply(b"x" * 1_000_000, pieces=11), "the answer is larger than 10 MB"),
    (Reply(b"", headers={"Content-Length": "100000000"}), "the answer is larger than 10 MB"),
    (Reply(GOOD, headers={"Content-Encoding": "br"}), "compressed in a way not asked for"),
    (Reply(GOOD, headers={"Content-Encoding": "gzip"}), "the connection fails"),
    (Reply(b"", 500), "the host answers 500"),
    (Reply(b"", 403), "the host refuses the page (403)"),
    (Reply(b"", 404), "there is no such page (404)"),
    (Reply(b"", 410), "the feed is gone for good (410)"),
    (Reply(b"", 302, {"Location": "/bad"}), "it redirects in a circle"),
    (Reply(b"", 302, {"Location": "file:///etc/passwd"}), "it redirects to another scheme"),
    (Reply(b"", 301, {"Location": "http://10.0.0.1/feed"}), "has a private address"),
    (Reply(rss(item("No address", "", MONDAY))), "1 entry without an address of its own"),
    (Reply(rss(item("", "https://x.example/1"), item("A", "https://x.example/2"))),
     "1 entry without a title left out"),
    (Reply(rss(item("Front page", "https://x.example/"))), "without an address of its own"),
    (Reply(rss(item("Script", "javascript:alert(1)"))), "without an address of its own"),
    (Reply(rss(item("Undated", "https://x.example/1"), item("A", "https://x.example/2", MONDAY))),
     "“Undated”: no date that can be read"),
    (Reply(rss(item("Late", "https://x.example/1", "Mon, 04 May 2099 10:00:00 GMT"))),
     "“Late”: dated ahead (2099-05-04T10:00:00+00:00); the date is left out"),
    (Reply(rss(item("S", "https://x.example/1", MONDAY, "&lt;script&gt;alert(1)&lt;/script&gt;x"))),
     "scripts in its HTML are left out"),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "told"), BAD, ids=[told for _, told in BAD])
def test_a_bad_feed_is_a_line_and_the_others_are_gathered(host, tmp_path, sitegen, reply, told):
    run, _ = gather(host, tmp_path, sitegen, reply)
    assert run.returncode == 1
    (line,) = [line for line in run.stderr.splitlines() if told in line]
    assert line.startswith("feeds.yml:3: ")
    assert ": Bad: " in line


def test_an_endless_feed_ends(host, tmp_path, sitegen):
    endless = Reply(b" ", pieces=10_000, pause=0.2)
    run, _ = gather(host, tmp_path, sitegen, endless, "--timeout", "3")
    assert "Bad: no answer within 3 seconds" in run.stderr


def test_scripts_of_a_feed_reach_no_page(host, tmp_path, sitegen):
    text = (
        "&lt;p onclick='alert(1)'&gt;One.&lt;script&gt;alert(2)&lt;/script&gt;&lt;/p&gt;"
        "&lt;p&gt;&lt;a href='javascript:alert(3)'&gt;Two.&lt;/a&gt;&lt;/p&gt;"
        "&lt;iframe src='https://x.example/'&gt;&lt;/iframe&gt;&lt;p&gt;{{ x }} {% x %}&lt;/p&gt;"
    )
    feed = rss(item("&lt;b&gt;Bold&lt;/b&gt; title", "https://x.example/1", MONDAY, text))
    _, heads = gather(host, tmp_path, sitegen, Reply(feed))
    (head,) = heads
    assert head.title == "Bold title"
    assert sitegen("inbox", "accept", "*bold*", cwd=tmp_path).returncode == 0
    build = sitegen("build", cwd=tmp_path)
    assert build.returncode == 0, build.stderr
    pages = [
        p for p in (tmp_path / "public").rglob("*.html") if "Bold title" in p.read_text("utf-8")
    ]
    assert pages
    for page in pages:
        text = page.read_text("utf-8")
        for bad in ("alert(", "javascript:", "<iframe", "onclick"):
            assert bad not in text


def test_a_bomb_of_entities_stays_small_and_reads_no_file(host, tmp_path, sitegen):
    _, heads = gather(host, tmp_path, sitegen, Reply(BOMB))
    assert all("root:" not in head.title and len(head.title) < 5000 for head in heads)


def test_a_host_of_the_private_network_is_refused(host, tmp_path, sitegen):
    host.replies["/bad"] = Reply(GOOD)
    site = site_with(tmp_path, feeds_yml(("Bad", host.url("/bad"))))
    run = sitegen("gather", cwd=site)
    assert run.returncode == 1
    assert "feeds.yml:3: error: Bad: 127.0.0.1 has a private address" in run.stderr
    assert "--allow-host" in run.stderr


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path, sitegen):
    lines: list[str] = []
    with web_host("127.0.0.8") as host:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*_self_signed(tmp_path))
        host.socket = context.wrap_socket(host.socket, server_side=True)
        address = host.url("/feed").replace("http:", "https:")
        site = site_with(tmp_path, feeds_yml(("Bad", address)))
        run = sitegen("gather", "--allow-host", host.name, cwd=site)
        lines = run.stderr.splitlines()
    assert run.returncode == 1
    assert lines[0].startswith("feeds.yml:3: error: Bad: there is no safe connection")


def _self_signed(folder) -> tuple[str, str]:
    import subprocess

    key, certificate = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
         "/CN=127.0.0.8", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    return str(certificate), str(key)


def test_json_says_what_became_of_each_feed(host, tmp_path, sitegen):
    reply = Reply(rss(item("A", "https://x.example/1", MONDAY)), headers={"ETag": '"1"'})
    run, heads = gather(host, tmp_path, sitegen, reply, "--json")
    bad, good = (json.loads(line) for line in run.stdout.splitlines())
    assert (run.returncode, len(heads)) == (0, 1)
    assert bad["state"] == good["state"] == "fetched"
    (draft,) = bad["new"]
    assert draft["path"] == "content/news/2026-05-04-a.md"
    assert (draft["title"], draft["address"]) == ("A", "https://x.example/1")
    assert {bad[name] for name in ("known", "dropped", "ruled_out")} == {0}
    allowed = ("--allow-host", host.name, "--allow-host", host.good.name)
    again = sitegen("gather", "--json", *allowed, cwd=tmp_path)
    bad, good = (json.loads(line) for line in again.stdout.splitlines())
    assert (bad["state"], bad["new"], bad["known"]) == ("unchanged", [], 1)


def test_threads_end_where_a_person_has_enough(host, tmp_path):
    """Ctrl-C ends a run at once, long before the request that is under way."""
    import signal
    import subprocess
    import time

    from tests.conftest import COMMAND

    host.replies["/bad"] = Reply(b" ", pieces=1000, pause=0.2)
    host.asked.clear()
    site = site_with(tmp_path, feeds_yml(("Bad", host.url("/bad"))))
    running = subprocess.Popen(
        [COMMAND, "gather", "--timeout", "600", "--allow-host", host.name],
        cwd=site, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    while "/bad" not in host.paths[-1:]:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=120)
    assert running.returncode == 130
    assert told.strip() == "stopped"


def test_two_entries_of_one_address_are_one_draft_and_both_are_counted(host, tmp_path, sitegen):
    entries = (item(f"Part {n}", f"https://x.example/long#part-{n}", MONDAY) for n in (1, 2))
    run, heads = gather(host, tmp_path, sitegen, Reply(rss(*entries)))
    assert [head.title for head in heads] == ["Part 1"]
    assert run.stdout.endswith("2 new drafts, 1 already here (2 feeds)\n")
