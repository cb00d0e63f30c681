"""Read a page or a fragment: find its text, and choose one value of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, structs

from ..article import Findings, Given, ImportedArticle, Origin, Picture, report_missing
from ..containers import Page
from ..lines import fold
from . import blocks as kinds
from .around import Around, look_around
from .blocks import plain
from .choose import (
    Choice,
    choose_authors,
    choose_date,
    choose_dek,
    choose_tags,
    choose_title,
)
from .declared import Declared, read_declared
from .dom import parse
from .figures import Figure, same_picture
from .prose import is_text
from .region import find_region
from .related import find_related
from .report import (
    is_consent_wall,
    is_error_page,
    refuse,
    report_left_out,
    report_paths,
)
from .selection import select
from .structure import Placed, Walker
from .words import choose_language, detect
from .writer import write


class Fragment(Struct, frozen=True):
    """The text as Markdown, and its language where it can be told, else ""."""

    body: str = ""
    lang: str = ""


def read_all(markup: str, url: str) -> Fragment:
    """Read all of a fragment as text; do not look for furniture."""
    document = parse(markup, url)
    if document is None:
        return Fragment()
    blocks = [placed.block for placed in Walker(document).walk(document.root)]
    return Fragment(write(blocks), detect(" ".join(map(plain, blocks))))


def read(page: Page, shown: str, given: Given) -> ImportedArticle:
    """Read a page as an article. Raises ContentError if it has none."""
    address = page.url or given.source_url or ""
    document = parse(page.html, address, frozenset(page.resources))
    declared = read_declared(document) if document else Declared()
    titles = tuple(value.text for value in declared.titles)
    region = find_region(document) if document else None
    if document is None or region is None:
        raise refuse(document, shown, titles)
    placed = tuple(Walker(document, frozenset(region.furniture)).walk(region.element))
    around = look_around(document, declared, region, placed)
    title = choose_title(declared, around.h1)
    names = choose_authors(declared, around.bylines)
    known = [around.h1, *titles, around.dek.text if around.dek else ""]
    known += names[0].names if names[0] else ()
    unused = [one for one in placed if not around.has_used(one.element)]
    body = [one for one in unused if not around.is_header(one)]
    is_locked = region.is_locked or not declared.is_free
    selection = select(body, known, document.host, is_locked)
    again = [one for one in selection.kept if _is_hero(one, around.hero)]
    blocks = [one.block for one in selection.kept if one not in again]
    text = " ".join(map(plain, blocks))
    heads = (around.h1, title.text if title else "")
    readable = any(map(is_text, blocks))
    wall = is_error_page(heads, len(text)) or is_consent_wall(document, text)
    if title is None or not readable or wall:
        raise refuse(document, shown, (*heads, *titles))
    findings = Findings(shown)
    values = _choose(page, declared, around, text, findings)
    _note("title", title, findings)
    article = structs.replace(
        values,
        title=title.text,
        body=write(_below_the_title(blocks)),
        related=find_related(document, declared),
        truncated=selection.truncated or _is_cut(declared, text),
        provenance={"title": title.place, **values.provenance},
    )
    article = _apply(given, article, findings)
    dropped = (
        *((one, "header") for one in unused if around.is_header(one)),
        *selection.dropped,
        *((one, "repeated") for one in again),
    )
    titles_beside = (item.title for item in article.related)
    shown_values = (
        article.title,
        article.summary or "",
        *article.authors,
        around.h1,
        *titles_beside,
    )
    report_left_out(region, dropped, shown_values, findings)
    report_paths([*filter(None, [article.image.src]), *_pictures(blocks)], findings)
    origin = article.source
    source = (
        (origin.name, "name of its publisher", "--source-name"),
        (origin.url, "address of its own", "--source-url"),
    )
    report_missing(article, findings, "page", source)
    return structs.replace(article, warnings=findings.warnings)


def _choose(
    page: Page, declared: Declared, around: Around, text: str, findings: Findings
) -> ImportedArticle:
    """Choose the values around the text; the title and the body are put in by the caller."""
    where: dict[str, str] = {}

    def take(field: str, choice: Choice | None) -> str | None:
        if choice is None:
            return None
        where[field] = choice.place
        _note(field, choice, findings)
        return choice.text

    summary = take("summary", choose_dek(declared, around.dek, text))
    address = declared.url or page.url
    date = take("date", choose_date(declared.dates, around.dates, address))
    updated = choose_date(declared.updated, (), "")
    authors, note = choose_authors(declared, around.bylines)
    if authors:
        take("authors", Choice(", ".join(authors.names), authors.place, note))
    tags = choose_tags(declared, around.tags)
    if tags:
        where["tags"] = tags.place
    section = declared.sections[0] if declared.sections else None
    if section:
        where["section"] = section.place
    lang, doubt = choose_language(declared.lang, text)
    if doubt:
        findings.warn("lang", doubt)
    image = _picture(declared, around.hero, where)
    if declared.site:
        where["source"] = "the page's publisher"
    return ImportedArticle(
        title="",
        summary=summary,
        date=date,
        updated=_later(updated, date, where),
        authors=authors.names if authors else (),
        tags=tags.names if tags else (),
        section=section.text if section else None,
        image=image,
        source=Origin(declared.site or None, address or None),
        lang=lang or None,
        provenance=where,
    )


def _note(field: str, choice: Choice, findings: Findings) -> None:
    if choice.note:
        findings.warn(field, choice.note)


def _later(updated: Choice | None, date: str | None, where: dict[str, str]) -> str | None:
    """Return the moment of the last change if it is after the day of publication."""
    if updated is None or date is None or updated.text[:10] <= date[:10]:
        return None
    where["updated"] = updated.place
    return updated.text


def _picture(declared: Declared, hero: Figure | None, where: dict[str, str]) -> Picture:
    """Return the picture above the text, else the declared one."""
    first = declared.images[0] if declared.images else None
    if hero is None and first is None:
        return Picture()
    if hero is None and first is not None:
        hero = Figure(first.text)
        where["image"] = f"{first.place}; no reader sees it above the text"
    elif hero is not None:
        agrees = any(same_picture(hero.src, value.text) for value in declared.images)
        where["image"] = "the picture above the text" + (" and the declared one" if agrees else "")
    assert hero is not None
    caption = hero.caption or next((value.text for value in declared.captions), "")
    credit = hero.credit or next((value.text for value in declared.credits), "")
    return Picture(hero.src, hero.alt or None, caption or None, credit or None)


def _pictures(blocks: Iterable[kinds.Block]) -> Iterator[str]:
    """Yield the addresses of the pictures in the text."""
    for block in blocks:
        match block:
            case kinds.Picture(figure=figure):
                yield figure.src
            case kinds.ListBlock(items=items):
                for item in items:
                    yield from _pictures(item)
            case kinds.Quote(blocks=inner):
                yield from _pictures(inner)


def _is_hero(placed: Placed, hero: Figure | None) -> bool:
    block = placed.block
    return (
        hero is not None
        and isinstance(block, kinds.Picture)
        and same_picture(block.figure.src, hero.src)
    )


def _below_the_title(blocks: list[kinds.Block]) -> list[kinds.Block]:
    """Lower the headings by one level if the text uses the level of the title."""
    if not any(isinstance(one, kinds.Heading) and one.level == 1 for one in blocks):
        return blocks
    return [
        structs.replace(one, level=min(one.level + 1, 6)) if isinstance(one, kinds.Heading) else one
        for one in blocks
    ]


def _is_cut(declared: Declared, text: str) -> bool:
    """Return True if the page is behind a paywall and declares a longer text than it shows."""
    return not declared.is_free and len(declared.body) > 1.5 * len(text)


def _apply(given: Given, article: ImportedArticle, findings: Findings) -> ImportedArticle:
    """Replace the page's values by those that the user gives; tags are added."""
    changes: dict[str, object] = {}
    for field, option in (("date", "--date"), ("authors", "--author"), ("section", "--section")):
        value, held = getattr(given, field), getattr(article, field)
        if not value:
            continue
        changes[field] = value
        differs = held and (held[:10] != value[:10] if field == "date" else held != value)
        if differs and field != "section":
            shown = held if isinstance(held, str) else ", ".join(held)
            findings.warn(field, f"{option} takes the place of “{shown}”")
    tags: dict[str, str] = {}
    for tag in (*article.tags, *given.tags):
        tags.setdefault(fold(tag), tag)
    changes["tags"] = tuple(tags.values())
    if given.source_name or given.source_url:
        name = given.source_name or article.source.name
        changes["source"] = Origin(name, given.source_url or article.source.url)
    changes["provenance"] = {
        field: place
        for field, place in article.provenance.items()
        if field not in changes or field == "tags"
    }
    return structs.replace(article, **changes)
