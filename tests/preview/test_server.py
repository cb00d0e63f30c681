"""Pages are served as GitHub Pages would, below their base path."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from sitegen.preview.server import KEEP_ALIVE
from tests.preview.conftest import article
from tests.preview.serving import Preview, crawl, eventually

SPRING = "content/iran/2024-05-01-spring.md"


def test_pages_stand_below_the_base_path(preview: Preview):
    assert preview.root == "/digest/"
    assert "<h1" in preview.get("iran/2024/05/spring/").text
    assert preview.get("/").headers["Location"] == "/digest/"
    assert preview.get("/digest").headers["Location"] == "/digest/"
    assert preview.get("/iran/").status == 404
    assert preview.get("/digestiran/").status == 404


def test_without_the_base_path_pages_stand_at_the_root(serve):
    preview = serve("--no-base-path")
    assert preview.root == "/"
    page = preview.get("/iran/2024/05/spring/").page
    assert b'href="/iran/"' in page
    assert b"/digest/" not in page


def test_folders_and_files_without_their_ending(preview: Preview):
    answer = preview.get("/digest/iran/2024/05/spring?x=1&y=2")
    assert (answer.status, answer.headers["Location"]) == (
        301,
        "/digest/iran/2024/05/spring/?x=1&y=2",
    )
    assert preview.get("iran/2024/05/spring/index.html").status == 200
    assert preview.get("404").status == 200
    assert preview.get("iran/2024/").status == 404


def test_a_lost_address_shows_the_page_for_it(preview: Preview):
    answer = preview.get("nowhere/")
    assert answer.status == 404
    assert answer.page == preview.get("404.html").page
    assert b"_sitegen/client.js" in answer.body


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "text/html; charset=utf-8"),
        ("feed.xml", "application/xml; charset=utf-8"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("extra.css", "text/css; charset=utf-8"),
        ("azerbaijan/gallery/map.svg", "image/svg+xml"),
        ("film.bin", "application/octet-stream"),
    ],
)
def test_content_types(site: Path, preview: Preview, path: str, kind: str):
    if "gallery" in path:
        page = preview.get("azerbaijan/2024/05/gallery/")
        source = re.search(r'<img src="/digest/([^"]+)"', page.text)
        assert source
        path = source[1]
    answer = preview.get(path)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == kind
    assert (b"_sitegen" in answer.body) == (kind.startswith("text/html"))


def test_ranges_of_media(preview: Preview):
    whole = preview.get("film.bin")
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert len(whole.body) == 1000
    for value, content, place in (
        ("bytes=0-9", b"0123456789", "bytes 0-9/1000"),
        ("bytes=995-", b"56789", "bytes 995-999/1000"),
        ("bytes=-3", b"789", "bytes 997-999/1000"),
        ("bytes=998-5000", b"89", "bytes 998-999/1000"),
    ):
        part = preview.get("film.bin", Range=value)
        assert (part.status, part.body) == (206, content)
        assert part.headers["Content-Range"] == place
    assert preview.get("film.bin", Range="bytes=1000-").status == 416
    assert preview.get("film.bin", Range="bytes=0-1,5-6").status == 200
    assert preview.get("film.bin", Range="lines=1-2").status == 200
    assert preview.get("film.bin", Range="bytes=0-1", If_Range='"old"').status == 200


if Path("/proc/self/status").exists():

    def test_a_long_film_is_never_in_memory_as_a_whole(site: Path, serve):
        size = 400_000_000
        with (site / "static/long.mp4").open("wb") as film:
            film.truncate(size)
        preview = serve()
        connection = http.client.HTTPConnection(preview.host, preview.port, timeout=60)
        connection.request("GET", "/digest/long.mp4")
        response = connection.getresponse()
        received = 0
        while part := response.read(1 << 20):
            received += len(part)
        connection.close()
        assert received == size
        status = Path(f"/proc/{preview.process.pid}/status").read_text()
        peak = re.search(r"VmHWM:\s*(\d+) kB", status)
        assert peak
        assert int(peak[1]) < 250_000


def test_head_and_unchanged_answers_have_no_body(preview: Preview):
    page, head = preview.get(""), preview.get("", method="HEAD")
    assert head.body == b""
    assert head.headers["Content-Length"] == str(len(page.body))
    for path in ("", "film.bin"):
        tag = preview.get(path).headers["ETag"]
        assert preview.get(path, If_None_Match=tag).status == 304
    assert preview.get("/_sitegen/events", method="HEAD").status == 200


def test_one_connection_answers_many_requests(preview: Preview):
    connection = http.client.HTTPConnection(preview.host, preview.port, timeout=60)
    for path in ("/digest/", "/digest/nowhere/", "/digest/film.bin", "/digest/feed.xml"):
        connection.request("GET", path)
        assert len(connection.getresponse().read()) > 0
    connection.close()


def test_every_link_leads_somewhere(preview: Preview):
    assert set(crawl(preview).values()) == {200}


def test_drafts_and_the_future(site: Path, serve):
    (site / "content/iran/2999-01-01-later.md").write_text(article("Later"))
    shown = serve("--future")
    assert "Winter" in shown.get("azerbaijan/").text
    assert "noindex" in shown.get("azerbaijan/2024/05/winter/").text
    assert shown.get("iran/2999/01/later/").status == 200
    hidden = serve("--no-drafts", port=shown.port)
    assert hidden.port != shown.port
    assert hidden.get("azerbaijan/2024/05/winter/").status == 404
    assert hidden.get("iran/2999/01/later/").status == 404
    assert "Winter" in hidden.get("/_sitegen/").text


def test_nothing_is_written_but_the_cache(site: Path, preview: Preview):
    preview.get("")
    (site / SPRING).write_text(article("Spring", "Other.\n"))
    preview.wait_for_line("spring.md")
    preview.get("iran/2024/05/spring/")
    assert preview.stop() == 0
    assert {path.name for path in site.iterdir()} == {"site.yml", "content", "static", ".sitegen"}


def test_a_taken_port_gives_the_next_free_one_and_says_so(serve):
    first = serve()
    second = serve(port=first.port)
    assert second.port > first.port
    assert f"port {first.port} is taken; this is {second.port}" in second.lines


def test_a_port_that_cannot_be_had_is_a_usage_error(site: Path, sitegen):
    result = sitegen("serve", "--host", "203.0.113.1", cwd=site)
    assert result.returncode == 2
    assert result.stderr.startswith("--host: error: cannot listen on 203.0.113.1, port 8000: ")
    assert "    hint: name an address of this machine, such as 127.0.0.1\n" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_site_that_cannot_be_read_is_a_usage_error(site: Path, sitegen):
    (site / "site.yml").write_text("titel: Wrong\n")
    result = sitegen("serve", cwd=site)
    assert result.returncode == 2
    assert "site.yml:1:1" in result.stderr
    assert "did you mean `title`?" in result.stderr


def test_a_site_with_problems_is_served_all_the_same(site: Path, serve):
    (site / "content/iran/bad.md").write_text("nothing\n")
    preview = serve()
    preview.wait_for_line("content/iran/bad.md:1:1")
    assert preview.get("iran/2024/05/spring/").status == 200
    with preview.events() as events:
        assert events.first.name == "problems"
        problem = events.first.data[0]
        assert (problem["path"], problem["line"], problem["column"]) == (
            "content/iran/bad.md",
            1,
            1,
        )
        assert problem["hint"]
        (site / "content/iran/bad.md").write_text(article("Good", date="2024-05-06"))
        assert "/digest/iran/2024/05/bad/" in events.next("reload").data["paths"]
        assert events.next("ok").data == {}


def test_a_template_that_fails_from_the_start(site: Path, serve):
    (site / "templates").mkdir()
    (site / "templates/article.html").write_text("<p>\n{{ page.nope }}")
    preview = serve()
    answer = preview.get("iran/2024/05/spring/")
    assert answer.status == 500
    assert "templates/article.html:2" in answer.text
    assert b"_sitegen/client.js" in answer.body
    assert preview.get("").status == 200
    with preview.events() as events:
        assert events.first.name == "problems"
        (site / "templates/article.html").write_text("<p>\n{{ page.title }}")
        assert events.next("ok").data == {}
    assert preview.get("iran/2024/05/spring/").status == 200


def test_an_old_page_is_told_to_load_anew(preview: Preview):
    with preview.events(since="1") as events:
        assert events.first.name == "reload"
        assert events.first.data["all"] is True
    version = re.search(r'data-version="(\d+)"', preview.get("").text)
    assert version
    with preview.events(since=version[1]) as events:
        events.none_within(0.3)


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_with_streams_open(site: Path, serve, sig: signal.Signals):
    preview = serve()
    with ExitStack() as stack:
        streams = [stack.enter_context(preview.events()) for _ in range(20)]
        idle = [
            stack.enter_context(socket.create_connection((preview.host, preview.port)))
            for _ in range(20)
        ]
        began = time.perf_counter()
        assert preview.stop(sig) == 0
        assert time.perf_counter() - began < KEEP_ALIVE
        assert all(stream.has_ended() for stream in streams)
        assert idle[0].recv(1) == b""
    assert preview.wait_for_line("stopped")
    assert "Traceback" not in "\n".join(preview.lines)
    # The folder for the bodies of the session is gone as well.
    assert children_of(preview.process.pid) == []


def children_of(pid: int) -> list[str]:
    result = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True
    )
    return result.stdout.split()


def test_two_hundred_idle_streams_and_a_crawler(site: Path, preview: Preview):
    with ExitStack() as stack:
        streams = [stack.enter_context(preview.events()) for _ in range(200)]
        with ThreadPoolExecutor(1) as pool:
            crawling = pool.submit(crawl, preview)
            slowest = 0.0
            for _ in range(20):
                began = time.perf_counter()
                assert preview.get("iran/2024/05/spring/").status == 200
                slowest = max(slowest, time.perf_counter() - began)
            assert set(crawling.result(60).values()) == {200}
        assert slowest < 10
        (site / SPRING).write_text(article("Spring", "To all of them.\n"))
        for stream in streams:
            assert "/digest/iran/2024/05/spring/" in stream.next("reload").data["paths"]
    assert preview.get("").status == 200


def test_two_previews_and_a_build_of_one_site(site: Path, serve):
    one, two = serve(), serve()
    for number in range(3):
        (site / SPRING).write_text(article("Spring", f"Number {number}.\n"))
        command = [sys.executable, "-m", "sitegen", "build", "--drafts", "--json", "--clean"]
        result = subprocess.run(command, cwd=site, capture_output=True, text=True)
        assert json.loads(result.stdout)["problems"] == []
        page = (site / "public/iran/2024/05/spring/index.html").read_bytes()
        for preview in (one, two):
            eventually(partial(_assert_shows, preview, page))
            assert set(crawl(preview).values()) == {200}


def _assert_shows(preview: Preview, page: bytes) -> None:
    assert preview.get("iran/2024/05/spring/").page == page
