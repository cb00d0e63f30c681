"""Fixtures for all tests: folders of files, the command line, a browser and a web server.

`write_files` makes a small site, `sitegen` runs a command as a person would, and
`installed_sitegen` does it in a process of its own. `browser`, `screen` and `static_server` come
from `tests/tooling/browser.py`, what pip installs from `tests/tooling/installing.py`.
`tests/tiers.py` says which test is of which tier.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from textwrap import dedent

import hypothesis
import pytest

from tests.building import run_cli
from tests.tooling.browser import browser, screen, static_server
from tests.tooling.installing import base_dependencies, same_versions, shared_folder, wheel

__all__ = [
    "base_dependencies",
    "browser",
    "same_versions",
    "screen",
    "shared_folder",
    "static_server",
    "wheel",
]

pytest_plugins = ("tests.tiers",)

COMMAND = Path(sys.executable).with_name("sitegen")

WriteFiles = Callable[[Mapping[str, str | bytes]], Path]
RunSitegen = Callable[..., subprocess.CompletedProcess[str]]

# Examples take as long as the machine does; a failure prints what repeats it.
hypothesis.settings.register_profile("sitegen", deadline=None, print_blob=True)
hypothesis.settings.load_profile("sitegen")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of bytes by its argument: bytes that hold a date or a random mark differ in each
    process of a run, and so would the names.
    """
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session", autouse=True)
def _own_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give every test the same surroundings: no colour, Ctrl-C, an empty cache of the user, and a
    git without other settings than those that make it quick."""
    git_config = tmp_path_factory.mktemp("git") / "config"
    user_cache = tmp_path_factory.mktemp("cache")
    git_config.write_text(
        "[user]\n\tname = Test\n\temail = test@example.org\n"
        "[init]\n\tdefaultBranch = main\n\ttemplateDir =\n[commit]\n\tgpgSign = false\n"
        "[core]\n\tfsync = none\n[maintenance]\n\tauto = false\n[receive]\n\tautogc = false\n"
    )
    # A shell makes what it runs in the background ignore Ctrl-C, and so would what is started here.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GIT_CONFIG_GLOBAL", str(git_config))
        environment.setenv("XDG_CACHE_HOME", str(user_cache))
        environment.setenv("GIT_CONFIG_NOSYSTEM", "1")
        environment.setenv("GIT_TERMINAL_PROMPT", "0")
        for name in (
            *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "FORCE_COLOR"),
            *("PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE"),
            # What this run of make was given is not for one that a test starts.
            *("MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "ARGS", "JOBS", "VERSIONS"),
        ):
            environment.delenv(name, raising=False)
        environment.setenv("NO_COLOR", "1")
        yield


@pytest.fixture
def write_files(tmp_path: Path) -> WriteFiles:
    """Give `write({path: content})`, which writes files below `tmp_path` and returns it.

    Text is dedented, and its first line break dropped, so that it can stand in a test's own
    indentation.
    """

    def write(files: Mapping[str, str | bytes]) -> Path:
        for name, content in files.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, str):
                content = dedent(content.removeprefix("\n")).encode()
            file.write_bytes(content)
        return tmp_path

    return write


@pytest.fixture
def sitegen(tmp_path: Path) -> RunSitegen:
    """Give `run(*args, cwd=tmp_path, stdin=None, env={})`: the command line, in this process."""

    def run(
        *args: str | Path,
        cwd: Path = tmp_path,
        stdin: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        ran = run_cli(*args, cwd=cwd, stdin=stdin or "", env=env)
        return subprocess.CompletedProcess(args, ran.code, ran.out, ran.err)

    return run


@pytest.fixture
def installed_sitegen(tmp_path: Path) -> RunSitegen:
    """Give what `sitegen` gives, for the installed command in a process of its own."""
    assert COMMAND.exists(), f"{COMMAND} is missing: run `make test`, or `pip install -e .`"

    def run(
        *args: str | Path,
        cwd: Path = tmp_path,
        stdin: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, *args],
            cwd=cwd,
            input=stdin,
            env=os.environ | dict(env or {}),
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )

    return run
