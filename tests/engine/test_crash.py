"""Builds that are killed, stopped or robbed of a worker leave whole files, and the next is right.

Real processes are killed at random moments; `--slow` kills more of them.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path

import pytest

from .processes import alive, children, start_build, wait_for_lock
from .sites import built, clean_output, document, probe_theme, tree, write

CONFIG = "title: Digest {}\nbase_url: https://example.org/\npage_size: 5\ntheme: {{name: probe}}\n"
MANIFEST = ".sitegen-manifest"

pytestmark = pytest.mark.usefixtures("quick_templates")


class Victim:
    """A site whose builds are killed, and every version of its output that a build may write."""

    def __init__(self, root: Path, articles: int, *options: str) -> None:
        self.root = root
        self.output = root / "public"
        self.options = options
        self.articles = articles
        self.versions: dict[str, set[bytes]] = {}
        self.clean: dict[str, bytes] = {}
        self.span = 0.2
        self.mixed = 0
        files = {f"content/iran/{number}.md": self.article(number, 0) for number in range(articles)}
        write(root, files | probe_theme() | {"site.yml": CONFIG.format(0)})
        self.learn()

    def article(self, number: int, version: int) -> bytes:
        date = f"2026-01-{number % 28 + 1:02}"
        return document(f"Words {version}.", title=f"Story {number}", date=date, tags=["Tea"])

    def change(self, version: int) -> None:
        """Change one article, or what all pages show; add an article or delete one."""
        one = self.root / f"content/iran/{version % self.articles}.md"
        new = self.root / f"content/caspian/new-{version // 4}.md"
        kind = version % 4
        if kind == 0:
            write(self.root, {"site.yml": CONFIG.format(version)})
        elif kind == 1:
            one.write_bytes(self.article(version % self.articles, version))
        elif kind == 2:
            write(self.root, {new.relative_to(self.root).as_posix(): self.article(99, version)})
        else:
            new.unlink()
            card = self.root / "themes/probe/templates/_card.html"
            card.write_text(f"{card.read_text()}<!-- {version} -->")
        self.learn()

    def learn(self) -> None:
        """Build the sources as they stand in a fresh folder, and remember each file."""
        self.clean = clean_output(self.root, self.root.with_name("fresh"))
        for path, data in self.clean.items():
            self.versions.setdefault(path, set()).add(data)

    def kill(self, chance: random.Random) -> bool:
        """Start a build and kill it; tell whether it was still alive."""
        process = start_build(self.root, *self.options)
        wait_for_lock(self.root, process)
        time.sleep(chance.uniform(0, self.span))
        process.kill()
        killed = process.wait() == -signal.SIGKILL
        # Aim at a moment before the end, however busy the machine is.
        self.span *= 1.02 if killed else 0.8
        assert process.stderr is not None
        process.stderr.close()
        until = time.monotonic() + 120
        while alive(process.pid):
            assert time.monotonic() < until, "workers outlive their build"
            time.sleep(0.002)
        return killed

    def assert_whole(self) -> None:
        """Each file is one that some build would write, and the manifest lists it."""
        found = tree(self.output)
        listed = set(found.get(MANIFEST, b"").decode().splitlines())
        found = {
            path: data
            for path, data in found.items()
            if path != MANIFEST and not fnmatch(path, ".sitegen-*.part")
        }
        for path, data in found.items():
            assert path in self.versions, f"{path} is left over"
            assert data in self.versions[path], f"{path} is not whole"
            assert path in listed, f"{path} is not in the manifest"
        current = [self.clean.get(path) == data for path, data in found.items()]
        self.mixed += any(current) and not all(current)

    def assert_next_build_right(self) -> None:
        built(self.root)
        assert tree(self.output) == self.clean


@pytest.fixture(scope="session")
def kills(slow: bool) -> int:
    """Give the number of builds to kill; the test with workers kills half of it."""
    return 140 if slow else 20


def kill_builds(victim: Victim, kills: int, in_a_row: int) -> None:
    chance = random.Random()
    killed = version = 0
    # Kills that all fall before the first write, or after the last, would prove nothing.
    while killed < kills or victim.mixed < max(1, kills // 10):
        assert killed < 20 * kills, "the kills miss the writing"
        version += 1
        victim.change(version)
        if chance.random() < 0.2:
            (victim.root / ".sitegen/sources.msgpack").unlink(missing_ok=True)
        for _ in range(in_a_row):
            killed += victim.kill(chance)
            victim.assert_whole()
        victim.assert_next_build_right()


@pytest.mark.timeout(1800)
def test_killed_builds(tmp_path: Path, kills: int) -> None:
    victim = Victim(tmp_path / "site", 30)
    kill_builds(victim, kills, in_a_row=4)


@pytest.mark.timeout(1800)
def test_killed_builds_with_workers(tmp_path: Path, kills: int) -> None:
    victim = Victim(tmp_path / "site", 230, "--jobs", "2")
    kill_builds(victim, kills // 2, in_a_row=5)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system than that of the tests, where the machine has one."""
    import tempfile

    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:
        yield Path(name)


