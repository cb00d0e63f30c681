"""`sitegen check`: report everything that a build or a publish would complain about."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..problems import Problem, SitegenError
from ..reporting import Console, Recording, Reporter
from .options import moment_of, site_options, view_options

if TYPE_CHECKING:
    from ..checks.external import Found
    from ..checks.report import Format, Report
    from ..checks.run import Checked
    from ..config import Config


@click.command("check")
@site_options
@view_options
@click.option("--external", is_flag=True, help="Ask for the pages that links lead to outside.")
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    metavar="HOST[:PORT]",
    help="With --external, ask this host though its address is private; may be repeated.",
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
    strict: bool,
    jobs: int | None,
    form: Format,
    as_json: bool,
) -> int:
    """Report everything that a build or a publish would complain about, and what is doubtful.

    Nothing is written but the cache in .sitegen/. The exit code is 1 where there is an error.
    """
    # As in a build: much is allocated, little dropped.
    gc.disable()
    form = "json" if as_json else form
    reporter: Reporter = Console() if form == "text" else Recording()
    from ..checks.report import Report
    from ..config import find_site

    root = site or Path.cwd()
    try:
        root = find_site(root)
        report = _report(root, base_url, (drafts, future, now), external, allowed, jobs, reporter)
    except SitegenError as error:
        _print(Report(error.problems), form, root)
        return error.exit_code
    _print(report, form, root)
    return 1 if report.errors or (strict and report.warnings) else 0


def _report(
    root: Path,
    base_url: str | None,
    shown: tuple[bool, bool, str | None],
    external: bool,
    allowed: tuple[str, ...],
    jobs: int | None,
    reporter: Reporter,
) -> Report:
    from ..checks.address import NOWHERE, address_doubts, published_config, remote_addresses
    from ..checks.report import Report
    from ..checks.run import CheckOptions, check
    from ..planning.site import View

    drafts, future, now = shown
    addresses = remote_addresses(root)
    config = published_config(root, base_url, addresses)
    view = View(moment_of(now, config).timestamp(), drafts, future)
    checked = check(config, CheckOptions(view, jobs, external), reporter)
    problems = [*checked.problems, *address_doubts(config, base_url, addresses)]
    notes = [checked.change.text()] if checked.change else []
    if config.file.base_url == NOWHERE and not addresses:
        notes.append("`base_url` is not set; publishing needs it, or a git remote at GitHub")
    found: dict[str, Found] = {}
    if external:
        found = _ask(config, checked, allowed, reporter)
        more, doubtful = _of_links(found, checked)
        problems += more
        notes += doubtful
    problems.sort(key=lambda problem: problem.order)
    return Report(tuple(problems), tuple(notes), checked.change, tuple(found.values()))


def _ask(
    config: Config, checked: Checked, allowed: tuple[str, ...], reporter: Reporter
) -> dict[str, Found]:
    from ..checks.address import NOWHERE
    from ..checks.external import ask_all
    from ..network import Manners, agent_for

    site = config.file.base_url if config.file.base_url != NOWHERE else ""
    manners = Manners(agent_for("link check", site), frozenset(allowed))
    return ask_all(checked.outgoing, config.cache / "external.msgpack", manners, reporter)


def _of_links(found: dict[str, Found], checked: Checked) -> tuple[list[Problem], list[str]]:
    """Turn answers into problems: dead links are errors, moved ones warnings, others notes."""
    from urllib.parse import urldefrag

    import msgspec

    problems, notes = [], []
    for url, place in checked.outgoing.items():
        answer = found[urldefrag(url).url]
        if answer.verdict == "doubtful":
            notes.append(f"{place.place}: doubtful link {url}: {answer.why}")
        elif answer.verdict != "fine":
            is_dead = answer.verdict == "dead"
            problems.append(
                msgspec.structs.replace(
                    place,
                    message=f"{answer.verdict} link {url}: {answer.why}",
                    code=f"external.{answer.verdict}",
                    hint="" if is_dead else "link to the new address",
                    severity="error" if is_dead else "warning",
                )
            )
    return problems, notes


def _print(report: Report, form: Format, root: Path) -> None:
    from ..checks.report import as_annotations, as_json, shown, summary

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
