"""Workers: the same work in this process or in several, behind one interface."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from .errors import Problem, UsageError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Job = TypeVar("Job")
Result = TypeVar("Result")

FEW = 200
"""Below so many jobs a pool costs more than it saves."""


class Workers(Protocol):
    """Something that does jobs; results come in the order of the jobs."""

    def map(
        self,
        work: Callable[[Job], Result],
        jobs: Iterable[Job],
        start: Callable[..., None],
        arguments: tuple[Any, ...],
    ) -> Iterator[Result]:
        """Do each job, after `start(*arguments)` has run once in each process that does any."""


class Serial:
    """Does the jobs here, one after the other."""

    def map(
        self,
        work: Callable[[Job], Result],
        jobs: Iterable[Job],
        start: Callable[..., None],
        arguments: tuple[Any, ...],
    ) -> Iterator[Result]:
        started = False
        for job in jobs:
            if not started:
                start(*arguments)
                started = True
            yield work(job)


class Processes:
    """Does the jobs in processes of their own, a few ahead of what is asked for."""

    def __init__(self, count: int) -> None:
        self._count = count

    def map(
        self,
        work: Callable[[Job], Result],
        jobs: Iterable[Job],
        start: Callable[..., None],
        arguments: tuple[Any, ...],
    ) -> Iterator[Result]:
        from concurrent.futures import Future
        from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

        pool = ProcessPoolExecutor(
            self._count, _context(), initializer=_begin, initargs=(start, arguments)
        )
        waiting: deque[Future[Result]] = deque()
        try:
            for job in jobs:
                with _interrupts_held_back():
                    waiting.append(pool.submit(work, job))
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


def _begin(start: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    # Ctrl-C reaches the whole process group: the parent decides, the workers go on until told.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    start(*arguments)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def ahead(
    amount: int, jobs: int | None, work: Callable[..., Result], *arguments: Any
) -> Iterator[Callable[[], Result]]:
    """Begin a work while this process goes on with another; what is given waits for its result.

    The result goes from process to process pickled, which names in any encoding survive.
    Where the work is little, or there is no second core, it is done when the result is asked for.
    """
    here = partial(work, *arguments)
    if amount < FEW or (jobs or available_cores()) < 2 or sys.platform != "linux":
        yield here
        return
    receiver, sender = multiprocessing.Pipe(duplex=False)
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


def choose_workers(amount: int, jobs: int | None) -> Workers:
    """Choose how to do an amount of work: here if it is little, else with so many processes."""
    count = jobs or available_cores()
    return Serial() if count <= 1 or amount < FEW else Processes(count)


def available_cores() -> int:
    """Tell how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
