"""Read a plain text: a page's dump, a database's export of many articles, a container's text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import structs

from ...problems import ContentError
from ..article import Findings, Given, ImportedArticle, Origin
from ..containers import Text
from ..dates import read_dates
from ..decode import decode, refuse_markup
from ..lines import Line, fold, is_prose, read_lines, unwrap
from ..markdown import write_markdown
from .blocks import ranges, read_blocks, report_missing_values
from .classify import classify
from .exports import Document, names_of, read_document, section_of, split_documents
from .page import read_page_lines
from .topics import split_tags

_DATE_HINT = "say when it was published with --date 2024-05-04"


def read_labelled_article(
    document: Document, findings: Findings, given: Given
) -> ImportedArticle | None:
    """Read a document's values; None if `findings` has errors."""
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
    report_missing_values(article, findings)
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


# The longest news article has some 2,000; a log or a table has more.
_MOST_LINES = 10_000


def read_dump(
    data: bytes, path: str, given: Given | None = None, encoding: str | None = None
) -> ImportedArticle:
    """Read the bytes of a dump as one article; `path` is how problems name the file.

    Raises ContentError with every problem of the dump, also where it has several articles.
    Nothing is read or written here.
    """
    articles = read_dumps(data, path, given, encoding)
    if len(articles) > 1:
        findings = Findings(path)
        hint = "import it with `sitegen import`, which makes one file of each"
        findings.error("two-articles", f"the file has {len(articles)} articles", 1, hint)
        raise ContentError(findings.errors)
    return articles[0]


def read_dumps(
    data: bytes, path: str, given: Given | None = None, encoding: str | None = None
) -> tuple[ImportedArticle, ...]:
    """Read the bytes of a dump: one article, or those of a database's export in their order.

    Raises ContentError with every problem of the dump.
    """
    decoded = decode(data, path, encoding)
    findings = Findings(path)
    findings.add(*decoded.warnings)
    return _read(decoded.text, findings, given or Given())


def read_text(text: Text, path: str, given: Given | None = None) -> tuple[ImportedArticle, ...]:
    """Read a text that came out of a container, whose labelled values go before the text's own.

    Raises ContentError with every problem of the text.
    """
    fields = text.fields
    title = fields.get("title", "")
    whole = text.text
    if title and fold(title) not in fold(whole[: len(title) * 4 + 200]):
        whole = f"{title}\n\n{whole}"
    articles = _read(whole, Findings(path), _with_fields(given or Given(), fields))
    if len(articles) > 1 or not fields:
        return articles
    changes = {name: fields[name] for name in ("title", "summary") if fields.get(name)}
    places = {name: f"the container's “{name}”" for name in fields}
    article = articles[0]
    provenance = {**article.provenance, **places}
    return (structs.replace(article, **changes, provenance=provenance),)


def _with_fields(given: Given, fields: Mapping[str, str]) -> Given:
    """What a container tells fills in what the user has not said."""
    names = tuple(n.strip() for n in fields.get("authors", "").split(";") if n.strip())
    tags = tuple(n.strip() for n in fields.get("tags", "").split(";") if n.strip())
    return Given(
        section=given.section or fields.get("section"),
        date=given.date or fields.get("date"),
        authors=given.authors or names,
        tags=(*tags, *given.tags),
        source_name=given.source_name or fields.get("source.name"),
        source_url=given.source_url or fields.get("source.url"),
    )


def _read(text: str, findings: Findings, given: Given) -> tuple[ImportedArticle, ...]:
    refuse_markup(text, findings.path)
    articles: list[ImportedArticle] = []
    for lines in split_documents(read_lines(text)):
        article = _read_one(lines, findings, given)
        if article is not None:
            articles.append(structs.replace(article, warnings=findings.warnings))
        if not findings.errors:
            findings = Findings(findings.path)
    if not articles and not findings.errors:
        hint = "save the page's text into it"
        findings.error("no-title", "there is no article in the file", 1, hint)
    if findings.errors:
        raise ContentError(findings.errors)
    return tuple(articles)


def _read_one(lines: Sequence[Line], findings: Findings, given: Given) -> ImportedArticle | None:
    if len(lines) > _MOST_LINES:
        message = f"{len(lines):,} lines of text are more than any article has"
        hint = "give each article a file of its own"
        findings.error("too-large", message, lines[_MOST_LINES].number, hint)
        return None
    if document := read_document(lines):
        return read_labelled_article(document, findings, given)
    return read_page_lines(classify(unwrap(lines)), findings, given)
