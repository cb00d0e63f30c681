"""The build, a straight line: scan, read, build the site, plan, render what is stale, write."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec

from .cache.bodies import CacheDamaged
from .cache.pages import PageMemo, PageRecord, label_names, template_inputs
from .cache.sources import SourceMemo
from .config import Config
from .content import Read, read_content, reading_key
from .errors import ContentError, Problem, UsageError
from .jobs import RenderJob, RenderResult, RenderSetup, render_batch, start_rendering
from .lock import site_lock
from .model import AnyPage, Link, SiteView
from .planning.findings import Finding
from .planning.pages import Plan, plan_pages
from .planning.site import View, build_site
from .planning.urls import quoted
from .reading.layout import locate
from .rendering.reach import Reach
from .rendering.theme import Theme, load_theme
from .report import Rendered, Reporter, Summary
from .workers import batches, choose_workers
from .writing.output import Output

BATCH = 64


class BuildOptions(msgspec.Struct, frozen=True):
    """How to build.

    `now` is the moment that decides what is of the future and what has expired; `output` takes
    the place of the output folder of `site.yml`; `jobs` is a number of processes, None for the
    cores; `clean` forgets the cache; `verify` renders every hit too and compares; `strict` makes
    warnings errors.
    """

    now: datetime
    drafts: bool = False
    future: bool = False
    output: Path | None = None
    jobs: int | None = None
    clean: bool = False
    verify: bool = False
    strict: bool = False


def build(config: Config, options: BuildOptions, reporter: Reporter) -> Summary:
    """Build the site into its output folder.

    ContentError with every problem, and nothing written, where the content has any; UsageError
    where the theme, the output folder or the disk is not right.
    """
    began = time.monotonic()
    with site_lock(config.cache, reporter.note):
        try:
            return _build(config, options, reporter, began)
        except CacheDamaged as damage:
            reporter.note(f"the cache is damaged ({damage}); building anew without it")
            fresh = msgspec.structs.replace(options, clean=True)
            return _build(config, fresh, reporter, began)


def _build(config: Config, options: BuildOptions, reporter: Reporter, began: float) -> Summary:
    output = Output(options.output or config.output)
    theme = load_theme(config)
    sources = SourceMemo(config.cache, reading_key(config), fresh=options.clean)
    memo = PageMemo(_page_memo_path(config, output.root), fresh=options.clean)

    read = read_content(config, theme, sources, options.jobs, reporter)
    planned = plan_site(config, theme, read, view_of(options))
    settle_problems([*read.problems, *planned.problems], options.strict, reporter)
    inputs = template_inputs(_reaches(theme, memo), planned.site, planned.assets)
    output.claim(planned.pages)
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
    rendered, written = _render_stale(planned.pages, memo, setup, options, reporter)
    deleted = output.release(planned.pages)
    read.save(sources)
    if memo.changed:
        memo.save()
    foreign = output.foreign()
    seconds = time.monotonic() - began
    summary = Summary(len(planned.pages), rendered, written, deleted, seconds, foreign)
    reporter.summary(summary)
    return summary


class Planned(NamedTuple):
    """All that is to be rendered: every page by its path, and what all templates share."""

    pages: Mapping[str, AnyPage]
    site: SiteView
    assets: Mapping[str, str]
    problems: tuple[Problem, ...]


def view_of(options: BuildOptions) -> View:
    """Tell planning what of the content shows."""
    return View(options.now.timestamp(), options.drafts, options.future)


def plan_site(config: Config, theme: Theme, read: Read, view: View) -> Planned:
    """Plan every page of a site from what was read; pure but for looking problems' places up."""
    plan = plan_pages(build_site(read.content, config, view), view, read.folders)
    problems = tuple(_problem(config, finding) for finding in plan.findings)
    return Planned(plan.pages, _site_view(config, theme, plan), _asset_urls(config, read), problems)


def _site_view(config: Config, theme: Theme, plan: Plan) -> SiteView:
    file = config.file
    return SiteView(
        title=file.title,
        description=file.description,
        origin=config.origin,
        base=config.base,
        language=file.language,
        dir=config.direction,
        menu=plan.menu,
        social=tuple(Link(item.title, config.href(item.url)) for item in file.social),
        contact=file.contact,
        feed=config.base + "/feed.xml",
        settings=theme.settings,
        strings=theme.strings,
    )


def _asset_urls(config: Config, read: Read) -> dict[str, str]:
    """Give static files their URLs, with a digest of the content so that caches may be long."""
    return {
        path: f"{config.base}{quoted('/' + path)}?v={asset.digest.hex()[:8]}"
        for path, asset in read.content.static.items()
    }


def settle_problems(problems: list[Problem], strict: bool, reporter: Reporter) -> None:
    """Report warnings; ContentError with all problems where one is an error, or under `strict`."""
    if any(strict or problem.severity == "error" for problem in problems):
        raise ContentError(problems)
    for problem in sorted(problems, key=lambda problem: problem.order):
        reporter.problem(problem)


def _problem(config: Config, finding: Finding) -> Problem:
    """Look up where in its file a finding stands."""
    path = Path(config.root, config.file.content, finding.path)
    shown = f"{config.file.content}/{finding.path}"
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        place = Problem(finding.path, "", "")
    else:
        place = locate(text, shown, finding)
    return msgspec.structs.replace(
        place,
        message=finding.message,
        code=finding.code,
        hint=finding.hint,
        severity=finding.severity,
    )


def _page_memo_path(config: Config, output: Path) -> Path:
    """Each output folder has a memo of its own, so that a release does not disturb a preview."""
    if output == config.output:
        return config.cache / "pages.msgpack"
    name = blake2b(str(output).encode(), digest_size=6).hexdigest()
    return config.cache / f"pages-{name}.msgpack"


def _reaches(theme: Theme, memo: PageMemo) -> dict[str, Reach]:
    known = memo.reaches(theme.digest)
    if known is None:
        from .rendering.render import reaches

        known = reaches(theme)
        memo.remember_reaches(theme.digest, known)
    return known


def _render_stale(
    pages: Mapping[str, AnyPage],
    memo: PageMemo,
    setup: RenderSetup,
    options: BuildOptions,
    reporter: Reporter,
) -> tuple[int, int]:
    """Render the pages that are not current; tell how many were rendered and written."""
    root = str(setup.output)
    stale: list[RenderJob] = []
    for page in pages.values():
        verdict = memo.current(page, setup.inputs[page.template], root)
        if isinstance(verdict, PageRecord):
            memo.keep(page, verdict)
        else:
            stale.append(RenderJob(verdict.encoded, verdict.key, verdict.old_digest))
    reporter.phase("rendering", len(stale))
    workers = choose_workers(len(stale), options.jobs)
    written = 0
    problems: list[Problem] = []
    for results in workers.map(render_batch, batches(stale, BATCH), start_rendering, (setup,)):
        for result in results:
            if result.record is None:
                problems.extend(_failed(result))
                continue
            page = pages[result.path]
            names = label_names(page, setup.inputs[page.template])
            because = memo.because(page, result.record.labels, names)
            memo.rendered(page, result.record, names)
            reporter.rendered(Rendered(result.path, because))
            written += result.written
        reporter.advance(len(results))
    if problems:
        raise ContentError(dict.fromkeys(problems))
    return len(stale), written


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
