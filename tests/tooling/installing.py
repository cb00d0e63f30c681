"""sitegen as it is installed: one wheel for a run of the tests, and small virtual environments.

An environment of `make_environment` sees what is installed for the tests through a `.pth` file, so
that pip, which finds it there, installs nothing twice. What a page or a workflow installs comes
into the environment itself.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

__all__ = ["base_dependencies", "make_environment", "same_versions", "shared_folder", "wheel"]

ROOT = Path(__file__).parents[2]
TESTED = Path(sysconfig.get_path("purelib"))

QUICK_PIP = {"PIP_COMPILE": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
"""pip leaves it to Python to compile what is imported, which is little of what it installs."""

SharedFolder = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def shared_folder(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> SharedFolder:
    """Give `shared_folder(name, make)`, a folder that the first process of a run fills for all.

    `make` is called with the path of an empty folder. Nobody may change what is in it afterwards.
    """
    base = tmp_path_factory.getbasetemp()
    if hasattr(pytestconfig, "workerinput"):
        base = base.parent

    def shared(name: str, make: Callable[[Path], object]) -> Path:
        folder, done = base / name, base / f"{name}.done"
        with open(base / f"{name}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return shared


@pytest.fixture(scope="session")
def same_versions(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Give variables with which pip installs the versions that the tests themselves run with."""
    versions = tmp_path_factory.mktemp("pip") / "constraints.txt"
    installed = {dist.name: dist.version for dist in distributions()}
    lines = (f"{name}=={installed[name]}\n" for name in installed if name != "sitegen-digest")
    versions.write_text("".join(lines))
    # The second name is for the build backend, which older releases of pip find under the first.
    constraints = {"PIP_CONSTRAINT": str(versions), "PIP_BUILD_CONSTRAINT": str(versions)}
    return {**QUICK_PIP, **constraints}


@pytest.fixture(scope="session")
def wheel(shared_folder: SharedFolder, same_versions: Mapping[str, str]) -> Path:
    """Build the wheel as pip does for any user who has the source; it is alone in its folder."""

    def build(folder: Path) -> None:
        pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps")
        environment = {**os.environ, **same_versions}
        subprocess.run([*pip, ROOT, "--wheel-dir", folder], env=environment, check=True)

    (built,) = shared_folder("wheel", build).glob("*.whl")
    return built


@pytest.fixture(scope="session")
def base_dependencies(shared_folder: SharedFolder) -> Path:
    """Give a folder with pip and all that sitegen needs without its extras, but not sitegen."""

    def link(folder: Path) -> None:
        for dist in (distribution("pip"), *_dependencies("sitegen-digest")):
            top = {file.parts[0] for file in dist.files or ()} - {"..", "__pycache__"}
            for name in top:
                (folder / name).symlink_to(TESTED / name)

    return shared_folder("base-dependencies", link)


def _dependencies(name: str) -> Iterator[Distribution]:
    pending, seen = [name], {name}
    while pending:
        for line in distribution(pending.pop()).requires or ():
            asked = Requirement(line)
            if asked.name not in seen and (
                not asked.marker or asked.marker.evaluate({"extra": ""})
            ):
                seen.add(asked.name)
                pending.append(asked.name)
                yield distribution(asked.name)


def make_environment(folder: Path, visible: Path = TESTED) -> Path:
    """Make a virtual environment that sees what is installed in another folder, and changes none of
    it. Return the environment's folder of programs.
    """
    venv.create(folder, with_pip=False, symlinks=True)
    inner = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    (inner / "visible.pth").write_text(f"import site; site.addsitedir({str(visible)!r})\n")
    return folder / "bin"
