"""What is released: the sdist, the wheel that is built from it, and the wheel of a checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]


class Release(NamedTuple):
    """The two files of a release."""

    sdist: Path
    wheel: Path


@pytest.fixture(scope="session")
def pip(same_versions):
    """Give `run(*arguments)`, which runs pip with the versions that the tests run with."""
    command = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    environment = {**os.environ, **same_versions}
    return lambda *arguments: subprocess.run([*command, *arguments], env=environment, check=True)


@pytest.fixture(scope="session")
def release(tmp_path_factory) -> Release:
    """Build the sdist, and the wheel from it, as `make dist` does."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    (sdist,) = folder.glob("*.tar.gz")
    (wheel,) = folder.glob("*.whl")
    return Release(sdist, wheel)


@pytest.fixture(scope="session")
def wheel(pip, tmp_path_factory) -> Path:
    """Build the wheel of a checkout as pip does for any user who has the source."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", ROOT, "--no-deps", "--wheel-dir", folder)
    built: Path
    (built,) = folder.glob("*.whl")
    return built
