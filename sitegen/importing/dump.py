"""A text dump becomes an article: the parts of the page are found, then weighed together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import structs

from ..errors import ContentError
from .article import Findings, Given, ImportedArticle, Origin, Picture, RelatedItem
from .blocks import Block, Paragraph, read_blocks
from .body import Body, is_foot, read_body, report_dropped
from .decode import decode
from .header import Header, read_header
from .headline import Headline, find_headline
from .lines import Line, ends_sentence, fold, is_prose, read_lines
from .markdown import write_markdown
from .markup import refuse_markup
from .parts import Clues
from .paywall import is_consent, is_prompt
from .related import RelatedList, find_related, is_section_of
from .second_article import find_second_article
from .source import find_source
from .topics import read_topics
from .unwrap import unwrap
from .vocabulary import is_furniture, is_navigation
from .when import settle_dates

# The longest news article has some 2,000; a log or a table has more.
_MOST_LINES = 10_000


def read_dump(
    data: bytes, path: str, given: Given | None = None, encoding: str | None = None
) -> ImportedArticle:
    """Read the bytes of a dump as an article; `path` is how problems name the file.

    Raises ContentError with every problem of the dump. Nothing is read or written here.
    """
    decoded = decode(data, path, encoding)
    findings = Findings(path)
    findings.add(*decoded.warnings)
    article = read_text(decoded.text, findings, given or Given())
    if findings.errors or article is None:
        raise ContentError(findings.errors)
    return article


def read_text(text: str, findings: Findings, given: Given) -> ImportedArticle | None:
    """Read a dump's text; None where `findings` holds errors."""
    refuse_markup(text, findings.path)
    lines = unwrap(read_lines(text))
    if len(lines) > _MOST_LINES:
        message = f"{len(lines):,} lines of text are more than any article has"
        hint = "give each article a file of its own"
        findings.error("too-large", message, lines[_MOST_LINES].number, hint)
        return None
    if _holds_only_notices(lines):
        message = "the file holds nothing but a paywall's or a cookie notice's text"
        findings.error("only-notices", message, lines[0].number, "save the page again, signed in")
        return None
    lists = find_related(lines, findings)
    page = _without_lists(lines, lists, findings)
    headline = find_headline(page, _names_around(page, lists, given), findings) if page else None
    if headline is None:
        if not findings.errors:
            hint = "save the page's text into it"
            findings.error("no-title", "there is no article in the file", 1, hint)
        return None
    header = read_header(page, headline, _clues(page, lists, headline, given), findings)
    below = [page[at] for at in header.leftovers] + [
        line for at, line in enumerate(page) if at >= header.end and at not in headline.repeats
    ]
    find_second_article(lines, below, lists, findings)
    source = find_source(page[: header.end], headline, header, below, given, findings)
    _report_leftovers([page[at] for at in header.leftovers], findings)
    body = read_body(
        [line for at, line in enumerate(below) if at not in source.used],
        findings,
    )
    blocks = read_blocks(body.lines)
    _require_paragraph(blocks, below, page[headline.at], findings)
    dates = settle_dates(header, given, findings)
    outlets = frozenset({fold(source.origin.name)} if source.origin.name else ())
    section, items = _place(lists, outlets, header, given, findings)
    if findings.errors:
        return None
    report_dropped(
        [page[at] for at in header.asides if not _names_source(page[at], source.origin)], findings
    )
    article = ImportedArticle(
        title=headline.title,
        summary=header.summary,
        date=dates.published,
        updated=dates.updated,
        authors=_authors(header, given, findings),
        tags=_tags(header, body, given),
        section=section,
        image=_picture(header),
        source=source.origin,
        truncated=body.truncated,
        body=write_markdown(blocks),
        related=items,
    )
    _report_missing(article, findings)
    return structs.replace(article, warnings=findings.warnings)


def _names_source(line: Line, origin: Origin) -> bool:
    return line.text in (origin.url, origin.name)


def _holds_only_notices(lines: Sequence[Line]) -> bool:
    notices = [line for line in lines if is_consent(line.text) or is_prompt(line.text)]
    rest = [
        line for line in lines
        if line not in notices and not is_furniture(line.text) and not is_navigation(line.text)
    ]  # fmt: skip
    return bool(notices) and not any(is_prose(line.text) for line in rest) and len(rest) <= 2


def _without_lists(
    lines: Sequence[Line], lists: Sequence[RelatedList], findings: Findings
) -> list[Line]:
    """Take the related lists out, and the page's foot below the last of them."""
    inside = {at for one in lists for at in range(one.start, one.end)}
    if lists:
        foot = range(lists[-1].end, len(lines))
        if is_foot([lines[at] for at in foot]):
            report_dropped([lines[at] for at in foot], findings)
            inside.update(foot)
    return [line for at, line in enumerate(lines) if at not in inside]


