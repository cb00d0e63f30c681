"""The build, a straight line: scan, read, build the site, plan, render what is stale, write."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec

from .config import Config
from .execution.content import Read, read_content, reading_key, verify_content
from .execution.planned import plan_edited, plan_key, plan_record, plan_site
from .execution.pool import run_in_background
from .execution.refresh import Refreshed, refresh_pages
from .execution.render import RenderSetup
from .files.output import Output
from .files.walk import FileStats, has_stat, stat_files
from .incremental.bodies import CacheDamaged
from .incremental.keys import template_inputs
from .incremental.pages import PageCache
from .incremental.sources import SourceCache
from .incremental.store import prepare_cache, site_lock
from .planning.site import View
from .problems import ContentError, Problem, SitegenError, UsageError
from .rendering import Dependencies
from .rendering.theme import Theme, load_theme
from .reporting import Reporter, Summary


class BuildOptions(msgspec.Struct, frozen=True):
    """How to build.

    `now` is the moment that decides what is of the future and what has expired; `output` takes
    the place of the output folder of `site.yml`; `jobs` is a number of processes, None for the
    cores; `clean` forgets the cache; `verify` renders every hit too and compares; `strict` makes
    warnings errors, `refused` those with certain codes.
    """

    now: datetime
    drafts: bool = False
    future: bool = False
    output: Path | None = None
    jobs: int | None = None
    clean: bool = False
    verify: bool = False
    strict: bool = False
    refused: frozenset[str] = frozenset()


def build(config: Config, options: BuildOptions, reporter: Reporter) -> Summary:
    """Build the site into its output folder.

    ContentError with every problem, and nothing written, where the content has any; UsageError
    where the theme, the output folder or the disk is not right.
    """
    began = time.monotonic()
    with site_lock(config.cache, reporter.note):
        try:
            prepare_cache(config.cache)
            return _build(config, options, reporter, began)
        except CacheDamaged as damage:
            reporter.note(f"the cache is damaged ({damage}); building anew without it")
            fresh = msgspec.structs.replace(options, clean=True)
            return _build(config, fresh, reporter, began)
        except OSError as error:
            raise disk_error(config, error) from None


def disk_error(config: Config, error: OSError) -> UsageError:
    """Make the error of a disk that is full, read-only or gone."""
    return UsageError(
        Problem(
            str(error.filename or config.root),
            f"cannot be read or written: {error.strerror or error}",
            "build.disk",
            hint="free some space or make the folder writable, then build again",
        )
    )


class _Look(NamedTuple):
    """What a build finds: the theme, the content, what it knows, and what stands in the output.

    `key` is that of the plan that the content asks for. Where `holds` is true the last plan is
    that one but for the texts that were edited (`read.edited`).
    """

    theme: Theme
    sources: SourceCache
    memo: PageCache
    read: Read
    standing: FileStats
    key: bytes
    holds: bool


def _look(config: Config, options: BuildOptions, output: Output, reporter: Reporter) -> _Look:
    """Read what has changed, and keep it, while another process lists the output."""
    view = view_of(options)
    with run_in_background(
        len(output.owned), options.jobs, stat_files, str(output.root)
    ) as surveyed:
        theme = load_theme(config)
        sources = SourceCache(config.cache, reading_key(config, theme), fresh=options.clean)
        memo = PageCache(_page_memo_path(config, output.root), fresh=options.clean)
        read = read_content(config, theme, sources, options.jobs, reporter)
        if options.verify:
            verify_content(config, theme, read, options.jobs, reporter)
            sources.drop_unused()
        earlier_key = plan_key(config, theme, sources.scanned_ns, view)
        read.save(sources)
        key = plan_key(config, theme, sources.scanned_ns, view)
        standing = surveyed()
    holds = (
        not (options.verify or read.problems or read.edited is None)
        and output.owned == memo.paths
        and memo.holds(earlier_key, view.now, partial(has_stat, standing))
    )
    return _Look(theme, sources, memo, read, standing, key, holds)


def _build(config: Config, options: BuildOptions, reporter: Reporter, began: float) -> Summary:
    output = Output(options.output or config.output, str(options.output or config.file.output))
    theme, sources, memo, read, standing, key, holds = _look(config, options, output, reporter)
    if holds and not read.edited:
        memo.carry_on(key)
        memo.save()
        return _done(output, standing, Refreshed(0, 0), 0, reporter, began)

    view = view_of(options)
    planned = (plan_edited if holds else plan_site)(config, theme, read, view)
    paths = output.owned if holds else planned.pages.keys()
    problems = [*read.problems, *planned.problems]
    refuse_errors(problems, options)
    with _warnings_reported(problems, reporter):
        inputs = template_inputs(
            _dependencies(theme, memo), planned.site, planned.assets, theme.extensions.digests
        )
        output.claim(paths, standing)
        setup = RenderSetup(
            root=config.root,
            output=output.root,
            cache=config.cache,
            packs=sources.packs,
            theme=theme,
            site=planned.site,
            assets=planned.assets,
            inputs=inputs,
            bodies=sources.bodies,
        )
        refreshed = refresh_pages(
            planned.pages, memo, standing, setup, options.jobs, options.verify, reporter
        )
    deleted = output.release(paths)
    if holds:
        memo.carry_on(key)
    elif not problems and not read.content.unread:
        memo.remember_plan(plan_record(key, read.content, view.now, config.file.timezone))
    memo.save()
    return _done(output, standing, refreshed, deleted, reporter, began)


def _done(
    output: Output,
    standing: FileStats,
    refreshed: Refreshed,
    deleted: int,
    reporter: Reporter,
    began: float,
) -> Summary:
    summary = Summary(
        pages=len(output.owned),
        rendered=refreshed.rendered,
        written=refreshed.written,
        deleted=deleted,
        seconds=time.monotonic() - began,
        foreign=output.foreign(standing),
    )
    reporter.summary(summary)
    return summary


def view_of(options: BuildOptions) -> View:
    """Tell planning what of the content shows."""
    return View(options.now.timestamp(), options.drafts, options.future)


def refuse_errors(problems: list[Problem], options: BuildOptions) -> None:
    """Raise ContentError with all problems where one of them stops the build."""
    problems = [
        msgspec.structs.replace(problem, severity="error")
        if problem.code in options.refused
        else problem
        for problem in problems
    ]
    if any(options.strict or problem.severity == "error" for problem in problems):
        raise ContentError(problems)


@contextmanager
def _warnings_reported(problems: list[Problem], reporter: Reporter) -> Iterator[None]:
    """Report warnings once the pages are rendered, or cannot be.

    Not where the cache is damaged: the build that begins again reports them.
    """
    try:
        yield
    except SitegenError:
        _report(problems, reporter)
        raise
    _report(problems, reporter)


def _report(problems: list[Problem], reporter: Reporter) -> None:
    for problem in sorted(problems, key=lambda problem: problem.order):
        reporter.problem(problem)


def _page_memo_path(config: Config, output: Path) -> Path:
    """Each output folder has a memo of its own, so that a release does not disturb a preview."""
    if output == config.output:
        return config.cache / "pages.msgpack"
    name = blake2b(str(output).encode(), digest_size=6).hexdigest()
    return config.cache / f"pages-{name}.msgpack"


def _dependencies(theme: Theme, memo: PageCache) -> dict[str, Dependencies]:
    known = memo.dependencies(theme.digest)
    if known is None:
        from .rendering.render import dependencies_of

        known = dependencies_of(theme)
        memo.remember_dependencies(theme.digest, known)
    return known
