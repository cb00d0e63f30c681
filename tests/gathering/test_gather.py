"""`sitegen gather` against real hosts: twenty feeds, once and again, killed, and two at a time."""

from __future__ import annotations

import json
import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.importing.content_view import Head, read_heads
from tests.conftest import COMMAND, RunSitegen
from tests.gathering.serving import (
    FAILING,
    FINE,
    MONDAY,
    Newsstand,
    feeds_yml,
    item,
    newsstand,
    rss,
    site_with,
)
from tests.network.serving import Reply

pytestmark = pytest.mark.integration

QUICK = ("--timeout", "12")


@pytest.fixture(scope="module")
def stand() -> Iterator[Newsstand]:
    with newsstand() as running:
        yield running


def heads(site: Path) -> list[Head]:
    return list(read_heads(site / "content"))


def snapshot(site: Path) -> dict[str, bytes]:
    files = (p for p in (site / "content").rglob("*") if p.is_file())
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in files}


def test_twenty_feeds_once_and_again(stand, tmp_path, sitegen: RunSitegen):
    site = site_with(tmp_path, stand.feeds_yml())
    run = sitegen("gather", *QUICK, *stand.allowed(), cwd=site)
    assert run.returncode == 1
    found = Counter((head.source, head.title) for head in heads(site))
    assert found == Counter((name, title) for name, titles in FINE.items() for title in titles)
    assert all(head.is_draft and head.section == "News" for head in heads(site))
    for name, words in FAILING.items():
        assert f"error: {name}: {words}" in run.stderr
    lines = {name: url for name, url, _ in stand.feeds}
    assert f"moved: the feed has moved for good to {lines['moved'].replace('/moved', '/new')}" in (
        run.stderr
    )
    assert "dates: “A day that is none”: no date that can be read" in run.stderr
    assert f"the page names its feed: {lines['page'].replace('/page', '/real.xml')}" in run.stderr
    by_title = {head.title: head for head in heads(site)}
    assert by_title["A relative link"].address == stand.hosts[3].url("/news/relative")
    assert by_title["JSON is a feed, too"].address == stand.hosts[2].url("/j/1")
    for title in ("The whole text", "With content"):
        assert "came back at noon" in (site / "content" / by_title[title].path).read_text("utf-8")
    before = snapshot(site)

    stand.forget()
    run = sitegen("gather", *QUICK, *stand.allowed(), cwd=site)
    assert run.returncode == 1
    assert snapshot(site) == before
    assert run.stdout == "0 new drafts, 17 already here (20 feeds, 6 failed)\n"
    for name, _, path in stand.feeds:
        conditions = [set(h) & {"if-none-match", "if-modified-since"} for h in stand.asked(path)]
        if name in FINE:
            assert conditions == [{"if-none-match"}], name
    # What is gone for good is not asked again, and nothing else than the feeds is.
    assert not stand.asked("/gone")
    assert "gone: not asked before" in run.stderr
    paths = {path for *_, path in stand.feeds}
    assert {path for host in stand.hosts for path in host.paths} <= paths


def test_one_request_a_host_at_a_time(tmp_path, sitegen, stand):
    """Each answer takes a while; the server counts how many it gives at once."""
    at_once: dict[str, int] = Counter()
    most: dict[str, int] = Counter()
    times: list[tuple[str, float, float]] = []
    lock = threading.Lock()

    class Slow(dict):
        def __init__(self, name: str) -> None:
            self.name = name

        def get(self, path, default=None):
            began = time.monotonic()
            with lock:
                at_once[self.name] += 1
                most[self.name] = max(most[self.name], at_once[self.name])
            time.sleep(0.5)
            with lock:
                at_once[self.name] -= 1
                times.append((self.name, began, time.monotonic()))
            return Reply(rss(item(f"{self.name} {path}", f"https://s.example{path}", MONDAY)))

    hosts = stand.hosts[:3]
    kept = [host.replies for host in hosts]
    feeds = []
    for number, host in enumerate(hosts):
        host.replies = Slow(host.name)
        feeds += [(f"f{number}{n}", host.url(f"/{number}{n}")) for n in "abc"]
    try:
        site = site_with(tmp_path, feeds_yml(*feeds))
        run = sitegen("gather", "--timeout", "60", *stand.allowed(), cwd=site)
    finally:
        for host, replies in zip(hosts, kept, strict=True):
            host.replies = replies
    assert run.returncode == 0, run.stderr
    assert len(heads(site)) == 9
    assert most == {host.name: 1 for host in hosts}
    # Hosts are asked side by side.
    overlaps = [
        1 for a, *one in times for b, *other in times
        if a < b and one[0] < other[1] and other[0] < one[1]
    ]  # fmt: skip
    assert overlaps


