"""Do the jobs of a build on a Dask cluster, whose workers see the folder of the site.

Dask schedules the jobs, moves them, and does them again where a worker is lost. The task of the
jobs is a file in the cache of the site: each worker reads it there, so one that does not see the
folder is found before it does anything.
"""

from __future__ import annotations

import logging
import os
import pickle
import platform
import sys
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from ..files.write import write_whole
from ..incremental.fingerprint import code_fingerprint
from ..problems import Problem, UsageError, optional
from .run import Job, Result, Task, Workers

_SECONDS = 20
"""How long a scheduler may take to answer, and the first worker to come."""

_OPTION = "--cluster"
_DISTRIBUTION = "sitegen-digest"


_TALKATIVE = ("distributed", "distributed.client", "tornado", "tornado.application", "asyncio")
"""Loggers of the library. What is lost and done again is no news; what ends a build we tell."""


class _Code(NamedTuple):
    """The code of a process: the same code makes the same pages."""

    fingerprint: bytes
    python: str

    def __str__(self) -> str:
        return f"code {self.fingerprint.hex()[:8]}, Python {self.python}"


def _code() -> _Code:
    return _Code(code_fingerprint(), platform.python_version())


class WorkerDiffers(Exception):
    """A worker cannot do the jobs of this build; its text says why."""


@contextmanager
def cluster(address: str, cache: Path) -> Iterator[Workers]:
    """Connect to a scheduler (`tcp://host:8786`), or start `local:N` processes and end them.

    `cache` is the cache folder of the site. UsageError where there is no scheduler or no worker.
    """
    distributed: Any = optional("distributed", f"`{_OPTION}`", "cluster")
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with ExitStack() as stack:
        try:
            client = stack.enter_context(_client(distributed, address))
            client.wait_for_workers(1, timeout=_SECONDS)
        except (OSError, ValueError, TimeoutError) as error:
            raise _unreachable(address, error) from None
        _check_versions(client)
        yield _Cluster(client, distributed, cache)


@contextmanager
def _client(distributed: Any, address: str) -> Iterator[Any]:
    """Give a client whose jobs are cancelled at the end."""
    with ExitStack() as stack:
        kind, _, count = address.partition(":")
        if kind == "local":
            place = stack.enter_context(
                distributed.LocalCluster(
                    n_workers=int(count), threads_per_worker=1, dashboard_address=None
                )
            )
        else:
            place = address
        yield stack.enter_context(distributed.Client(place, timeout=_SECONDS))


def _check_versions(client: Any) -> None:
    """Refuse a cluster on which no sitegen is installed, or another version of it."""
    versions = client.get_versions(packages=[_DISTRIBUTION])
    own = versions["client"]["packages"][_DISTRIBUTION]
    for place, found in [("the scheduler", versions["scheduler"]), *versions["workers"].items()]:
        theirs = found["packages"].get(_DISTRIBUTION)
        if theirs != own:
            name = place if place == "the scheduler" else f"the worker {place}"
            has = f"has sitegen {theirs}, not {own}" if theirs else "has no sitegen"
            raise _refused(f"{name} {has}")


class _Cluster:
    """Does the jobs on a cluster, a few more than its workers have threads at a time."""

    def __init__(self, client: Any, distributed: Any, cache: Path) -> None:
        self._client = client
        self._distributed = distributed
        self._cache = cache

    def map(self, task: Task[Job, Result], jobs: Iterable[Job]) -> Iterator[Result]:
        """Do the jobs; see `Workers`."""
        name = f"task-{os.urandom(8).hex()}.part"
        path = self._cache.absolute() / "scratch" / name
        path.parent.mkdir(exist_ok=True)
        write_whole(path, pickle.dumps(task))
        waiting: deque[Any] = deque()
        try:
            threads, code = sum(self._client.nthreads().values()), _code()
            for job in jobs:
                # Two equal jobs are two: the second may find another file than the first.
                waiting.append(self._client.submit(_do, str(path), code, job, pure=False))
                if len(waiting) > 4 * threads:
                    yield self._result(waiting.popleft())
            while waiting:
                yield self._result(waiting.popleft())
        except (self._distributed.CancelledError, self._distributed.comm.CommClosedError):
            raise _lost("the connection to its scheduler broke") from None
        finally:
            for future in waiting:
                future.cancel()
            path.unlink(missing_ok=True)

    def _result(self, future: Any) -> Any:
        try:
            while not self._is_done(future):
                if not self._client.nthreads():
                    raise _lost("none of its workers is left")
            result = future.result()
        except WorkerDiffers as error:
            raise _refused(str(error)) from None
        except self._distributed.KilledWorker:
            raise _lost("its workers were killed several times at the same pages") from None
        future.release()
        return result

    def _is_done(self, future: Any) -> bool:
        """Wait for a job, but not for ever."""
        try:
            self._distributed.wait(future, timeout=_SECONDS)
        except TimeoutError:
            return False
        return True


def _unreachable(address: str, error: Exception) -> UsageError:
    reason = str(error).strip() or "no worker is there"
    return UsageError(
        Problem(
            f"{_OPTION} {address}",
            f"the cluster cannot be used: {reason}",
            "cluster.scheduler",
            hint="start `dask scheduler` and `dask worker tcp://HOST:8786` first, or give local:4",
        )
    )


def _refused(message: str) -> UsageError:
    hint = "install the same sitegen, Python and packages on all of them, then start them again"
    return UsageError(Problem(_OPTION, message, "cluster.worker", hint=hint))


def _lost(reason: str) -> UsageError:
    hint = "nothing is torn: build again, with the cluster or without"
    message = f"the cluster was lost: {reason}"
    return UsageError(Problem(_OPTION, message, "cluster.lost", hint=hint))


_OPEN = 4
"""How many tasks a worker keeps open: those of the last steps of a few builds."""

_lock = threading.Lock()
"""A worker does one job at a time, however many threads it has: tasks are made for processes."""

_opened: OrderedDict[str, tuple[AbstractContextManager[Any], Callable[[Any], Any]]] = OrderedDict()
"""The tasks that are open in this worker process, by their files."""


def _do(path: str, code: _Code, job: Any) -> Any:
    """Do a job in a worker, whose working folder is its own."""
    with _lock:
        if path not in _opened:
            _open(path, code)
        return _opened[path][1](job)


def _open(path: str, code: _Code) -> None:
    own = _code()
    if own != code:
        raise WorkerDiffers(f"{_here()} has another version ({own}) than this build ({code})")
    try:
        with open(path, "rb") as file:
            task = pickle.load(file)  # noqa: S301 (the client of this cluster has written it)
    except OSError as error:
        folder = Path(path).parent.parent.parent
        raise WorkerDiffers(
            f"{_here()} does not see the site's folder {folder}: {error.strerror}"
        ) from None
    while len(_opened) >= _OPEN:
        _, (context, _) = _opened.popitem(last=False)
        context.__exit__(None, None, None)
    context = task.open()
    _opened[path] = (context, context.__enter__())


def _here() -> str:
    """Name this worker as its scheduler knows it."""
    worker: Any = sys.modules["distributed"].get_worker()
    return f"the worker {worker.address}"
