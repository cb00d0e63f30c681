"""Builds on a Dask cluster: a real scheduler and workers with working folders of their own."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.incremental import fingerprint

from .sites import document, probe_theme, tree, write

PACKAGE = Path(fingerprint.__file__).parents[1]
NOW = ("--now", "2026-03-01T12:00Z")
MANY = 260
"""So many articles are read and rendered by the workers."""

CONFIG = b"title: Digest\nbase_url: https://example.org/\ntheme: {name: probe}\n"


def make_site(root: Path, articles: int = MANY) -> Path:
    files = {
        f"content/{('iran', 'baku')[number % 2]}/{number}.md": document(
            f"Words of {number}.\n\n## A heading\n\n[Next](../iran/0.md) `code`",
            title=f"Story {number}",
            date=f"2026-02-{number % 27 + 1:02}",
            tags=[f"Tag {number % 7}"],
        )
        for number in range(articles)
    }
    return write(root, files | probe_theme() | {"site.yml": CONFIG})


class Cluster:
    """A scheduler, and workers that can be started and killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workers: list[subprocess.Popen[bytes]] = []
        self._file = folder / "scheduler.json"
        self._where = (f"--scheduler-file={self._file}",)
        self.scheduler = self._start("scheduler", "--host=127.0.0.1", "--port=0")
        while not (self._file.exists() and self._file.read_bytes().endswith(b"}")):
            assert self.scheduler.poll() is None
            time.sleep(0.05)
        self.address = json.loads(self._file.read_bytes())["address"]

    def add_worker(self, **environment: str) -> None:
        self.workers.append(self._start("worker", "--nthreads=1", "--no-nanny", **environment))

    def _start(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        folder = self.folder / f"{command[0]}-{len(self.workers)}"
        folder.mkdir(exist_ok=True)
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *command, "--no-dashboard", *self._where],
            cwd=folder,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    cluster = Cluster(folder)
    yield cluster
    cluster.close()


@pytest.fixture(scope="module")
def expected(tmp_path_factory) -> dict[str, bytes]:
    """What a build without a cluster writes."""
    site = make_site(tmp_path_factory.mktemp("local") / "site")
    assert finish(start(site)).returncode == 0
    return output_of(site)


