"""Builds as processes of their own: starting them, and looking after those that are left."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


def start_build(root: Path, *options: str) -> subprocess.Popen[str]:
    """Start `sitegen build` in a process group of its own."""
    now = ("--now", "2026-03-01T12:00Z")
    return subprocess.Popen(
        [sys.executable, "-m", "sitegen", "build", "--site", str(root), *now, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def wait_for_lock(root: Path, process: subprocess.Popen[str]) -> None:
    """Wait until a build holds its site's lock, or has ended."""
    lock = root / ".sitegen/lock"
    own = str(process.pid)
    while process.poll() is None:
        try:
            if lock.read_text() == own:
                return
        except FileNotFoundError:
            pass
        time.sleep(0.001)


class _Process(NamedTuple):
    pid: int
    parent: int
    group: int
    state: str


def _processes() -> Iterator[_Process]:
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,pgid=,stat="], capture_output=True, encoding="utf-8"
    )
    for line in listed.stdout.splitlines():
        pid, parent, group, state = line.split(maxsplit=3)
        yield _Process(int(pid), int(parent), int(group), state)


def alive(group: int) -> list[int]:
    """List the processes of a group that still run (not those that nobody has waited for)."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return []
    return [p.pid for p in _processes() if p.group == group and not p.state.startswith("Z")]


def children(parent: int) -> list[int]:
    """List the running children of a process."""
    return [p.pid for p in _processes() if p.parent == parent and not p.state.startswith("Z")]
