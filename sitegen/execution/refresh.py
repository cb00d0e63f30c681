"""Refresh the output: render the pages that are not current, and prove the others."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..config import Config
from ..files.walk import FileStats, has_stat
from ..incremental.keys import TemplateInputs, label_names
from ..incremental.pages import PageCache, PageRecord, Stale
from ..incremental.sources import CacheDamaged
from ..pages import Page
from ..planning.kinds.copy import CopyPage
from ..planning.kinds.listing import ListingPage
from ..planning.kinds.picture import MadePage
from ..planning.kinds.series import SeriesPage
from ..planning.urls import nfc
from ..problems import ContentError, Problem, UsageError
from ..reporting import Rendered
from .content import Read
from .planned import Planned
from .render import RenderJob, RenderResult, RenderSetup, RenderTask, decode_results
from .run import FEW, Run, batches

BATCH = 64
PICTURE_BATCH = 8
"""A picture takes as long as many pages."""


class Refreshed(NamedTuple):
    """How many pages were rendered, and how many of them had other bytes than before."""

    rendered: int = 0
    written: int = 0


class OutputPages(NamedTuple):
    """The pages of a site, what is known of those rendered before, and the files they are in.

    `files` are those of the output folder as they were when the build began.
    """

    pages: Mapping[str, Page]
    cache: PageCache
    files: FileStats

    def current(self, page: Page, inputs: TemplateInputs) -> PageRecord | Stale:
        """Judge a page: its record if it and its file are current, else what to render."""
        return self.cache.current(page, inputs, partial(has_stat, self.files))


def refresh_pages(run: Run, output: OutputPages, setup: RenderSetup) -> Refreshed:
    """Render the pages that are not current, and write those whose bytes differ.

    ContentError if a template fails.
    """
    pages, cache = output.pages, output.cache
    run.reporter.phase("rendering", len(pages))
    rendered = written = 0
    results = chain(
        _render(_stale(run, output, setup, pictures=False), setup, run),
        _render(_stale(run, output, setup, pictures=True), setup, run, PICTURE_BATCH),
    )
    for result in results:
        assert result.record is not None
        page = pages[result.path]
        names = label_names(page, setup.inputs_of(page))
        because = cache.because(page, result.record.labels, names)
        cache.rendered(page, result.record, names)
        run.reporter.rendered(Rendered(result.path, because))
        rendered += 1
        written += result.written
    return Refreshed(rendered, written)


def _stale(
    run: Run, output: OutputPages, setup: RenderSetup, pictures: bool
) -> Iterator[RenderJob]:
    """Yield the job of each page that is not current, one at a time: together they are large.

    Either of the pictures that are made of others, or of everything else.
    """
    for page in output.pages.values():
        if isinstance(page, MadePage) is not pictures:
            continue
        verdict = output.current(page, setup.inputs_of(page))
        if isinstance(verdict, PageRecord):
            output.cache.keep(page, verdict)
            run.reporter.advance(1)
        else:
            yield RenderJob(verdict.encoded, verdict.key, verdict.old_digest)


def select_pages(
    config: Config, planned: Planned, read: Read, patterns: Sequence[str]
) -> dict[str, Page]:
    """Choose the pages whose source or output path matches one of some patterns, and all files.

    Files are what is copied and what is made of pictures: a page that is rendered may need any of
    them. A source is named from the site's root. `*` stands for any letters, `/` among them, and a
    folder for all below it. UsageError naming each pattern that matches nothing.
    """
    wanted = {pattern: _matcher(pattern, config) for pattern in patterns}
    missed = set(patterns)
    chosen: dict[str, Page] = {}
    for path, page in planned.pages.items():
        owner = planned.owners[path]
        # What has no profile of its own is owned by the first of its articles.
        is_term = isinstance(page, ListingPage | SeriesPage) and owner in read.articles
        names = path if is_term else f"{path}\n{owner}\n{config.file.content}/{owner}"
        found = [pattern for pattern, match in wanted.items() if match(names)]
        missed.difference_update(found)
        if found or isinstance(page, CopyPage | MadePage):
            chosen[path] = page
    if missed:
        raise UsageError(
            [_nothing_for(pattern, wanted[pattern], config, read) for pattern in missed]
        )
    return chosen


def _matcher(pattern: str, config: Config) -> Callable[[str], object]:
    """Make the test whether one of several paths, a line each, matches a pattern."""
    output = f"{Path(config.file.output).as_posix()}/"
    plain = nfc(pattern.replace(os.sep, "/")).removeprefix("./").removeprefix(output).strip("/")
    glob = "[^\n]*".join("[^\n]".join(map(re.escape, part.split("?"))) for part in plain.split("*"))
    return re.compile(f"^{glob}(?:/[^\n]*)?$", re.MULTILINE).search


def _nothing_for(
    pattern: str, match: Callable[[str], object], config: Config, read: Read
) -> Problem:
    folder = config.file.content
    sources = (f"{folder}/{article.path}" for article in read.articles.values())
    hidden = next((path for path in sources if match(nfc(path))), None)
    if hidden is not None:
        message = f"“{hidden}” has no page: it is a draft, dated later, or expired"
        hint = "show it with --drafts or --future"
    else:
        message = f"no page comes from “{pattern}”, and none is written there"
        hint = (
            "name a source (content/iran/gulf.md), a page (iran/index.html), or several: 'iran/*'"
        )
    return Problem("--only", message, "build.only", hint=hint)


def verify_pages(run: Run, output: OutputPages, setup: RenderSetup) -> None:
    """Render the pages that are current; ContentError naming each that comes out different."""
    run.reporter.phase("verifying", len(output.pages))
    problems = []
    for result in _render(_current(output, setup), setup, run):
        if not result.written:
            continue
        assert result.record is not None
        page = output.pages[result.path]
        names = label_names(page, setup.inputs_of(page))
        inputs = ", ".join(output.cache.because(page, result.record.labels, names))
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


def _current(output: OutputPages, setup: RenderSetup) -> Iterator[RenderJob]:
    """Yield for each page that is current the job that proves it."""
    for page in output.pages.values():
        verdict = output.current(page, setup.inputs_of(page))
        if isinstance(verdict, PageRecord):
            yield RenderJob(output.cache.encode(page), verdict.key, b"", verdict)


def _render(
    work: Iterator[RenderJob], setup: RenderSetup, run: Run, batch: int = BATCH
) -> Iterator[RenderResult]:
    """Do the jobs, give the results that are fine; raises once all are done if one is not.

    The jobs of a smaller `batch` are the larger ones.
    """
    few = list(islice(work, FEW))
    workers = run.workers(len(few) * BATCH // batch)
    queue = batches(chain(few, work), batch)
    problems: list[Problem] = []
    for encoded in workers.map(RenderTask(setup), queue):
        results = decode_results(encoded)
        for result in results:
            if result.record is None:
                problems.extend(_failed(result))
            else:
                yield result
        run.reporter.advance(len(results))
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
