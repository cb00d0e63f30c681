"""The demo digest of this repository, built at the root of a host and below a path."""

from __future__ import annotations

import shutil

import pytest

from tests import golden
from tests.building import Built, built
from tests.site import edges
from tests.site.evil import CONFIG, CONTENT
from tests.site.kinds import DIGESTS, copy_demo, page_kinds

HOST = "https://digest.example"
BASES = ("/", "/caspian-base/")


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
def edge_sites(tmp_path_factory) -> dict[str, Built]:
    """Give the sites of `edges.SITES`, drafts shown, each published below `/edge/`."""
    return {
        name: built(edges.write(tmp_path_factory.mktemp(name), name), drafts=True)
        for name in edges.SITES
    }


@pytest.fixture(scope="session")
def digests(tmp_path_factory) -> dict[str, tuple[Built, dict[str, str]]]:
    """Give each of `DIGESTS` and the path of a page of each kind, published below `/digest/`."""
    made = {}
    for name, write in DIGESTS.items():
        root = write(tmp_path_factory.mktemp(name))
        made[name] = (built(root, base_url=f"{HOST}/digest/"), page_kinds(root))
    return made
