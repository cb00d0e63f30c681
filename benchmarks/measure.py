"""Runs a command and measures it whole: wall time, CPU and peak memory of its process tree.

Memory is the sum, over all processes of the tree, of the proportional set size (PSS) that Linux
gives in `/proc/<pid>/smaps_rollup`: a page that n processes share counts 1/n in each, so a forked
tree's shared pages count once. It is sampled every 10 ms, or less often where one sample is
dear (8 ms of CPU for a process of 1 GB), so that sampling never takes more than 5 % of a core.
CPU is what the kernel charged to the command and to the children it waited for.
"""

import ctypes
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_INTERVAL = 0.01
_SAMPLING_SHARE = 0.05
_STRAGGLERS = 2.0
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Measurement:
    """One run: seconds of wall and CPU time, peak bytes, or None where Linux's /proc is not."""

    wall: float
    cpu: float
    peak: int | None


class CommandFailedError(Exception):
    """The measured command did not end well; the message holds the end of what it printed."""


def measure(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> Measurement:
    """Run the command in `folder` to its end.

    Python keeps compiled modules as it does for everybody: without them, a program that runs from
    a checkout is compiled anew each time, and one that pip installed is not.

    Raises CommandFailedError when its exit code is not 0.
    """
    with _adopting_orphans(), tempfile.TemporaryFile() as printed:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        sampler = _MemorySampler(process.pid)
        sampler.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
        finally:
            sampler.stop()
            late = _reap_group(process.pid)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            printed.seek(0)
            tail = printed.read()[-2000:].decode(errors="replace")
            raise CommandFailedError(f"{command[0]} ended with {process.returncode}:\n{tail}")
    return Measurement(wall, usage.ru_utime + usage.ru_stime + late, sampler.peak)


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    mine = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**mine, **more}


class _MemorySampler(threading.Thread):
    """Keeps the highest PSS sum of a process tree that it saw."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.peak: int | None = None
        self._root = root
        self._ended = threading.Event()

    def run(self) -> None:
        pause = 0.0
        while not self._ended.wait(pause):
            before = time.thread_time()
            total = sum(map(proportional_set_size, process_tree(self._root)))
            if total:
                self.peak = max(total, self.peak or 0)
            cost = time.thread_time() - before
            pause = max(_INTERVAL, cost * (1 / _SAMPLING_SHARE - 1))

    def stop(self) -> None:
        self._ended.set()
        self.join()


def process_tree(root: int) -> Iterator[int]:
    """The process and its descendants, as they are now."""
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        with suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting.extend(map(int, (task / "children").read_bytes().split()))


def proportional_set_size(pid: int) -> int:
    """PSS of a process in bytes; 0 when it has ended (see proc_pid_smaps_rollup(5))."""
    with suppress(OSError), Path(f"/proc/{pid}/smaps_rollup").open("rb") as file:
        for line in file:
            if line.startswith(b"Pss:"):
                return int(line.split()[1]) * 1024
    return 0


@contextmanager
def _adopting_orphans() -> Iterator[None]:
    """Meanwhile processes that outlive their parent are ours to wait for (prctl(2), Linux)."""
    prctl = getattr(ctypes.CDLL(None), "prctl", lambda *_: None)
    prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def _reap_group(group: int) -> float:
    """Wait for what is left of the command's process group; its CPU seconds."""
    seconds = 0.0
    deadline = time.monotonic() + _STRAGGLERS
    with suppress(ChildProcessError, ProcessLookupError):
        while True:
            pid, _, usage = os.wait4(-group, os.WNOHANG)
            if pid:
                seconds += usage.ru_utime + usage.ru_stime
            elif time.monotonic() < deadline:
                time.sleep(_INTERVAL)
            else:
                os.killpg(group, signal.SIGKILL)
    return seconds
