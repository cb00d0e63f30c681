"""A publish that is killed leaves the branch old or new, never between, and nothing locked."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.publishing.conftest import Place, git, snapshot, write
from tests.publishing.httpserver import GitServer

ROOT = Path(__file__).parents[2]


def start(place: Place) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.publishing.run_publish"]
    folders = [str(folder) for folder in (place.site, place.checkout, place.store)]
    return subprocess.Popen([*command, *folders], cwd=ROOT, start_new_session=True)


def wait_for_all(group: int) -> None:
    """Wait until no process of a group is left, such as a push whose parent was killed."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.005)
    raise AssertionError("a process of a killed publish does not end")


def edit(place: Place, number: int) -> None:
    """Change a page, add a folder, take an older one away."""
    write(
        place.site,
        {
            "index.html": f"<h1>Edition {number}</h1>",
            f"iran/{number}/index.html": f"<p>{random.random()}</p>" * 200,
        },
    )
    gone = place.site / "iran" / str(number - 20) / "index.html"
    if gone.exists():
        gone.unlink()


def tree_of(place: Place) -> str:
    """Give the tree that the site as it is now makes, by git alone."""
    scratch = place.checkout.parent / "scratch"
    if not scratch.exists():
        git(place.checkout, "init", "--quiet", str(scratch))
    at = (f"--git-dir={scratch}/.git", f"--work-tree={place.site}")
    (scratch / ".git" / "index").unlink(missing_ok=True)
    git(place.site, *at, "add", "--all", ".")
    return git(place.site, *at, "write-tree")


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", ["file", "http"])
def test_killed_at_random_moments(
    kind: str, request: pytest.FixtureRequest, server: GitServer, slow: bool
):
    place: Place = request.getfixturevalue("place" if kind == "file" else "web_place")
    seed = random.randrange(10**6)
    print("seed", seed)
    chance = random.Random(seed)
    write(place.site, {f"baku/{n}/index.html": f"<p>{n} {'x' * n}</p>" for n in range(60)})
    write(place.site, {".nojekyll": ""})
    before = snapshot(place.checkout, without=(".sitegen", "public"))
    began = time.monotonic()
    assert start(place).wait() == 0
    span = time.monotonic() - began

    outcomes = {"old": 0, "new": 0}
    last, expected = place.tip(), tree_of(place)
    number = -1
    kills = 25 if slow else 8
    while number + 1 < kills or (min(outcomes.values()) == 0 and number < 150):
        number += 1
        edit(place, number)
        new_tree = tree_of(place)
        process = start(place)
        time.sleep(chance.uniform(0.1, 1.1) * span)
        if chance.random() < 0.5:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        wait_for_all(process.pid)
        server.wait_until_idle()

        tip, tree = place.tip(), git(place.remote, "rev-parse", "gh-pages^{tree}")
        assert tree == (expected if tip == last else new_tree)
        outcomes["old" if tip == last else "new"] += 1
        # Aim at the push, however busy the machine is.
        span *= 1.1 if tip == last else 0.9
        assert last in place.history(), "history is only ever added to"
        assert len(place.history()) <= number + 2
        if tip != last:
            last, expected = tip, new_tree
    git(place.remote, "fsck", "--strict", "--no-dangling")
    print(outcomes)
    assert min(outcomes.values()) > 0, f"the kills missed the push: {outcomes}"

    edit(place, 200)
    done = place.publish()
    assert (done.status, done.previous) == ("published", last)
    assert snapshot(place.checkout, without=(".sitegen", "public")) == before
