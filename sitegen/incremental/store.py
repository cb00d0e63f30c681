"""The cache folder: its lock, and its files, which are whole and checked when they are read."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b, sha256
from pathlib import Path
from stat import S_ISDIR, S_IWGRP, S_IWOTH
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
    """Read a file's payload; None if it is missing, damaged or of another version."""
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
    """Read and decode a file's payload; None if it cannot be used, as in `load`."""
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
    """Keeps what was made of templates; a damaged one counts as missing.

    So is what other code made: it may have escaped or looked up differently. What is made of a
    template that comes with sitegen is kept for all sites of this user, and in the cache of the
    site that needed it first: a CI service restores no other.
    """

    def __init__(self, cache: Path) -> None:
        own, common = cache / "templates", _common_folder()
        self._own = own
        self._folders = {False: [own], True: [common, own] if common else [own]}
        self._code = code_fingerprint()

    def get(self, name: str, shipped: bool) -> bytes | None:
        """Return what was kept under a name; `shipped` tells that it comes with sitegen."""
        for path in self._paths(name, shipped):
            data = load(path)
            if data is not None and data.startswith(self._code):
                return data[len(self._code) :]
        return None

    def put(self, name: str, shipped: bool, data: bytes) -> None:
        """Keep data under a name; a full or read-only disk costs the next build some time only."""
        for path in self._paths(name, shipped):
            with suppress(OSError):
                if path.parent == self._own:
                    # Never with the folder above a site's cache, which may have been moved away.
                    path.parent.mkdir(exist_ok=True)
                else:
                    _make_private(path.parent)
                save(path, self._code + data)

    def _paths(self, name: str, shipped: bool) -> list[Path]:
        file = blake2b(name.encode() + b"\0" * shipped, digest_size=16).hexdigest()
        return [folder / f"{file}.bin" for folder in self._folders[shipped]]


def _common_folder() -> Path | None:
    """Name the folder of this installation in the user's cache folder; None if it cannot be used.

    The cache folder is that of the XDG Base Directory Specification, or the system's own. Compiled
    templates are run as code, so a folder that other users can write into is not used.
    """
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        folder = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        folder = f"{home}/Library/Caches"
    else:
        folder = os.environ.get("XDG_CACHE_HOME", "") or f"{home}/.cache"
    if not os.path.isabs(folder):
        return None
    # Each installation overwrites its own files when it is brought up to date.
    installation = f"{Path(__file__).parent}\0{sys.prefix}"
    place = blake2b(os.fsencode(installation), digest_size=8).hexdigest()
    common = Path(folder, "sitegen", f"templates-{place}")
    return common if _is_private(common.parent) and _is_private(common) else None


def _is_private(folder: Path) -> bool:
    """Return True if a folder is missing, or if it is this user's and nobody else can write to it.

    Windows gives each user a folder that is private by its access list.
    """
    if sys.platform == "win32":
        return True
    try:
        found = os.stat(folder)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return (
        S_ISDIR(found.st_mode)
        and found.st_uid == os.geteuid()
        and not found.st_mode & (S_IWGRP | S_IWOTH)
    )


def _make_private(folder: Path) -> None:
    """Make the folder of an installation and the one above it, for this user alone."""
    folder.parent.mkdir(0o700, parents=True, exist_ok=True)
    folder.mkdir(0o700, exist_ok=True)


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
