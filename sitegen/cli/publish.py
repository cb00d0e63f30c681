"""`sitegen publish`: build a release and put it onto a branch, into a folder or a bucket."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from ..config import Config, find_site
from ..reporting import Console, Recording, format_size
from .options import site_options

if TYPE_CHECKING:
    from ..publishing import Published, Uploaded
    from ..publishing.options import Changes

_NAMES = 10


@click.command("publish")
@site_options
@click.option("--remote", default="origin", show_default=True, help="The remote to push to.")
@click.option("--branch", default="gh-pages", show_default=True, help="The branch of the pages.")
@click.option(
    "--to",
    default="",
    metavar="TARGET",
    help="Publish to a folder or to s3://bucket/prefix instead of a branch.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be pushed, and push nothing.")
@click.option("--message", "-m", default="", metavar="TEXT", help="The commit's message.")
@click.option("--adopt", is_flag=True, help="Take over a branch that others have pushed to.")
@click.option(
    "--keep",
    multiple=True,
    metavar="GLOB",
    help="Leave files that are not the site's on the branch, now and later; may be repeated.",
)
@click.option(
    "--max-deletes",
    type=click.IntRange(0),
    metavar="N",
    help="Refuse to delete more than N files.",
)
@click.option(
    "--squash-after",
    type=click.IntRange(1),
    metavar="N",
    help="After N publishes, make the branch's history one commit again.",
)
@click.option(
    "--yes",
    is_flag=True,
    help="Publish although most pages are gone, or as the remote's first branch.",
)
@click.option(
    "--confirm-branch",
    default="",
    metavar="NAME",
    help="Name --branch again, where it is the default branch or checked out.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def command(
    site: Path | None,
    base_url: str | None,
    remote: str,
    branch: str,
    to: str,
    dry_run: bool,
    message: str,
    adopt: bool,
    keep: tuple[str, ...],
    max_deletes: int | None,
    squash_after: int | None,
    yes: bool,
    confirm_branch: str,
    as_json: bool,
) -> int:
    """Publish the digest to GitHub Pages, to a folder or to a bucket.

    Builds a release without drafts, checks it, and pushes it to a branch. Your checkout and its
    branches are not touched, and nothing that others pushed is lost.
    """
    gc.disable()
    from ..checks.release import Destination, load_published, require_address
    from ..publishing import Guards, PublishOptions, publish_site, remote_urls, upload_site

    recording = Recording()
    reporter = recording if as_json else Console()
    root = find_site(site or Path.cwd())
    destination = Destination(base_url, () if to else remote_urls(root, remote))
    config = load_published(root, destination)
    require_address(config, destination)
    done: Published | Uploaded
    if to:
        _refuse_branch_options()
        done = upload_site(config, to, Guards(adopt, max_deletes, yes, dry_run), reporter)
        if as_json:
            _print_json(done, config, recording)
        else:
            _print_upload(done, config)
        return 0
    options = PublishOptions(
        remote=remote,
        branch=branch,
        message=message,
        adopt=adopt,
        keep=keep,
        max_deletes=max_deletes,
        squash_after=squash_after,
        yes=yes,
        confirm_branch=confirm_branch,
        dry_run=dry_run,
    )
    done = publish_site(config, options, reporter)
    if as_json:
        _print_json(done, config, recording)
    else:
        _print(done, config, destination.remote_urls)
    return 0


def _refuse_branch_options() -> None:
    """Refuse options that mean nothing without a branch."""
    context = click.get_current_context()
    given = [
        name
        for name in ("remote", "branch", "message", "keep", "squash_after", "confirm_branch")
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(f"--{given[0].replace('_', '-')} is for a branch, not for --to")


def _print_upload(done: Uploaded, config: Config) -> None:
    plan = done.plan
    if done.status == "unchanged":
        click.echo(f"{done.target} is up to date: {plan.files:,} files, nothing to send")
        return
    _print_amount(done.target, done.status, plan)
    if done.status == "planned":
        _print_names(plan)
        click.echo("nothing was changed")
    else:
        click.echo(config.file.base_url)


def _print_amount(where: str, status: str, plan: Changes) -> None:
    verb = "published to" if status == "published" else "would publish to"
    amount = f"{format_size(plan.bytes)} to send, {format_size(plan.total)} in all"
    click.echo(f"{verb} {where}\n{plan.counts}  ({plan.files:,} files; {amount})")


def _print(done: Published, config: Config, remote_urls: tuple[str, ...]) -> None:
    from ..checks.release import settings_url

    plan = done.plan
    where = f"{done.branch} on {done.remote} ({done.address})"
    if done.status == "unchanged":
        click.echo(f"{where} is up to date: {plan.files:,} files, nothing to push")
        return
    _print_amount(where, done.status, plan)
    if done.status == "planned":
        _print_names(plan)
        onto = done.previous[:10] or "a new branch"
        click.echo(f"one commit onto {onto}, tree {done.tree[:10]}; nothing was changed")
    if done.squashed:
        click.echo("earlier publishes are removed from the branch's history (--squash-after)")
    if done.status == "published":
        click.echo(f"{done.previous[:10] or 'new branch'} → {done.commit[:10]}")
        click.echo(config.file.base_url)
        settings = next(filter(None, map(settings_url, remote_urls)), None)
        if not done.previous and settings:
            click.echo(f"turn Pages on once: {settings}, “Deploy from a branch”, {done.branch}")


def _print_names(plan: Changes) -> None:
    for sign, paths in (("+", plan.added), ("~", plan.changed), ("−", plan.deleted)):
        for path in paths[:_NAMES]:
            click.echo(f"  {sign} {path}")
        if len(paths) > _NAMES:
            click.echo(f"  {sign} … and {len(paths) - _NAMES:,} more")
    for path in plan.kept[:_NAMES]:
        click.echo(f"  kept {path}")


def _print_json(done: Published | Uploaded, config: Config, recording: Recording) -> None:
    import msgspec

    problems = recording.problems
    data = {**msgspec.to_builtins(done), "url": config.file.base_url, "problems": problems}
    click.echo(msgspec.json.encode(data).decode())
