"""Publishing to a folder and to a bucket: the same steps, against a real S3 server (moto's)."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import obstore
import pytest
from obstore.store import S3Store

SECRET = "s3cr3t-that-nobody-may-see"
MANIFEST = ".sitegen/manifest.json"


class Target(NamedTuple):
    """A place to publish to, seen from outside: its name, and its files."""

    to: str
    environment: Mapping[str, str]
    read: Callable[[], dict[str, bytes]]
    write: Callable[[str, bytes], object]
    requests: Callable[[], int] = lambda: 0


class Server(NamedTuple):
    """An S3 server in a process of its own, and the file to which it writes each request."""

    address: str
    log: Path

    def requests(self) -> int:
        return self.log.read_bytes().count(b"HTTP/1.1")


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("moto") / "log"
    with open(log, "wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"],
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        try:
            while not (found := re.search(rb"http://127\.0\.0\.1:\d+", log.read_bytes())):
                assert process.poll() is None, log.read_text()
                time.sleep(0.05)
            yield Server(found[0].decode(), log)
        finally:
            process.kill()
            process.wait()


def store_of(server: Server, name: str) -> S3Store:
    return S3Store(
        name,
        prefix="news",
        endpoint=server.address,
        access_key_id="key-of-nobody",
        secret_access_key=SECRET,
        region="us-east-1",
        client_options={"allow_http": True},
    )


def bucket(server: Server, name: str) -> Target:
    environment = {
        "AWS_ENDPOINT_URL": server.address,
        "AWS_ACCESS_KEY_ID": "key-of-nobody",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": "us-east-1",
    }
    urllib.request.urlopen(urllib.request.Request(f"{server.address}/{name}", method="PUT")).close()
    store = store_of(server, name)

    def read() -> dict[str, bytes]:
        paths = [meta["path"] for page in obstore.list(store) for meta in page]
        found = {}
        for path in paths:
            with suppress(FileNotFoundError):
                found[path] = bytes(obstore.get(store, path).bytes())
        return found

    def write(path: str, data: bytes) -> object:
        return obstore.put(store, path, data)

    return Target(f"s3://{name}/news", environment, read, write, server.requests)


def folder(path: Path) -> Target:
    def read() -> dict[str, bytes]:
        found = {}
        for parent, _, files in os.walk(
            path
        ):  # A publish may be at work: what vanishes is left out.
            for name in files:
                file = Path(parent, name)
                inside = file.relative_to(path).as_posix()
                if not inside.startswith(".sitegen/") or inside == MANIFEST:
                    with suppress(FileNotFoundError):
                        found[inside] = file.read_bytes()
        return found

    def write(name: str, data: bytes) -> object:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        return (path / name).write_bytes(data)

    return Target(str(path), {}, read, write)


@pytest.fixture(params=["folder", "bucket"])
def target(request, tmp_path) -> Target:
    if request.param == "folder":
        return folder(tmp_path / "www")
    server = request.getfixturevalue("server")
    return bucket(server, f"bucket-{os.urandom(4).hex()}")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    write(
        site, "site.yml", "title: Digest\nbase_url: https://digest.example.net/\nfeed: {rss: []}\n"
    )
    for number in range(4):
        article(site, number)
    write(site, "static/own.txt", "ours")
    write(site, "static/کتاب 100% #1+a.txt", "a name that has to be written otherwise in addresses")
    return site


def write(site: Path, name: str, text: str) -> None:
    (site / name).parent.mkdir(parents=True, exist_ok=True)
    (site / name).write_text(text)


def article(site: Path, number: int, text: str = "Words.") -> None:
    matter = f"title: Story {number}\ndate: 2026-02-0{number % 9 + 1}\ntags: [Gas, گاز]"
    write(site, f"content/iran/{number}.md", f"---\n{matter}\n---\n{text}\n")


def start(site: Path, target: Target, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sitegen", "publish", "--to", target.to, *options],
        cwd=site,
        env={**os.environ, **target.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def publish(site: Path, target: Target, *options: str) -> Ran:
    process = start(site, target, *options)
    out, err = process.communicate(timeout=240)
    assert SECRET not in out + err
    assert "Traceback" not in err
    return Ran(process.returncode, out, err)


def released(site: Path) -> dict[str, bytes]:
    root = site / ".sitegen/release"
    files = (file for file in root.rglob("*") if file.is_file())
    found = {file.relative_to(root).as_posix(): file.read_bytes() for file in files}
    return {path: data for path, data in found.items() if path != ".sitegen-manifest"}


def ours(target: Target) -> dict[str, bytes]:
    return {path: data for path, data in target.read().items() if path != MANIFEST}


def test_first_unchanged_one_page_changed(site, target):
    ran = publish(site, target)
    assert (ran.code, ran.err) == (0, "")
    assert f"published to {target.to}" in ran.out
    assert ours(target) == released(site)
    before = target.read()[MANIFEST]
    asked = target.requests()

    ran = publish(site, target)
    assert ran.code == 0
    assert "is up to date" in ran.out
    assert target.requests() - asked <= 5
    assert target.read()[MANIFEST] == before
    article(site, 2, "Other words.")
    ran = publish(site, target, "--json")
    done = json.loads(ran.out)
    assert done["status"] == "published"
    assert "iran/2026/02/2/index.html" in done["plan"]["changed"]
    assert "iran/2026/02/1/index.html" not in done["plan"]["changed"]
    assert ours(target) == released(site)


def test_a_dry_run_changes_nothing(site, target):
    publish(site, target)
    before = target.read()
    article(site, 7)
    ran = publish(site, target, "--dry-run")
    assert ran.code == 0
    assert "+ iran/2026/02/7/index.html" in ran.out
    assert "nothing was changed" in ran.out
    assert target.read() == before


def test_what_is_gone_is_deleted_and_nothing_else(site, target):
    target.write("other/page.html", b"of others")
    publish(site, target)
    target.write("iran/2026/02/notes.txt", b"of others, too")
    (site / "content/iran/3.md").unlink()
    assert publish(site, target).code == 0
    found = ours(target)
    assert found.pop("other/page.html") == b"of others"
    assert found.pop("iran/2026/02/notes.txt") == b"of others, too"
    assert found == released(site)
    assert "iran/2026/02/3/index.html" not in found


def test_files_of_others_are_not_replaced(site, target):
    target.write("index.html", b"of others")
    ran = publish(site, target)
    assert ran.code == 2
    assert "files of others" in ran.err
    assert "index.html" in ran.err
    assert target.read() == {"index.html": b"of others"}
    assert publish(site, target, "--adopt").code == 0
    assert ours(target) == released(site)


def test_most_pages_gone_and_too_many_deletions_are_refused(site, target):
    publish(site, target)
    before = target.read()
    for number in (1, 2, 3):
        (site / f"content/iran/{number}.md").unlink()
    ran = publish(site, target, "--max-deletes", "1")
    assert ran.code == 1
    assert "--max-deletes is 1" in ran.err
    assert target.read() == before


def test_a_lost_race(site, target, tmp_path):
    """Another publish at work is told, and stays as it is."""
    publish(site, target)
    manifest = json.loads(target.read()[MANIFEST])
    soon = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
    begun = {"by": "another", "at": soon, "writes": ["index.html"]}
    target.write(MANIFEST, json.dumps({**manifest, "begun": begun}).encode())
    before = target.read()
    ran = publish(site, target)
    assert ran.code == 2
    assert "has not ended" in ran.err
    assert target.read() == before
    assert publish(site, target, "--adopt").code == 0
    assert json.loads(target.read()[MANIFEST]) == manifest


def test_two_at_once(site, target, tmp_path):
    """Of two publishes of two checkouts one wins, and its site is whole."""
    publish(site, target)
    other = tmp_path / "other"
    subprocess.run(["cp", "-r", str(site), str(other)], check=True)
    (other / ".sitegen/upload.id").unlink()
    article(site, 0, "From here.")
    article(other, 0, "From there.")
    running = [(place, start(place, target)) for place in (site, other)]
    codes = {}
    for place, process in running:
        _, err = process.communicate(timeout=240)
        assert "Traceback" not in err
        codes[place] = process.returncode
    assert 0 in codes.values()
    assert set(codes.values()) <= {0, 2}
    assert ours(target) in (released(site), released(other))


LINK = re.compile(rb'(?:href|src)="(/[^"#?]*)')


def broken(files: dict[str, bytes]) -> set[str]:
    """Crawl from the front page; return what it leads to that is not there."""
    seen, missing = set(), set()
    waiting = ["index.html"] if "index.html" in files else []
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        if path not in files:
            missing.add(path)
        elif path.endswith(".html"):
            for link in LINK.findall(files[path]):
                found = link.decode().lstrip("/")
                waiting.append(f"{found}index.html" if not found or found[-1] == "/" else found)
    return missing


def test_killed_at_any_moment(site, target, request):
    """Whenever a publish is killed, what readers reach is whole; the next one ends it."""
    publish(site, target)
    chance = random.Random(3)
    for turn in range(50 if request.config.getoption("slow") else 4):
        article(site, 10 + turn, f"Words of {turn}.")
        article(site, turn % 4, f"Other words of {turn}.")
        (site / f"content/iran/{10 + turn - 2}.md").unlink(missing_ok=True)
        before = target.read()[MANIFEST]
        process = start(site, target)
        while process.poll() is None and target.read().get(MANIFEST) == before:
            pass
        time.sleep(chance.random() * 0.2)
        process.kill()
        process.communicate()
        assert broken(ours(target)) == set()
    assert publish(site, target).code == 0
    assert ours(target) == released(site)


def test_a_page_that_comes_back_after_its_deletion_was_interrupted(site, target):
    """The manifest of a publish at work names what it deletes, too."""
    publish(site, target)
    whole = ours(target)
    text = (site / "content/iran/3.md").read_text()
    (site / "content/iran/3.md").unlink()
    before = target.read()[MANIFEST]
    process = start(site, target)
    while process.poll() is None and target.read().get(MANIFEST) == before:
        pass
    process.kill()
    process.communicate()
    (site / "content/iran/3.md").write_text(text)
    assert publish(site, target).code == 0
    assert ours(target) == released(site) == whole


def test_a_manifest_that_leads_out_of_its_target_is_refused(site, tmp_path):
    """Whoever may write to a target could have us delete files elsewhere."""
    target = folder(tmp_path / "www")
    publish(site, target)
    outside = tmp_path / "outside.txt"
    outside.write_text("of others")
    manifest = json.loads(target.read()[MANIFEST])
    for path in ("../outside.txt", str(outside), "iran/../../outside.txt", ".."):
        changed = {**manifest, "files": {**manifest["files"], path: "0" * 64}}
        target.write(MANIFEST, json.dumps(changed).encode())
        ran = publish(site, target)
        assert ran.code == 2, path
        assert "manifest.json" in ran.err
        assert outside.read_text() == "of others"


@pytest.mark.parametrize("to", [".", "..", "content", "content/iran", "public", "static/www"])
def test_the_site_s_own_folders_are_no_target(site, to):
    before = folder(site).read()
    ran = publish(site, Target(to, {}, dict, lambda *_: None))
    assert ran.code == 2
    assert "is a folder of the site itself" in ran.err
    assert folder(site).read() == before


def test_a_folder_may_be_a_link(site, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "www").symlink_to(tmp_path / "there")
    assert publish(site, folder(tmp_path / "www")).code == 0
    assert ours(folder(tmp_path / "there")) == released(site)


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("/nowhere/at/all", "there is no folder /nowhere/at"),
        ("ftp://example.net/", "is no target that sitegen knows"),
        ("s3://key:secret@bucket/", "without any key in it"),
        ("s3:///prefix", "is asked for"),
    ],
)
def test_targets_that_are_none(site, to, said):
    ran = publish(site, Target(to, {}, dict, lambda *_: None))
    assert ran.code == 2
    assert said in ran.err


def test_options_of_a_branch_are_refused(site, tmp_path):
    ran = publish(site, folder(tmp_path / "www"), "--branch", "pages")
    assert ran.code == 2
    assert "--branch is for a branch" in ran.err


def test_a_bucket_that_is_not_there_and_a_server_that_is_not(site, server):
    away: dict[str, Any] = bucket(server, "known")._asdict()
    ran = publish(site, Target(**{**away, "to": "s3://unknown/news"}))
    assert ran.code == 2
    assert "s3://unknown/news" in ran.err


def test_no_symbolic_link_is_followed(site, tmp_path):
    target = folder(tmp_path / "www")
    publish(site, target)
    outside = tmp_path / "outside"
    (tmp_path / "www/iran").rename(outside)
    (tmp_path / "www/iran").symlink_to(outside)
    before = folder(outside).read()
    article(site, 1, "Other words.")
    ran = publish(site, target)
    assert ran.code == 2
    assert "is a symbolic link" in ran.err
    assert folder(outside).read() == before


def test_types_and_how_long_caches_keep_them(site, server):
    target = bucket(server, "typed")
    publish(site, target)
    store = store_of(server, "typed")
    page = obstore.get(store, "index.html").attributes
    assert page["Content-Type"] == "text/html; charset=utf-8"
    assert page["Cache-Control"] == "public, max-age=300"
    assert obstore.get(store, "feed.xml").attributes["Content-Type"] == "application/atom+xml"
