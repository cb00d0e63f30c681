"""Two builds of one site at once, and a site that is edited while it is built."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest

from sitegen.incremental.store import site_lock
from sitegen.problems import UsageError

from .processes import start_build, wait_for_lock
from .sites import built, clean_output, document, picture, probe_theme, tree, write

pytestmark = pytest.mark.usefixtures("quick_templates")


def make_site(root: Path, articles: int) -> Path:
    files = {
        f"content/iran/{number}.md": document(
            f"Words {number}.", title=f"Story {number}", date="2026-02-01"
        )
        for number in range(articles)
    }
    files["static/logo.png"] = picture(4, 4)
    config = b"title: Digest\nbase_url: https://example.org/\ntheme: {name: probe}\n"
    return write(root, files | probe_theme() | {"site.yml": config})


@pytest.mark.parametrize("articles", [20, 230])
def test_two_builds_at_once(tmp_path: Path, articles: int) -> None:
    root = make_site(tmp_path / "site", articles)
    expected = clean_output(root, tmp_path / "fresh")
    first = start_build(root, "--jobs", "2")
    wait_for_lock(root, first)
    first.send_signal(signal.SIGSTOP)  # so that the second surely finds it at work
    second = start_build(root, "--jobs", "2", "--clean")
    assert second.stderr is not None
    assert second.stderr.readline() == (
        f"waiting for another build of this site (process {first.pid})\n"
    )
    first.send_signal(signal.SIGCONT)
    assert first.communicate(timeout=240)[1] == ""
    assert second.communicate(timeout=240)[1] == ""
    assert (first.returncode, second.returncode) == (0, 0)
    assert tree(root / "public") == expected


def test_many_builds_at_once(tmp_path: Path) -> None:
    """Each build sees the files as they are when its turn comes, and the last one all of them."""
    root = make_site(tmp_path / "site", 20)
    builds = []
    for number in range(6):
        # Saved as editors do: a build that runs must not see half a file.
        write(tmp_path, {"new.md": document("New.", title=f"New {number}", date="2026-02-01")})
        (tmp_path / "new.md").rename(root / f"content/iran/{number}.md")
        builds.append(start_build(root))
    for build in builds:
        build.communicate(timeout=240)
    assert [build.returncode for build in builds] == [0] * 6
    assert tree(root / "public") == clean_output(root, tmp_path / "fresh")
    assert built(root).rendered == {}


def test_a_killed_build_frees_the_lock(tmp_path: Path) -> None:
    root = make_site(tmp_path / "site", 20)
    first = start_build(root)
    wait_for_lock(root, first)
    first.send_signal(signal.SIGSTOP)
    second = start_build(root)
    assert second.stderr is not None
    assert second.stderr.readline().startswith("waiting for another build of this site")
    first.kill()
    first.communicate(timeout=240)
    assert second.communicate(timeout=240)[1] == ""
    assert second.returncode == 0
    assert tree(root / "public") == clean_output(root, tmp_path / "fresh")


def test_a_build_that_does_not_end(tmp_path: Path) -> None:
    said: list[str] = []
    holder = threading.Event()
    free = threading.Event()

    def hold() -> None:
        with site_lock(tmp_path, said.append):
            holder.set()
            free.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert holder.wait(30)
        with pytest.raises(UsageError) as raised, site_lock(tmp_path, said.append, timeout=0.1):
            pass
    finally:
        free.set()
        thread.join()
    (problem,) = raised.value.problems
    assert problem.code == "lock.held"
    assert f"(process {os.getpid()}) does not end" in problem.message
    assert said == [f"waiting for another build of this site (process {os.getpid()})"]
    with site_lock(tmp_path, said.append):
        assert len(said) == 1


def save(root: Path, path: str, data: bytes | str) -> None:
    """Write a file as editors do, by renaming: a file that is empty for a moment is a problem that
    a build would be right to report."""
    write(root, {".saved": data})
    os.replace(root / ".saved", root / path)


def test_edits_while_a_build_runs(tmp_path: Path) -> None:
    """Whatever of an edit a build still sees, the next one sees all of it; and a build never fails
    for a file that comes or goes."""
    root = make_site(tmp_path / "site", 40)
    built(root)
    chance = random.Random()
    edits = turn = 0
    # On a busy machine a build may end before this process has its next turn.
    while turn < 8 or edits < 24:
        turn += 1
        assert turn < 300, "the edits miss the builds"
        write(root, {"site.yml": (root / "site.yml").read_bytes() + b"# touched\n"})
        process = start_build(root, *(["--clean"] if turn % 2 else []))
        wait_for_lock(root, process)
        number = 0
        while process.poll() is None:
            number += 1
            path = f"content/iran/{chance.randrange(50)}.md"
            if chance.random() < 0.3:
                (root / path).unlink(missing_ok=True)
            else:
                save(
                    root,
                    path,
                    document(f"Turn {turn}.", title=f"Edit {number:05}", date="2026-02-01"),
                )
            # One size, and soon again one of two contents.
            save(root, "static/logo.png", picture(4, 4, number % 2))
            time.sleep(0.002)
        assert process.communicate(timeout=240)[1] == ""
        assert process.returncode == 0
        edits += number
        built(root)
        assert tree(root / "public") == clean_output(root, tmp_path / "fresh")
