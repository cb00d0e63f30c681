"""`sitegen gather`: make drafts of what is new in the feeds of feeds.yml."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from ..reporting import Console
from .options import moment_of, open_site, site_option

if TYPE_CHECKING:
    from ..config import Config
    from ..gathering.run import Gathered


@click.command("gather")
@click.argument("names", nargs=-1, metavar="[FEED]...")
@click.option("--full", is_flag=True, help="Fetch the page of each new entry.")
@click.option("--dry-run", is_flag=True, help="Show what is new, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each feed.")
@click.option("--allow-host", "allowed", multiple=True, metavar="HOST[:PORT]", help="Fetch from this host although its address is private; may be repeated.")  # fmt: skip  # noqa: E501
@click.option("--timeout", type=click.FloatRange(0.1, 600), default=20.0, show_default=True, help="Seconds for a feed or a page.")  # fmt: skip  # noqa: E501
@click.option("--import-opml", "opml", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Add the feeds of an OPML file to feeds.yml.")  # fmt: skip  # noqa: E501
@click.option("--section", metavar="NAME", help="With --import-opml, the section of feeds in no folder.")  # fmt: skip  # noqa: E501
@click.option("--opml", "as_opml", is_flag=True, help="Print the feeds of feeds.yml as OPML.")
@click.option("--now", metavar="WHEN", help="Gather as of a moment: 2026-05-04 or 2026-05-04T10:05Z.")  # fmt: skip  # noqa: E501
@site_option
def command(
    names: tuple[str, ...],
    opml: Path | None,
    section: str | None,
    as_opml: bool,
    site: Path | None,
    **options: Any,
) -> int:
    """Make drafts of what is new in the feeds of feeds.yml; `sitegen inbox` lists them.

    FEED is the name of a feed, or a glob such as "Harbour*"; a feed that is named is asked
    although its host wanted to be left alone. What is here already, and what was dropped, is not
    gathered again. The exit code is 1 where something is wrong with a feed; the others are
    gathered all the same.
    """
    config = open_site(site)
    if opml is not None:
        return _import_opml(config, opml, section or "")
    if as_opml:
        from ..gathering.feeds import load_feeds
        from ..gathering.opml import opml_text

        click.echo(opml_text(load_feeds(config).feeds, config.file.title), nl=False)
        return 0
    return _gather(config, names, options)


def _import_opml(config: Config, file: Path, section: str) -> int:
    from ..gathering.opml import add_feeds, read_opml

    added, known = add_feeds(config, read_opml(file, section))
    for feed in added:
        click.echo(f"feeds.yml: {feed.name} ({feed.section})")
    count = f"{len(added)} feed{'' if len(added) == 1 else 's'} added"
    click.echo(f"{count}, {known} already there" if known else count)
    return 0


def _gather(config: Config, names: tuple[str, ...], options: dict[str, Any]) -> int:
    from ..gathering.run import Options, gather

    console, as_json = Console(), options["as_json"]
    now = moment_of(options["now"], config)
    chosen = Options(
        now,
        names,
        options["full"],
        options["dry_run"],
        frozenset(options["allowed"]),
        options["timeout"],
    )
    done = []
    for gathered in gather(config, chosen, console):
        done.append(gathered)
        for problem in gathered.problems:
            console.problem(problem)
        console.pause()
        if as_json:
            click.echo(msgspec.json.encode(gathered.record()).decode())
            continue
        for draft in gathered.new:
            would = "would be " if chosen.dry_run else ""
            click.echo(f"{draft.path}: {would}new, from {draft.source}")
    console.pause()
    if not as_json:
        click.echo(_summary(done))
    return 1 if any(gathered.problems for gathered in done) else 0


def _summary(done: list[Gathered]) -> str:
    """Say in one line what a run did."""
    new = sum(len(one.new) for one in done)
    parts = [f"{new} new draft{'' if new == 1 else 's'}"]
    for name, words in (("known", "already here"), ("dropped", "dropped before"),
                        ("ruled_out", "left out by rules")):  # fmt: skip
        if count := sum(getattr(one, name) for one in done):
            parts.append(f"{count} {words}")
    failed = sum(one.state in ("failed", "paused") for one in done)
    feeds = f"{len(done)} feed{'' if len(done) == 1 else 's'}"
    return ", ".join(parts) + f" ({feeds}" + (f", {failed} failed)" if failed else ")")
