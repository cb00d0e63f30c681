"""`sitegen build`: render the digest into its output folder."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import click

from ..config import FILE_NAME, Config
from ..problems import Problem, SitegenError, UsageError
from ..reporting import Console, Json
from .options import moment_of, open_site, site_options, view_options


def _no_address(config: Config) -> Problem:
    """Warn that a site's own address is not known, for a build is made to be published.

    It is never an error, as a new site has no address yet; `publish` finds one, or refuses.
    """
    message = f"`base_url` is missing: pages, feeds and the sitemap name {config.origin}/"
    hint = "say where the site will be read: base_url: https://user.github.io/repo/"
    return Problem(FILE_NAME, message, "config.base-url", hint=hint, severity="warning")


def _no_page(config: Config, path: str) -> Problem:
    message = f"the site has no page “{path}”"
    hint = f"name a file of {config.file.output}/, such as iran/index.html"
    return Problem("--explain", message, "build.explain", hint=hint)


def _from_root(pattern: str, config: Config) -> str:
    """Name a file or folder that is there from the site's root; other patterns are from there."""
    named, root = os.path.abspath(pattern), os.path.abspath(config.root)
    is_there = pattern and os.path.exists(named) and Path(named).is_relative_to(root)
    return Path(named).relative_to(root).as_posix() if is_there else pattern


@click.command("build")
@site_options
@view_options
@click.option(
    "--explain",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[PATH]",
    help="Tell for each rendered page, or for one, which of its inputs differ.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="GLOB",
    help="Render only the pages of these sources or output paths. Can be repeated.",
)
@click.option("--verify", is_flag=True, help="Render unchanged pages, too, and compare.")
@click.option("--clean", is_flag=True, help="Forget what earlier builds knew.")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes; the cores by default.")
@click.option("--cluster", default="", metavar="ADDRESS", help="Work on a Dask cluster.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    site: Path | None,
    base_url: str | None,
    drafts: bool,
    future: bool,
    now: str | None,
    explain: str | None,
    only: tuple[str, ...],
    verify: bool,
    clean: bool,
    strict: bool,
    jobs: int | None,
    cluster: str,
    as_json: bool,
) -> int:
    """Render the digest into its output folder.

    Only what has changed is rendered again; the result is the same as that of a clean build.
    """
    # A build allocates much and drops little; the cyclic collector would only search in vain.
    gc.disable()
    reporter = Json() if as_json else Console(explain=explain)
    try:
        config = open_site(site, base_url)
        from ..build import BuildOptions, build

        options = BuildOptions(
            now=moment_of(now, config),
            drafts=drafts,
            future=future,
            jobs=jobs,
            cluster=cluster,
            clean=clean,
            verify=verify,
            strict=strict,
            only=tuple(_from_root(pattern, config) for pattern in only),
        )
        summary = build(config, options, reporter)
        if explain and not (config.output / explain).is_file():
            raise UsageError(_no_page(config, explain))
        if not config.file.base_url:
            reporter.problem(_no_address(config))
        gc.freeze()  # At its end the process need not search what is left, either.
    except SitegenError as error:
        for problem in error.problems:
            reporter.problem(problem)
        if isinstance(reporter, Json):
            reporter.close()
        return error.exit_code
    if only:
        reporter.note("pages that do not match are as they were: sitegen build renders them")
    if isinstance(reporter, Json):
        reporter.close()
    elif summary.foreign:
        count = len(summary.foreign)
        reporter.note(
            f"{count} file{'s' if count > 1 else ''} in {config.file.output}/ not touched:"
            f" sitegen did not make {'them' if count > 1 else 'it'}"
            f" ({', '.join(summary.foreign[:3])}{' …' if count > 3 else ''})"
        )
    return 0
