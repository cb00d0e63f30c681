"""The cache folder: its lock, and its files, which are whole and checked when they are read."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec

from ..files.write import write_whole
from ..problems import Problem, UsageError
from .fingerprint import code_fingerprint

Value = TypeVar("Value")

FORMAT = b"sitegen-cache-1\n"


def prepare_cache(folder: Path) -> None:
    """Make the cache folder ready: out of version control, without what a killed build left."""
    for left in [*folder.glob("scratch/*.part"), *folder.glob(".*.part")]:
        left.unlink(missing_ok=True)
    # Never with the folder above: a site that was moved away must not come back as an empty folder.
    folder.mkdir(exist_ok=True)
    (folder / "scratch").mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        write_whole(ignore, b"# sitegen's cache; safe to delete\n*\n")


def load(path: Path) -> bytes | None:
    """Read a file's payload; None where it is missing, damaged or of another version."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    head = len(FORMAT)
    if data[:head] != FORMAT:
        return None
    payload = data[head + 16 :]
    return payload if data[head : head + 16] == _checksum(payload) else None


def load_value(path: Path, decoder: msgspec.msgpack.Decoder[Value]) -> Value | None:
    """Read and decode a file's payload; None where it cannot be used, as in `load`."""
    payload = load(path)
    if payload is None:
        return None
    try:
        return decoder.decode(payload)
    except msgspec.MsgspecError:
        return None


def save(path: Path, payload: bytes) -> None:
    """Write a payload under a checksum; the file is the old one or the new one at any moment.

    OSError names the file.
    """
    path.parent.mkdir(exist_ok=True)
    write_whole(path, FORMAT, _checksum(payload), payload)


def _checksum(payload: bytes) -> bytes:
    return sha256(payload).digest()[:16]


class TemplateStore:
    """Keeps compiled templates in the cache; damaged ones are as good as none.

    So are those that other code compiled: it may have escaped or looked up differently.
    """

    def __init__(self, cache: Path) -> None:
        self._folder = cache / "templates"
        self._code = code_fingerprint()

    def get(self, key: str) -> bytes | None:
        """Give what was kept under a key."""
        data = load(self._folder / f"{key}.bin")
        if data is None or not data.startswith(self._code):
            return None
        return data[len(self._code) :]

    def put(self, key: str, data: bytes) -> None:
        """Keep data under a key; a full or read-only disk costs the next build some time only."""
        try:
            save(self._folder / f"{key}.bin", self._code + data)
        except OSError:
            return


@contextmanager
def site_lock(
    folder: Path, notify: Callable[[str], None], timeout: float = 600.0, work: str = "build"
) -> Iterator[None]:
    """Hold the lock of a site's cache folder; wait for another holder and say who it is.

    `timeout` is in seconds; UsageError after it, or where the folder cannot be written. Each kind
    of `work` has a lock of its own.
    """
    path = folder / ("lock" if work == "build" else f"{work}.lock")
    with _explained(folder):
        folder.mkdir(exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        with _explained(folder):
            if not _try_lock(file):
                _wait(file, path, notify, timeout, work)
        with suppress(OSError):
            os.ftruncate(file, 0)
            os.write(file, str(os.getpid()).encode())
        yield
        with suppress(OSError):
            os.ftruncate(file, 0)
    finally:
        os.close(file)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(
            Problem(
                path=str(folder),
                message=f"the cache folder cannot be written or locked: {error.strerror}",
                code="lock.unwritable",
                hint="make the site's folder writable",
            )
        ) from None


def _wait(file: int, path: Path, notify: Callable[[str], None], timeout: float, work: str) -> None:
    holder = _holder(path)
    notify(f"waiting for another {work} of this site{holder}")
    end = time.monotonic() + timeout
    while not _try_lock(file):
        if time.monotonic() > end:
            raise UsageError(
                Problem(
                    path=str(path),
                    message=f"another {work} of this site{holder} does not end",
                    code="lock.held",
                    hint="stop that process, and try again",
                )
            )
        time.sleep(0.02)


def _holder(path: Path) -> str:
    try:
        text = path.read_text().strip()
    except OSError:
        return ""
    return f" (process {text})" if text.isdigit() else ""


try:
    import fcntl

    def _try_lock(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

except ImportError:  # Windows
    import msvcrt

    def _try_lock(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        except OSError:
            return False
        return True
