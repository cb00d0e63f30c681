"""Work that another process does ahead: the same result, whatever happens to that process."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from sitegen.execution.run import FEW, run_in_background

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is done here")


def whose() -> bytes:
    return str(os.getpid()).encode()


def test_much_work_is_done_in_another_process():
    with run_in_background(FEW, 2, whose) as result:
        assert int(result()) not in (0, os.getpid())


@pytest.mark.parametrize(("amount", "jobs"), [(FEW - 1, 2), (FEW, 1)])
def test_little_work_and_one_job_stay_here(amount: int, jobs: int):
    with run_in_background(amount, jobs, whose) as result:
        assert int(result()) == os.getpid()


def test_a_long_result_comes_whole():
    with run_in_background(FEW, 2, bytes, 10_000_000) as result:
        assert result() == bytes(10_000_000)


def killed_elsewhere(here: int) -> bytes:
    if os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return b"done"


def test_what_a_killed_process_did_not_do_is_done_here():
    with run_in_background(FEW, 2, killed_elsewhere, os.getpid()) as result:
        assert result() == b"done"


def failing(place: Path) -> bytes:
    raise PermissionError(13, "Permission denied", str(place))


def test_what_fails_is_told_here(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    with (
        run_in_background(FEW, 2, failing, tmp_path) as result,
        pytest.raises(PermissionError, match=tmp_path.name),
    ):
        result()
    assert capfd.readouterr() == ("", "")


def asleep() -> bytes:
    time.sleep(60)
    return b""


def test_what_nobody_asks_for_is_ended():
    began = time.monotonic()
    with pytest.raises(ValueError, match="problems"), run_in_background(FEW, 2, asleep):
        raise ValueError("problems")
    assert time.monotonic() - began < 30
    assert multiprocessing.active_children() == []
