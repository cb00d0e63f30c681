"""Check a site: read, plan, read every page that a build would write, and report what is wrong.

Nothing is written but the caches in `.sitegen/`. What depends on the machine or the remote (a full
disk, other files in the output folder, the branch to publish to) is not checked.

A report is text for a person, JSON for a program, or annotations for GitHub.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from ..build import disk_error
from ..config import Config
from ..execution.content import read_content, reading_key
from ..execution.planned import plan_site
from ..execution.refresh import summed_up
from ..execution.render import render_setup
from ..execution.run import Run
from ..incremental.fingerprint import code_fingerprint
from ..incremental.sources import CacheDamaged, SourceCache
from ..incremental.store import TemplateStore, prepare_cache, site_lock
from ..model import View
from ..problems import ContentError, Problem
from ..reading.locate import Placer
from ..rendering import Dependencies
from ..rendering.theme import load_theme
from ..reporting import Reporter
from .articles import NextChange, check_articles, next_change
from .collect import index_pages
from .documents import SiteAddress
from .feed_ids import check_authority, check_feeds
from .links import LinkIndex
from .pages import CheckedSite, outgoing_links, page_problems
from .release import NOWHERE, Destination, check_address

if TYPE_CHECKING:  # It imports the network, which most checks do not need.
    from .external import LinkStatus

# --- the report ---------------------------------------------------------------------------

Format = Literal["text", "json", "github"]

SHOWN = 20
"""At most this many warnings of one kind are shown as text; a program gets them all."""


class Report(NamedTuple):
    """All that a check found; `external` are the links to other sites, sorted by URL."""

    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()
    change: NextChange | None = None
    external: tuple[LinkStatus, ...] = ()

    @property
    def errors(self) -> int:
        """How many of the problems are errors."""
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many of the problems are warnings."""
        return len(self.problems) - self.errors


def as_json(report: Report) -> str:
    """Write a report as one JSON object."""
    data = {
        "errors": report.errors,
        "warnings": report.warnings,
        "problems": [_with_severity(problem) for problem in report.problems],
        "notes": report.notes,
        "next_change": report.change,
        "external": report.external,
    }
    return msgspec.json.encode(data).decode()


def _with_severity(problem: Problem) -> dict[str, object]:
    return {"severity": problem.severity, **msgspec.to_builtins(problem)}


def shown(problems: Sequence[Problem]) -> Iterator[Problem | str]:
    """Yield the problems that a person wants to read, and a line on the warnings left out.

    All errors are shown.
    """
    seen: Counter[str] = Counter()
    for problem in problems:
        if problem.severity == "warning":
            seen[problem.code] += 1
            if seen[problem.code] > SHOWN:
                continue
        yield problem
    for code, count in seen.items():
        if count > SHOWN:
            yield f"{code}: {count - SHOWN:,} more of this kind; --format json gives them all"


def summary(report: Report) -> str:
    """Sum a report up in a line."""
    if not report.problems:
        return "no problems"
    parts = [(report.errors, "error"), (report.warnings, "warning")]
    return ", ".join(f"{n:,} {word}{'s' if n > 1 else ''}" for n, word in parts if n)


def as_annotations(report: Report, root: Path) -> Iterable[str]:
    """Write a report as workflow commands, which GitHub shows beside the lines of a change.

    Format: docs.github.com, "Workflow commands for GitHub Actions". Files are named from the
    checkout's folder, and the site may be in a folder below it.
    """
    workspace = os.environ.get("GITHUB_WORKSPACE", "")
    folder = os.path.realpath(workspace or root)
    site = Path(os.path.realpath(root))
    prefix = site.relative_to(folder) if site.is_relative_to(folder) else None
    for problem in report.problems:
        place = root / problem.path
        is_file = prefix is not None and place.is_file()
        values = {
            "file": (prefix / problem.path).as_posix() if is_file and prefix is not None else "",
            "line": str(problem.line or "") if is_file else "",
            "col": str(problem.column or "") if is_file else "",
            "title": problem.code,
        }
        words = problem.words if is_file else f"{problem.path}: {problem.words}"
        yield _command(problem.severity, values, f"{words}\n{problem.hint}".strip())
    for note in report.notes:
        yield _command("notice", {}, note)


def _command(name: str, values: dict[str, str], message: str) -> str:
    properties = ",".join(f"{key}={_property(value)}" for key, value in values.items() if value)
    return f"::{name}{' ' if properties else ''}{properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


# --- the check ----------------------------------------------------------------------------


