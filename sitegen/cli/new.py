"""`sitegen new`: make a new site, article, page, author or workflow."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from ..creating import new
from .options import open_site, site_options


@click.group("new")
def command() -> None:
    """Make a new site, article, page, author or workflow; nothing is ever written over."""


@command.command("site")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", help="The digest's name; by default made from the folder's.")
def site_command(folder: Path, title: str | None) -> int:
    """Make a site in FOLDER that builds at once."""
    name = title or folder.resolve().name.replace("-", " ").replace("_", " ").capitalize()
    made = new.new_site(folder, name, datetime.now().astimezone().date())
    click.echo(f"{folder}: {len(made)} files. Next: cd {folder} && sitegen serve")
    return 0


@command.command("article")
@click.argument("title")
@click.option("--section", required=True, help="Its section, such as Iran.")
@click.option("--author", "authors", multiple=True, help="A name of the byline; repeatable.")
@site_options
def article_command(
    title: str, section: str, authors: tuple[str, ...], site: Path | None, base_url: str | None
) -> int:
    """Make a draft with the headline TITLE."""
    config = open_site(site, base_url)
    today = datetime.now(ZoneInfo(config.file.timezone)).date()
    click.echo(_shown(new.new_article(config, title, section, today, authors)))
    return 0


@command.command("page")
@click.argument("title")
@site_options
def page_command(title: str, site: Path | None, base_url: str | None) -> int:
    """Make a page that stands outside the sections."""
    click.echo(_shown(new.new_page(open_site(site, base_url), title)))
    return 0


@command.command("author")
@click.argument("name")
@site_options
def author_command(name: str, site: Path | None, base_url: str | None) -> int:
    """Make the profile of the author NAME."""
    click.echo(_shown(new.new_author(open_site(site, base_url), name)))
    return 0


@command.command("workflow")
@click.option("--daily/--no-daily", default=True, help="Build daily for dates to come due.")
@site_options
def workflow_command(daily: bool, site: Path | None, base_url: str | None) -> int:
    """Make .github/workflows/pages.yml, which publishes to GitHub Pages."""
    config = open_site(site, base_url)
    click.echo(_shown(new.new_workflow(Path(config.root), daily)))
    return 0


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
