"""The demo digest of this repository, built at the root of a host and below a path."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.building import ROOT, Built, built

HOST = "https://digest.example"
BASES = ("/", "/caspian-base/")


def copy_demo(folder: Path) -> Path:
    """Copy the demo digest, without what was built of it."""
    for name in ("content", "static"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "site.yml", folder)
    return folder


@pytest.fixture(scope="session")
def demos(tmp_path_factory) -> dict[str, Built]:
    """Give the demo digest, built for each of `BASES`."""
    return {
        base: built(copy_demo(tmp_path_factory.mktemp("demo")), base_url=HOST + base)
        for base in BASES
    }


@pytest.fixture(scope="session")
def demo(demos: dict[str, Built]) -> Built:
    """Give the demo digest, built below a path."""
    return demos["/caspian-base/"]
