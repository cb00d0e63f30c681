"""Processes, and what the command tells of a build: --jobs, --explain, --verify and --json."""

from __future__ import annotations

import concurrent.futures.process
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sitegen.incremental import fingerprint, sources, store
from tests.building import Ran, run_cli

from .sites import built, clean_output, document, picture, probe_theme, run, tree, write

pytestmark = pytest.mark.usefixtures("quick_templates", "quick_clock")

PACKAGE = Path(fingerprint.__file__).parents[1]
NOW = ("--now", "2026-03-01T12:00Z")
MANY = 230
"""So many articles are read and rendered with a pool of workers."""


def place(number: int) -> str:
    return f"content/{('iran', 'baku', 'caspian')[number % 3]}/{number}.md"


def article(number: int, text: str = "Words", **matter: Any) -> bytes:
    defaults = {
        "title": f"Story {number}",
        "date": f"2026-02-{number % 27 + 1:02}",
        "tags": [f"Tag {number % 7}", f"Tag {number % 11}"],
        "authors": [f"Author {number % 5}"],
        "extra": {"b": 1, "a": number},
    }
    body = f"{text} of {number}.\n\n## A heading\n\n[Next](../iran/0.md) `code`"
    return document(body, **{**defaults, **matter})


def make_site(root: Path, articles: int) -> Path:
    files = {place(number): article(number) for number in range(articles)}
    files["content/baku/map/index.md"] = document("![Map](map.png)", title="Map", date="2026-01-01")
    files["content/baku/map/map.png"] = picture(5, 4)
    files["content/authors/author-1.md"] = document("She writes.", name="Author 1")
    config = b"title: Digest\nbase_url: https://example.org/\ntheme: {name: probe}\n"
    return write(root, files | probe_theme() | {"site.yml": config})


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site", 9)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    return make_site(tmp_path / "large", MANY)


def command(root: Path, *options: str) -> Ran:
    """Run `sitegen build` in this process."""
    return run_cli("build", "--site", root, *NOW, *options, cwd=root)


