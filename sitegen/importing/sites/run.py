"""Import a whole site: read, finish, plan, write; overwrite nothing unless asked to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from ...config import Config
from ...planning.kinds import reserved_sections
from ...problems import Problem, UsageError
from ...reading.layout import kind_of
from ..content_view import Change, Deed, Plan
from ..journal import Journal, digest_of
from ..write import carry_out
from .finish import Finished, finish
from .hugo import HUGO
from .jekyll import JEKYLL
from .model import Place, SourceFile, SourceSite, Tool
from .nikola import NIKOLA
from .pelican import PELICAN
from .zola import ZOLA

TOOLS: dict[str, Tool] = {tool.name: tool for tool in (HUGO, JEKYLL, NIKOLA, PELICAN, ZOLA)}


_LARGEST = 100_000_000
"""Bytes of a file that is copied: GitHub refuses larger ones."""


class SiteOptions(Struct, frozen=True):
    """Options of importing a site: the target, the default section, and the moment."""

    config: Config
    section: str
    now: float
    force: bool = False
    dry_run: bool = False


class Moved(Struct, frozen=True):
    """The result for one source: the file below the site's folder, the deed, and warnings.

    `errors` are why it did not come over.
    """

    source: str
    path: str
    deed: Deed
    kind: str
    is_draft: bool = False
    warnings: tuple[Problem, ...] = ()
    errors: tuple[Problem, ...] = ()

    def record(self) -> dict[str, Any]:
        """Return the result as `--json` prints it."""
        return {
            "source": self.source,
            "path": self.path,
            "kind": self.kind,
            "deed": self.deed,
            "draft": self.is_draft,
            "warnings": [warning.message for warning in self.warnings],
        }


def import_site(name: str, folder: Path, options: SiteOptions) -> Iterator[Moved | Problem]:
    """Import a site; yield each result as soon as it is ready, and problems of the whole site.

    Raises UsageError if the folder is not a site of the tool.
    """
    tool = TOOLS[name]
    if not folder.is_dir() or not tool.is_site(folder):
        message = f"this is not the folder of a {name} site"
        hint = f"name the folder that has {tool.marker}"
        raise UsageError(Problem(str(folder), message, "import.site", hint=hint))
    site = tool.read(folder, options.section)
    mover = _Mover(site, options)
    finished = list(finish(site, tool, options.config, options.now))
    yield from sorted(dict.fromkeys(site.problems), key=lambda problem: problem.order)
    for one in finished:
        if one.text != "---\n---\n":
            yield mover.move_text(one)
    for file in site.files:
        yield mover.move_file(file)


class _Mover:
    def __init__(self, site: SourceSite, options: SiteOptions) -> None:
        config = options.config
        self._site = site
        self._options = options
        self._folders: dict[Place, Path] = {
            "content": config.content,
            "static": Path(config.root, "static"),
        }
        journal = Journal(Path(config.root), config.cache, config.content)
        self._journals: dict[Place, Journal] = {
            "content": journal,
            "static": journal.beside(self._folders["static"]),
        }
        self._reserved = reserved_sections(config.file)
        self._taken: dict[str, str] = {}

    def move_text(self, one: Finished) -> Moved:
        """Write the content file of a text."""
        page = one.page
        kind = kind_of(page.target)
        top = page.target.partition("/")[0]
        errors: tuple[Problem, ...] = ()
        if kind == "article" and top in self._reserved:
            errors = (self._problem(page.source, f"a section cannot be called “{top}”"),)
        return self._move(
            Moved(page.source, page.target, "write", kind, page.is_draft, one.warnings, errors),
            "content",
            one.text.encode(),
        )

    def move_file(self, file: SourceFile) -> Moved:
        """Copy a file."""
        path = self._site.folder / file.source
        moved = Moved(file.source, file.target, "write", "file")
        try:
            if path.stat().st_size > _LARGEST:
                problem = self._problem(file.source, "files of more than 100 MB are not copied")
                return Moved(file.source, file.target, "keep", "file", errors=(problem,))
            data = path.read_bytes()
        except OSError as error:
            problem = self._problem(file.source, f"cannot be read: {error.strerror}")
            return Moved(file.source, file.target, "keep", "file", errors=(problem,))
        return self._move(moved, file.place, data)

    def _move(self, moved: Moved, place: Place, data: bytes) -> Moved:
        folder = self._folders[place]
        base = folder.relative_to(self._options.config.root).as_posix()
        shown = f"{base}/{moved.path}"
        errors = moved.errors
        deed: Deed = "keep"
        other = self._taken.setdefault(shown.casefold(), moved.source)
        if other != moved.source:
            message = f"{shown} is not written: {other} is there already"
            errors = (*errors, self._problem(moved.source, message))
        elif not errors:
            found = self._deed(folder / moved.path, moved.path, place, data)
            if found is None:
                message = f"{shown} is not written: another file is there"
                hint = "compare the two; --force writes the import all the same"
                errors = (self._problem(moved.source, message, hint),)
            else:
                deed = found
        if not errors and not self._options.dry_run:
            change = Change(deed, moved.path, data=data)
            try:
                carry_out(Plan(moved.path, (change,)), folder, self._journals[place])
            except OSError as error:
                errors = (self._problem(moved.source, f"cannot write {shown}: {error.strerror}"),)
        return Moved(moved.source, shown, deed, moved.kind, moved.is_draft, moved.warnings, errors)

    def _deed(self, target: Path, path: str, place: Place, data: bytes) -> Deed | None:
        """Decide what to do with a file; None if a foreign file is in its place."""
        if not target.exists():
            return "write"
        if not target.is_file():
            return None
        here = target.read_bytes()
        if here == data:
            return "keep"
        last = self._journals[place].last(path)
        is_ours = last is not None and last.digest == digest_of(here)
        return "replace" if self._options.force or is_ours else None

    def _problem(self, source: str, message: str, hint: str = "") -> Problem:
        path = (self._site.folder / source).as_posix()
        return Problem(path, message, "import.site", hint=hint)
