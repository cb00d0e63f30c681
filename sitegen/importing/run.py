"""One run of an import: each source is read, planned and written, one after the other."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, structs

from ..problems import ContentError, Problem, UsageError
from ..reporting import Reporter
from .article import Given, ImportedArticle, RelatedItem, record
from .containers import Page
from .content_view import ContentView, Plan
from .inputs import is_address, list_names, read_input
from .journal import Journal
from .pictures import LARGEST, Illustrated, keep_pictures, leave_pictures
from .plan import Choices, plan_brief, plan_import
from .read import Entry, Reader, fetched_page
from .write import carry_out

if TYPE_CHECKING:
    from ..network import Client

_TIMEOUT = 30.0
"""Seconds for a page or a picture."""

_SHOWN = 12
"""Lines of a difference that are shown."""


class Options(Struct, frozen=True):
    """How a run imports.

    `folder` is the content folder, `root` and `cache` are those of its site, None if there is
    none, and `address` is where it is published. `pictures` keeps pictures beside articles, `fetch`
    fetches the pages of items, `allowed` are hosts that may have a private address.
    """

    given: Given
    choices: Choices
    folder: Path
    address: str = ""
    allowed: frozenset[str] = frozenset()
    encoding: str | None = None
    pictures: bool = False
    fetch: bool = False
    dry_run: bool = False
    root: Path | None = None
    cache: Path | None = None


class Imported(Struct, frozen=True):
    """One imported article or brief, and what was done with it."""

    article: ImportedArticle
    plan: Plan
    warnings: tuple[Problem, ...]
    options: Options

    @property
    def path(self) -> str | None:
        """The file, with the content folder as the user names it; None if it has no path."""
        return f"{self.options.choices.folder}/{self.plan.path}" if self.plan.path else None

    def record(self) -> dict[str, Any]:
        """Lay out the article as `--json` prints it."""
        of_article = set(self.article.warnings)
        more = tuple(warning for warning in self.warnings if warning not in of_article)
        laid_out = record(self.article, self.path, more)
        if self.plan.differences:
            names = "name here imported is_kept".split()
            laid_out["differences"] = [
                {name: getattr(one, name) for name in names} for one in self.plan.differences
            ]
        return laid_out

    def summary(self) -> str:
        """Say in one line what was done."""
        plan, folder = self.plan, self.options.choices.folder
        if plan.path is None:
            return f"“{self.article.title}” has no section, so no path; name one with --section"
        changed = [one.name for one in plan.differences if not one.is_kept]
        if plan.double:
            return f"“{self.article.title}”: already here as {self.path}"
        if plan.is_unchanged:
            return f"{self.path}: unchanged"
        deeds = [change.deed for change in plan.changes]
        would = "would be " if self.options.dry_run else ""
        told = {"write": f"{would}written", "replace": f"{would}replaced",
                "update": f"{would}updated ({', '.join(changed)})"}  # fmt: skip
        parts = [f"{self.path}: {told.get(deeds[0], 'unchanged')}"]
        pictures = [c for c in plan.changes[1:] if c.data is not None and c.deed != "keep"]
        briefs = sum(c.deed == "write" and c.data is None for c in plan.changes[1:])
        for count, name in ((len(pictures), "picture"), (briefs, "brief")):
            if count:
                parts.append(f"{count} {name}{'s' if count > 1 else ''}")
        gone = [change.path for change in plan.changes if change.deed == "remove"]
        parts += [f"takes the place of {folder}/{path}" for path in gone]
        return ", ".join(parts)

    def differences(self) -> Iterator[str]:
        """Show how the import differs from the file of an earlier one, line by line."""
        for one in self.plan.differences:
            if one.is_kept:
                yield f"    {one.name}: edited here, so it stays; the import has:"
            lines = difflib.unified_diff(
                one.here.split("\n"), one.imported.split("\n"), n=0, lineterm=""
            )
            body = [line for line in list(lines)[2:] if not line.startswith("@@")]
            yield from (f"    {line[:200]}" for line in body[:_SHOWN])
            if len(body) > _SHOWN:
                yield f"    … {len(body) - _SHOWN} more lines"


def run(
    sources: tuple[str, ...], options: Options, reporter: Reporter
) -> Iterator[Imported | ContentError]:
    """Import the inputs; yield each result, also errors, as soon as it is ready."""
    importer = _Importer(options)
    names: list[str] = []
    for source in sources:
        try:
            names += list_names((source,))
        except ContentError as error:
            yield error
    reporter.phase("importing", len(names))
    for name in names:
        yield from importer.run(name)
        reporter.advance(1)


class _Importer:
    def __init__(self, options: Options) -> None:
        self.options = options
        journal = None
        if options.root is not None and options.cache is not None:
            journal = Journal(options.root, options.cache, options.folder)
        self.journal = journal
        self.view = ContentView(options.folder, journal)
        fetch_page = self._fetch_page if options.fetch else None
        self.reader = Reader(options.given, options.encoding, fetch_page)

    @cached_property
    def client(self) -> Client:
        from ..network import Client, Manners, agent_for

        options = self.options
        agent = agent_for("import", options.address)
        manners = Manners(agent, options.allowed, timeout=_TIMEOUT)
        return Client(manners, options.cache / "fetched" if options.cache else None)

    def run(self, name: str) -> Iterator[Imported | ContentError]:
        """Import all that is in a file or at an address."""
        unplaced = 0
        first: ContentError | None = None
        try:
            found = read_input(name, self.client if is_address(name) else None)
            notes: list[Problem] = []
            for entry in self.reader.read(found):
                if isinstance(entry, Problem):
                    notes.append(entry)
                    continue
                result = entry if isinstance(entry, ContentError) else self._import(entry, notes)
                if isinstance(result, Imported):
                    notes = []
                elif _is_unplaced(result):
                    # A feed of 300 items without a section is one problem, not 300.
                    unplaced += 1
                    first = first or result
                    continue
                yield result
        except ContentError as error:
            yield error
        except UsageError as error:  # A library is missing; other sources may not need it.
            yield ContentError([structs.replace(one, path=name) for one in error.problems])
        if first is not None:
            yield first if unplaced == 1 else _unplaced(name, unplaced)

    def _import(self, entry: Entry, notes: list[Problem]) -> Imported | ContentError:
        try:
            return self._import_one(entry, tuple(notes))
        except ContentError as error:
            return error
        except OSError as error:
            message = f"cannot write {error.filename}: {error.strerror}"
            return ContentError(Problem(entry.shown, message, "import.unwritable"))

    def _import_one(self, entry: Entry, notes: tuple[Problem, ...]) -> Imported:
        options, shown = self.options, entry.shown
        if isinstance(entry.article, RelatedItem):
            article = _article_of(entry.article)
            illustrated = Illustrated(article)
        else:
            illustrated = self._illustrate(entry.article, entry.resources, shown)
            article = illustrated.article
        if options.dry_run and article.section is None:
            # Without a section there is no path; a dry run still shows what is in the source.
            plan = Plan(None)
        elif isinstance(entry.article, RelatedItem):
            plan = plan_brief(entry.article, self.view, shown, options.choices)
        else:
            plan = plan_import(article, self.view, shown, options.choices, illustrated.files)
        if plan.errors:
            raise ContentError((*article.warnings, *plan.errors))
        if not options.dry_run:
            carry_out(plan, self.view.folder, self.journal)
        self.view.apply(plan)
        warnings = (*notes, *article.warnings, *illustrated.warnings, *plan.warnings)
        return Imported(article, plan, warnings, options)

    def _illustrate(
        self, article: ImportedArticle, resources: Mapping[str, bytes], shown: str
    ) -> Illustrated:
        if not self.options.pictures:
            return leave_pictures(article, shown)
        return keep_pictures(article, resources, self._fetch_picture, shown)

    def _fetch_picture(self, url: str) -> bytes:
        return self.client.fetch(url, largest=LARGEST).body

    def _fetch_page(self, url: str) -> Page:
        """Fetch the page of an item; the user did not name it, so robots.txt decides."""
        return fetched_page(read_input(url, self.client, obey_robots=True))


def _article_of(item: RelatedItem) -> ImportedArticle:
    """Show a brief as an article without a body."""
    from .article import Origin

    return ImportedArticle(
        item.title,
        summary=item.summary,
        date=item.date,
        authors=item.authors,
        tags=item.tags,
        section=item.section,
        source=Origin(item.publisher, item.url, item.accessed),
    )


def _is_unplaced(error: ContentError) -> bool:
    codes = {problem.code for problem in error.problems if problem.severity == "error"}
    return codes == {"import.no-section"}


def _unplaced(name: str, count: int) -> ContentError:
    message = f"{count} items have no section, so there is no folder for them"
    return ContentError(Problem(name, message, "import.no-section", hint="name one with --section"))