def test_a_host_that_asks_for_patience_is_left_alone(stand, tmp_path, sitegen):
    host = stand.hosts[2]
    host.replies["/busy"] = Reply(b"", 503, {"Retry-After": "3600"})
    site = site_with(tmp_path, feeds_yml(("Busy", host.url("/busy"))))
    first = sitegen("gather", *stand.allowed(), cwd=site)
    assert (first.returncode, "Busy: the host answers 503" in first.stderr) == (1, True)
    stand.forget()
    again = sitegen("gather", "--json", *stand.allowed(), cwd=site)
    assert again.returncode == 1
    assert json.loads(again.stdout)["state"] == "paused"
    assert "the host asked for patience (503)" in again.stderr
    assert host.paths == []
    sitegen("gather", "busy", *stand.allowed(), cwd=site)
    assert host.paths == ["/busy"]
    later = sitegen("gather", "--now", "2030-01-01", *stand.allowed(), cwd=site)
    assert "the host answers 503" in later.stderr


def killed_at_random(stand: Newsstand, site: Path, moments: int, seed: int) -> None:
    """Kill gathers at random moments; then one that is not killed finishes the work."""
    chance = random.Random(seed)
    command: list[str | Path] = [COMMAND, "gather", "--timeout", "30", *stand.allowed()]
    for _ in range(moments):
        running = subprocess.Popen(
            command, cwd=site, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.0, 4.0))
        running.kill()
        running.wait()
    done = subprocess.run(command, cwd=site, capture_output=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stderr


def many(host: int) -> bytes:
    """Make a feed with the entries of one host, and some that all hosts have."""
    own = [item(f"Story {host} {n}", f"https://k{host}.example/{n}", MONDAY) for n in range(30)]
    all_have = [item(f"Agency {n}", f"https://agency.example/{n}/", MONDAY) for n in range(5)]
    return rss(*own, *all_have)


def check_killed(stand: Newsstand, site: Path, moments: int, seed: int) -> None:
    feeds = []
    for number, host in enumerate(stand.hosts[:3]):
        host.replies["/many"] = Reply(many(number), headers={"ETag": f'"m{number}"'})
        feeds.append((f"k{number}", host.url("/many")))
    site_with(site, feeds_yml(*feeds))
    killed_at_random(stand, site, moments, seed)
    titles = Counter(head.title for head in heads(site))
    expected = {f"Story {h} {n}" for h in range(3) for n in range(30)}
    assert titles == Counter(expected | {f"Agency {n}" for n in range(5)})
    left = [p.name for p in (site / "content").rglob("*") if p.is_file() and p.suffix != ".md"]
    assert left == []


def test_killed_at_random_moments_it_loses_and_doubles_nothing(stand, tmp_path):
    check_killed(stand, tmp_path, 4, seed=1)


@pytest.mark.slow
def test_killed_at_fifty_random_moments_it_loses_and_doubles_nothing(stand, tmp_path):
    check_killed(stand, tmp_path, 50, seed=2)


def test_two_gathers_at_once_wait_for_each_other(stand, tmp_path):
    """The feed is answered once the second gather has said that it waits for the first."""
    asked, second_waits = threading.Event(), threading.Event()

    class Late(dict):
        def get(self, path, default=None):
            if path == "/slow-feed":
                asked.set()
                second_waits.wait(120)
            return super().get(path, default)

    host = stand.hosts[4]
    feed = rss(*(item(f"Slow {n}", f"https://slow.example/{n}", MONDAY) for n in range(40)))
    host.replies = Late({**host.replies, "/slow-feed": Reply(feed, headers={"ETag": '"s"'})})
    site = site_with(tmp_path, feeds_yml(("S", host.url("/slow-feed"))))
    command: list[str | Path] = [COMMAND, "gather", "--timeout", "240", *stand.allowed()]

    def start() -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=site, stdout=pipe, stderr=pipe, encoding="utf-8")

    first = start()
    assert asked.wait(120)
    second = start()
    assert second.stderr is not None
    assert "waiting for another gather of this site" in second.stderr.readline()
    second_waits.set()
    told = [run.communicate(timeout=240) for run in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0), told
    assert [out.splitlines()[-1] for out, _ in told] == [
        "40 new drafts (1 feed)",
        "0 new drafts, 40 already here (1 feed)",
    ]
    assert len(heads(site)) == 40


