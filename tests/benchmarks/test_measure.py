"""Measuring finds the memory and the CPU time that known processes use."""

import sys

import pytest

from benchmarks.measure import CommandFailedError, measure

MEGABYTE = 1_000_000
HELD = 96 * MEGABYTE

# It is held long enough to be looked at on a busy machine.
HOLD = f"""
import time
held = bytearray(b"x") * {HELD}
time.sleep(1.5)
"""

FORK = f"""
import os, time
held = bytearray(b"x") * {HELD}
for _ in range(3):
    if not os.fork():
        time.sleep(1.5)
        os._exit(0)
for _ in range(3):
    os.wait()
"""

TREE = f"""
import subprocess, sys
child = [sys.executable, "-c", {HOLD!r}]
for process in [subprocess.Popen(child) for _ in range(2)]:
    process.wait()
"""

BURN = """
import time
while time.process_time() < 0.3:
    pass
"""


def run(code, tmp_path):
    return measure([sys.executable, "-c", code], tmp_path)


def test_peak_memory_of_one_process(tmp_path):
    assert HELD < run(HOLD, tmp_path).peak < HELD + 40 * MEGABYTE


def test_pages_that_forks_share_count_once(tmp_path):
    assert HELD < run(FORK, tmp_path).peak < HELD + 60 * MEGABYTE


def test_processes_of_a_tree_are_summed(tmp_path):
    assert 2 * HELD < run(TREE, tmp_path).peak < 2 * HELD + 80 * MEGABYTE


def test_wall_time_is_the_commands(tmp_path):
    assert 1.5 < run(HOLD, tmp_path).wall < 60


def test_cpu_time_of_children_counts(tmp_path):
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BURN!r}])"
    assert 0.3 < run(code, tmp_path).cpu < 3


def test_cpu_time_of_a_child_that_outlives_its_parent_counts(tmp_path):
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BURN!r}])"
    assert 0.3 < run(f"import warnings; warnings.simplefilter('ignore'); {code}", tmp_path).cpu < 3


def test_a_failing_command_is_no_measurement(tmp_path):
    with pytest.raises(CommandFailedError, match=r"ended with 3:\nbroken"):
        run("import sys; print('broken', file=sys.stderr); sys.exit(3)", tmp_path)


def test_python_keeps_compiled_modules(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    (tmp_path / "module.py").write_text("")
    measure([sys.executable, "-c", "import module"], tmp_path)
    assert list(tmp_path.glob("__pycache__/module.*.pyc"))
