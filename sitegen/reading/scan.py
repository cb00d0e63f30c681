"""Finding the files of a folder, and telling by their stat which ones may have changed."""

from __future__ import annotations

import errno
import os
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ..model import SourceFile

RACY_NS = 2_000_000_000
"""A file modified this close to a scan may change again within the clock's resolution."""


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


def is_ignored(name: str) -> bool:
    """Tell whether a name is hidden or an editor's dropping (`x~`, `.x.swp`, `#x#`, `4913`).

    `.well-known` (RFC 8615) is a folder for the web, hidden or not.
    """
    return (
        (name.startswith(".") and name != ".well-known")
        or (name.startswith("#") and name.endswith("#"))
        or name.endswith(("~", ".swp", ".swx", ".tmp", ".bak", "___jb_tmp___", "___jb_old___"))
        or name == "4913"
    )


def walk(folder: Path) -> list[Found]:
    """List the files below a folder, sorted by path; symlinks are followed, never in a circle.

    A folder that does not exist holds no files. Pipes, sockets and devices are no files: reading
    one may never end.
    """
    found: list[Found] = []
    _walk(os.fspath(folder), "", found, ())
    found.sort()
    return found


def _walk(folder: str, prefix: str, found: list[Found], parents: tuple[str, ...]) -> None:
    try:
        entries = list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if is_ignored(entry.name):
            continue
        path = prefix + entry.name
        try:
            if entry.is_dir():
                real = os.path.realpath(entry.path) if entry.is_symlink() or parents else ""
                if real and (real in parents or _holds(real, folder)):
                    continue
                _walk(entry.path, path + "/", found, (*parents, real) if real else parents)
            elif entry.is_file():
                stat = entry.stat()
                found.append(found_as(path, stat))
        except OSError as error:
            # Gone between the listing and the stat, or a link to nothing or to itself.
            if error.errno not in (errno.ENOENT, errno.ELOOP):
                raise


def _holds(folder: str, inner: str) -> bool:
    inner = os.path.realpath(inner)
    return inner == folder or inner.startswith(folder + os.sep)


def known(
    found: Found, earlier: Mapping[str, SourceFile], scanned_ns: int, prefix: str = ""
) -> SourceFile | None:
    """Give the earlier record of a file whose stat says that it has not changed, else None.

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
    """Bring a path to NFC, so that file systems that store NFD give the same URLs."""
    return path if path.isascii() else unicodedata.normalize("NFC", path)
