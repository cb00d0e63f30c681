"""`sitegen inbox`: list the gathered drafts, and decide on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
import msgspec

from ..config import Config
from ..problems import Problem, UsageError
from ..reporting import Console
from .options import open_site, site_option

if TYPE_CHECKING:
    from ..gathering.decide import Decisions
    from ..gathering.inbox import Draft


@click.group("inbox", invoke_without_command=True)
@click.option("--section", metavar="NAME", help="Only the drafts of a section.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each draft.")
@site_option
@click.pass_context
def command(ctx: click.Context, section: str | None, as_json: bool, site: Path | None) -> int:
    """List the gathered drafts, and decide on them.

    A draft is named by its id, by its path, or with others by a glob over paths, titles and names
    of feeds: "ports/*", "*ferry*", "Harbour*".
    """
    if ctx.invoked_subcommand is not None:
        if section or as_json or site:
            raise click.UsageError("Write the options after the decision.")
        return 0
    from ..formats.names import folded
    from ..gathering.inbox import read_inbox

    inbox = read_inbox(open_site(site))
    drafts = [
        draft
        for draft in inbox.drafts
        if section is None or folded(draft.head.section) == folded(section)
    ]
    if as_json:
        for draft in drafts:
            click.echo(msgspec.json.encode(draft.record(inbox.folder)).decode())
        return 0
    for line in _lines(drafts, inbox.folder):
        click.echo(line)
    return 0


def _lines(drafts: list[Draft], folder: str) -> Iterator[str]:
    """Lay drafts out as a table: id, day, section, source, title; below it what is the same."""
    rows = [
        (d.id, d.head.day or "no date", d.head.section[:24], d.head.source[:24]) for d in drafts
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for draft, row in zip(drafts, rows, strict=True):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        yield "  ".join([*cells, " ".join(draft.head.title.split())])
        for path in draft.doubles:
            yield " " * 8 + f"double of {folder}/{path}"
    count = len(drafts)
    yield f"{count} draft{'' if count == 1 else 's'}" if count else "no drafts"


def _decision(name: str) -> Callable[[Any], click.Command]:
    """Make a command of the inbox that takes drafts."""

    def make(function: Any) -> click.Command:
        function = site_option(function)
        function = click.argument("drafts", nargs=-1, required=True, metavar="DRAFT...")(function)
        return command.command(name)(function)

    return make


@_decision("accept")
def accept(drafts: tuple[str, ...], site: Path | None) -> int:
    """Make articles of drafts: the next build shows them."""
    with _decisions(drafts, site) as (decisions, chosen, _):
        return _tell(decisions.accept(chosen))


@_decision("drop")
def drop(drafts: tuple[str, ...], site: Path | None) -> int:
    """Delete drafts, and remember them in dropped.txt: they are not gathered again."""
    with _decisions(drafts, site) as (decisions, chosen, config):
        today = datetime.now(ZoneInfo(config.file.timezone)).date()
        return _tell(decisions.drop(chosen, today.isoformat()))


@_decision("move")
@click.option("--to", "section", metavar="SECTION", required=True, help="The section.")
def move(drafts: tuple[str, ...], section: str, site: Path | None) -> int:
    """Move drafts to another section."""
    with _decisions(drafts, site) as (decisions, chosen, _):
        return _tell(decisions.move(chosen, section.strip()))


@_decision("tag")
@click.option("--add", "tags", metavar="TAG", multiple=True, required=True, help="A tag; may be repeated.")  # fmt: skip  # noqa: E501
def tag(drafts: tuple[str, ...], tags: tuple[str, ...], site: Path | None) -> int:
    """Add tags to drafts."""
    names = [name.strip() for name in tags if name.strip()]
    with _decisions(drafts, site) as (decisions, chosen, _):
        return _tell(decisions.tag(chosen, names))


@command.command("undo")
@site_option
def undo(site: Path | None) -> int:
    """Take the last decision back; call it again for the one before."""
    with _decisions((), site) as (decisions, _, _):
        undone = decisions.undo()
    if undone is None:
        message = "there are no decisions to take back"
        hint = "sitegen inbox lists the drafts that wait for one"
        raise UsageError(Problem("inbox", message, "inbox.undo", hint=hint))
    for paths, deed in ((undone.restored, "is back as it was"), (undone.removed, "removed")):
        for path in paths:
            click.echo(f"{path}: {deed}")
    for path in undone.kept:
        message = "this file was changed since, and stays"
        hint = "take the decision back by hand"
        Console().problem(Problem(path, message, "inbox.changed", hint=hint))
    return 1 if undone.kept else 0


@contextmanager
def _decisions(
    names: tuple[str, ...], site: Path | None
) -> Iterator[tuple[Decisions, list[Draft], Config]]:
    """Find the drafts that were named, while no other process changes the inbox."""
    from ..gathering.decide import Decisions
    from ..gathering.inbox import read_inbox
    from ..gathering.run import inbox_lock

    config = open_site(site)
    with inbox_lock(config, Console()):
        chosen = read_inbox(config).choose(names, Path(config.root)) if names else []
        yield Decisions(config), chosen, config


def _tell(lines: list[str]) -> int:
    for line in lines:
        click.echo(line)
    return 0
