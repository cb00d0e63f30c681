"""The build, a straight line: read what has changed, plan, render what is not current, write."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from .config import Config
from .execution.content import Read, read_content, reading_key, verify_content
from .execution.run import Run, Workers, run_in_background
from .files.output import Output
from .files.walk import FileStats, has_stat, stat_files
from .incremental.pages import PageCache, plan_key, plan_record
from .incremental.sources import CacheDamaged, SourceCache
from .incremental.store import TemplateStore, prepare_cache, site_lock
from .model import View
from .problems import ContentError, Problem, SitegenError, UsageError
from .rendering import Dependencies
from .rendering.theme import load_theme
from .reporting import Reporter, Summary

if TYPE_CHECKING:
    from .execution.planned import Planned
    from .execution.refresh import Refreshed

LACKING = frozenset({"pictures.missing", "pictures.raqm", "search.missing"})
"""What cannot be made on this machine. A plan that lacks it is not kept: it may come any time."""


class BuildOptions(msgspec.Struct, frozen=True):
    """How to build.

    `now` is the moment that decides what is of the future and what has expired; `output` takes
    the place of the output folder of `site.yml`; `jobs` is a number of processes, None for the
    cores; `cluster` is the address of a Dask scheduler, or `local:4`; `clean` forgets the cache;
    `verify` renders every hit too and compares; `strict` makes warnings errors, `refused` those
    with certain codes. With `only` the pages that match one of these patterns are rendered, the
    others stay as they are, and nothing is deleted.
    """

    now: datetime
    drafts: bool = False
    future: bool = False
    output: Path | None = None
    jobs: int | None = None
    cluster: str = ""
    clean: bool = False
    verify: bool = False
    strict: bool = False
    refused: frozenset[str] = frozenset()
    only: tuple[str, ...] = ()


def build(config: Config, options: BuildOptions, reporter: Reporter) -> Summary:
    """Build the site into its output folder.

    ContentError with every problem, and nothing written, where the content has any; UsageError
    where the theme, the output folder or the disk is not right.
    """
    began = time.monotonic()
    with site_lock(config.cache, reporter.note):
        try:
            prepare_cache(config.cache)
            with _cluster(config, options) as workers:
                try:
                    return _build(config, options, reporter, workers, began)
                except CacheDamaged as damage:
                    reporter.note(f"the cache is damaged ({damage}); building without it")
                    fresh = msgspec.structs.replace(options, clean=True)
                    return _build(config, fresh, reporter, workers, began)
        except OSError as error:
            raise disk_error(config, error) from None


def _cluster(config: Config, options: BuildOptions) -> AbstractContextManager[Workers | None]:
    """Connect to the cluster that the options name, if they name one."""
    if not options.cluster:
        return nullcontext()
    from .execution.cluster import cluster

    return cluster(options.cluster, config.cache)


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


class _Found(NamedTuple):
    """What a build finds: the content, what earlier builds knew, and the files of the output.

    `key` is that of the plan that the content asks for. Where `same_plan` is true the last plan
    is that one with new texts for those that were edited (`read.edited`).
    """

    read: Read
    sources: SourceCache
    pages: PageCache
    files: FileStats
    key: bytes
    same_plan: bool


def _build(
    config: Config,
    options: BuildOptions,
    reporter: Reporter,
    workers: Workers | None,
    began: float,
) -> Summary:
    output = Output(options.output or config.output, str(options.output or config.file.output))
    run, found = _find(config, options, output, reporter, workers)
    if found.same_plan and not found.read.edited:
        warnings = [*found.read.problems, *found.pages.warnings]
        refuse_errors(warnings, options)
        _report(warnings, reporter)
        found.pages.keep_plan(found.key)
        found.pages.save()
        rendered, written, deleted = 0, 0, 0
    else:
        (rendered, written), deleted = _renew(run, options, output, found)
    summary = Summary(
        pages=len(output.owned),
        rendered=rendered,
        written=written,
        deleted=deleted,
        seconds=time.monotonic() - began,
        foreign=output.foreign_files(found.files),
    )
    reporter.summary(summary)
    return summary


def _find(
    config: Config,
    options: BuildOptions,
    output: Output,
    reporter: Reporter,
    workers: Workers | None,
) -> tuple[Run, _Found]:
    """Read what has changed, and keep it, while another process lists the output."""
    view = view_of(options)
    size = len(output.owned)
    with run_in_background(size, options.jobs, stat_files, str(output.root)) as listed:
        theme = load_theme(config, TemplateStore(config.cache))
        run = Run(config, theme, reporter, options.jobs, workers)
        sources = SourceCache(config.cache, reading_key(config, theme), fresh=options.clean)
        pages = PageCache(_page_cache_path(config, output.root), fresh=options.clean)
        read = read_content(run, sources)
        if options.verify:
            verify_content(run, read)
            sources.drop_unused()
        earlier_key = plan_key(config, theme, sources.scanned_ns, view)
        read.save(sources)
        key = plan_key(config, theme, sources.scanned_ns, view)
        files = listed()
    # The index is made of all texts, and so are the warnings.
    needs_all_texts = config.file.search or read.problems or pages.warnings
    same_plan = (
        not (options.verify or options.only)
        and not (read.edited is None or (read.edited and needs_all_texts))
        and output.owned == pages.paths
        and pages.has_plan(earlier_key, view.now, partial(has_stat, files))
    )
    return run, _Found(read, sources, pages, files, key, same_plan)


def _renew(run: Run, options: BuildOptions, output: Output, found: _Found) -> tuple[Refreshed, int]:
    """Plan and render what is not current; tell what was rendered, and how much was deleted."""
    # What a build needs only if something has changed is imported only then.
    from .execution.planned import plan_edited, plan_site
    from .execution.refresh import OutputPages, refresh_pages, select_pages, verify_pages
    from .execution.render import render_setup

    config, theme, view = run.config, run.theme, view_of(options)
    read, cache = found.read, found.pages
    run.reporter.phase("planning", 0)
    planned = (plan_edited if found.same_plan else plan_site)(config, theme, read, view)
    missing = _search_problems(config)
    problems = [*read.problems, *planned.problems, *missing]
    refuse_errors(problems, options)
    if options.only:
        planned = planned._replace(pages=select_pages(config, planned, read, options.only))
    elif config.file.search and not missing:
        from .execution.search import index_pages

        index = index_pages(config, planned.pages, found.sources.reader, run.reporter)
        planned = planned._replace(pages={**planned.pages, **index})
    paths = output.owned if found.same_plan else planned.pages.keys()
    with _warnings_reported(problems, run.reporter):
        dependencies = _dependencies(run, cache)
        output.prepare(paths, found.files)
        setup = render_setup(run, planned, found.sources, dependencies, output.root)
        outputs = OutputPages(planned.pages, cache, found.files)
        if options.verify:
            verify_pages(run, outputs, setup)
        refreshed = refresh_pages(run, outputs, setup)
    _note(planned.undated, "no date, so Atom feeds leave it out;", run)
    _note(planned.not_drawn, "no share image, for its font lacks letters of the title;", run)
    if options.only:
        output.keep_all(paths)
        cache.keep_all()
        deleted = 0
    else:
        deleted = output.delete_stale(paths)
        _keep_plan(config, found, planned, view)
    cache.save()
    return refreshed, deleted


def _keep_plan(config: Config, found: _Found, planned: Planned, view: View) -> None:
    """Remember what the whole site was planned from, and drop pictures that it no longer needs."""
    if found.same_plan:
        found.pages.keep_plan(found.key)
        return
    from .execution.pictures import drop_unused

    read = found.read
    drop_unused(config, read.assets.values(), planned.pages.values())
    problems = (*read.problems, *planned.problems, *_search_problems(config))
    if not read.content.unread and not any(one.code in LACKING for one in problems):
        record = plan_record(found.key, read.content, view.now, config.file)
        found.pages.remember_plan(msgspec.structs.replace(record, warnings=planned.problems))


def _search_problems(config: Config) -> tuple[Problem, ...]:
    if not config.file.search:
        return ()
    from .execution.search import search_problems

    return search_problems(config)


def _note(owners: tuple[str, ...], words: str, run: Run) -> None:
    """Say what is doubtful of some content files, but is right for some sites."""
    if owners:
        first = owners[0]
        path = f"{run.config.file.content}/{first}" if first.endswith(".md") else first
        more = f" (and {len(owners) - 1:,} more)" if len(owners) > 1 else ""
        run.reporter.note(f"warning: {path}{more}: {words} sitegen check names them all")


def view_of(options: BuildOptions) -> View:
    """Return what of the content is shown: drafts, the future, and the moment of the build."""
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


def _page_cache_path(config: Config, output: Path) -> Path:
    """Each output folder has a cache of its own, so that a release does not disturb a preview."""
    if output == config.output:
        return config.cache / "pages.msgpack"
    name = blake2b(str(output).encode(), digest_size=6).hexdigest()
    return config.cache / f"pages-{name}.msgpack"


def _dependencies(run: Run, cache: PageCache) -> dict[str, Dependencies]:
    theme = run.theme
    known = cache.dependencies(theme.digest)
    if known is None:
        from .rendering.render import dependencies_of

        known = dependencies_of(theme, TemplateStore(run.config.cache))
        cache.remember_dependencies(theme.digest, known)
    return known
