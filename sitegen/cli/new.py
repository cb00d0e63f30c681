"""`sitegen new`: make a new site, article, page, author, edition, workflow or CMS configuration."""

from __future__ import annotations

import shlex
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
import msgspec

from ..problems import Problem
from ..reporting import Console
from ..scaffold import new
from .options import moment_of, open_site, site_option

if TYPE_CHECKING:
    from ..scaffold.texts import Written


@click.group("new")
def command() -> None:
    """Make a new site, article, page, author, edition, workflow or the configuration of a CMS.

    Nothing is ever written over.
    """


@command.command("site")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", help="The digest's name; by default made from the folder's.")
def site_command(folder: Path, title: str | None) -> int:
    """Make a site in FOLDER that builds at once."""
    today = datetime.now().astimezone().date()
    title = new.title_of(folder) if title is None else title
    made, warning = new.new_site(folder, title, today, _host(folder))
    click.echo(f"{folder}: {len(made)} files\n\nNext:")
    if not folder.samefile(Path.cwd()):
        click.echo(f"  cd {shlex.quote(str(folder))}")
    click.echo("  sitegen serve      see it, and write\n  sitegen build      write it to public/")
    ignore = folder / ".gitignore"
    if ignore not in made:
        click.echo(f"\n{ignore} was there already: add /public/ and /.sitegen/ to it", err=True)
    _warn(warning)
    return 0


def _host(folder: Path) -> str:
    """Return the host that serves the git remote of a folder; "" if there is none."""
    from urllib.parse import urlsplit

    from ..checks.release import github_pages_url
    from ..publishing import find_remote_urls

    address = github_pages_url(find_remote_urls(folder)) if folder.is_dir() else ""
    return urlsplit(address or "").hostname or ""


def _language_options(command: Any) -> Any:
    """Add `--lang` and `--translates` to a command."""
    command = click.option(
        "--translates",
        "original",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="The text of the site that this one translates, with --lang.",
    )(command)
    return click.option("--lang", "language", default="", help="Its language, such as fa.")(command)


@command.command("article")
@click.argument("title")
@click.option("--section", default="", help="Its section, such as Iran; by default its original's.")
@click.option("--author", "authors", multiple=True, help="A name of the byline; repeatable.")
@_language_options
@site_option
def article_command(title: str, site: Path | None, **given: Any) -> int:
    """Make a draft with the headline TITLE.

    A preview shows drafts; a build leaves them out until `draft: true` is gone.
    """
    from ..scaffold.texts import Request, new_article

    config = open_site(site)
    today = datetime.now(ZoneInfo(config.file.timezone)).date()
    return _say(new_article(config, Request(title, **given), today))


@command.command("page")
@click.argument("title")
@_language_options
@site_option
def page_command(title: str, site: Path | None, **given: Any) -> int:
    """Make a page outside of the sections."""
    from ..scaffold.texts import Request, new_page

    return _say(new_page(open_site(site), Request(title, **given)))


@command.command("author")
@click.argument("name")
@_language_options
@site_option
def author_command(name: str, site: Path | None, **given: Any) -> int:
    """Make the profile of the author NAME."""
    from ..scaffold.texts import Request, new_author

    return _say(new_author(open_site(site), Request(name, **given)))


def _say(written: Written) -> int:
    click.echo(_shown(written.path))
    _warn(written.warning)
    return 0


@command.command("edition")
@click.argument("name", default="")
@click.option("--now", metavar="WHEN", help="Acts as if it were this moment: 2026-05-04.")
@site_option
def edition_command(name: str, now: str | None, site: Path | None) -> int:
    """Make the file of your words about the week NAME, such as 2014-w15; last week by default.

    It keeps in how many articles of the weeks before each topic was, for the edition to compare.
    """
    from ..scaffold.texts import new_edition

    config = open_site(site)
    click.echo(_shown(new_edition(config, name, moment_of(now, config), Console())))
    return 0


@command.command("workflow")
@click.option("--branch", default="", help="Whose pushes are published; the current by default.")
@click.option("--daily/--no-daily", default=True, help="Build daily for dates to come due.")
@click.option("--gather", is_flag=True, help="Make gather.yml instead, which gathers feeds daily.")
@site_option
def workflow_command(branch: str, daily: bool, gather: bool, site: Path | None) -> int:
    """Make .github/workflows/pages.yml, which publishes to GitHub Pages."""
    from ..scaffold.workflow import new_gather_workflow, new_workflow

    config = open_site(site)
    made = new_gather_workflow(config) if gather else new_workflow(config, branch, daily)
    for path in made.files:
        click.echo(_shown(path))
    click.echo(_TURN_ON_GATHERING if gather else _TURN_ON_PAGES.format(made.branch), err=True)
    _warn(made.warning)
    return 0


@command.command("cms")
@click.option("--for", "tool", type=click.Choice(new.CMS_TOOLS), required=True, help="Which CMS.")
@site_option
def cms_command(tool: new.CmsTool, site: Path | None) -> int:
    """Make the configuration of a content management system, from the site's own fields.

    Sections, tags and authors are choices. Sveltia CMS: static/admin/, a page of the site. Pages
    CMS: .pages.yml. Front Matter CMS, which runs in an editor: frontmatter.json.
    """
    from ..scaffold.cms import collections_of
    from ..scaffold.cms_files import new_cms

    config = open_site(site)
    collections = collections_of(config, datetime.now().astimezone(), Console())
    made = new_cms(config, tool, collections)
    for path in made.files:
        click.echo(_shown(path))
    click.echo(_START_CMS[tool], err=True)
    _warn(made.warning)
    return 0


_START_CMS: dict[new.CmsTool, str] = {
    "sveltia": """\
Build and publish, then open /admin/ of the site. To edit without publishing: `sitegen serve`, open
/admin/ in Chrome or Edge, and choose “Work with Local Repository”.""",
    "pages": "Commit and push it, then open the repository at https://app.pagescms.org.",
    "frontmatter": "Open the site's folder in VS Code with the extension “Front Matter CMS”.",
}

_TURN_ON_PAGES = """\
It publishes each push to {}. Turn it on once, in the repository on GitHub:
Settings, Pages, Source: GitHub Actions."""

_TURN_ON_GATHERING = """\
It gathers the feeds of feeds.yml once a day, and opens a pull request with the drafts. Allow it
once, in the repository on GitHub: Settings, Actions, General, “Allow GitHub Actions to create and
approve pull requests”."""


def _warn(warning: Problem | None) -> None:
    if warning is not None:
        Console().problem(msgspec.structs.replace(warning, path=_shown(Path(warning.path))))


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
