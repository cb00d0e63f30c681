"""The same content gives the same bytes: in any folder, process, order and number of jobs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import golden
from tests.building import Built, article, built
from tests.golden.test_golden import differences

COUNT = 230
"""More than a pool is started for (`sitegen.workers.SMALL`)."""


def digest() -> dict[str, str]:
    """A digest that has as many sources as a pool of workers is worth."""
    files = {
        "site.yml": "title: Digest\nbase_url: https://example.org/repo/\npage_size: 25\n",
        "content/authors/a3.md": article("name: A3\naliases: [a3]", "Text.\n"),
    }
    for n in range(COUNT):
        body = f"## H{n % 3}\n\nText [n]({(n + 1) % COUNT:03}.md).\n" if n % 5 else "T.\n"
        files[f"content/s/{n:03}.md"] = article(
            f"title: N{n}\ndate: 2024-05-{n % 28 + 1:02}\nsection: S{n % 7}\n"
            f"tags: [T{n % 11}, T{n % 13}]\nauthors: [A{n % 5}]\nextra: {{b: 1, a: [2, {n}]}}",
            body,
        )
    return files


def make(folder: Path, files: dict[str, str], backwards: bool) -> Path:
    for name in sorted(files, reverse=backwards):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(files[name], "utf-8")
    return folder


def run(site: Path, *args: str, seed: int) -> dict[str, bytes]:
    command = [sys.executable, "-m", "sitegen", "build", "--now", "2026-05-10T00:00+04:00", *args]
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    done = subprocess.run(command, cwd=site, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    public = site / "public"
    files = (f for f in public.rglob("*") if f.is_file())
    return {f.relative_to(public).as_posix(): f.read_bytes() for f in files}


@pytest.fixture(scope="module")
def alone(tmp_path_factory) -> dict[str, bytes]:
    """Give the output of a build in one process."""
    return run(make(tmp_path_factory.mktemp("one"), digest(), False), "--jobs", "1", seed=0)


@pytest.mark.parametrize(("jobs", "seed"), [("2", 1), ("5", 424242)])
def test_jobs_seed_folder_and_order_change_no_byte(alone, tmp_path, jobs, seed):
    folder = tmp_path / "another folder" / "with a longer name"
    site = make(folder, digest(), backwards=True)
    assert run(site, "--jobs", jobs, seed=seed) == alone
    assert len([path for path in alone if path.startswith("s")]) > COUNT


def test_the_golden_site_is_the_same_for_another_seed(tmp_path):
    import shutil

    site = tmp_path / "g"
    shutil.copytree(golden.SITE, site)
    output = run(site, seed=777)
    del output[".sitegen-manifest"]
    assert differences(output, golden.EXPECTED) == []


def test_a_build_from_a_warm_cache_is_the_same(tmp_path):
    first = golden.build_golden(tmp_path)
    before = first.contents()
    site = tmp_path / "site"
    file = site / "content/iran/2026-05-01-ports.md"
    text = file.read_text("utf-8")
    file.write_text(text.replace("title:", "title: 'Other' #"), "utf-8")
    changed = built(site, golden.NOW)
    assert isinstance(changed, Built)
    assert changed.contents() != before
    file.write_text(text, "utf-8")
    assert built(site, golden.NOW, verify=True).contents() == before