def _names_around(
    page: Sequence[Line], lists: Sequence[RelatedList], given: Given
) -> frozenset[str]:
    """Names that may stand above the title: sections, tags, the source."""
    names = [one.section for one in lists] + [given.section, given.source_name]
    names += [tag for one in lists for item in one.items for tag in item.tags]
    names += _all_tags(page)
    return frozenset(fold(name) for name in names if name)


def _all_tags(page: Sequence[Line]) -> list[str]:
    found = (read_topics(page, at) for at in range(len(page)))
    return [tag for topics in found if topics for tag in topics.tags]


def _clues(
    page: Sequence[Line], lists: Sequence[RelatedList], headline: Headline, given: Given
) -> Clues:
    items = [item for one in lists for item in one.items]
    topics = [one.section for one in lists if one.section]
    topics += [tag for item in items for tag in item.tags] + _all_tags(page)
    text = [line.text for line in page]
    text += [name for item in items for name in item.authors]
    return Clues(
        topics=frozenset(fold(topic) for topic in topics),
        authors=frozenset(fold(name) for item in items for name in item.authors),
        outlets=frozenset(fold(n) for n in (headline.outlet, given.source_name) if n),
        text="\n".join(text),
    )


def _require_paragraph(
    blocks: Iterable[Block], below: Sequence[Line], title: Line, findings: Findings
) -> None:
    for block in blocks:
        if isinstance(block, Paragraph) and _is_text(block.text):
            return
    notice = next((x for x in below if is_prompt(x.text) or is_consent(x.text)), None)
    if notice:
        message = "below the header stands nothing but a paywall's or a cookie notice's text"
        hint = "save the page again, signed in"
        findings.error("only-notices", message, notice.number, hint)
    else:
        hint = "check that the whole page was saved"
        message = "the article has no paragraph below its header"
        findings.error("no-body", message, below[0].number if below else title.number, hint)


def _is_text(text: str) -> bool:
    return is_prose(text) or (ends_sentence(text) and len(text.split()) >= 4)


def _place(
    lists: Sequence[RelatedList],
    outlets: frozenset[str],
    header: Header,
    given: Given,
    findings: Findings,
) -> tuple[str | None, tuple[RelatedItem, ...]]:
    """Give the section, and the related items with theirs; what the user says goes first."""
    authors = frozenset(fold(name) for name in header.names)
    sections: dict[str, str] = {}
    items: list[RelatedItem] = []
    for one in lists:
        name = one.section if is_section_of(one, outlets, authors) else None
        if name is None:
            message = f"“{one.heading}” names no section"
            findings.warn("section", message, one.line)
        else:
            sections.setdefault(fold(name), name)
        items += [structs.replace(item, section=given.section or name) for item in one.items]
    found = list(sections.values())
    if len(found) > 1 and not given.section and not findings.errors:
        message = f"the section may be “{found[0]}” or “{found[1]}”"
        findings.error("section", message, lists[-1].line, "name it with --section")
    return given.section or next(iter(found), None), tuple(dict.fromkeys(items))


def _authors(header: Header, given: Given, findings: Findings) -> tuple[str, ...]:
    if not given.authors:
        return header.names
    if header.names and header.names != given.authors:
        message = f"--author takes the place of “{', '.join(header.names)}”"
        findings.warn("byline", message)
    return given.authors


def _tags(header: Header, body: Body, given: Given) -> tuple[str, ...]:
    tags = [tag for topics in (header.topics, body.topics) if topics for tag in topics.tags]
    unique: dict[str, str] = {}
    for tag in (*tags, *given.tags):
        unique.setdefault(fold(tag), tag)
    return tuple(unique.values())


def _picture(header: Header) -> Picture:
    image = header.image
    if image is None:
        return Picture()
    return Picture(None, image.alt or None, image.caption or None, image.credit or None)


def _report_leftovers(lines: Sequence[Line], findings: Findings) -> None:
    for line in lines:
        text = line.text if len(line.text) <= 60 else line.text[:59] + "…"
        message = f"“{text}” stands in the header, but not as what; it is kept in the body"
        findings.warn("header", message, line.number)


def _report_missing(article: ImportedArticle, findings: Findings) -> None:
    """Say what the dump does not hold, and how to give it."""
    missing = (
        ("summary", article.summary, "summary (dek)", ""),
        ("date", article.date, "date", "--date"),
        ("authors", article.authors, "byline", "--author"),
        ("tags", article.tags, "topics", "--tag"),
        ("section", article.section, "section", "--section"),
        ("image", article.image != Picture(), "picture", ""),
        ("source", article.source.name, "source", "--source-name and --source-url"),
        (
            "source",
            article.source.url or not article.source.name,
            "address of its source",
            "--source-url",
        ),
    )
    for code, value, name, option in missing:
        if not value:
            hint = f"give it with {option}" if option else ""
            findings.warn(f"no-{code}", f"the dump holds no {name}; it is left out", hint=hint)
