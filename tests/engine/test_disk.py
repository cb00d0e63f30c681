"""Disks that are full or read-only, caches that are damaged or foreign: a clear message or a quiet
recovery, whole files, and a next build that is right."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from sitegen.incremental import store
from tests.tooling.privileges import OBEDIENT

from .sites import built, clean_output, document, picture, probe_theme, run, tree, write

pytestmark = pytest.mark.usefixtures("quick_templates", "quick_clock")

BUILD = [sys.executable, "-m", "sitegen", "build", "--now", "2026-03-01T12:00Z", "--site"]
DAY = "2026-02-02"
MANY = 220
"""So many articles are built with a pool of workers."""


def make_site(root: Path, articles: int = 8, title: str = "Digest") -> Path:
    files = {
        f"content/iran/{number}.md": document(
            f"Words of {number}. " * 40,
            title=f"Story {number}",
            date=DAY,
            tags=["Tea"],
            authors=["Ana"],
        )
        for number in range(articles)
    }
    files["content/caspian/map/index.md"] = document("![Map](map.png)", title="Map", date=DAY)
    files["content/caspian/map/map.png"] = picture(20, 10)
    files["content/authors/ana.md"] = document("She writes.", name="Ana")
    config = f"title: {title}\nbase_url: https://example.org/\ntheme: {{name: probe}}\n"
    return write(root, files | probe_theme() | {"site.yml": config.encode()})


def change_all(root: Path) -> None:
    """Make every page stale, and one body new."""
    make_site(root, len(list((root / "content/iran").iterdir())), "Another digest")
    write(
        root, {"content/iran/0.md": document("New words.", title="Story 0", date=DAY, tags=["Tea"])}
    )


def assert_whole(found: dict[str, bytes], *versions: dict[str, bytes]) -> None:
    for path, data in found.items():
        if path != ".sitegen-manifest" and not path.startswith(".sitegen-"):
            assert data in [version.get(path) for version in versions], f"{path} is not whole"


def assert_clear(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """The command says what is wrong and what to do, and nothing of its insides."""
    assert done.returncode == 2, done.stdout + done.stderr
    assert any(word in done.stderr for word in words), done.stderr
    assert "    hint: " in done.stderr
    assert "Traceback" not in done.stderr
    assert "did not expect" not in done.stderr


# --- a full disk ------------------------------------------------------------------------------

FULL = ("No space left on device", "File too large")


def _may_mount() -> bool:
    if os.geteuid() != 0 or not shutil.which("mount"):
        return False
    with tempfile.TemporaryDirectory() as folder:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True
        ).returncode
        return mounted == 0 and subprocess.run(["umount", folder]).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def fill(ballast: Path, spare: int) -> None:
    """Fill a disk up to so many bytes."""
    with ballast.open("wb", buffering=0) as file:
        while True:
            try:
                file.write(b"\0" * 4096)
            except OSError:
                break
        file.truncate(max(0, file.tell() - spare))


if _may_mount():

    @pytest.mark.parametrize("articles", [8, MANY])
    def test_full_disk(disk: Path, tmp_path: Path, articles: int) -> None:
        """The disk is full at once, a little later, and when all is read but not all written."""
        root = make_site(disk / "site", articles)
        built(root)
        before = tree(root / "public")
        change_all(root)
        expected = clean_output(root, tmp_path / "fresh")
        failed = 0
        for spare in (0, 4096, 8192, 24576, 131072):
            fill(disk / "ballast", spare)
            done = subprocess.run(
                [*BUILD, root, "--jobs", "2"], capture_output=True, encoding="utf-8"
            )
            assert_whole(tree(root / "public"), before, expected)
            (disk / "ballast").unlink()
            if done.returncode != 0:
                failed += 1
                assert_clear(done, *FULL)
        assert failed > 2
        built(root)
        assert tree(root / "public") == expected

    def test_full_disk_at_the_first_build(disk: Path, tmp_path: Path) -> None:
        root = make_site(disk / "site")
        expected = clean_output(root, tmp_path / "fresh")
        for spare in (0, 4096, 8192, 16384, 65536):
            fill(disk / "ballast", spare)
            done = subprocess.run([*BUILD, root], capture_output=True, encoding="utf-8")
            assert_clear(done, *FULL)
            (disk / "ballast").unlink()
        built(root)
        assert tree(root / "public") == expected
        assert (root / ".sitegen/.gitignore").read_text().endswith("*\n")


@pytest.mark.parametrize("articles", [8, MANY])
def test_files_that_may_not_grow(tmp_path: Path, articles: int) -> None:
    """A limit on the size of files stands for a full disk where nobody may make a small one."""
    root = make_site(tmp_path / "site", articles)
    built(root)
    before = tree(root / "public")
    change_all(root)
    expected = clean_output(root, tmp_path / "fresh")
    # Nor may what measures coverage; and half a file of bytecode would break every later process.
    environment = {name: os.environ[name] for name in os.environ if "COVERAGE" not in name}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    for blocks in (0, 1, 2, 4, 8):
        limited = ["sh", "-c", 'ulimit -f "$0" && exec "$@"', str(blocks)]
        done = subprocess.run(
            [*limited, *BUILD, root, "--jobs", "2"],
            env=environment,
            capture_output=True,
            encoding="utf-8",
        )
        assert_clear(done, *FULL)
        assert_whole(tree(root / "public"), before, expected)
    built(root)
    assert tree(root / "public") == expected


# --- a read-only disk -------------------------------------------------------------------------


def build_obediently(root: Path) -> subprocess.CompletedProcess[str]:
    """Build as a user whom modes bind."""
    command = [*OBEDIENT, *BUILD, str(root)]
    return subprocess.run(command, capture_output=True, encoding="utf-8")


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Callable[[Path], None]]:
    """Give `lock(folder)`, which takes the right to write from a folder and all that is in it."""
    changed: list[Path] = []

    def lock(folder: Path) -> None:
        for path in [folder, *folder.rglob("*")]:
            changed.append(path)
            path.chmod(path.stat().st_mode & ~0o222)

    yield lock
    for path in changed:
        if path.exists():
            path.chmod(path.stat().st_mode | 0o700)


@pytest.mark.parametrize("folder", ["public", ".sitegen", "."])
def test_read_only(tmp_path: Path, locked: Callable[[Path], None], folder: str) -> None:
    root = make_site(tmp_path / "site")
    built(root)
    before = tree(root / "public")
    change_all(root)
    expected = clean_output(root, tmp_path / "fresh")
    locked(root / folder)
    assert_clear(build_obediently(root), "Permission denied")
    assert tree(root / "public") == before
    subprocess.run(["chmod", "-R", "u+w", root], check=True)
    done = build_obediently(root)
    assert done.returncode == 0, done.stderr
    assert tree(root / "public") == expected


def test_read_only_site_that_was_never_built(
    tmp_path: Path, locked: Callable[[Path], None]
) -> None:
    root = make_site(tmp_path / "site")
    locked(root)
    assert_clear(build_obediently(root), "Permission denied")


def test_article_that_may_not_be_read(tmp_path: Path) -> None:
    root = make_site(tmp_path / "site")
    (root / "content/iran/3.md").chmod(0)
    done = build_obediently(root)
    assert done.returncode == 1
    assert "content/iran/3.md: error: cannot be read: Permission denied" in done.stderr


def test_file_in_the_place_of_the_cache(tmp_path: Path) -> None:
    root = make_site(tmp_path / "site")
    write(root, {".sitegen": b"mine"})
    done = subprocess.run([*BUILD, root], capture_output=True, encoding="utf-8")
    assert_clear(done, "the cache folder cannot be written")
    assert (root / ".sitegen").read_bytes() == b"mine"


# --- damaged caches ---------------------------------------------------------------------------


class Damaged:
    """A site that was built and changed since; its cache can be damaged again and again."""

    def __init__(self, folder: Path) -> None:
        self.root = make_site(folder / "site")
        built(self.root)
        self.cache = self.root / ".sitegen"
        self._kept = folder / "kept"
        for name in (".sitegen", "public"):
            shutil.copytree(self.root / name, self._kept / name)
        change_all(self.root)
        self.expected = clean_output(self.root, folder / "fresh")

    def files(self, pattern: str) -> list[Path]:
        found = sorted(self.cache.glob(pattern))
        assert found, pattern
        return found

    def heal(self) -> None:
        for name in (".sitegen", "public"):
            shutil.rmtree(self.root / name)
            shutil.copytree(self._kept / name, self.root / name)

    def assert_next_build_right(self) -> list[str]:
        """Build; give the notes that were said."""
        outcome = built(self.root)
        assert tree(self.root / "public") == self.expected
        assert built(self.root).rendered == {}
        self.heal()
        return outcome.said.notes


@pytest.fixture
def damaged(tmp_path: Path) -> Damaged:
    return Damaged(tmp_path)


KINDS = ["sources.msgpack", "pages.msgpack", "bodies/*.pack", "templates/*.bin"]


def sampled(length: int, count: int) -> list[int]:
    """Spread positions over a file: close to each other in its head, `count` over the rest."""
    head = min(40, length)
    near = range(0, head, max(1, 100 // count))
    return [*near, *range(head, length, max(1, (length - head) // count))]


@pytest.mark.parametrize("kind", KINDS)
def test_flipped_bit(damaged: Damaged, kind: str, slow: bool) -> None:
    path = damaged.files(kind)[0]
    data = path.read_bytes()
    told = []
    for position in sampled(len(data), 100 if slow else 10):
        altered = bytearray(data)
        altered[position] ^= 1 << position % 8
        path.write_bytes(altered)
        told.append(bool(damaged.assert_next_build_right()))
    # All but one of the bodies are still in use; a memo is as good as none, and that is all.
    assert sum(told) > len(told) * 0.7 if ".pack" in kind else not any(told)


def test_a_damaged_pack_is_told_of(damaged: Damaged) -> None:
    path = damaged.files("bodies/*.pack")[0]
    path.write_bytes(bytes(path.stat().st_size))
    note = "the cache is damaged (a stored body has been altered); building without it"
    assert damaged.assert_next_build_right() == [note]


@pytest.mark.parametrize("kind", KINDS)
def test_truncated(damaged: Damaged, kind: str) -> None:
    path = damaged.files(kind)[0]
    data = path.read_bytes()
    for length in {0, 1, 15, 16, 17, 32, len(data) // 2, len(data) - 1}:
        path.write_bytes(data[:length])
        damaged.assert_next_build_right()


@pytest.mark.parametrize("kind", KINDS)
def test_lost(damaged: Damaged, kind: str) -> None:
    for path in damaged.files(kind):
        path.unlink()
    damaged.assert_next_build_right()


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_or_a_broken_link_in_its_place(damaged: Damaged, kind: str) -> None:
    path = damaged.files(kind)[0]
    path.unlink()
    path.symlink_to("nowhere/at/all")
    damaged.assert_next_build_right()
    path.unlink()
    path.mkdir()
    outcome = run(damaged.root)
    if outcome.failure:
        # A folder cannot be replaced; whoever made it is told where it is.
        assert [(problem.path, problem.code) for problem in outcome.problems] == [
            (str(path), "build.disk")
        ]
        path.rmdir()
    damaged.assert_next_build_right()


@pytest.mark.parametrize("kind", ["sources.msgpack", "pages.msgpack", "templates/*.bin"])
@pytest.mark.parametrize("version", [b"sitegen-cache-0\n", b"sitegen-cache-2\n", b"other\n", b""])
def test_another_version(damaged: Damaged, kind: str, version: bytes) -> None:
    for path in damaged.files(kind):
        data = path.read_bytes()
        assert data.startswith(store.FORMAT)
        path.write_bytes(version + data.removeprefix(store.FORMAT))
    assert damaged.assert_next_build_right() == []


def test_another_version_is_not_believed(damaged: Damaged) -> None:
    """Under this version's name the same bytes are: there --verify finds them out."""
    path = damaged.files("sources.msgpack")[0]
    payload = store.load(path)
    assert payload is not None
    store.save(path, payload.replace(b"Story 1", b"Lying 1"))
    head, rest = path.read_bytes()[:16], path.read_bytes()[16:]
    assert head == store.FORMAT
    path.write_bytes(b"sitegen-cache-2\n" + rest)
    assert damaged.assert_next_build_right() == []
    path.write_bytes(head + rest)
    assert run(damaged.root, verify=True).failure == "ContentError"
    built(damaged.root)
    assert tree(damaged.root / "public") != damaged.expected


