"""`sitegen publish`: build a release and put it onto the branch that GitHub Pages serves."""

from __future__ import annotations

import gc
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..config import Config, find_site, load_config
from ..reporting import Console, Recording, Reporter
from .options import site_options

if TYPE_CHECKING:
    from ..publishing import Published

_NAMES = 10
_REFUSED = frozenset({"content.outside"})
"""The codes of warnings that no site is published with: a link to a file outside is no page."""


@click.command("publish")
@site_options
@click.option("--remote", default="origin", show_default=True, help="The remote to push to.")
@click.option("--branch", default="gh-pages", show_default=True, help="The branch of the pages.")
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
    """Publish the digest to GitHub Pages.

    Builds a release without drafts, checks it, and pushes it to a branch. Your checkout and its
    branches are not touched, and nothing that others pushed is lost.
    """
    gc.disable()
    from ..checks.links import broken_links
    from ..incremental.store import site_lock
    from ..publishing import PublishOptions, addresses_of, cname_of, publish

    recording = Recording()
    reporter: Reporter = recording if as_json else Console()
    root = find_site(site or Path.cwd())
    addresses = addresses_of(root, remote)
    config = _config(root, base_url, addresses)
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
        cname=config.file.cname,
        domain=cname_of(config.file.base_url),
    )
    release = _build(config, reporter)
    memo = config.cache / "links.msgpack"
    with site_lock(config.cache, reporter.note):
        done = publish(
            release,
            root,
            config.cache / "publish",
            options,
            reporter,
            lambda folder: broken_links(folder, config.base, config.origin, memo),
        )
    if as_json:
        _print_json(done, config, recording)
    else:
        _print(done, config, addresses)
    return 0


def _config(root: Path, base_url: str | None, addresses: tuple[str, ...]) -> Config:
    """Read site.yml; where it names no base URL, the remote's address tells it."""
    from ..checks.release import is_local
    from ..problems import Problem, UsageError
    from ..publishing import pages_url

    config = load_config(root, base_url)
    if is_local(config.file.base_url):
        raise UsageError(
            Problem(
                "--base-url" if base_url else "site.yml",
                f"`base_url` leads to this machine: {config.file.base_url}",
                "publish.localhost",
                hint="say where the site is to be read: base_url: https://example.org/",
            )
        )
    if config.file.base_url:
        return config
    served = f"https://{config.file.cname}/" if config.file.cname else None
    derived = served or next(filter(None, map(pages_url, addresses)), None)
    if derived:
        return load_config(root, derived)
    raise UsageError(
        Problem(
            "site.yml",
            "`base_url` is missing, and the remote is not at GitHub, whose address would tell it",
            "publish.base-url",
            hint="say where the site is to be read: base_url: https://example.org/",
        )
    )


def _build(config: Config, reporter: Reporter) -> Path:
    """Build a release in a folder of its own, so that no preview or draft can be in it."""
    from ..build import BuildOptions, build

    folder = config.cache / "release"
    options = BuildOptions(now=datetime.now(UTC), output=folder, refused=_REFUSED)
    build(config, options, reporter)
    return folder


def _print(done: Published, config: Config, addresses: tuple[str, ...]) -> None:
    from ..publishing.plan import readable
    from ..publishing.remote import settings_url

    plan = done.plan
    where = f"{done.branch} on {done.remote} ({done.address})"
    if done.status == "unchanged":
        click.echo(f"{where} is up to date: {plan.files:,} files, nothing to push")
        return
    verb = "published to" if done.status == "published" else "would publish to"
    amount = f"{readable(plan.bytes)} to send, {readable(plan.total)} in all"
    click.echo(f"{verb} {where}\n{plan.counts}  ({plan.files:,} files; {amount})")
    if done.status == "planned":
        _print_names(done)
    if done.squashed:
        click.echo("earlier publishes leave the branch's history (--squash-after)")
    if done.status == "published":
        click.echo(f"{done.previous[:10] or 'new branch'} → {done.commit[:10]}")
        click.echo(config.file.base_url)
        settings = next(filter(None, map(settings_url, addresses)), None)
        if not done.previous and settings:
            click.echo(f"turn Pages on once: {settings}, “Deploy from a branch”, {done.branch}")


def _print_names(done: Published) -> None:
    plan = done.plan
    for sign, paths in (("+", plan.added), ("~", plan.changed), ("−", plan.deleted)):
        for path in paths[:_NAMES]:
            click.echo(f"  {sign} {path}")
        if len(paths) > _NAMES:
            click.echo(f"  {sign} … and {len(paths) - _NAMES:,} more")
    for path in plan.kept[:_NAMES]:
        click.echo(f"  kept {path}")
    onto = done.previous[:10] or "a new branch"
    click.echo(f"one commit onto {onto}, tree {done.tree[:10]}; nothing was changed")


def _print_json(done: Published, config: Config, recording: Recording) -> None:
    import msgspec

    problems = recording.problems
    data = {**msgspec.to_builtins(done), "url": config.file.base_url, "problems": problems}
    click.echo(msgspec.json.encode(data).decode())
