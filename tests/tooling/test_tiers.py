"""Each test is of one tier, and a unit test that leaves its process is found out."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROCESS = "import subprocess, sys; subprocess.run([sys.executable, '-V'])"
SOCKET = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); s.close()"


def run(folder: Path, *options: str, code: str, marks: str = "") -> str:
    """Run a test of this code in another process; give what pytest says."""
    test = f"import pytest\n{marks}\ndef test_it(request, slow):\n    {code}\n"
    (folder / "test_it.py").write_text(test)
    command = [sys.executable, "-m", "pytest", "-p", "tests.tiers", "--rootdir", str(folder)]
    rest = [
        "-c",
        str(ROOT / "pyproject.toml"),
        "-p",
        "no:cacheprovider",
        "-q",
        str(folder / "test_it.py"),
    ]
    ran = subprocess.run(
        [*command, *options, *rest], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    return ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("code", "event"), [(PROCESS, "subprocess.Popen"), (SOCKET, "socket.bind")]
)
def test_a_unit_test_stays_in_its_process(tmp_path, code, event):
    said = run(tmp_path, code=code)
    assert "1 passed, 1 error" in said
    assert f"{event}: " in said
    assert "1 passed in" in run(tmp_path, code=code, marks="@pytest.mark.integration")


def test_a_room_is_marked_as_a_whole(tmp_path):
    room = tmp_path / "tests" / "preview"
    room.mkdir(parents=True)
    (room / "test_it.py").write_text(f"def test_it():\n    {PROCESS}\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.tiers", "-p", "no:cacheprovider"]
    rest = [
        "--rootdir",
        str(tmp_path),
        "-c",
        str(ROOT / "pyproject.toml"),
        "-m",
        "integration",
        str(room),
    ]
    ran = subprocess.run([*command, *rest], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert "1 passed in" in ran.stdout


def test_slow_tests_wait_for_their_option(tmp_path):
    code = "assert slow"
    said = run(tmp_path, code=code, marks="@pytest.mark.slow")
    assert re.search(r"1 deselected", said)
    assert "1 passed in" in run(tmp_path, "--slow", code=code, marks="@pytest.mark.slow")
