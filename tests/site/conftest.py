"""The demo digest of this repository, built at the root of a host and below a path."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import golden
from tests.building import Built, built
from tests.site import edges
from tests.site.evil import CONFIG, CONTENT
from tests.site.kinds import DIGESTS, copy_demo, page_kinds
from tests.tooling.installing import SharedFolder

HOST = "https://digest.example"
BASES = ("/", "/caspian-base/")

BuildOnce = Callable[[str, Callable[[Path], Any]], Any]


@pytest.fixture(scope="session")
def built_once(shared_folder: SharedFolder) -> BuildOnce:
    """Give `built_once(name, build)`: what `build(folder)` returns, done once for all processes."""

    def once(name: str, build: Callable[[Path], Any]) -> Any:
        def keep(folder: Path) -> None:
            (folder / "built.pickle").write_bytes(pickle.dumps(build(folder)))

        return pickle.loads((shared_folder(name, keep) / "built.pickle").read_bytes())

    return once


@pytest.fixture(scope="session")
def demos(built_once: BuildOnce) -> dict[str, Built]:
    """Give the demo digest, built for each of `BASES`."""

    def build(folder: Path) -> dict[str, Built]:
        return {
            base: built(copy_demo(new(folder, f"demo-{number}")), base_url=HOST + base)
            for number, base in enumerate(BASES)
        }

    found: dict[str, Built] = built_once("demos", build)
    return found


def new(folder: Path, name: str) -> Path:
    """Make a folder in another one."""
    (folder / name).mkdir()
    return folder / name


@pytest.fixture(scope="session")
def demo(demos: dict[str, Built]) -> Built:
    """Give the demo digest, built below a path."""
    return demos["/caspian-base/"]


@pytest.fixture(scope="session")
def evil_site(tmp_path_factory) -> Built:
    """Give a site whose every text looks like code."""
    root = tmp_path_factory.mktemp("evil")
    for name, text in ({"site.yml": CONFIG} | CONTENT).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return built(root)


@pytest.fixture(scope="session")
def every_kind(tmp_path_factory) -> Built:
    """Give the content of the golden site, every kind of page, in the default theme and Persian."""
    root = tmp_path_factory.mktemp("kinds") / "site"
    shutil.copytree(golden.SITE, root, ignore=shutil.ignore_patterns("themes"))
    config = root / "site.yml"
    lines = config.read_text("utf-8").partition("theme:")[0].replace("language: en", "language: fa")
    config.write_text(lines, "utf-8")
    return built(root, golden.NOW, drafts=True, future=True)


@pytest.fixture(scope="session")
def edge_sites(built_once: BuildOnce) -> dict[str, Built]:
    """Give the sites of `edges.SITES`, drafts shown, each published below `/edge/`."""

    def build(folder: Path) -> dict[str, Built]:
        return {
            name: built(edges.write(new(folder, name), name), drafts=True) for name in edges.SITES
        }

    found: dict[str, Built] = built_once("edge-sites", build)
    return found


@pytest.fixture(scope="session")
def digests(built_once: BuildOnce) -> dict[str, tuple[Built, dict[str, str]]]:
    """Give each of `DIGESTS` and the path of a page of each kind, published below `/digest/`."""

    def build(folder: Path) -> dict[str, tuple[Built, dict[str, str]]]:
        made = {}
        for name, write in DIGESTS.items():
            root = write(new(folder, name))
            made[name] = (built(root, base_url=f"{HOST}/digest/"), page_kinds(root))
        return made

    found: dict[str, tuple[Built, dict[str, str]]] = built_once("digests", build)
    return found