def test_killed_builds_into_another_file_system(
    tmp_path: Path, elsewhere: Path, kills: int
) -> None:
    """Files cannot be moved there whole, they are copied first."""
    victim = Victim(tmp_path / "site", 30)
    (tmp_path / "site/public").symlink_to(elsewhere)
    kill_builds(victim, kills // 4, in_a_row=4)


def test_leavings_in_an_output_folder_that_is_not_ours_yet(tmp_path: Path) -> None:
    """The very first build was killed while it wrote its first file there, the manifest."""
    victim = Victim(tmp_path / "site", 3)
    write(victim.output, {".sitegen-manifest.part": b"# sitegen made"})
    victim.assert_next_build_right()


# --- Ctrl-C -----------------------------------------------------------------------------------


@pytest.mark.parametrize("articles", [30, 230])
def test_ctrl_c(tmp_path: Path, articles: int) -> None:
    """The whole process group gets the signal, as from a terminal."""
    victim = Victim(tmp_path / "site", articles, "--jobs", "2", "--clean")
    chance = random.Random()
    stopped = tries = 0
    while stopped < 4:
        tries += 1
        assert tries < 60, "no build was alive when it was to be stopped"
        process = start_build(victim.root, *victim.options)
        wait_for_lock(victim.root, process)
        time.sleep(chance.uniform(0, victim.span))
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=240)
        assert not alive(process.pid)
        if process.returncode in (0, -signal.SIGINT):
            # The build was done; in its last moments an interpreter dies of the signal itself.
            victim.span *= 0.8
            continue
        stopped += 1
        assert (process.returncode, errors.strip()) == (130, "stopped"), errors
        victim.assert_whole()
    victim.assert_next_build_right()


# --- a worker that is killed, as for want of memory -------------------------------------------


def test_killed_worker(tmp_path: Path) -> None:
    victim = Victim(tmp_path / "site", 230, "--jobs", "2", "--clean")
    hit = tries = 0
    while hit < 3:
        tries += 1
        assert tries < 60, "no worker was alive when it was to be killed"
        process = start_build(victim.root, *victim.options)
        while not (workers := children(process.pid)) and process.poll() is None:
            time.sleep(0.001)
        for worker in workers[:1]:
            with suppress(ProcessLookupError):  # It has ended since it was listed.
                os.kill(worker, signal.SIGKILL)
        _, errors = process.communicate(timeout=240)
        if process.returncode == 0:
            continue
        hit += 1
        assert process.returncode == 2
        assert "a worker process was killed" in errors
        assert "--jobs 1" in errors
        assert "Traceback" not in errors
        victim.assert_whole()
    victim.assert_next_build_right()
