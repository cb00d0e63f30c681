"""Plan what an import changes in the content folder, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, structs

from ..formats.addresses import is_same_address
from ..formats.names import SlugStyle
from ..model import Article
from ..planning.entry_ids import file_id
from ..problems import Problem
from ..reading.settings import ReadSettings
from ..reading.source import read_source
from .article import ImportedArticle, RelatedItem
from .content_view import Change, ContentView, Deed, Plan
from .files import (
    BODY,
    ContentFile,
    Difference,
    Update,
    article_file,
    brief_file,
    is_same_article,
    is_same_but_for_id,
    is_untouched_brief,
    merge,
    with_id,
)
from .journal import digest_of

# Only title, date and the presence of a body are looked at.
_SETTINGS = ReadSettings(smart=False, slugs="ascii", timezone="UTC")


class Choices(Struct, frozen=True):
    """Options of writing: the style of slugs, and the name of the content folder in problems."""

    style: SlugStyle = "ascii"
    folder: str = "content"
    force: bool = False
    with_related: bool = True


def plan_import(
    article: ImportedArticle,
    view: ContentView,
    shown: str,
    choices: Choices,
    pictures: Mapping[str, bytes] | None = None,
) -> Plan:
    """Decide what an article, its pictures and its related items change.

    `shown` is how problems name the dump; `pictures` are files beside the article, by name.
    Nothing is written here.
    """
    file = article_file(article, choices.style, shown, in_bundle=bool(pictures))
    if isinstance(file, Problem):
        return Plan(None, errors=(file,))
    planner = _Planner(view, shown, choices)
    file = planner.add_article(file)
    for name, data in (pictures or {}).items():
        planner.add_picture(f"{file.path.rpartition('/')[0]}/{name}", data)
    if choices.with_related:
        planner.add_related(article.related, file)
    return planner.plan(file.path)


def plan_brief(item: RelatedItem, view: ContentView, shown: str, choices: Choices) -> Plan:
    """Decide what a separately imported brief changes."""
    brief = brief_file(item, choices.style, shown)
    if isinstance(brief, Problem):
        return Plan(None, errors=(brief,))
    planner = _Planner(view, shown, choices)
    planner.add_brief(brief)
    return planner.plan(brief.path)


class _Planner:
    def __init__(self, view: ContentView, shown: str, choices: Choices) -> None:
        self.view = view
        self.shown = shown
        self.choices = choices
        self.changes: list[Change] = []
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        self.differences: tuple[Difference, ...] = ()
        self.double = ""

    def plan(self, path: str) -> Plan:
        """Return the plan; with errors it has no changes."""
        changes = () if self.errors else tuple(self.changes)
        errors, warnings = tuple(self.errors), tuple(self.warnings)
        return Plan(self.double or path, changes, errors, warnings, self.differences, self.double)

    def add_article(self, file: ContentFile) -> ContentFile:
        """Add an article: it replaces its brief, or updates its earlier import.

        Gives the file where the article is from now on.
        """
        file = self._with_known_id(self._at_its_place(file))
        existing = self.view.read(file.path)
        if is_same_but_for_id(existing, file.text):
            self._add("keep", file)
        elif existing is None:
            self._add("write", file)
        elif self.choices.force or (
            is_untouched_brief(existing)
            and (self._is_titled(file.path, file.title) or self._is_known(file))
        ):
            self._add("replace", file)
        elif update := self._update(existing, file):
            self.differences = update.differences
            deed: Deed = "keep" if update.text == existing else "update"
            change = Change(deed, file.path, update.text, url=file.url or "", imported=file.text)
            self.changes.append(change)
        elif self._is_known(file):
            self._refuse_double(file.path)
        else:
            self._refuse(file.path, self._what_is_there(file.path, file.title))
        others = self._others(file)
        double = self.view.path_of(file.url)
        if double is not None and double not in (file.path, *others) and not self.choices.force:
            others.append(double)
        for path in others:
            text = self.view.read(path) or ""
            if is_untouched_brief(text) or self.choices.force:
                self.changes.append(Change("remove", path))
            elif path.endswith("/index.md") and not file.path.endswith("/index.md"):
                why = "it was imported with its pictures"
                self._refuse(path, why, "give --pictures again, so that the two can be compared")
            elif path == double:
                self._refuse_double(path)
            else:
                self._refuse(path, self._what_is_there(path, file.title))
        return file

    def _at_its_place(self, file: ContentFile) -> ContentFile:
        """Find the file that came from the same address, whatever its title and folder are."""
        if not file.url or self.view.read(file.path) is not None:
            return file
        journal, path = self.view.journal, self.view.path_of(file.url)
        if path is None and journal is not None:
            path = journal.path_of(file.url)
        there = self.view.read(path) if path else None
        if path is None or there is None or is_untouched_brief(there) or self.choices.force:
            return file
        is_alike = path.endswith("/index.md") == file.path.endswith("/index.md")
        return structs.replace(file, path=path) if is_alike else file

    def _is_known(self, file: ContentFile) -> bool:
        """Return True if the file on an article's path came from the article's address."""
        return self.view.path_of(file.url) == file.path

    def _with_known_id(self, file: ContentFile) -> ContentFile:
        """Keep the id of the brief or article that an article replaces."""
        for path in (file.path, *self._others(file)):
            there = self._read(path, self.view.read(path) or "")
            if there is not None:
                return structs.replace(file, text=with_id(file.text, there.id or file_id(path)))
        return file

    def _update(self, existing: str, file: ContentFile) -> Update | None:
        """Update an earlier import of this article; None if there was none."""
        last = self.view.journal.last(file.path) if self.view.journal else None
        if last is None or last.parts.get(BODY) in (None, digest_of(b"")):
            return None
        is_same = is_same_address(last.url, file.url) if last.url and file.url else None
        if is_same or (is_same is None and is_same_article(existing, file.text)):
            return merge(existing, file.text, last.parts)
        return None

    def add_picture(self, path: str, data: bytes) -> None:
        """Add a picture of the article; keep an existing one, unless forced."""
        existing = self.view.read_picture(path)
        if existing is None or existing == data:
            self.changes.append(Change("keep" if existing else "write", path, data=data))
            return
        last = self.view.journal.last(path) if self.view.journal else None
        if self.choices.force or (last is not None and last.digest == digest_of(existing)):
            self.changes.append(Change("replace", path, data=data))
        else:
            self._refuse(path, "another picture is there")

    def add_related(self, items: Iterable[RelatedItem], article: ContentFile) -> None:
        """Add briefs of the article's related items."""
        for item in items:
            if not item.section:
                message = f"“{item.title}” of the related list has no section; no brief is made"
                self.warn("related", message, "name one with --section")
                continue
            brief = brief_file(item, self.choices.style, self.shown)
            if isinstance(brief, Problem):
                self.warn(brief.code.removeprefix("import."), brief.message)
            elif brief.title != article.title:
                self.add_brief(brief)

    def add_brief(self, file: ContentFile) -> None:
        """Add a brief, unless its article is known already; it replaces nothing."""
        existing = self.view.read(file.path)
        if any(change.path == file.path for change in self.changes):
            return
        if existing == file.text:
            self._add("keep", file)
        elif existing is not None:
            self._add("keep", file)
            if not self._is_titled(file.path, file.title):
                there = f"{self.choices.folder}/{file.path}"
                message = f"“{file.title}” gets no brief: another article is at {there}"
                self.warn("related", message)
        elif double := self.view.path_of(file.url):
            self.double = double
            self.changes.append(Change("keep", double))
        elif self._others(file):
            self._add("keep", file)
        else:
            self._add("write", file)

    def warn(self, code: str, message: str, hint: str = "") -> None:
        self.warnings.append(
            Problem(self.shown, message, f"import.{code}", hint=hint, severity="warning")
        )

    def _refuse(
        self,
        path: str,
        why: str,
        hint: str = "compare the two; --force writes the import all the same",
    ) -> None:
        message = f"{self.choices.folder}/{path} is not written: {why}"
        self.errors.append(Problem(self.shown, message, "import.exists", hint=hint))

    def _refuse_double(self, path: str) -> None:
        message = f"already here as {self.choices.folder}/{path}, with another text"
        hint = "compare the two; --force writes the import all the same"
        self.errors.append(Problem(self.shown, message, "import.exists", hint=hint))

    def _add(self, deed: Deed, file: ContentFile) -> None:
        self.changes.append(Change(deed, file.path, file.text, url=file.url or ""))

    def _others(self, file: ContentFile) -> list[str]:
        """Return files of the section with the same title and no contradicting day."""
        section = file.path.split("/", 1)[0]
        found = []
        for path in self.view.paths(section):
            stem = path.removesuffix("/index.md").removesuffix(".md").rpartition("/")[2]
            if path == file.path or not stem.endswith(file.slug):
                continue
            article = self._read(path, self.view.read(path) or "")
            if article is None or article.title != file.title:
                continue
            if not article.date or not file.date or article.date[:10] == file.date[:10]:
                found.append(path)
        return found

    def _is_titled(self, path: str, title: str) -> bool:
        article = self._read(path, self.view.read(path) or "")
        return article is not None and article.title == title

    def _what_is_there(self, path: str, title: str) -> str:
        article = self._read(path, self.view.read(path) or "")
        if article is None or article.title != title:
            return "another file is there"
        if article.body is None:
            return "its brief there was changed by hand"
        return "an article of this title is there, with another text"

    def _read(self, path: str, text: str) -> Article | None:
        record = read_source(path, text.encode(), _SETTINGS, path).record
        return record if isinstance(record, Article) else None
