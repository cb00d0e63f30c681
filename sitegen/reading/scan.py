"""Find the files of a folder, and tell from their stat which ones may have changed."""

from __future__ import annotations

import errno
import os
import unicodedata
from collections import Counter
from collections.abc import Mapping
from hashlib import file_digest, sha256
from io import RawIOBase
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import NamedTuple

from ..formats.paths import (
    SERVER_FILES,
    Bounds,
    dead_link,
    is_hidden_on_purpose,
    is_ignored,
    is_inside,
)
from ..model import SourceFile
from ..problems import Problem, readable, unreadable

RACY_NS = 2_000_000_000
"""A file modified less than this before a scan may change again unnoticed."""
MOST_COPIES = 100
"""Links may lead to one folder in this many ways; each way copies all that is in it."""


class Found(NamedTuple):
    """A file as a folder lists it: `path` relative to the folder, with forward slashes.

    `ctime_ns` is when the file's record last changed: a copy that keeps the time of its original
    shows there alone.
    """

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int


def found_as(path: str, stat: os.stat_result) -> Found:
    """Describe a file by its stat."""
    return Found(path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)


def digest_of(data: bytes) -> bytes:
    """Digest bytes (SHA-256, its first 16 bytes: today's processors have instructions for it)."""
    return sha256(data).digest()[:16]


def digest_of_file(path: str | Path) -> bytes:
    """Digest a file as `digest_of` does, a piece at a time: it may be larger than the memory."""
    with open(path, "rb", buffering=0) as file:
        return digest_of_open(file)


def digest_of_open(file: RawIOBase) -> bytes:
    """Digest what is left of an open file as `digest_of` does."""
    return file_digest(file, "sha256").digest()[:16]


class Scanned(NamedTuple):
    """The files of a folder sorted by path, and what is wrong with others.

    `unreadable` are the folders (relative, "" for the top one) whose files cannot be listed.
    """

    files: list[Found]
    problems: list[Problem]
    unreadable: list[str]


def scan(folder: Path, shown: str, bounds: Bounds, name_hidden: bool = False) -> Scanned:
    """List the files below a folder, which problems name as `shown`.

    Symbolic links are followed within the bounds, and never in a circle. A folder that does not
    exist has no files. Pipes, sockets and devices are no files: reading one may never end.
    With `name_hidden` a warning names each hidden file that is passed over.
    """
    scanner = _Scanner(shown, bounds, name_hidden)
    real = os.path.realpath(folder)
    if dead := dead_link(folder, shown):
        scanner.problems.append(dead)
    elif bounds.allow(real):
        scanner.folder(os.fspath(folder), "", (real,))
    elif os.path.isdir(folder):
        scanner.problems.append(bounds.leads_out(shown, real))
    scanner.files.sort()
    return Scanned(scanner.files, scanner.problems, scanner.unreadable)


class _Scanner:
    def __init__(self, shown: str, bounds: Bounds, name_hidden: bool) -> None:
        self.files: list[Found] = []
        self.problems: list[Problem] = []
        self.unreadable: list[str] = []
        self._shown = shown
        self._bounds = bounds
        self._name_hidden = name_hidden
        self._times_entered: Counter[str] = Counter()

    def folder(self, folder: str, prefix: str, chain: tuple[str, ...]) -> None:
        """List a folder; `chain` are the real paths of the folders passed, it is the last one."""
        try:
            with os.scandir(folder) as entries:
                listed = list(entries)
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            self.unreadable.append(prefix.rstrip("/"))
            self.problems.append(unreadable(self._name(prefix.rstrip("/")), error))
            return
        for entry in listed:
            if is_ignored(entry.name):
                if self._name_hidden and is_hidden_on_purpose(entry.name):
                    self._say_hidden(prefix + entry.name)
                continue
            path = prefix + entry.name
            try:
                if entry.is_symlink():
                    self._link(entry, path, chain)
                elif entry.is_dir():
                    real = os.path.join(chain[-1], entry.name)
                    if real not in self._bounds.written:
                        self.folder(entry.path, path + "/", (*chain, real))
                elif entry.is_file():
                    self.files.append(found_as(path, entry.stat()))
            except FileNotFoundError:
                continue  # Gone since it was listed.
            except OSError as error:
                self.problems.append(unreadable(self._name(path), error))

    def _link(self, entry: os.DirEntry[str], path: str, chain: tuple[str, ...]) -> None:
        real = os.path.realpath(entry.path)
        allowed = self._bounds.allow(real)
        try:
            stat = os.stat(entry.path)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR):
                self.problems.extend(filter(None, [dead_link(entry.path, self._name(path))]))
            elif allowed or error.errno == errno.ELOOP:
                raise
            else:
                self.problems.append(self._bounds.leads_out(self._name(path), real))
            return
        is_folder = S_ISDIR(stat.st_mode)
        if not is_folder and not S_ISREG(stat.st_mode):
            return
        if not allowed:
            self.problems.append(self._bounds.leads_out(self._name(path), real))
        elif not is_folder:
            self.files.append(found_as(path, stat))
        elif any(is_inside(passed, real) for passed in chain):
            return  # A circle: everything in there is listed already.
        elif self._may_enter(path, real):
            self.folder(entry.path, path + "/", (*chain, real))

    def _may_enter(self, path: str, real: str) -> bool:
        """Return True if a link to a folder may be followed again; links can multiply."""
        self._times_entered[real] += 1
        if self._times_entered[real] == MOST_COPIES + 1:
            message = f"links lead to this folder in more than {MOST_COPIES} ways"
            hint = "take some of the links out: each of them copies all that is in the folder"
            self.problems.append(Problem(self._name(path), message, "content.links", hint=hint))
        return self._times_entered[real] <= MOST_COPIES

    def _say_hidden(self, path: str) -> None:
        hint = "rename it if it is meant to be; only " + ", ".join(sorted(SERVER_FILES)) + " are"
        message = "hidden files are not published"
        name = self._name(path)
        self.problems.append(
            Problem(name, message, "content.hidden", hint=hint, severity="warning")
        )

    def _name(self, path: str) -> str:
        return readable(f"{self._shown}/{path}" if path else self._shown)


def known(
    found: Found, earlier: Mapping[str, SourceFile], scanned_ns: int, prefix: str = ""
) -> SourceFile | None:
    """Return the earlier record of a file whose stat says that it has not changed, else None.

    `scanned_ns` is when the earlier scan began: what was modified close to it is read again.
    """
    before = earlier.get(prefix + found.path)
    if (
        before is not None
        and before.mtime_ns == found.mtime_ns
        and before.size == found.size
        and before.ctime_ns == found.ctime_ns
        and max(found.mtime_ns, found.ctime_ns) < scanned_ns - RACY_NS
    ):
        return before
    return None


def normal(path: str) -> str:
    """Normalise a path to NFC, so that file systems that store NFD give the same URLs."""
    return path if path.isascii() else unicodedata.normalize("NFC", path)
