"""One file at a time: written whole, or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash as HASH

UNFINISHED = ".sitegen-*.part"
"""The names, at the top of the output folder, of files that a killed build may leave there."""


_PIECE = 1024 * 1024


class SourceFailed(Exception):
    """The file that is to be copied cannot be read; `error` tells why."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


class FileWriter:
    """Writes files below a root; each is made in a scratch folder and moved to its place.

    The scratch folder lies outside the output, so that a build that is killed leaves nothing
    half-made in it, unless the two are on different file systems.
    """

    def __init__(self, root: Path, scratch: Path) -> None:
        self._root = str(root)
        self._scratch = os.path.join(scratch, f"{os.getpid()}.part")

    def write(self, path: str, data: bytes, new: bool = False) -> os.stat_result:
        """Write one file and tell its stat; OSError names the file.

        Of a `new` one the folder is likely to be missing, too, and is made first.
        """
        return self._write(path, (data,), new)

    def copy(self, source: RawIOBase, path: str, new: bool = False) -> tuple[bytes, os.stat_result]:
        """Write what an open file holds; give its digest (`digest_of`) and the new file's stat.

        It may hold more than the memory. SourceFailed where it cannot be read.
        """
        digest = sha256()
        stat = self._write(path, _pieces(source, digest), new)
        return digest.digest()[:16], stat

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
        """The output lies on another file system: the last step must be a move within it."""
        near = f"{self._root}/{UNFINISHED.replace('*', str(os.getpid()))}"
        try:
            shutil.copyfile(self._scratch, near)
            os.replace(near, target)
        except OSError:
            Path(near).unlink(missing_ok=True)
            raise


def write_whole(path: Path, data: bytes) -> None:
    """Write one file anywhere: at any moment it is the old one or the new one."""
    part = path.with_name(f".{path.name[:60]}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _make_folder(folder: str) -> None:
    try:
        os.mkdir(folder)  # most often the folder above is there already
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)
    except FileExistsError:
        return


def _pieces(source: RawIOBase, digest: HASH) -> Iterator[bytes]:
    """Read a file a piece at a time, and digest it on the way."""
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