def test_with_full_the_page_is_fetched_where_robots_allow_it(stand, tmp_path, sitegen):
    host = stand.hosts[5]
    page = (
        "<html><head><title>A pier is built</title>"
        f'<link rel="canonical" href="{host.url("/pier")}"></head><body><article>'
        "<h1>A pier is built</h1><p>The pier will be forty metres long, the port said on Monday."
        "</p><p>Two ferries can lie at it, one on each side, in any weather but a storm.</p>"
        "<p>Work begins in June and will take a year, if the winter is mild.</p></article></body>"
    )
    host.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /closed\n")
    host.replies["/pier?ref=rss"] = Reply(page.encode(), headers={"Content-Type": "text/html"})
    host.replies["/closed"] = Reply(page.encode())
    host.replies["/pages"] = Reply(
        rss(
            item("A pier is built", host.url("/pier?ref=rss"), MONDAY, "In short."),
            item("A closed page", host.url("/closed"), MONDAY, "In short."),
        ),
        headers={"ETag": '"p"'},
    )
    site = site_with(tmp_path, f"{feeds_yml(('P', host.url('/pages')))}  full: true\n")
    run = sitegen("gather", *stand.allowed(), cwd=site)
    assert run.returncode == 1
    assert "“A closed page”: its page gives no article, so it is a brief" in run.stderr
    found = {head.title: head for head in heads(site)}
    assert found["A pier is built"].address == host.url("/pier")
    assert "forty metres" in (site / "content" / found["A pier is built"].path).read_text("utf-8")
    stand.forget()
    run = sitegen("gather", *stand.allowed(), cwd=site)
    assert run.stdout == "0 new drafts, 2 already here (1 feed)\n"
    assert host.paths == ["/pages"]
    del host.replies["/robots.txt"]


def test_an_entry_whose_page_must_wait_is_gathered_the_next_time(stand, tmp_path, sitegen):
    host = stand.hosts[4]
    text = (
        "<html><head><title>%s</title></head><body><article><h1>%s</h1>"
        "<p>The pier will be forty metres long, the port said on Monday.</p>"
        "<p>Two ferries can lie at it, one on each side, in any weather but a storm.</p>"
        "<p>Work begins in June and will take a year, if the winter is mild.</p></article></body>"
    )
    for name in ("one", "two"):
        host.replies[f"/{name}"] = Reply(b"", 429, {"Retry-After": "0"})
    items = (item(f"Page {name}", host.url(f"/{name}"), MONDAY) for name in ("one", "two"))
    host.replies["/wait"] = Reply(rss(*items))
    site = site_with(tmp_path, f"{feeds_yml(('W', host.url('/wait')))}  full: true\n")
    run = sitegen("gather", *stand.allowed(), cwd=site)
    assert (run.returncode, heads(site)) == (1, [])
    assert "2 new entries: left for the next time" in run.stderr
    for name in ("one", "two"):
        host.replies[f"/{name}"] = Reply((text % (name, name)).encode())
    run = sitegen("gather", *stand.allowed(), cwd=site)
    assert run.returncode == 0, run.stderr
    texts = [(site / "content" / head.path).read_text("utf-8") for head in heads(site)]
    assert ["winter is mild" in text for text in texts] == [True, True]
