"""The journal of imports: what each run wrote, so that it can be undone or updated.

A run is a file of JSON lines in the cache folder. A line is appended before its file is written,
so a run that was killed can be taken back like any other.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from ..files.write import write_whole
from ..formats.addresses import address_key
from ..incremental import store

Deed = Literal["write", "replace", "remove"]

STATIC = "static"
"""The folder whose files an import of a whole site writes besides those of the content."""


class Record(Struct, frozen=True, omit_defaults=True):
    """A file that a run wrote or removed.

    `path` is relative to the content folder, which is `folder`, relative to the site's root.
    `digest` is that of the bytes written, "" for a file that was removed; `before` the bytes that
    were there. `made` are folders that the run made, the innermost first. `parts` are the digests
    of an article's values and of its body as they were imported, `url` is its source's address.
    """

    deed: Deed
    folder: str
    path: str
    digest: str = ""
    before: bytes | None = None
    made: tuple[str, ...] = ()
    parts: Mapping[str, str] = {}
    url: str = ""


class Undone(Struct, frozen=True):
    """The result of undoing a run: paths from the site's root."""

    removed: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def digest_of(data: bytes) -> str:
    """Return the digest by which the journal recognizes content."""
    return blake2b(data, digest_size=16).hexdigest()


class Journal:
    """The imports of one site into one content folder; other `kind`s are kept apart."""

    def __init__(self, root: Path, cache: Path, content: Path, kind: str = "imports") -> None:
        self._root = Path(os.path.realpath(root))
        self._cache = cache
        self._runs = cache / kind
        self.folder = os.path.relpath(os.path.realpath(content), self._root)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        self._run = self._runs / f"{stamp}-{os.getpid()}.jsonl"

    def beside(self, folder: Path) -> Journal:
        """Return the journal of the same run for another folder of the site, such as `static`."""
        other = Journal(self._root, self._cache, folder, self._runs.name)
        other._run = self._run
        return other

    def add(self, record: Record) -> None:
        """Append a record to this run and sync it to the disk; OSError names the file."""
        if not self._runs.is_dir():
            store.prepare_cache(self._cache)
            self._runs.mkdir(parents=True, exist_ok=True)
        with self._run.open("ab") as file:
            file.write(msgspec.json.encode(record) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    @cached_property
    def _latest(self) -> dict[str, Record]:
        """The last record of each file of this content folder, by path."""
        found: dict[str, Record] = {}
        for run in self._all_runs():
            for record in _read(run):
                if record.folder == self.folder:
                    found[record.path] = record
        return {path: record for path, record in found.items() if record.deed != "remove"}

    def last(self, path: str) -> Record | None:
        """Return what the last import of a file wrote; None if it is not known."""
        return self._latest.get(path)

    def path_of(self, url: str) -> str | None:
        """Return the file that was imported from an address, in any spelling of it."""
        return self._by_url.get(address_key(url) or url)

    @cached_property
    def _by_url(self) -> dict[str, str]:
        records = self._latest.items()
        return {address_key(one.url) or one.url: path for path, one in records if one.url}

    def _all_runs(self) -> list[Path]:
        return sorted(self._runs.glob("*.jsonl")) if self._runs.is_dir() else []

    def undo(self, dry_run: bool = False) -> Undone | None:
        """Undo the last run, file by file; keep files that were changed since.

        None if there is no run. OSError names the file that could not be changed.
        """
        runs = self._all_runs()
        if not runs:
            return None
        removed, restored, kept = [], [], []
        for record in reversed(list(_read(runs[-1]))):
            shown = os.path.normpath(os.path.join(record.folder, record.path))
            target = self._root / shown
            is_here = record.folder in (self.folder, STATIC)
            if not is_here or ".." in Path(record.path).parts:
                kept.append(shown)
                continue
            data = target.read_bytes() if target.is_file() else None
            if data is None and record.deed == "write":
                continue  # Deleted since, or never written.
            if record.before is not None and data == record.before:
                continue
            if (digest_of(data) if data is not None else "") != record.digest:
                kept.append(shown)
                continue
            if record.before is None:
                removed.append(shown)
            else:
                restored.append(shown)
            if not dry_run:
                _take_back(record, target, self._root)
        if not dry_run:
            runs[-1].unlink()
        return Undone(tuple(removed), tuple(restored), tuple(kept))


def _take_back(record: Record, target: Path, root: Path) -> None:
    if record.before is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, record.before)
        return
    target.unlink()
    for folder in record.made:
        try:
            (root / folder).rmdir()
        except OSError:
            return  # The folder has other files by now.


def _read(run: Path) -> Iterator[Record]:
    """Return the records of a run, without a line that was cut off by a crash."""
    for line in run.read_bytes().splitlines():
        try:
            yield msgspec.json.decode(line, type=Record)
        except msgspec.MsgspecError:
            continue
