"""The result of an import: an article, its picture, its source and its related items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, to_builtins

from ..problems import Problem


class Picture(Struct, frozen=True):
    """A dump's picture (schema.org `ImageObject`); a dump names no file, so `src` is None."""

    src: str | None = None
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None


class Origin(Struct, frozen=True):
    """Where an article was first published (schema.org `isBasedOn`).

    `accessed` is the day on which it was fetched or saved there (ISO 8601).
    """

    name: str | None = None
    url: str | None = None
    accessed: str | None = None


class RelatedItem(Struct, frozen=True):
    """An item of a "More from" list, a feed or an export; it becomes a brief.

    `section` is the one that the list is "More from", None if it names none. `date` and
    `accessed`, the day on which it was read or saved, are ISO 8601.
    """

    title: str
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    date: str | None = None
    url: str | None = None
    section: str | None = None
    summary: str | None = None
    publisher: str | None = None
    accessed: str | None = None


class ImportedArticle(Struct, frozen=True):
    """An article as its dump has it; values that the dump lacks are None or empty.

    `date` and `updated` are ISO 8601, as precise as the dump; `body` is Markdown without a line
    end at its end. `warnings` point into the dump. `provenance` tells where each value was taken
    from, by the value's name: {"date": "line 12: Published 4 May 2024"}; values that the user gave
    are absent. `lang` is the text's language (BCP 47), None if it is not known.
    """

    title: str
    summary: str | None = None
    date: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    section: str | None = None
    image: Picture = Picture()
    source: Origin = Origin()
    truncated: bool = False
    body: str = ""
    related: tuple[RelatedItem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    provenance: Mapping[str, str] = {}
    lang: str | None = None


class Given(Struct, frozen=True):
    """Values that the user gives for the articles of a run; they override those of a dump.

    `tags` are added to those of the dump, everything else takes its place.
    """

    section: str | None = None
    date: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    source_name: str | None = None
    source_url: str | None = None

    @property
    def replaced(self) -> frozenset[str]:
        """Return the names of the values that the user has overridden."""
        said = {"section": self.section, "date": self.date, "authors": self.authors}
        return frozenset(name for name, value in said.items() if value)


def record(
    article: ImportedArticle, path: str | None, warnings: tuple[Problem, ...] = ()
) -> dict[str, Any]:
    """Return an article as `--json` prints it; absent values are null or empty.

    `path` is that of its file, `warnings` are those that came after reading the dump.
    """
    names = "title summary date authors tags section lang image source truncated body".split()
    of_items = "title authors tags date url".split()
    values = {name: to_builtins(getattr(article, name)) for name in names}
    if article.source.accessed is None:
        del values["source"]["accessed"]
    return {
        "path": path,
        **values,
        "related": [
            {name: to_builtins(getattr(item, name)) for name in of_items}
            for item in article.related
        ],
        "provenance": dict(article.provenance),
        "warnings": [_one_line(warning) for warning in (*article.warnings, *warnings)],
    }


def _one_line(warning: Problem) -> str:
    return f"line {warning.line}: {warning.message}" if warning.line else warning.message


class Findings:
    """Collects the warnings and errors of one dump, each with its line."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.errors: list[Problem] = []
        # A dump may have a warning for each of 100,000 lines: both are looked up by hash.
        self._warnings: dict[Problem, None] = {}
        self._warned_lines: set[int] = set()

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """List the warnings in the order in which they were made, each once."""
        return tuple(self._warnings)

    def warn(self, code: str, message: str, line: int = 0, hint: str = "") -> None:
        """Add a warning: the user should look at something, but the import continues."""
        self.add(
            Problem(self.path, message, f"import.{code}", line=line, hint=hint, severity="warning")
        )

    def add(self, *warnings: Problem) -> None:
        """Add warnings that were made elsewhere."""
        self._warnings.update(dict.fromkeys(warnings))
        self._warned_lines.update(warning.line for warning in warnings)

    def has_warned(self, line: int) -> bool:
        """Return True if a warning names this line already."""
        return line in self._warned_lines

    def error(self, code: str, message: str, line: int = 0, hint: str = "") -> None:
        """Add an error: something that makes the import impossible."""
        self.errors.append(Problem(self.path, message, f"import.{code}", line=line, hint=hint))


def report_missing(
    article: ImportedArticle,
    findings: Findings,
    whole: str,
    source: Sequence[tuple[object, str, str]],
) -> None:
    """Warn of the values that are missing, and say how to give them.

    `whole` is what was read, such as "page". `source` has what is known of the article's source: a
    value, its name, and the option that gives it.
    """
    missing = (
        ("summary", article.summary, "summary (dek)", ""),
        ("date", article.date, "date", "--date"),
        ("authors", article.authors, "byline", "--author"),
        ("tags", article.tags, "topics", "--tag"),
        ("section", article.section, "section", "--section"),
        ("image", article.image != Picture(), "picture", ""),
        *(("source", *row) for row in source),
    )
    for code, value, name, option in missing:
        if not value:
            hint = f"give it with {option}" if option else ""
            findings.warn(f"no-{code}", f"the {whole} has no {name}; it is left out", hint=hint)
