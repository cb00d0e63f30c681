"""What all steps of a build share, and how their work is run: in this process or in several."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from ..config import Config
from ..problems import Problem, UsageError
from ..rendering.theme import Theme
from ..reporting import Reporter

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


class Run(NamedTuple):
    """One run over a site: its settings and theme, whom to tell, and who does the work.

    `jobs` is a number of processes, None for one a core; `cluster` takes their place.
    """

    config: Config
    theme: Theme
    reporter: Reporter
    jobs: int | None = None
    cluster: Workers | None = None

    def workers(self, size: int) -> Workers:
        """Choose who does `size` jobs; see `choose_workers`."""
        if self.cluster is not None and size >= FEW:
            return self.cluster
        return choose_workers(size, self.jobs)


Job = TypeVar("Job")
Result = TypeVar("Result")
JobIn_contra = TypeVar("JobIn_contra", contravariant=True)
ResultOut_co = TypeVar("ResultOut_co", covariant=True)


class Task(Protocol[JobIn_contra, ResultOut_co]):
    """What all jobs of one kind share. It is small, frozen and picklable, as jobs are."""

    def open(self) -> AbstractContextManager[Callable[[JobIn_contra], ResultOut_co]]:
        """Set a process up, and return the function that does one job there."""


class Workers(Protocol):
    """Something that does the jobs of a task; results come in the order of the jobs."""

    def map(self, task: Task[Job, Result], jobs: Iterable[Job]) -> Iterator[Result]:
        """Do each job; the task is opened once in each process that does any."""


def batches(items: Iterable[Job], size: int) -> Iterator[tuple[Job, ...]]:
    """Cut items into tuples of a size; the last may be shorter."""
    batch: list[Job] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)


FEW = 200
"""With fewer jobs a pool costs more than it saves."""


class Serial:
    """Does the jobs in this process, one after the other."""

    def map(self, task: Task[Job, Result], jobs: Iterable[Job]) -> Iterator[Result]:
        """Do the jobs; see `Workers`."""
        remaining = iter(jobs)
        for first in remaining:
            with task.open() as do:
                yield do(first)
                for job in remaining:
                    yield do(job)


class Processes:
    """Does the jobs in processes of their own, a few more than are asked for at a time."""

    def __init__(self, count: int) -> None:
        self._count = count

    def map(self, task: Task[Job, Result], jobs: Iterable[Job]) -> Iterator[Result]:
        """Do the jobs; see `Workers`."""
        from concurrent.futures import Future
        from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

        pool = ProcessPoolExecutor(self._count, _context(), initializer=_begin, initargs=(task,))
        waiting: deque[Future[Result]] = deque()
        try:
            for job in jobs:
                with _interrupts_held_back():
                    waiting.append(pool.submit(_do, job))
                if len(waiting) > 4 * self._count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BaseException as error:
            for process in list((pool._processes or {}).values()):
                process.terminate()
            pool.shutdown(wait=True, cancel_futures=True)
            if isinstance(error, BrokenProcessPool):
                raise _killed() from None
            raise
        finally:
            pool.shutdown(wait=True)


def _context() -> Any:
    import multiprocessing

    # Elsewhere than on Linux forking is not safe or not there.
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


def _killed() -> UsageError:
    message = "a worker process was killed, most often because the memory is used up"
    return UsageError(
        Problem("sitegen", message, "workers.killed", hint="build in one process: --jobs 1")
    )


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Keep Ctrl-C from a worker that has just started and does not ignore it yet."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_open_task: Callable[[Any], Any] | None = None
"""What does a job in this worker process: the only state that the package keeps in a module."""


def _begin(task: Task[Any, Any]) -> None:
    global _open_task
    # Ctrl-C reaches the whole process group: the parent decides, the workers go on until told.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _open_task = task.open().__enter__()


def _do(job: Any) -> Any:
    assert _open_task is not None
    return _open_task(job)


def _end_with_parent() -> None:
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def run_in_background(
    size: int, jobs: int | None, work: Callable[..., Result], *arguments: Any
) -> Iterator[Callable[[], Result]]:
    """Run `work(*arguments)` in another process; return a function that waits for its result.

    `size` is about how many items it handles. If they are few, or there is no second core, the
    work is done here when the result is asked for. The result is pickled: names in any encoding
    survive.
    """
    here = partial(work, *arguments)
    if size < FEW or (jobs or available_cores()) < 2 or sys.platform != "linux":
        yield here
        return
    receiver, sender = _context().Pipe(duplex=False)
    with _interrupts_held_back():
        process = _context().Process(target=_send, args=(sender, here), daemon=True)
        process.start()
    sender.close()

    def result() -> Result:
        try:
            received: Result = receiver.recv()
        except (EOFError, OSError):  # It has failed, and will say here why.
            return here()
        return received

    try:
        yield result
    finally:
        process.terminate()
        process.join()
        receiver.close()


def _send(sender: Connection, work: Callable[[], object]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(Exception):  # The parent does the work itself then, and meets what is wrong.
        sender.send(work())


def choose_workers(size: int, jobs: int | None) -> Workers:
    """Choose how to do `size` jobs: few of them here, many in `jobs` processes (default: cores)."""
    count = jobs or available_cores()
    return Serial() if count <= 1 or size < FEW else Processes(count)


def available_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
