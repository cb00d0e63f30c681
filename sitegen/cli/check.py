"""`sitegen check`: report everything that a build or a publish would complain about."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..config import find_site
from ..problems import Problem, SitegenError
from ..reporting import Console, Recording, Reporter
from .options import moment_of, site_options, view_options

if TYPE_CHECKING:
    from ..checks.feed_ids import Written
    from ..checks.run import Format, Report


@click.command("check")
@site_options
@view_options
@click.option("--external", is_flag=True, help="Check links to other sites, too.")
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    metavar="HOST[:PORT]",
    help="With --external, ask this host though its address is private; may be repeated.",
)
@click.option(
    "--write-ids",
    is_flag=True,
    help="First write into each article the id that it has in feeds, so that it never changes.",
)
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes; the cores by default.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="For a person, for a program, or as annotations of a GitHub workflow.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def command(
    site: Path | None,
    base_url: str | None,
    drafts: bool,
    future: bool,
    now: str | None,
    external: bool,
    allowed: tuple[str, ...],
    write_ids: bool,
    strict: bool,
    jobs: int | None,
    form: Format,
    as_json: bool,
) -> int:
    """Report everything that a build or a publish would complain about, and what is doubtful.

    Nothing is written but the cache in .sitegen/, unless --write-ids asks for it. The exit code is
    1 where there is an error.
    """
    # As in a build: much is allocated, little dropped.
    gc.disable()
    form = "json" if as_json else form
    reporter: Reporter = Console() if form == "text" else Recording()
    from ..checks.feed_ids import write_missing_ids
    from ..checks.release import Destination, load_published
    from ..checks.run import CheckOptions, Report, check_site
    from ..gathering.inbox import inbox_problems
    from ..model import View
    from ..publishing import find_remote_urls

    root = site or Path.cwd()
    try:
        root = find_site(root)
        destination = Destination(base_url, find_remote_urls(root))
        config = load_published(root, destination)
        view = View(moment_of(now, config).timestamp(), drafts, future)
        options = CheckOptions(view, jobs, external, frozenset(allowed))
        written = write_missing_ids(config, view, jobs, reporter) if write_ids else None
        config = load_published(root, destination) if write_ids else config
        report = check_site(config, destination, options, reporter)
        report = report if written is None else _with_written(report, written)
        report = _with_problems(report, inbox_problems(config))
    except SitegenError as error:
        _print(Report(error.problems), form, root)
        return error.exit_code
    _print(report, form, root)
    return 1 if report.errors or (strict and report.warnings) else 0


def _with_written(report: Report, written: Written) -> Report:
    """Add to a report how many ids were written, and which could not be."""
    note = f"ids written into {written.files:,} file{'' if written.files == 1 else 's'}"
    return _with_problems(report, written.problems)._replace(notes=(note, *report.notes))


def _with_problems(report: Report, more: tuple[Problem, ...]) -> Report:
    problems = sorted((*more, *report.problems), key=lambda problem: problem.order)
    return report._replace(problems=tuple(problems))


def _print(report: Report, form: Format, root: Path) -> None:
    from ..checks.run import as_annotations, as_json, shown, summary

    if form == "json":
        click.echo(as_json(report))
    elif form == "github":
        for line in as_annotations(report, root):
            click.echo(line)
    else:
        # What a check finds is its result, so it goes where results go.
        console = Console(err=sys.stdout)
        for item in shown(report.problems):
            console.problem(item) if isinstance(item, Problem) else console.note(item)
        for note in report.notes:
            console.note(note)
        click.echo(summary(report))
