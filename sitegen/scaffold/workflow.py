"""GitHub Actions workflows: one builds a site and publishes it to Pages, one gathers feeds."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ..config import Config
from ..problems import Problem, UsageError
from ..publishing.git import Git, GitFailure
from .new import (
    DISTRIBUTION,
    REQUIREMENTS,
    extras_of,
    requirements_text,
    requirements_warning,
    write_new,
)

TEMPLATE = Path(__file__).parent / "workflow.yml"
GATHER_TEMPLATE = Path(__file__).parent / "gather.yml"
_SCHEDULE = re.compile(r"  schedule:\n(?:    .*\n)+")
_PLAIN = re.compile(r"[A-Za-z.][A-Za-z0-9._/-]*")


class Checkout(NamedTuple):
    """A git checkout: its top folder, and the branch that is checked out ("" for none)."""

    top: Path
    branch: str


def checkout_of(folder: Path) -> Checkout | None:
    """Find the checkout around a folder; None if there is none, or no git."""
    git = Git(folder)
    try:
        top = git.line("rev-parse", "--show-toplevel")
        branch = git.line("symbolic-ref", "--quiet", "--short", "HEAD", allow=(1,))
    except (GitFailure, UsageError):
        return None
    return Checkout(Path(top), branch)


class Made(NamedTuple):
    """What was made: the files, the branch that is published, and a warning where there is one."""

    files: tuple[Path, ...]
    branch: str
    warning: Problem | None


def new_workflow(config: Config, branch: str = "", daily: bool = True) -> Made:
    """Make the workflow at the top of the checkout, and a requirements.txt if there is none.

    Without `branch` it publishes the one that is checked out, or main. UsageError if the
    workflow is there already.
    """
    place = place_of(config)
    branch = branch or place.branch or "main"
    extras = extras_of(config)
    text = with_extras(workflow_text(branch, daily, place.folder, config.file.output), extras)
    return _make(place, "pages.yml", text, branch, extras)


def new_gather_workflow(config: Config) -> Made:
    """Make the workflow that gathers once a day, and a requirements.txt if there is none.

    UsageError if the workflow is there already.
    """
    place = place_of(config)
    text = gather_workflow_text(place.folder, config.file.content)
    return _make(place, "gather.yml", text, place.branch)


class Place(NamedTuple):
    """Where new files go: the site, the checkout's top, the site's folder from there."""

    root: Path
    top: Path
    folder: str
    branch: str

    def below(self, path: str) -> str:
        """Return a path of the site as one from the checkout's top."""
        return path if self.folder == "." else f"{self.folder}/{path}"


def place_of(config: Config) -> Place:
    """Find the checkout around a site; without one the site's folder is the top."""
    root = Path(os.path.realpath(config.root))
    checkout = checkout_of(root)
    top = Path(os.path.realpath(checkout.top)) if checkout else root
    folder = root.relative_to(top).as_posix() if root.is_relative_to(top) else "."
    return Place(root, top, folder, checkout.branch if checkout else "")


def _make(place: Place, name: str, text: str, branch: str, extras: tuple[str, ...] = ()) -> Made:
    """Write a workflow, and a requirements.txt that names sitegen, if there is none."""
    files = [write_new(place.top / ".github" / "workflows" / name, text)]
    requirements = place.root / REQUIREMENTS
    if not requirements.exists():
        # The workflow installs such a project itself: sitegen, or a package that depends on it.
        if DISTRIBUTION in _text_of(place.root / "pyproject.toml"):
            return Made(tuple(files), branch, None)
        files.append(write_new(requirements, requirements_text(extras)))
    return Made(tuple(files), branch, requirements_warning(requirements, _text_of(requirements)))


def _text_of(file: Path) -> str:
    """Read a text; "" if there is none."""
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""


def workflow_text(
    branch: str = "main", daily: bool = True, folder: str = ".", output: str = "public"
) -> str:
    """Write the workflow for a branch; `folder` is the site's from the checkout's top."""
    text = TEMPLATE.read_text(encoding="utf-8")
    if not daily:
        text = _SCHEDULE.sub("", text)
    prefix = "" if folder == "." else f"{folder}/"
    text = _set(text, "branches", "[main]", f"[{_scalar(branch)}]")
    text = _set(text, "path", ".sitegen", _scalar(f"{prefix}.sitegen"))
    text = _set(text, "path", "public", _scalar(prefix + Path(output).as_posix()))
    return _in_folder(text, folder)


def with_extras(text: str, extras: Sequence[str]) -> str:
    """Let a workflow install some extras of the sitegen that it has installed."""
    if not extras:
        return text
    end = "            exit 1\n          }\n"
    assert end in text
    install = f'          python -m pip install "{DISTRIBUTION}[{",".join(extras)}]"\n'
    return text.replace(end, end + install, 1)


def gather_workflow_text(folder: str = ".", content: str = "content") -> str:
    """Write the workflow that gathers; `folder` is the site's from the checkout's top."""
    text = GATHER_TEMPLATE.read_text(encoding="utf-8")
    prefix = "" if folder == "." else f"{folder}/"
    text = _set(text, "path", ".sitegen", _scalar(f"{prefix}.sitegen"))
    text = _set(text, "CONTENT", "content", _scalar(Path(content).as_posix()))
    return _in_folder(text, folder)


def _in_folder(text: str, folder: str) -> str:
    """Let the commands of the first job run in a folder of the checkout."""
    if folder == ".":
        return text
    place = f"    defaults:\n      run:\n        working-directory: {_scalar(folder)}\n    steps:\n"
    return text.replace("    steps:\n", place, 1)


def _set(text: str, key: str, old: str, new: str) -> str:
    assert f"{key}: {old}\n" in text
    return text.replace(f"{key}: {old}\n", f"{key}: {new}\n")


def _scalar(text: str) -> str:
    """Write a YAML scalar, quoted (as JSON is) where it is not plain letters."""
    import yaml

    is_plain = _PLAIN.fullmatch(text) and yaml.safe_load(text) == text
    return text if is_plain else json.dumps(text, ensure_ascii=False)