def process(
    root: Path,
    *options: str,
    program: tuple[str, ...] = ("-m", "sitegen"),
    cwd: Path | None = None,
    hash_seed: str = "random",
) -> Ran:
    """Run it in a process of its own; the code in `cwd` is run, if there is any."""
    done = subprocess.run(
        [sys.executable, *program, "build", "--site", root, *NOW, *options],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        cwd=cwd,
        timeout=120,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


# --- processes --------------------------------------------------------------------------------


def test_output_is_the_same_whatever_the_number_of_jobs(large: Path) -> None:
    """And whatever the order of sets and of texts as keys."""
    outputs = []
    for jobs, hash_seed in (("1", "0"), ("2", "1"), ("5", "2"), ("2", "random")):
        done = process(large, "--jobs", jobs, "--clean", hash_seed=hash_seed)
        assert (done.code, done.err) == (0, "")
        outputs.append(tree(large / "public"))
        shutil.rmtree(large / "public")
    assert len(outputs[0]) > 2 * MANY / 20
    assert all(output == outputs[0] for output in outputs)


def test_warm_output_is_the_same_whatever_the_number_of_jobs(large: Path) -> None:
    """A pool takes up what a single process has left, and the other way round."""
    for turn, jobs in enumerate(("2", "1", "5")):
        write(large, {"templates/_image.html": f"<!-- {turn} -->"})
        write(large, {place(0): article(0, f"Turn {turn}")})
        done = process(large, "--jobs", jobs)
        assert (done.code, done.err) == (0, "")
        assert tree(large / "public") == clean_output(large, large.with_name("fresh"))


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_workers_that_are_not_forked(large: Path, method: str) -> None:
    """As on systems where forking is not safe or not there."""
    started = large.with_name("started")
    program = f"""
import multiprocessing, sys
from pathlib import Path
from sitegen.execution import run
from sitegen.cli import main
def context():
    Path({str(started)!r}).touch()
    return multiprocessing.get_context({method!r})
run._context = context
main(sys.argv[1:])
"""
    done = process(large, "--jobs", "2", program=("-c", program))
    assert (done.code, done.err) == (0, "")
    assert started.exists()
    assert tree(large / "public") == clean_output(large, large.with_name("fresh"))


def test_a_handful_of_pages_starts_no_pool(
    site: Path, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Started(Exception):
        pass

    def refuse(*arguments: Any, **options: Any) -> None:
        raise Started

    built(large, jobs=2)
    write(large, {place(0): article(0, "News")})
    monkeypatch.setattr(concurrent.futures.process, "ProcessPoolExecutor", refuse)
    built(site, jobs=8)
    built(large, jobs=8)
    with pytest.raises(Started):
        built(large, jobs=2, clean=True)
    built(large, jobs=1, clean=True)


# --- --explain --------------------------------------------------------------------------------


def test_explain(site: Path) -> None:
    assert "iran/2026/02/0/index.html: new page\n" in command(site, "--explain").out
    write(site, {place(0): article(0, "News", title="Another")})
    (site / "public/404.html").unlink()
    lines = command(site, "--explain").out.splitlines()
    assert "iran/2026/02/0/index.html: title, body" in lines
    assert "404.html: the file was gone or altered" in lines
    assert "iran/index.html: cards" in lines
    assert lines[-1].split(", ")[1] == f"{len(lines) - 1} rendered"


def test_explain_one_page(site: Path) -> None:
    command(site)
    write(site, {"site.yml": (site / "site.yml").read_bytes() + b"contact: a@example.org\n"})
    done = command(site, "--explain", "index.html")
    first, last = done.out.splitlines()
    assert first == "index.html: site.contact"
    assert ", 1 rendered" not in last


def test_silent_without_explain(site: Path) -> None:
    done = command(site)
    assert len(done.out.splitlines()) == 1
    assert done.out.endswith(" s\n")
    assert done.err == ""


# --- --verify and --clean ---------------------------------------------------------------------


def test_verify_of_a_site_that_is_right(site: Path) -> None:
    built(site)
    before = tree(site / "public")
    done = command(site, "--verify")
    assert (done.code, done.err) == (0, "")
    assert ", 0 rendered, " in done.out
    assert tree(site / "public") == before
    assert len(list((site / ".sitegen/bodies").iterdir())) == 1


def test_verify_with_workers(large: Path) -> None:
    built(large)
    done = process(large, "--verify", "--jobs", "2")
    assert (done.code, done.err) == (0, "")


def keeping_stat(path: Path, old: bytes, new: bytes) -> None:
    """Alter a file in a way that its size and mtime do not tell."""
    stat = path.stat()
    data = path.read_bytes()
    assert old in data
    assert len(old) == len(new)
    path.write_bytes(data.replace(old, new))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def test_verify_finds_an_altered_page(site: Path) -> None:
    built(site)
    path = "iran/2026/02/3/index.html"
    keeping_stat(site / "public" / path, b"Words", b"Weeds")
    assert command(site).code == 0
    done = command(site, "--verify")
    assert done.code == 1
    assert done.err.startswith(f"{path}: error: a clean build would write other bytes here")
    assert "the file was gone or altered" in done.err
    assert command(site, "--clean").code == 0
    assert command(site, "--verify").code == 0


def test_verify_finds_a_wrong_record(site: Path) -> None:
    """A label in the memo says that the page was made of another title."""
    built(site)
    path = "iran/2026/02/3/index.html"
    stored = load(site, "pages.msgpack")
    _, names, pages = stored[0], stored[1], stored[2]
    template, record = pages[path]
    number = names[template].index("title")
    width = len(record[-1]) // len(names[template])
    labels = bytearray(record[-1])
    labels[number * width] ^= 1
    pages[path] = (template, [*record[:-1], bytes(labels)])
    keeping_stat(site / "public" / path, b"Words", b"Weeds")
    save(site, "pages.msgpack", stored)
    done = command(site, "--verify")
    assert done.code == 1
    assert f"{path}: error: " in done.err
    assert "the input that differs: title\n" in done.err


def test_verify_finds_a_source_that_the_cache_has_wrong(site: Path) -> None:
    built(site)
    payload = store.load(site / ".sitegen/sources.msgpack")
    assert payload is not None
    store.save(site / ".sitegen/sources.msgpack", payload.replace(b"Story 3", b"Story X"))
    done = command(site, "--verify")
    assert done.code == 1
    assert "content/iran/3.md: error: the cache does not know what is in this file" in done.err
    built(site, clean=True)
    assert tree(site / "public") == clean_output(site, site.with_name("fresh"))


def test_verify_finds_a_picture_that_the_cache_has_wrong(site: Path) -> None:
    """The memo says of the new picture's stat what it knew of the old one."""
    built(site)
    path = site / "content/baku/map/map.png"
    path.write_bytes(picture(5, 4, shade=7))
    stat = path.stat()
    stored = load(site, "sources.msgpack")
    record = stored[2]["content/baku/map/map.png"]
    record[1:4] = [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns]
    stored[1] = stat.st_ctime_ns + 10**10
    save(site, "sources.msgpack", stored)
    assert built(site).rendered == {}
    done = command(site, "--verify")
    assert done.code == 1
    assert (
        "content/baku/map/map.png: error: the cache does not know what is in this file" in done.err
    )


def load(site: Path, name: str) -> Any:
    """Decode a memo as lists and mappings."""
    payload = store.load(site / ".sitegen" / name)
    assert payload is not None
    return msgspec.msgpack.decode(payload, strict=False)


def save(site: Path, name: str, stored: Any) -> None:
    store.save(site / ".sitegen" / name, msgspec.msgpack.encode(stored))


# --- --json -----------------------------------------------------------------------------------

KEYS: dict[str, Any] = {
    "pages": int,
    "rendered": int,
    "written": int,
    "deleted": int,
    "seconds": float | int,
    "problems": list,
    "rendered_pages": list,
    "foreign": list,
}


def test_json(site: Path) -> None:
    built(site)
    write(site, {place(0): article(0, title="Another")})
    (site / "content/iran/3.md").unlink()
    write(site, {"public/notes.txt": "mine"})
    done = command(site, "--json")
    assert (done.code, done.err) == (0, "")
    said = json.loads(done.out)
    assert said.keys() == KEYS.keys()
    assert all(isinstance(value, KEYS[key]) for key, value in said.items())
    assert said["deleted"] > 0
    assert said["rendered"] == len(said["rendered_pages"]) >= said["written"] > 5
    assert said["pages"] == len(tree(site / "public")) - 2
    assert said["problems"] == []
    assert said["foreign"] == ["notes.txt"]
    because = {page["path"]: page["because"] for page in said["rendered_pages"]}
    assert because["iran/index.html"] == ["term", "cards"]
    assert all(set(page) == {"path", "because"} for page in said["rendered_pages"])


def test_json_of_a_build_that_failed(site: Path) -> None:
    write(site, {"content/iran/0.md": "---\ntitel: Oops\n---\n[Nowhere](gone.md)\n"})
    done = command(site, "--json")
    assert (done.code, done.err) == (1, "")
    said = json.loads(done.out)
    assert said.keys() == KEYS.keys()
    assert all(isinstance(value, KEYS[key]) for key, value in said.items())
    assert said["pages"] == said["rendered"] == 0
    assert {problem["path"] for problem in said["problems"]} == {"content/iran/0.md"}
    assert all({"path", "message", "code"} <= set(problem) for problem in said["problems"])


# --- what is kept, and for how long -----------------------------------------------------------


def test_bodies_are_compacted(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of bodies that are edited again and again, old ones take no more room than those in use."""
    monkeypatch.setattr(sources, "_WASTE", 0)
    built(site)
    packs = site / ".sitegen/bodies"
    used = sum(pack.stat().st_size for pack in packs.iterdir())
    most = 0
    for turn in range(30):
        text = f"Turn {turn}. " * 20
        write(site, {place(3): article(3, text)})
        built(site)
        most = max(most, sum(pack.stat().st_size for pack in packs.iterdir()))
    assert most < 3 * (used + len(text))
    write(site, {"site.yml": (site / "site.yml").read_bytes().replace(b"Digest", b"Other")})
    assert built(site).said.notes == []
    assert tree(site / "public") == clean_output(site, site.with_name("fresh"))


def test_bodies_of_killed_and_verifying_builds_go(site: Path) -> None:
    built(site)
    packs = site / ".sitegen/bodies"
    write(packs, {"dead-1.pack": b"left over"})
    built(site, verify=True)
    assert len(list(packs.iterdir())) == 1


# --- what a memo is made by -------------------------------------------------------------------


def test_every_file_of_the_package_is_in_the_fingerprint(tmp_path: Path) -> None:
    """All of them: a list of those that matter forgets the next one."""
    shutil.copytree(PACKAGE, tmp_path / "sitegen", ignore=shutil.ignore_patterns("__pycache__"))
    program = f"""
from pathlib import Path
from sitegen.incremental.fingerprint import code_fingerprint
def fingerprint():
    code_fingerprint.cache_clear()
    return code_fingerprint()
package = Path({str(tmp_path / "sitegen")!r})
files = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
before = fingerprint()
for file in files:
    file.write_bytes(file.read_bytes() + b" ")
    now = fingerprint()
    print(now != before, file)
    before = now
(package / "new.txt").write_text("new")
print(fingerprint() != before, "new.txt")
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        check=True,
    )
    lines = done.stdout.splitlines()
    assert len(lines) > 100
    assert [line for line in lines if not line.startswith("True ")] == []


def test_new_code_reads_and_renders_anew(tmp_path: Path, site: Path) -> None:
    """A version that reads or renders otherwise is not deceived by what an older one left."""
    shutil.copytree(PACKAGE, tmp_path / "sitegen", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PACKAGE.parent / "themes", tmp_path / "themes")
    page = site / "public/iran/2026/02/3/index.html"
    assert process(site, cwd=tmp_path).code == 0
    with (tmp_path / "sitegen/reading/source.py").open("a") as code:
        code.write(
            "\n_read = read_source\n\n"
            "def read_source(path, data, settings, shown):\n"
            "    return _read(path, data.replace(b'Words', b'Texts'), settings, shown)\n"
        )
    assert process(site, cwd=tmp_path).code == 0
    assert "Texts of 3" in page.read_text()
    with (tmp_path / "sitegen/rendering/render.py").open("a") as code:
        code.write(
            "\n_render = Renderer.render\n"
            "Renderer.render = lambda self, page: _render(self, page).upper()\n"
        )
    done = process(site, "--json", cwd=tmp_path)
    said = json.loads(done.out)
    assert said["rendered"] == said["pages"]
    assert "TEXTS OF 3" in page.read_text()


@pytest.mark.parametrize("package", ["msgspec", "imagesize", "tzdata"])
def test_new_version_of_a_package(
    site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, package: str
) -> None:
    built(site)
    newer = tmp_path / "newer"
    (newer / f"{package}-99.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(newer)
    fingerprint.code_fingerprint.cache_clear()
    try:
        outcome = built(site)
    finally:
        fingerprint.code_fingerprint.cache_clear()
    assert dict(outcome.said.phases)["reading"] == 11
    result = outcome.said.result
    assert result is not None
    assert result.rendered == result.pages
    assert result.written == 0


def test_new_code_measures_pictures_anew(tmp_path: Path, site: Path) -> None:
    pictured = document("Words.", title="Map", date="2026-02-04", image={"src": "map.png"})
    write(site, {"content/iran/map/index.md": pictured, "content/iran/map/map.png": picture(4, 3)})
    shutil.copytree(PACKAGE, tmp_path / "sitegen", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PACKAGE.parent / "themes", tmp_path / "themes")
    page = site / "public/iran/2026/02/map/index.html"
    assert process(site, cwd=tmp_path).code == 0
    assert 'width="4" height="3"' in page.read_text()
    code = tmp_path / "sitegen/execution/read.py"
    code.write_text(code.read_text() + "\n_size = lambda *of: (8, 6)\n")
    assert process(site, cwd=tmp_path).code == 0
    assert 'width="8" height="6"' in page.read_text()


@pytest.mark.parametrize("value", ['"2026-05-01"|date', "1234|number", '"/x/"|absolute'])
def test_what_a_template_writes_out_is_not_compiled_into_it(site: Path, value: str) -> None:
    """Compiled templates are kept, and the language and address that filters read change."""
    write(site, {"templates/robots.txt": f"{{{{ {value} }}}}"})
    built(site)
    before = (site / "public/robots.txt").read_text()
    config = (site / "site.yml").read_bytes().replace(b"https://example.org", b"http://example.net")
    write(site, {"site.yml": config + b"language: fa\n"})
    built(site)
    assert (site / "public/robots.txt").read_text() != before
    assert tree(site / "public") == clean_output(site, site.with_name("fresh"))


@pytest.mark.parametrize("text", ["{{ [1, 2, 3]|random }}", "{{ lipsum() }}"])
def test_templates_cannot_roll_dice(site: Path, text: str) -> None:
    """A page whose bytes depend on chance would be right in no build."""
    write(site, {"templates/robots.txt": text})
    outcome = run(site)
    assert {problem.path for problem in outcome.problems} == {"templates/robots.txt"}
