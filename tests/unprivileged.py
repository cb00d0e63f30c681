"""Running a command as somebody who may not read everything, also where the tests run as root."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable

_PR_CAPBSET_DROP = 24
_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1, 2


def _obey_permissions() -> None:
    """Give up root's right to pass over permissions (capabilities(7), "bounding set")."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH):
        if libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            os._exit(99)


def obeying() -> Callable[[], None] | None:
    """Give the `preexec_fn` of a child that obeys the permissions of files; None if it does so."""
    return _obey_permissions if sys.platform == "linux" and os.getuid() == 0 else None


def run_unprivileged(*args: str | os.PathLike[str]) -> subprocess.CompletedProcess[str]:
    """Run the command line of sitegen in a process that obeys the permissions of files."""
    code = "from sitegen.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *args],
        preexec_fn=obeying(),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
