"""The three tiers of tests: unit, integration, slow.

**unit** (`make test-unit`): one process, no socket, no browser, no npm; a second at most.
**integration**: everything else that `make test` runs.
**slow** (`make test-slow`): tests marked `slow`, and the full numbers of random examples.

A test is of the integration tier if its room is in `ROOMS`, if it asks for one of `FIXTURES`, or if
it (or its module, by `pytestmark`) is marked `integration`. All others are unit tests, and
fail when they start a process or open a socket.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

ROOMS = frozenset(
    {
        "benchmarks",
        "checks",
        "docs",
        "engine",
        "extending",
        "golden",
        "network",
        "packaging",
        "pictures",
        "preview",
        "publishing",
        "scaffold",
        "site",
        "tooling",
    }
)
"""Folders of `tests/` in which every test is an integration test."""

FIXTURES = frozenset({"browser", "installed_sitegen", "static_server"})
"""Fixtures that start a process or a server."""

FORBIDDEN = frozenset({"subprocess.Popen", "os.exec", "os.posix_spawn", "socket.bind"})
"""Audit events (https://docs.python.org/3/library/audit_events.html) that fail a unit test. A build
forks on its own account, to list the files of the output, so `os.fork` is not among them."""

AN_HOUR = 3600
"""Seconds that a test may take with `--slow`."""

_seen: list[str] | None = None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--slow`."""
    parser.addoption(
        "--slow", action="store_true", help="also run slow tests, and more random examples"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Watch what unit tests do."""
    sys.addaudithook(_audit)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test with its tier, order the files, and leave out slow tests without `--slow`."""
    for item in items:
        if config.getoption("--slow") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(AN_HOUR))
        if not item.get_closest_marker("slow"):
            item.add_marker("integration" if _is_integration(item) else "unit")
    # Files are handed out whole: the long ones first, and those of unit tests fill the end.
    long = {item.path for item in items if not item.get_closest_marker("unit")}
    items.sort(key=lambda item: item.path not in long)
    if not config.getoption("--slow"):
        slow = [item for item in items if item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]


def _is_integration(item: pytest.Item) -> bool:
    folders = item.path.relative_to(item.config.rootpath).parts
    return (
        item.get_closest_marker("integration") is not None
        or not ROOMS.isdisjoint(folders)
        or not FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))
    )


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if _seen is not None and event in FORBIDDEN:
        _seen.append(f"{event}: {arguments[0]!r}")


@pytest.fixture(autouse=True)
def _unit_tests_stay_in_their_process(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a unit test that starts a process or opens a socket."""
    global _seen
    if not request.node.get_closest_marker("unit"):
        yield
        return
    _seen = []
    try:
        yield
        done = _seen
    finally:
        _seen = None
    if done:
        pytest.fail(f"a unit test did this (mark it `integration`): {done}", pytrace=False)


@pytest.fixture(scope="session")
def slow(pytestconfig: pytest.Config) -> bool:
    """Tell whether the full numbers of steps and examples are wanted (`--slow`)."""
    return bool(pytestconfig.getoption("--slow"))
