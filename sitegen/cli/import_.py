"""`sitegen import`: turn article dumps into Markdown with front matter."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import click
import msgspec

from ..config import find_site, load_config
from ..errors import ContentError, Problem, UsageError
from ..importing.article import Given, ImportedArticle, record
from ..importing.containers import Page
from ..importing.decode import text_encoding
from ..importing.html import read_page
from ..importing.html.encoding import decode_page, is_page
from ..importing.plan import Choices, ContentView, Plan, plan_import
from ..importing.text.reader import read_dumps
from ..importing.write import carry_out
from ..report import Console
from ..slugs import SlugStyle

_LARGEST = 2 * 1024 * 1024
_LARGEST_PAGE = 20 * 1024 * 1024
_KINDS = {stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket"}


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE… | -")
@click.option("--section", metavar="NAME", help="The section, instead of the dump's.")
@click.option("--date", metavar="DATE", help="When it was published: 2024-05-04, or with a time.")
@click.option("--author", "authors", multiple=True, metavar="NAME", help="Who wrote it, instead of the dump's byline; may be repeated.")  # fmt: skip  # noqa: E501
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="A topic besides those of the dump; may be repeated.")  # fmt: skip  # noqa: E501
@click.option("--source-name", metavar="NAME", help="Who published it first.")
@click.option("--source-url", metavar="URL", help="Where it was published first.")
@click.option("--encoding", metavar="NAME", help="The files' encoding, where it is told wrong.")
@click.option("--content", metavar="DIR", type=click.Path(file_okay=False, path_type=Path), help="The content folder; the site's by default.")  # fmt: skip  # noqa: E501
@click.option("--no-related", is_flag=True, help="Make no briefs of the related items.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each article.")
@click.option("--force", is_flag=True, help="Overwrite files that hold something else.")
def command(
    files: tuple[str, ...],
    section: str | None,
    date: str | None,
    authors: tuple[str, ...],
    tags: tuple[str, ...],
    source_name: str | None,
    source_url: str | None,
    encoding: str | None,
    content: Path | None,
    no_related: bool,
    dry_run: bool,
    as_json: bool,
    force: bool,
) -> int:
    """Turn article dumps (the plain text of a page) into Markdown with front matter.

    What a dump does not hold is left out, with a warning. The related items of its "More from"
    list become briefs. A dump that cannot be read with certainty is an error, and writes nothing;
    the other files of the call are imported all the same.
    """
    given = _given(section, date, authors, tags, source_name, source_url)
    _check_encoding(encoding)
    folder, shown, style = _content_folder(content, dry_run)
    choices = Choices(style, shown.rstrip("/"), force, with_related=not no_related)
    importer = _Importer(given, encoding, folder, choices, dry_run)
    console = Console()
    failed = False
    for name in files:
        try:
            importer.run(name, console, as_json)
        except ContentError as error:
            failed = True
            for problem in error.problems:
                console.problem(problem)
    return 1 if failed else 0


def _given(
    section: str | None,
    date: str | None,
    authors: tuple[str, ...],
    tags: tuple[str, ...],
    source_name: str | None,
    source_url: str | None,
) -> Given:
    from ..frontmatter import canonical_date

    if date is not None:
        try:
            date = canonical_date(date)
        except ValueError:
            hint = "write it as 2024-05-04 or 2024-05-04T10:05+04:00"
            raise _usage("--date", f"“{date}” is not a date", "usage.date", hint) from None
    if source_url and not source_url.startswith(("https://", "http://")):
        hint = "begin it with https://"
        raise _usage("--source-url", f"“{source_url}” is not a web address", "usage.url", hint)
    empty = [name for name, value in (("--section", section), ("--source-name", source_name))
             if value is not None and not value.strip()]  # fmt: skip
    if empty:
        raise _usage(empty[0], "the value is empty", "usage.empty", "leave the option out")
    names = tuple(name.strip() for name in authors if name.strip())
    topics = tuple(tag.strip() for tag in tags if tag.strip())
    clean = section.strip() if section else None
    return Given(clean, date, names, topics, source_name, source_url)


def _check_encoding(encoding: str | None) -> None:
    if encoding is not None and text_encoding(encoding) is None:
        hint = "such as utf-8, windows-1252 or windows-1256"
        message = f"no text encoding is called “{encoding}”"
        raise _usage("--encoding", message, "usage.encoding", hint)


def _content_folder(content: Path | None, dry_run: bool) -> tuple[Path, str, SlugStyle]:
    """Give the content folder, how its paths are shown, and the site's style of slugs."""
    try:
        config = load_config(find_site(content or Path.cwd()))
    except UsageError as error:
        if any(problem.code != "config.missing" for problem in error.problems):
            raise
        if content is None and not dry_run:
            hint = "go to your site's folder, or name a folder to write to with --content"
            message = "there is no site here, so there is no place for the articles"
            raise _usage(str(Path.cwd()), message, "config.missing", hint) from None
        return content or Path("content"), str(content or "content"), "ascii"
    style = config.file.slugs
    if content is not None:
        return content, str(content), style
    return config.content, config.file.content, style


