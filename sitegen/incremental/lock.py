"""One build at a time for a site: a lock that the system releases, whatever happens."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..problems import Problem, UsageError


@contextmanager
def site_lock(
    folder: Path, notify: Callable[[str], None], timeout: float = 600.0
) -> Iterator[None]:
    """Hold the lock of a site's cache folder; wait for another holder and say who it is.

    `timeout` is in seconds; UsageError after it, or where the folder cannot be written.
    """
    path = folder / "lock"
    with _explained(folder):
        folder.mkdir(exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        with _explained(folder):
            if not _try_lock(file):
                _wait(file, path, notify, timeout)
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


def _wait(file: int, path: Path, notify: Callable[[str], None], timeout: float) -> None:
    holder = _holder(path)
    notify(f"waiting for another build of this site{holder}")
    end = time.monotonic() + timeout
    while not _try_lock(file):
        if time.monotonic() > end:
            raise UsageError(
                Problem(
                    path=str(path),
                    message=f"another build of this site{holder} does not end",
                    code="lock.held",
                    hint="stop that process, then build again",
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
