"""Builds that are killed while they make pictures leave whole ones, and the next build is right.

Real processes are killed at random moments; `--slow` kills 200.
"""

from __future__ import annotations

import random
import shutil
import signal
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.building import article
from tests.engine.processes import alive, start_build, wait_for_lock
from tests.engine.sites import built, tree, write

from .odd import photograph, saved

SITE = "title: T\nbase_url: https://example.org/\npictures: {sizes: true, share_images: true}\n"
SUFFIXES = (".avif", ".webp", ".jpg", ".png")
PICTURES = [saved(photograph((600 + 8 * number, 400)), "JPEG") for number in range(8)]


class Victim:
    """A site whose builds are killed, a twin whose builds are not, and all pictures of both."""

    def __init__(self, folder: Path) -> None:
        self.root, self.twin = folder / "site", folder / "twin"
        self.versions: set[bytes] = set()
        self.span = 0.5
        files = {"site.yml": SITE.encode()}
        for number in range(4):
            files[f"static/{number}.jpg"] = PICTURES[number]
            files[f"content/iran/{number}.md"] = self.story(number, 0)
        write(self.root, files)
        write(self.twin, files)
        self.learn()

    def story(self, number: int, version: int) -> bytes:
        front = f"title: Story {number} {version}\ndate: 2026-01-0{number + 1}\n"
        return article(f"{front}image: {{src: /{number}.jpg, alt: A}}").encode()

    def change(self, version: int) -> None:
        """Change a picture and a title."""
        number = version % 4
        picture = PICTURES[(version + version // 4) % len(PICTURES)]
        files = {
            f"static/{number}.jpg": picture,
            f"content/iran/{number}.md": self.story(number, version),
        }
        write(self.root, files)
        write(self.twin, files)
        self.learn()

    def learn(self) -> None:
        built(self.twin)
        self.versions |= {
            data for path, data in tree(self.twin / "public").items() if path.endswith(SUFFIXES)
        }

    def kill(self, chance: random.Random) -> bool:
        """Start a build and kill it; tell whether it was still alive."""
        process = start_build(self.root, "--jobs", "2")
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


@pytest.mark.timeout(3600)
def test_killed_builds_leave_no_half_picture(tmp_path: Path, slow: bool) -> None:
    victim, chance = Victim(tmp_path), random.Random()
    kills = 200 if slow else 8
    killed = version = 0
    while killed < kills:
        assert version < 20 * kills, "no build was alive when it was to be killed"
        version += 1
        victim.change(version)
        if version % 5 == 0:
            shutil.rmtree(victim.root / ".sitegen/pictures", ignore_errors=True)
        for _ in range(4):
            killed += victim.kill(chance)
            for path, data in tree(victim.root / "public").items():
                if path.endswith(SUFFIXES):
                    assert data in victim.versions, f"{path} is not whole"
                    Image.open(BytesIO(data)).load()
        built(victim.root)
        assert tree(victim.root / "public") == tree(victim.twin / "public")