def _usage(path: str, message: str, code: str, hint: str) -> UsageError:
    return UsageError(Problem(path, message, code, hint=hint))


class _Importer:
    """Imports the files of one call, each after the other."""

    def __init__(
        self, given: Given, encoding: str | None, folder: Path, choices: Choices, dry_run: bool
    ) -> None:
        self.given = given
        self.encoding = encoding
        self.choices = choices
        self.dry_run = dry_run
        self.view = ContentView(folder)

    def run(self, name: str, console: Console, as_json: bool) -> None:
        """Import one file and report it; ContentError with its problems."""

        shown = "<stdin>" if name == "-" else name
        articles = self._read_articles(_read(name), shown)
        problems: list[Problem] = []
        for article in articles:
            # A file may hold many articles: what is wrong with one does not keep the others out.
            try:
                self._import(article, shown, console, as_json)
            except ContentError as error:
                problems += error.problems
        if problems:
            raise ContentError(problems)

    def _import(
        self, article: ImportedArticle, shown: str, console: Console, as_json: bool
    ) -> None:
        if self.dry_run and article.section is None:
            # Without a section there is no path; a dry run still shows what the dump holds.
            plan = Plan(None)
        else:
            plan = plan_import(article, self.view, shown, self.choices)
        warnings = (*article.warnings, *plan.warnings)
        for warning in warnings:
            console.problem(warning)
        if plan.errors:
            raise ContentError(plan.errors)
        if not self.dry_run:
            try:
                carry_out(plan, self.view.folder)
            except OSError as error:
                message = f"cannot write {error.filename}: {error.strerror}"
                raise ContentError(Problem(shown, message, "import.unwritable")) from None
        self.view.apply(plan)
        path = f"{self.choices.folder}/{plan.path}" if plan.path else None
        if as_json:
            click.echo(msgspec.json.encode(record(article, path, plan.warnings)).decode())
        else:
            click.echo(_summary(plan, self.choices.folder, article.title, self.dry_run))

    def _read_articles(self, data: bytes, shown: str) -> tuple[ImportedArticle, ...]:
        """Read the bytes of a web page or of a dump, told by their content."""
        if is_page(data):
            page = Page(decode_page(data, shown, self.encoding))
            return (read_page(page, shown, self.given),)
        if len(data) > _LARGEST:
            raise _too_large(shown, "2 MB")
        return read_dumps(data, shown, self.given, self.encoding)


def _too_large(shown: str, limit: str) -> ContentError:
    message = f"the file is larger than any article ({limit})"
    return ContentError(Problem(shown, message, "import.too-large"))


def _read(name: str) -> bytes:
    try:
        if name == "-":
            data = sys.stdin.buffer.read(_LARGEST_PAGE + 1)
        else:
            data = _read_file(Path(name))
    except IsADirectoryError:
        problem = Problem(
            name, "this is a folder", "import.unreadable", hint="name the files in it"
        )
        raise ContentError(problem) from None
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise ContentError(
            Problem(name, f"cannot be read: {reason}", "import.unreadable")
        ) from None
    if len(data) > _LARGEST_PAGE:
        raise _too_large(name, "20 MB")
    return data


def _read_file(path: Path) -> bytes:
    """Read a regular file, up to the size limit; a pipe or a device could make us wait for ever."""
    # Opening a pipe that nobody writes to would wait, so it is opened without waiting, and then
    # looked at: between a look at the path and the opening it could be exchanged.
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError
        if not stat.S_ISREG(mode):
            message = f"this is {_KINDS.get(stat.S_IFMT(mode), 'a device')}, not a file"
            hint = "give what a program prints through a pipe: … | sitegen import -"
            raise ContentError(Problem(str(path), message, "import.unreadable", hint=hint))
        return file.read(_LARGEST_PAGE + 1)


def _summary(plan: Plan, folder: str, title: str, dry_run: bool) -> str:
    if plan.path is None:
        return f"“{title}” has no section, so no path; name one with --section"
    path = f"{folder}/{plan.path}"
    if plan.is_unchanged:
        return f"{path}: unchanged"
    deeds = [change.deed for change in plan.changes]
    would = "would be " if dry_run else ""
    told = {"write": f"{would}written", "replace": f"{would}replaced"}.get(deeds[0], "unchanged")
    parts = [f"{path}: {told}"]
    if briefs := sum(deed == "write" for deed in deeds[1:]):
        parts.append(f"{briefs} brief{'s' if briefs > 1 else ''}")
    gone = [change.path for change in plan.changes if change.deed == "remove"]
    parts += [f"takes the place of {folder}/{path}" for path in gone]
    return ", ".join(parts)