def start(site: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sitegen", "build", *NOW, *options],
        cwd=site,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    out, err = process.communicate(timeout=240)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def output_of(site: Path) -> dict[str, bytes]:
    return {p: data for p, data in tree(site / "public").items() if "manifest" not in p}


def test_the_same_bytes_as_here(cluster, tmp_path, expected):
    cluster.add_worker()
    cluster.add_worker()
    site = make_site(tmp_path / "site")
    ran = finish(start(site, "--cluster", cluster.address))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert output_of(site) == expected
    assert not list(site.glob(".sitegen/scratch/*"))
    proved = finish(start(site, "--verify", "--cluster", cluster.address))
    assert (proved.returncode, proved.stderr) == (0, "")


@pytest.mark.slow
def test_the_same_bytes_of_many_articles(cluster, tmp_path):
    for _ in range(2):
        cluster.add_worker()
    here, there = make_site(tmp_path / "here", 10_000), make_site(tmp_path / "there", 10_000)
    assert finish(start(here)).returncode == 0
    ran = finish(start(there, "--cluster", cluster.address))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert output_of(there) == output_of(here)


def test_processes_of_its_own(tmp_path, expected):
    site = make_site(tmp_path / "site")
    ran = finish(start(site, "--cluster", "local:2"))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert output_of(site) == expected


def test_a_worker_that_is_killed(cluster, tmp_path, expected, request):
    """The build ends right, whenever a worker is killed."""
    cluster.add_worker()
    site = make_site(tmp_path / "site")
    chance = random.Random(7)
    for _ in range(20 if request.config.getoption("slow") else 2):
        cluster.add_worker()
        for folder in ("public", ".sitegen"):
            shutil.rmtree(site / folder, ignore_errors=True)
        building = start(site, "--cluster", cluster.address)
        while building.poll() is None and not list(site.glob(".sitegen/scratch/task-*")):
            time.sleep(0.01)
        time.sleep(chance.random())
        cluster.workers[-1].kill()
        ran = finish(building)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert output_of(site) == expected


def test_a_scheduler_that_is_killed(cluster, tmp_path, expected):
    """The build ends with a clear error, and the next one ends what it began."""
    cluster.add_worker()
    site = make_site(tmp_path / "site")
    building = start(site, "--cluster", cluster.address)
    while building.poll() is None and not list(site.glob(".sitegen/scratch/task-*")):
        time.sleep(0.01)
    cluster.scheduler.kill()
    ran = finish(building)
    assert ran.returncode == 2
    assert "the cluster was lost" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert finish(start(site)).returncode == 0
    assert output_of(site) == expected


def test_a_scheduler_that_is_not_there(tmp_path):
    site = make_site(tmp_path / "site", 1)
    for address in ("tcp://127.0.0.1:1", "local:many", "nowhere", "local:0"):
        ran = finish(start(site, "--cluster", address))
        assert ran.returncode == 2, address
        assert "--cluster" in ran.stderr
        assert "Traceback" not in ran.stderr
    assert not (site / "public").exists()


def test_a_worker_with_other_code(cluster, tmp_path):
    """The versions of both are named, and nothing is written."""
    copy = tmp_path / "other"
    shutil.copytree(PACKAGE, copy / "sitegen", ignore=shutil.ignore_patterns("__pycache__"))
    with open(copy / "sitegen/model.py", "a") as file:
        file.write("# Another version.\n")
    cluster.add_worker(PYTHONPATH=str(copy))
    site = make_site(tmp_path / "site")
    ran = finish(start(site, "--cluster", cluster.address))
    assert ran.returncode == 2
    assert "has another version" in ran.stderr
    assert fingerprint.code_fingerprint().hex()[:8] in ran.stderr
    assert not (site / "public").exists()


def test_a_worker_with_another_release(cluster, tmp_path):
    """A job that it cannot even unpack would end the worker."""
    metadata = tmp_path / "packages/sitegen_digest-9.9.dist-info/METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text("Metadata-Version: 2.1\nName: sitegen-digest\nVersion: 9.9\n")
    cluster.add_worker(PYTHONPATH=str(tmp_path / "packages"))
    ran = finish(start(make_site(tmp_path / "site", 1), "--cluster", cluster.address))
    assert ran.returncode == 2
    assert "has sitegen 9.9, not" in ran.stderr


def test_the_last_worker_is_killed(cluster, tmp_path):
    cluster.add_worker()
    site = make_site(tmp_path / "site")
    building = start(site, "--cluster", cluster.address)
    while building.poll() is None and not list(site.glob(".sitegen/scratch/task-*")):
        time.sleep(0.01)
    cluster.workers[-1].kill()
    ran = finish(building)
    assert ran.returncode == 2
    assert "none of its workers is left" in ran.stderr


def test_a_worker_that_does_not_see_the_site(cluster, tmp_path):
    from distributed import Client

    from sitegen.execution.cluster import WorkerDiffers, _code, _do

    cluster.add_worker()
    with Client(cluster.address) as client:
        job = client.submit(_do, f"{tmp_path}/elsewhere/.sitegen/scratch/task.part", _code(), None)
        with pytest.raises(WorkerDiffers, match=r"does not see the site's folder .*/elsewhere"):
            job.result(timeout=120)


def test_an_interrupt_cancels_what_was_submitted(cluster, tmp_path):
    from distributed import Client

    cluster.add_worker()
    site = make_site(tmp_path / "site", 2 * MANY)
    building = start(site, "--cluster", cluster.address)
    while building.poll() is None and not list(site.glob(".sitegen/scratch/task-*")):
        time.sleep(0.01)
    building.send_signal(signal.SIGINT)
    ran = finish(building)
    assert ran.returncode == 130
    assert "Traceback" not in ran.stderr
    with Client(cluster.address) as client:
        deadline = time.monotonic() + 120
        while client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)):
            assert time.monotonic() < deadline
            time.sleep(0.1)
