"""Make an article of a database's document, whose values have labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import structs

from ..article import Findings, Given, ImportedArticle, Origin
from ..dates import read_dates
from ..lines import Line, fold, is_prose
from ..markdown import write_markdown
from .blocks import read_blocks
from .classify import classify
from .exports import Document, names_of, section_of
from .report import ranges, report_missing
from .topics import split_tags

_DATE_HINT = "say when it was published with --date 2024-05-04"


def read_labelled_article(
    document: Document, findings: Findings, given: Given
) -> ImportedArticle | None:
    """Read a document's values; None where `findings` has errors."""
    values = document.values
    title = values.get("title")
    if title is None:
        first = (*document.left_out, *document.body)[0]
        hint = "check that the whole document was saved"
        findings.error("no-title", "the document has no title", first.number, hint)
        return None
    if not any(is_prose(line.text) for line in document.body):
        hint = "check that the whole document was saved"
        findings.error("no-body", "the document has no text", title.number, hint)
        return None
    date = _date(values.get("date"), given, findings)
    if findings.errors:
        return None
    section = _section(values.get("section"), findings)
    article = ImportedArticle(
        title=title.text,
        summary=values["summary"].text if "summary" in values else None,
        date=date,
        authors=given.authors or _authors(values.get("authors"), findings),
        tags=tuple({fold(tag): tag for tag in (*_tags(values), *given.tags)}.values()),
        section=given.section or section,
        source=Origin(
            given.source_name or (values["source"].text if "source" in values else None),
            given.source_url or (values["url"].text if "url" in values else None),
        ),
        body=write_markdown(read_blocks(classify(document.body))),
    )
    _report_left_out(document.left_out, findings)
    report_missing(article, findings)
    places = {
        name: f"line {line.number}: {line.text[:80]}"
        for name, line in values.items()
        if name not in given.replaced
    }
    return structs.replace(article, provenance=places)


def _date(line: Line | None, given: Given, findings: Findings) -> str | None:
    if given.date or line is None:
        return given.date
    found = read_dates(line.text)
    if not found or found[0].value is None:
        message = f"“{line.text}” does not tell the day for certain"
        findings.error("date-ambiguous", message, line.number, _DATE_HINT)
        return None
    return found[0].value


def _authors(line: Line | None, findings: Findings) -> tuple[str, ...]:
    if line is None:
        return ()
    names = names_of(line.text)
    if not names:
        message = f"“{line.text}” in the byline is no name for certain; it is left out"
        findings.warn("byline", message, line.number, "say who wrote it with --author")
    return names


def _tags(values: Mapping[str, Line]) -> tuple[str, ...]:
    return split_tags(values["tags"].text) if "tags" in values else ()


def _section(line: Line | None, findings: Findings) -> str | None:
    if line is None:
        return None
    name, page = section_of(line.text)
    if page:
        findings.warn("section", f"“{page}” of the section is left out", line.number)
    return name or None


def _report_left_out(lines: Sequence[Line], findings: Findings) -> None:
    if not lines:
        return
    ordered = sorted(lines, key=lambda line: line.number)
    shown = ", ".join(f"“{line.text[:60]}”" for line in ordered[:6])
    more = f" and {len(ordered) - 6} more" if len(ordered) > 6 else ""
    numbers = ranges([line.number for line in ordered])
    message = f"left out as the database's own: {shown}{more} (lines {numbers})"
    findings.warn("label", message, ordered[0].number)
