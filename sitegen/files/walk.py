"""The one folder walker: which files there are below a folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping

FileStats = Mapping[str, tuple[int, int]]
"""The files of a folder by path: their size in bytes and modification time in nanoseconds."""

LINK = (-2, 0)
"""What a symbolic link has instead of a size and a time: no file of ours is one."""
_UNREADABLE = (-1, 0)


def walk(
    root: str | os.PathLike[str], enter: Callable[[str], bool] = lambda path: True
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield all that is below a folder, in no order: its path from there, and its entry.

    Paths have forward slashes. A folder is yielded itself; what is in it follows if `enter(path)`
    is true. Links are yielded and not followed. A folder that does not exist has nothing in it;
    OSError for one that cannot be read.
    """
    waiting = [("", os.fspath(root))]
    while waiting:
        prefix, folder = waiting.pop()
        try:
            entries = os.scandir(folder)
        except (FileNotFoundError, NotADirectoryError):
            continue
        with entries:
            for entry in entries:
                path = prefix + entry.name
                yield path, entry
                if entry.is_dir(follow_symlinks=False) and enter(path):
                    waiting.append((path + "/", entry.path))


def stat_files(root: str) -> FileStats:
    """List the files below a folder with their stats; symbolic links are marked with `LINK`."""
    found: dict[str, tuple[int, int]] = {}
    for path, entry in walk(root):
        if entry.is_symlink():
            found[path] = LINK
        elif not entry.is_dir():
            found[path] = _stat_of(entry.path)
    return found


def _stat_of(path: str) -> tuple[int, int]:
    try:
        stat = os.stat(path)
    except OSError:  # Gone since it was listed, or unreadable: it is written again in both cases.
        return _UNREADABLE
    return (stat.st_size, stat.st_mtime_ns)


def has_stat(files: FileStats, path: str, size: int, mtime_ns: int) -> bool:
    """Return True if a file was in the folder with this size and modification time."""
    return files.get(path) == (size, mtime_ns)
