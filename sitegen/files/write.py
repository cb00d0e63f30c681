"""Write files whole, or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash as HASH

UNFINISHED = ".sitegen-*.part"
"""Names of files that a killed build may leave at the top of the output folder."""


_PIECE = 1024 * 1024


class SourceFailed(Exception):
    """The file to be copied cannot be read; `error` is the reason."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


def unique_name() -> str:
    """Make a name that no other process has, on this computer or on one that shares the folder."""
    return f"{os.getpid()}-{os.urandom(4).hex()}"


def write_whole(path: Path, *pieces: bytes, replace: bool = True, sync: bool = False) -> None:
    """Write a file next to `path` and move it there: at any moment the old file or the new one is.

    Its name until then (`.name.….part`) is one that reading ignores. FileExistsError if the file
    exists and `replace` is false; OSError names the file. With `sync`, for what cannot be made
    again, the bytes are on the disk before the move, and a file that is replaced keeps its mode.
    """
    part = path.with_name(f".{path.name.lstrip('.')[:60]}.{unique_name()}.part")
    try:
        with open(part, "wb") as file:
            for piece in pieces:
                file.write(piece)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        if sync and replace and path.exists():
            from shutil import copymode

            copymode(path, part)
        if replace:
            os.replace(part, path)
        else:
            _create(part, path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        part.unlink(missing_ok=True)


def _create(part: Path, path: Path) -> None:
    """Move a file to a path that does not exist."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:
        # Without hard links on this file system, the check and the move are two steps.
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        os.replace(part, path)


class FileWriter:
    """Write files below a root; each is made in a scratch folder and moved to its place.

    The scratch folder is outside the output, so that a build that is killed leaves no unfinished
    file there, unless the two are on different file systems.
    """

    def __init__(self, root: Path, scratch: Path) -> None:
        self._root = str(root)
        self._unique = unique_name()
        self._scratch = os.path.join(scratch, f"{self._unique}.part")

    def write(self, path: str, data: bytes, new: bool = False) -> os.stat_result:
        """Write one file and return its stat; OSError names the file.

        The folder of a `new` one is likely to be missing, too, and is made first.
        """
        return self._write(path, (data,), new)

    def copy(self, source: RawIOBase, path: str, new: bool = False) -> tuple[bytes, os.stat_result]:
        """Copy an open file of any size; return its digest (`digest_of`) and the new file's stat.

        SourceFailed if it cannot be read.
        """
        digest = sha256()
        stat = self._write(path, _pieces(source, digest), new)
        return digest.digest()[:16], stat

    def link(self, source: str, path: str) -> bool:
        """Give a file another name below the root; False where that cannot be done.

        So it is where there is a file of that name, on another file system, and on one without
        hard links.
        """
        target = f"{self._root}/{path}"
        try:
            try:
                os.link(source, target)
            except FileNotFoundError:
                _make_folder(os.path.dirname(target))
                os.link(source, target)
        except OSError:
            return False
        return True

    def _write(self, path: str, pieces: Iterable[bytes], new: bool) -> os.stat_result:
        target = f"{self._root}/{path}"
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
            file = os.open(self._scratch, flags, 0o666)
            try:
                for piece in pieces:
                    view = memoryview(piece)
                    while view:
                        view = view[os.write(file, view) :]
            finally:
                os.close(file)
            if new:
                _make_folder(os.path.dirname(target))
            self._move(target)
            return os.stat(target)
        except OSError as error:
            raise _named(error, target) from None

    def _move(self, target: str) -> None:
        try:
            self._put(target)
        except FileNotFoundError:
            _make_folder(os.path.dirname(target))
            self._put(target)

    def _put(self, target: str) -> None:
        try:
            os.replace(self._scratch, target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            self._put_across(target)

    def _put_across(self, target: str) -> None:
        """Move to another file system: copy first, so that the last step is a move within it."""
        from shutil import copyfile

        near = f"{self._root}/{UNFINISHED.replace('*', self._unique)}"
        try:
            copyfile(self._scratch, near)
            os.replace(near, target)
        except OSError:
            Path(near).unlink(missing_ok=True)
            raise


def _make_folder(folder: str) -> None:
    try:
        os.mkdir(folder)  # most often the folder above is there already
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)
    except FileExistsError:
        return


def _pieces(source: RawIOBase, digest: HASH) -> Iterator[bytes]:
    """Read a file piece by piece, and digest it at the same time."""
    while True:
        try:
            piece = source.read(_PIECE)
        except OSError as error:
            raise SourceFailed(error) from None
        if not piece:
            return
        digest.update(piece)
        yield piece


def _named(error: OSError, target: str) -> OSError:
    return OSError(error.errno, error.strerror, target)
