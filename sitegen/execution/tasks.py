"""Tasks: work that is done many times, told apart from the processes that do it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

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