@pytest.mark.parametrize("kind", ["sources.msgpack", "pages.msgpack", "templates/*.bin"])
@pytest.mark.parametrize("payload", [b"", b"\xc1", msgspec.msgpack.encode([1, {"a": [2]}])])
def test_another_shape_under_a_right_checksum(damaged: Damaged, kind: str, payload: bytes) -> None:
    for path in damaged.files(kind):
        store.save(path, payload)
    assert damaged.assert_next_build_right() == []


def test_cache_of_another_site(damaged: Damaged, tmp_path: Path) -> None:
    """Files of one name, one size and one mtime are others there."""
    other = make_site(tmp_path / "other", title="Stranger")
    for path in other.glob("content/iran/*.md"):
        path.write_bytes(path.read_bytes().replace(b"Words", b"Texts"))
    for path in damaged.root.glob("content/**/*"):
        stat = path.stat()
        twin = other / path.relative_to(damaged.root)
        os.utime(twin, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    built(other)
    shutil.rmtree(damaged.cache)
    shutil.copytree(other / ".sitegen", damaged.cache)
    damaged.assert_next_build_right()


def test_old_cache(damaged: Damaged) -> None:
    """As a CI service restores one of some builds ago."""
    built(damaged.root)
    shutil.rmtree(damaged.cache)
    shutil.copytree(damaged.root.with_name("kept") / ".sitegen", damaged.cache)
    assert damaged.assert_next_build_right() == []


def test_a_build_that_begins_again_says_each_warning_once(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {
        "site.yml": "title: Digest\nbase_url: https://example.org/\ntheme: {name: probe}\n",
        "content/iran/a.md": document("Words.", title="A", date="2026-01-01"),
        "content/iran/notes.txt": "Nobody refers to these.",
    }
    root = write(tmp_path / "site", {**files, **probe_theme()})
    assert len(built(root).said.problems) == 1
    for pack in (root / ".sitegen/bodies").iterdir():
        pack.unlink()
    for page in (root / "public").rglob("*.html"):
        page.unlink()
    outcome = built(root)
    assert len(outcome.said.notes) == 1
    assert [problem.code for problem in outcome.said.problems] == ["file.unused"]
