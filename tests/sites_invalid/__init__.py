"""Sites that cannot be built, each with what `sitegen build` must say of it.

A folder holds a site and `expected.txt`: the command after a dollar sign, standard error, and the
exit code. `python -m tests.sites_invalid.update [NAME…]` writes the expectations anew; read the
difference before you commit it.
"""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

from tests.building import run_cli

FOLDER = Path(__file__).parent
EXPECTED = "expected.txt"
COMMAND = "sitegen build"


def cases() -> list[Path]:
    """Give the folders, each of which is a case; also one without its expectation."""
    return sorted(f for f in FOLDER.iterdir() if f.is_dir() and f.name != "__pycache__")


def command_of(case: Path) -> str:
    """Give the command that a case runs."""
    first = (case / EXPECTED).read_text("utf-8").partition("\n")[0]
    if not first.startswith("$ sitegen "):
        raise ValueError(f"{case.name}/{EXPECTED} must begin with a line “$ sitegen …”")
    return first.removeprefix("$ ")


def transcript(case: Path, folder: Path, command: str) -> str:
    """Run a command in a copy of the case below `folder`; what stood on the terminal."""
    copy = folder / case.name
    shutil.copytree(case, copy, ignore=shutil.ignore_patterns(EXPECTED))
    ran = run_cli(*shlex.split(command)[1:], cwd=copy)
    said = ran.err.replace(str(copy.resolve()), "<site>").replace(str(copy), "<site>")
    return f"$ {command}\n{said}exit {ran.code}\n"
