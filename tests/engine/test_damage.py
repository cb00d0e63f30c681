"""Damaged caches, full disks, read-only folders and two builds at once end well."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.lock import site_lock

from .processes import start_build
from .sites import built, clean_output, document, probe_theme, run, tree, write

CONFIG = "title: Digest\nbase_url: https://example.org/\ntheme: {name: probe}\n"

pytestmark = pytest.mark.usefixtures("quick_templates")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    articles = {
        f"content/iran/2026-01-{day:02}-story-{day}.md": document(
            f"Words of day {day}. " * 40, title=f"Story {day}", tags=["Tea"], authors=["Desk"]
        )
        for day in range(1, 9)
    }
    return write(tmp_path / "site", articles | probe_theme() | {"site.yml": CONFIG})


def edit(root: Path, words: str) -> None:
    path = root / "content/iran/2026-01-03-story-3.md"
    path.write_bytes(document(words, title="Story 3", tags=["Tea"], authors=["Desk"]))


def cache_files(root: Path) -> list[Path]:
    folder = root / ".sitegen"
    return [folder / "sources.msgpack", folder / "pages.msgpack", *folder.glob("bodies/*.pack")]


def flip(data: bytes, position: int) -> bytes:
    return data[:position] + bytes([data[position] ^ 0x10]) + data[position + 1 :]


DAMAGES = {
    "empty": lambda data: b"",
    "cut in half": lambda data: data[: len(data) // 2],
    "of a newer version": lambda data: data.replace(b"sitegen-cache-1", b"sitegen-cache-9"),
    "of something else": lambda data: b"\x00\xff" * 300,
} | {f"flipped at {part}/16": lambda d, p=part: flip(d, len(d) * p // 16) for part in range(16)}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("which", [0, 1, 2], ids=["sources", "pages", "bodies"])
def test_a_damaged_cache_is_as_good_as_none(root, tmp_path, which, damage):
    built(root)
    path = cache_files(root)[which]
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    # Every page that shows a body must be rendered, so that every stored body is asked for.
    (root / "site.yml").write_text(CONFIG.replace("Digest", "Another digest"))
    edit(root, f"New words after {damage}.")
    built(root)
    assert tree(root / "public") == clean_output(root, tmp_path / "fresh")


def test_damaged_templates_are_compiled_anew(root, tmp_path):
    subprocess.run([sys.executable, "-m", "sitegen", "build", "--site", str(root)], check=True)
    compiled = sorted((root / ".sitegen/templates").glob("*.bin"))
    assert compiled
    for number, path in enumerate(compiled):
        data = path.read_bytes()
        path.write_bytes(flip(data, len(data) * (number % 9 + 1) // 10))
    edit(root, "New words.")
    command = [sys.executable, "-m", "sitegen", "build", "--site", str(root)]
    assert subprocess.run(command).returncode == 0
    assert tree(root / "public") == clean_output(root, tmp_path / "fresh")


@pytest.mark.parametrize("limit", [2_000, 6_000, 12_000])
def test_a_disk_that_fills_up(root, tmp_path, limit):
    """No file may grow beyond a limit, as on a disk that is nearly full."""
    built(root)
    before = tree(root / "public")
    edit(root, "Very many words. " * 3_000)
    ended = subprocess.run(
        [sys.executable, "-m", "sitegen", "build", "--site", str(root)],
        capture_output=True,
        encoding="utf-8",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert ended.returncode == 2
    assert "cannot be" in ended.stderr
    assert "hint:" in ended.stderr
    assert "Traceback" not in ended.stderr
    after = tree(root / "public")
    fresh = clean_output(root, tmp_path / "fresh")
    for path, data in after.items():
        assert data in (before.get(path), fresh.get(path)), path
    built(root)
    assert tree(root / "public") == clean_output(root, tmp_path / "fresh")


@pytest.fixture
def read_only(root: Path) -> Iterator[Path]:
    """An output folder that nobody can write: not even root, where the tests run as root."""
    folder = root / "public"
    folder.mkdir()
    if os.geteuid() != 0:
        folder.chmod(0o500)
        yield folder
        folder.chmod(0o700)
        return
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=False)


def test_a_read_only_output_folder(root, read_only, tmp_path):
    outcome = run(root)
    assert outcome.failure == "UsageError"
    assert all(problem.hint for problem in outcome.problems)
    assert tree(read_only) == {}
    if os.geteuid() == 0:
        subprocess.run(["umount", str(read_only)], check=True)
    else:
        read_only.chmod(0o700)
    built(root)
    assert tree(root / "public") == clean_output(root, tmp_path / "fresh")


def test_a_second_build_waits_and_says_for_whom(root, tmp_path):
    with site_lock(root / ".sitegen", lambda text: None):
        second = start_build(root)
        assert second.stderr is not None
        assert second.stderr.readline() == (
            f"waiting for another build of this site (process {os.getpid()})\n"
        )
        assert second.poll() is None
        assert not (root / "public").exists()
    assert second.wait(30) == 0
    second.stderr.close()
    assert tree(root / "public") == clean_output(root, tmp_path / "fresh")


def test_builds_at_the_same_time(root, tmp_path):
    for turn in range(5):
        edit(root, f"Words of turn {turn}.")
        builds = [start_build(root) for _ in range(3)]
        for process in builds:
            assert process.stderr is not None
            process.stderr.read()
            process.stderr.close()
        assert [process.wait(60) for process in builds] == [0, 0, 0]
        assert tree(root / "public") == clean_output(root, tmp_path / "fresh")


def test_verify_proves_an_honest_cache_and_finds_a_lying_one(root):
    built(root)
    assert built(root, verify=True).rendered == {}
    page = root / "public/iran/2026/01/story-3/index.html"
    stat = page.stat()
    data = page.read_bytes()
    page.write_bytes(data.replace(b"Words", b"Wordz", 1))
    os.utime(page, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    outcome = run(root, verify=True)
    assert outcome.failure == "ContentError"
    (problem,) = outcome.problems
    assert problem.path == page.relative_to(root / "public").as_posix()
    assert "the input that differs" in problem.message
