"""Refreshing the output: rendering the pages that are not current, and proving the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain, islice
from typing import NamedTuple

import msgspec

from ..files.walk import FileStats, has_stat
from ..incremental.bodies import CacheDamaged
from ..incremental.keys import inputs_of, label_names
from ..incremental.pages import PageCache, PageRecord, Stands
from ..pages import Page
from ..problems import ContentError, Problem, UsageError
from ..reporting import Rendered, Reporter
from .pool import FEW, batches, choose_workers
from .render import RenderJob, RenderResult, RenderSetup, RenderTask, decode_results

BATCH = 64


class Refreshed(NamedTuple):
    """How many pages were rendered, and how many of them had other bytes than before."""

    rendered: int
    written: int


def refresh_pages(
    pages: Mapping[str, Page],
    memo: PageCache,
    standing: FileStats,
    setup: RenderSetup,
    jobs: int | None,
    verify: bool,
    reporter: Reporter,
) -> Refreshed:
    """Render the pages that are not current and write those whose bytes differ.

    `standing` are the files of the output folder as they were when the build began.

    With `verify` the current ones are rendered as well; ContentError where one comes out other
    than it stands in the output folder, or where a template fails.
    """
    still = partial(has_stat, standing)
    if verify:
        _prove(pages, memo, still, setup, jobs, reporter)
    reporter.phase("rendering", len(pages))
    stale = _stale(pages, memo, still, setup, reporter)
    rendered = written = 0
    for result in _render(stale, setup, jobs, reporter):
        assert result.record is not None
        page = pages[result.path]
        names = label_names(page, inputs_of(page, setup.inputs))
        because = memo.because(page, result.record.labels, names)
        memo.rendered(page, result.record, names)
        reporter.rendered(Rendered(result.path, because))
        rendered += 1
        written += result.written
    return Refreshed(rendered, written)


def _stale(
    pages: Mapping[str, Page],
    memo: PageCache,
    still: Stands,
    setup: RenderSetup,
    reporter: Reporter,
) -> Iterator[RenderJob]:
    """Give the job of each page that is not current, one at a time: together they are large."""
    for page in pages.values():
        verdict = memo.current(page, inputs_of(page, setup.inputs), still)
        if isinstance(verdict, PageRecord):
            memo.keep(page, verdict)
            reporter.advance(1)
        else:
            yield RenderJob(verdict.encoded, verdict.key, verdict.old_digest)


def _current(
    pages: Mapping[str, Page], memo: PageCache, still: Stands, setup: RenderSetup
) -> Iterator[RenderJob]:
    """Give for each page that is current the job that proves it."""
    for page in pages.values():
        verdict = memo.current(page, inputs_of(page, setup.inputs), still)
        if isinstance(verdict, PageRecord):
            yield RenderJob(memo.encode(page), verdict.key, b"", verdict)


def _prove(
    pages: Mapping[str, Page],
    memo: PageCache,
    still: Stands,
    setup: RenderSetup,
    jobs: int | None,
    reporter: Reporter,
) -> None:
    """Render what need not be rendered; ContentError naming each page that comes out different."""
    reporter.phase("verifying", len(pages))
    problems = []
    for result in _render(_current(pages, memo, still, setup), setup, jobs, reporter):
        if not result.written:
            continue
        assert result.record is not None
        page = pages[result.path]
        names = label_names(page, inputs_of(page, setup.inputs))
        inputs = ", ".join(memo.because(page, result.record.labels, names))
        problems.append(
            Problem(
                result.path,
                f"a clean build would write other bytes here; the input that differs: {inputs}",
                "verify.differs",
                hint="build with --clean, and report this: the cache must never be wrong",
            )
        )
    if problems:
        raise ContentError(problems)


def _render(
    work: Iterator[RenderJob], setup: RenderSetup, jobs: int | None, reporter: Reporter
) -> Iterator[RenderResult]:
    """Do the jobs, give the results that are fine; raises once all are done if one is not."""
    few = list(islice(work, FEW))
    workers = choose_workers(len(few), jobs)
    queue = batches(chain(few, work), BATCH)
    problems: list[Problem] = []
    for encoded in workers.map(RenderTask(setup), queue):
        results = decode_results(encoded)
        for result in results:
            if result.record is None:
                problems.extend(_failed(result))
            else:
                yield result
        reporter.advance(len(results))
    if problems:
        raise ContentError(summed_up(problems))


def summed_up(problems: list[Problem]) -> list[Problem]:
    """Make one problem of a mistake in a template, however many pages run into it."""
    first: dict[tuple[str, int, str], Problem] = {}
    pages: Counter[tuple[str, int, str]] = Counter()
    for problem in problems:
        key = (problem.path, problem.line, problem.message)
        first.setdefault(key, problem)
        pages[key] += 1
    return [
        msgspec.structs.replace(problem, more=pages[key] - 1) if problem.page else problem
        for key, problem in first.items()
    ]


def _failed(result: RenderResult) -> Iterator[Problem]:
    if result.damaged:
        raise CacheDamaged(result.failure)
    if result.failure:
        raise UsageError(
            Problem(
                result.path,
                f"cannot be written: {result.failure}",
                "output.write",
                hint="free some space or make the folder writable, then build again",
            )
        )
    yield from result.problems
