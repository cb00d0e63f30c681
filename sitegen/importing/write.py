"""Carrying out a plan: each file is written whole, and nothing is overwritten unasked."""

from __future__ import annotations

import os
import re
from pathlib import Path

from ..files.walk import walk
from ..files.write import write_whole
from .content_view import Change, Plan
from .files import digests_of
from .journal import Journal, Record, digest_of

_PART = re.compile(r"(?:^|/)\.[^/]+\.(?P<process>\d{1,9})\.part\Z")


def carry_out(plan: Plan, folder: Path, journal: Journal | None = None) -> None:
    """Write and remove the files of a plan below the content folder; `journal` takes note of each.

    A file that is not planned to be replaced is only made where there is none: FileExistsError
    where one has come in between. Other OSErrors name the file.
    """
    for change in plan.changes:
        if change.deed == "keep":
            continue
        if journal is not None:
            journal.add(_record(change, folder, journal.folder))
        _carry_out(change, folder / change.path)


def remove_unfinished(folder: Path) -> None:
    """Delete what runs that were killed left half-written below the content folder."""
    for path, entry in walk(folder):
        part = _PART.search(path)
        if part and not _is_running(int(part["process"])):
            Path(entry.path).unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    if os.name == "nt":  # Asking would end it there.
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _record(change: Change, folder: Path, shown: str) -> Record:
    """Describe a change for the journal, with what is needed to take it back."""
    target = folder / change.path
    before = target.read_bytes() if change.deed != "write" and target.is_file() else None
    if change.deed == "remove":
        return Record("remove", shown, change.path, before=before)
    parents = [Path(change.path).parent, *Path(change.path).parent.parents]
    made = [os.path.join(shown, p) for p in parents if not (folder / p).exists()]
    return Record(
        "write" if change.deed == "write" else "replace",
        shown,
        change.path,
        digest_of(change.content),
        before,
        tuple(made),
        digests_of(change.imported or change.text) if change.data is None else {},
        change.url,
    )


def _carry_out(change: Change, target: Path) -> None:
    if change.deed == "remove":
        target.unlink(missing_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, change.content, replace=change.deed in ("replace", "update"), sync=True)