class CheckOptions(NamedTuple):
    """How to check a site.

    `jobs` is a number of processes, None for the cores. With `external` the links to other sites
    are checked, too; `allowed` are hosts that are asked although their address is private.
    """

    view: View
    jobs: int | None = None
    external: bool = False
    allowed: frozenset[str] = frozenset()


class Checked(NamedTuple):
    """What is wrong with a site, in reading order, and what the clock will change in it.

    `outgoing` has each address of another site, with the place where it is written first: a
    problem without a message.
    """

    problems: tuple[Problem, ...]
    change: NextChange | None
    outgoing: Mapping[str, Problem] = {}


def check_site(
    config: Config, destination: Destination, options: CheckOptions, reporter: Reporter
) -> Report:
    """Check a site, its address and its links to other sites; problems are not raised.

    Raises UsageError if the settings, the theme or the disk are not right.
    """
    checked = check(config, options, reporter)
    problems = [
        *checked.problems,
        *check_address(config, destination),
        *check_authority(config),
    ]
    notes = [checked.change.text()] if checked.change else []
    if config.file.base_url == NOWHERE and not destination.remote_urls:
        notes.append("`base_url` is not set; publishing needs it, or a git remote at GitHub")
    if not options.external:
        return Report(_sorted(problems), tuple(notes), checked.change)

    from ..network import Manners, agent_for
    from .external import ask_all, judge_links

    address = config.file.base_url if config.file.base_url != NOWHERE else ""
    manners = Manners(agent_for("link check", address), options.allowed)
    cache = config.cache / "external.msgpack"
    answers = ask_all(checked.outgoing, cache, manners, reporter)
    dead, doubtful = judge_links(checked.outgoing, answers)
    return Report(
        _sorted([*problems, *dead]),
        (*notes, *doubtful),
        checked.change,
        tuple(answers.values()),
    )


def check(config: Config, options: CheckOptions, reporter: Reporter) -> Checked:
    """Check what a build would write; problems are not raised.

    Raises UsageError if the settings, the theme or the disk are not right.
    """
    with site_lock(config.cache, reporter.note):
        prepare_cache(config.cache)
        try:
            return _check(config, options, reporter, fresh=False)
        except CacheDamaged as damage:
            reporter.note(f"the cache is damaged ({damage}); checking without it")
            return _check(config, options, reporter, fresh=True)
        except OSError as error:
            raise disk_error(config, error) from None


def _check(config: Config, options: CheckOptions, reporter: Reporter, fresh: bool) -> Checked:
    view, file = options.view, config.file
    theme = load_theme(config, TemplateStore(config.cache))
    sources = SourceCache(config.cache, reading_key(config, theme), fresh=fresh)
    address = SiteAddress(config.origin, config.base)
    index = LinkIndex(config.cache / "documents.msgpack", address, fresh=fresh)
    run = Run(config, theme, reporter, options.jobs)
    read = read_content(run, sources)
    read.save(sources)
    planned = plan_site(config, theme, read, view)
    problems = [*read.problems, *planned.problems]
    has_errors = any(problem.severity == "error" for problem in problems)
    doubts = check_articles(read.content, planned.pages, view, config)
    problems += map(Placer(config), (*doubts, *check_feeds(read.content, config, view)))
    records = [*read.content.articles, *read.content.pages]
    change = next_change(records, view, file.content, file.timezone)
    try:
        dependencies = _dependencies(run, index)
    except ContentError as error:
        return Checked(_sorted([*problems, *error.problems]), change)
    setup = render_setup(run, planned, sources, dependencies, config.output)
    problems += summed_up(index_pages(planned.pages, index, setup, options.jobs, reporter))
    index.save()
    site = CheckedSite(config, view, theme, read, planned, index)
    problems += page_problems(site, has_errors)
    outgoing = dict(outgoing_links(site)) if options.external else {}
    return Checked(_sorted(problems), change, outgoing)


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.order))


def _dependencies(run: Run, index: LinkIndex) -> dict[str, Dependencies]:
    """Return what each template depends on, from the last check or from the theme's source."""
    theme = run.theme
    key = blake2b(theme.digest + code_fingerprint()).digest()
    if index.extra.get("theme") != key:
        from ..rendering.render import dependencies_of

        found = dependencies_of(theme, TemplateStore(run.config.cache))
        index.extra.update(theme=key, dependencies=msgspec.msgpack.encode(found))
    return msgspec.msgpack.decode(index.extra["dependencies"], type=dict[str, Dependencies])
