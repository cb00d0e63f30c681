"""`sitegen import`: turn dumps, pages, archives, exports and whole sites into Markdown files."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from ..config import Config, find_site, load_config
from ..importing.article import Given
from ..problems import ContentError, Problem, UsageError
from ..reporting import Console

if TYPE_CHECKING:
    from ..importing.run import Options

NAMES = ("hugo", "jekyll", "nikola", "pelican", "zola")


def import_old_site(name: str, folder: Path, config: Config, given: dict[str, object]) -> int:
    """Import the site in a folder, print what became of each source, and return the exit code."""
    from ..importing.sites.run import SiteOptions, import_site

    console = Console()
    options = SiteOptions(
        config=config,
        section=str(given["section"] or "Posts"),
        now=datetime.now(UTC).timestamp(),
        force=bool(given["force"]),
        dry_run=bool(given["dry_run"]),
    )
    counts: Counter[str] = Counter()
    for result in import_site(name, folder, options):
        if isinstance(result, Problem):
            counts[result.severity] += 1
            console.problem(result)
            continue
        for problem in (*result.warnings, *result.errors):
            counts[problem.severity] += 1
            console.problem(problem)
        if result.errors:
            continue
        counts["draft" if result.is_draft else result.kind] += 1
        if given["as_json"]:
            click.echo(msgspec.json.encode(result.record()).decode())
        elif result.kind != "file":
            deed = {"write": "written", "replace": "replaced", "keep": "unchanged"}[result.deed]
            would = "would be " if options.dry_run and result.deed != "keep" else ""
            click.echo(f"{result.path}: {would}{deed}")
    console.pause()
    if not given["as_json"]:
        click.echo(_summary(counts))
    return 1 if counts["error"] else 0


_KINDS = (
    "article",
    "draft",
    "page",
    "section",
    "tag",
    "author",
    "front",
    "file",
    "warning",
    "error",
)
_SAID = {"section": "section text", "tag": "tag text", "author": "author text",
         "front": "front page text"}  # fmt: skip


def _summary(counts: Counter[str]) -> str:
    parts = []
    for kind in _KINDS:
        if counts[kind]:
            said = _SAID.get(kind, kind)
            parts.append(f"{counts[kind]} {said}{'s' if counts[kind] > 1 else ''}")
    return ", ".join(parts) or "nothing is there"


@click.command("import")
@click.argument("sources", nargs=-1, metavar="FILE… | FOLDER | https://… | -")
@click.option("--from", "tool", type=click.Choice(NAMES), help="Bring the whole site of another generator over, from its folder.")  # fmt: skip  # noqa: E501
@click.option("--section", metavar="NAME", help="The section, instead of the source's.")
@click.option("--date", metavar="DATE", help="When it was published: 2024-05-04, or with a time.")
@click.option("--author", "authors", multiple=True, metavar="NAME", help="Who wrote it, instead of the source's byline; may be repeated.")  # fmt: skip  # noqa: E501
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="A topic besides those of the source; may be repeated.")  # fmt: skip  # noqa: E501
@click.option("--source-name", metavar="NAME", help="Who published it first.")
@click.option("--source-url", metavar="URL", help="Where it was published first.")
@click.option("--encoding", metavar="NAME", help="The files' encoding, if it is guessed wrong.")
@click.option("--content", metavar="DIR", type=click.Path(file_okay=False, path_type=Path), help="The content folder; the site's by default.")  # fmt: skip  # noqa: E501
@click.option("--pictures", is_flag=True, help="Keep the pictures beside the article.")
@click.option("--fetch", is_flag=True, help="Fetch the pages of items that have no text.")
@click.option("--allow-host", "allowed", multiple=True, metavar="HOST", help="Fetch from this host although its address is private; may be repeated.")  # fmt: skip  # noqa: E501
@click.option("--no-related", is_flag=True, help="Make no briefs of the related items.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each article.")
@click.option("--force", is_flag=True, help="Overwrite files that contain something else.")
@click.option("--undo", is_flag=True, help="Take the last import back.")
def command(sources: tuple[str, ...], undo: bool, tool: str | None, **options: Any) -> int:
    """Turn articles as people have them into Markdown with front matter.

    FILE may be the plain text of a page, a web page, an archive of pages, a mail message, a feed,
    or the export of a database, a blog or a list to read later; its content tells which.
    What it does not contain is left out, with a warning. The related items of a "More from" list
    become briefs. What cannot be read with certainty is an error, and writes nothing; the other
    sources of the call are imported all the same.
    """
    if undo:
        if sources:
            raise _usage("--undo", "--undo takes no files", "usage.undo", "call it by itself")
        return _undo(options["content"], options["dry_run"], options["as_json"])
    if not sources:
        raise click.UsageError("Missing argument 'FILE… | FOLDER | https://… | -'.")
    return _import_site(tool, sources, options) if tool else _import(sources, options)


def _import_site(tool: str, sources: tuple[str, ...], options: dict[str, Any]) -> int:
    taken = {"section", "dry_run", "as_json", "force"}
    for name, value in options.items():
        if value and name not in taken:
            option = {"authors": "--author", "tags": "--tag", "allowed": "--allow-host"}.get(name)
            option = option or f"--{name.replace('_', '-')}"
            message = f"{option} has no meaning with --from"
            raise _usage(option, message, "usage.from", "leave it out")
    if len(sources) != 1:
        hint = f"such as: sitegen import --from {tool} ../old-site"
        raise _usage("--from", "--from takes one folder", "usage.from", hint)
    config = _site(None, is_optional=False)
    assert config is not None
    return import_old_site(tool, Path(sources[0]), config, options)


def _import(sources: tuple[str, ...], given: dict[str, Any]) -> int:
    from ..importing.run import run

    console, as_json = Console(), given["as_json"]
    options = _options(given)
    failed = False
    for result in run(sources, options, console):
        if isinstance(result, ContentError):
            failed = True
            for problem in result.problems:
                console.problem(problem)
            continue
        for warning in result.warnings:
            console.problem(warning)
        console.pause()
        if as_json:
            click.echo(msgspec.json.encode(result.record()).decode())
        else:
            click.echo(result.summary())
            for line in result.differences():
                click.echo(line)
    console.pause()
    return 1 if failed else 0


def _options(given: dict[str, Any]) -> Options:
    """Turn the command line into the options of a run; raises UsageError."""
    from ..importing.plan import Choices
    from ..importing.run import Options

    _check_encoding(given["encoding"])
    values = _given(given)
    content, dry_run = given["content"], given["dry_run"]
    config = _site(content, dry_run)
    if config is None:
        folder, shown = content or Path("content"), str(content or "content")
    elif content is not None:
        folder, shown = content, str(content)
    else:
        folder, shown = config.content, config.file.content
    style = config.file.slugs if config else "ascii"
    return Options(
        given=values,
        choices=Choices(style, shown.rstrip("/"), given["force"], not given["no_related"]),
        folder=folder,
        address=config.file.base_url if config else "",
        allowed=frozenset(given["allowed"]),
        encoding=given["encoding"],
        pictures=given["pictures"],
        fetch=given["fetch"],
        dry_run=dry_run,
        root=Path(config.root) if config else None,
        cache=config.cache if config else None,
    )


def _given(options: dict[str, Any]) -> Given:
    from ..reading.frontmatter import canonical_date

    date, section, url = options["date"], options["section"], options["source_url"]
    if date is not None:
        try:
            date = canonical_date(date)
        except ValueError:
            hint = "write it as 2024-05-04 or 2024-05-04T10:05+04:00"
            raise _usage("--date", f"“{date}” is not a date", "usage.date", hint) from None
    if url and not url.startswith(("https://", "http://")):
        hint = "begin it with https://"
        raise _usage("--source-url", f"“{url}” is not a web address", "usage.url", hint)
    name = options["source_name"]
    empty = [option for option, value in (("--section", section), ("--source-name", name))
             if value is not None and not value.strip()]  # fmt: skip
    if empty:
        raise _usage(empty[0], "the value is empty", "usage.empty", "leave the option out")
    names = tuple(name.strip() for name in options["authors"] if name.strip())
    topics = tuple(tag.strip() for tag in options["tags"] if tag.strip())
    return Given(section.strip() if section else None, date, names, topics, name, url)


def _check_encoding(encoding: str | None) -> None:
    from ..importing.decode import text_encoding

    if encoding is not None and text_encoding(encoding) is None:
        hint = "such as utf-8, windows-1252 or windows-1256"
        message = f"no text encoding is called “{encoding}”"
        raise _usage("--encoding", message, "usage.encoding", hint)


def _site(content: Path | None, is_optional: bool) -> Config | None:
    """Find the site that is imported into; None if there is none, and the import needs none."""
    try:
        return load_config(find_site(content or Path.cwd()))
    except UsageError as error:
        if any(problem.code != "config.missing" for problem in error.problems):
            raise
        if content is None and not is_optional:
            hint = "go to your site's folder, or name a folder to write to with --content"
            message = "there is no site here, so there is no place for the articles"
            raise _usage(str(Path.cwd()), message, "config.missing", hint) from None
        return None


def _undo(content: Path | None, dry_run: bool, as_json: bool) -> int:
    """Take the last import back, and say what became of each file."""
    from ..importing.journal import Journal

    config = _site(content, is_optional=False)
    if config is None:
        message = "an import is only remembered inside a site"
        raise _usage("--undo", message, "usage.undo", "delete its files by hand")
    journal = Journal(Path(config.root), config.cache, content or config.content)
    try:
        undone = journal.undo(dry_run)
    except OSError as error:
        problem = Problem(
            str(error.filename), f"cannot be changed: {error.strerror}", "import.undo"
        )
        raise ContentError(problem) from None
    if undone is None:
        hint = "only the last import can be taken back, and only once"
        raise _usage("--undo", "there is no import to take back", "usage.undo", hint)
    if as_json:
        click.echo(msgspec.json.encode(undone).decode())
        return 1 if undone.kept else 0
    would = "would be " if dry_run else ""
    for paths, deed in ((undone.removed, "removed"), (undone.restored, "restored")):
        for path in paths:
            click.echo(f"{path}: {would}{deed}")
    if not undone.removed and not undone.restored and not undone.kept:
        click.echo("nothing is left of the last import")
    for path in undone.kept:
        message = "this file was changed since it was imported, and stays"
        hint = "delete it by hand, if you do not need it"
        Console().problem(Problem(path, message, "import.changed", hint=hint))
    return 1 if undone.kept else 0


def _usage(path: str, message: str, code: str, hint: str) -> UsageError:
    return UsageError(Problem(path, message, code, hint=hint))
