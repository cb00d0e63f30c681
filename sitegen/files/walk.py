"""What stands in the output folder when a build begins."""

from __future__ import annotations

import os
from collections.abc import Mapping

Standing = Mapping[str, tuple[int, int]]
"""The files of a folder by path: their size in bytes and modification time in nanoseconds."""

LINK = (-2, 0)
"""What takes the place of a link's size and time: no file of ours is one."""
_NO_FILE = (-1, 0)


def survey(root: str) -> Standing:
    """List the files below a folder; symbolic links are named (`LINK`), and not followed.

    A folder that does not exist holds none.
    """
    found: dict[str, tuple[int, int]] = {}
    _survey(root, "", found)
    return found


def _survey(folder: str, prefix: str, found: dict[str, tuple[int, int]]) -> None:
    try:
        entries = os.scandir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return
    with entries:
        for entry in entries:
            path = prefix + entry.name
            if entry.is_symlink():
                found[path] = LINK
            elif entry.is_dir():
                _survey(entry.path, path + "/", found)
            else:
                found[path] = _stat_of(entry.path)


def _stat_of(path: str) -> tuple[int, int]:
    try:
        stat = os.stat(path)
    except OSError:  # Gone since it was listed, or unreadable: it is written anew either way.
        return _NO_FILE
    return (stat.st_size, stat.st_mtime_ns)


def stands(standing: Standing, path: str, size: int, mtime_ns: int) -> bool:
    """Tell whether a file was in the folder with this size and time of modification."""
    return standing.get(path) == (size, mtime_ns)
