"""Carrying out a plan: each file is written whole, and nothing is overwritten unasked."""

from __future__ import annotations

import os
from pathlib import Path

from .plan import Change, Plan


def carry_out(plan: Plan, folder: Path) -> None:
    """Write and remove the files of a plan below the content folder.

    A file that is not planned to be replaced is only made where there is none: FileExistsError
    where one has come in between. Other OSErrors name the file.
    """
    for change in plan.changes:
        _carry_out(change, folder / change.path)


def _carry_out(change: Change, target: Path) -> None:
    if change.deed == "keep":
        return
    if change.deed == "remove":
        target.unlink(missing_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    # The name is one that reading ignores; it lies beside its target, so the move is atomic.
    part = target.with_name(f".{target.name[:60]}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.write(change.text)
            file.flush()
            os.fsync(file.fileno())
        if change.deed == "replace":
            part.replace(target)
        else:
            _make(part, target)
    finally:
        part.unlink(missing_ok=True)


def _make(part: Path, target: Path) -> None:
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:
        # No hard links on this file system: the check and the move are two steps.
        if target.exists():
            raise FileExistsError(17, "a file has come in between", str(target)) from None
        part.replace(target)
