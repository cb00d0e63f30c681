"""Read inputs as articles and briefs; their kind is recognized by content."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from html import escape
from pathlib import Path

from msgspec import Struct, structs

from ..problems import ContentError, Problem
from .article import Given, ImportedArticle, Origin, Picture, RelatedItem
from .containers import Contents, Item, Page, Text, Unreadable
from .containers.contents import Container
from .containers.kinds import find_container, read_container
from .containers.page import WEB_PAGE, local_pictures, with_local
from .html import read_fragment, read_page
from .inputs import Input
from .lines import fold
from .text.reader import read_dumps, read_text

_LARGEST_DUMP = 2 * 1024 * 1024
_LARGEST_PICTURES = 50_000_000

FetchPage = Callable[[str], Page]


class Entry(Struct, frozen=True):
    """One result of reading: an article, or an item that becomes a brief.

    `shown` is how problems name it; `resources` are its pictures that are known, by address.
    """

    shown: str
    article: ImportedArticle | RelatedItem
    resources: Mapping[str, bytes] = {}


class Reader(Struct, frozen=True):
    """Reads inputs with the user's values; `fetch_page` gets the pages of items, if wanted."""

    given: Given
    encoding: str | None = None
    fetch_page: FetchPage | None = None

    def read(self, found: Input) -> Iterator[Entry | ContentError | Problem]:
        """Read everything in an input: entries, errors of single entries, and warnings.

        Raises ContentError if nothing of the input can be read.
        """
        container = find_container(found.data)
        if container is None:
            yield from self._read_dump(found)
            return
        contents = self._contents(container, found)
        for note in contents.notes:
            yield Problem(found.shown, note, "import.left-out", severity="warning")
        for content in contents.entries:
            shown = found.shown if len(contents.entries) == 1 else _shown(found, content)
            try:
                yield from self._read_one(content, shown)
            except ContentError as error:
                yield error
            except RecursionError:
                yield _too_deep(shown)

    def _contents(self, container: Container, found: Input) -> Contents:
        try:
            if container is not WEB_PAGE:
                return read_container(container, found.data)
            return Contents((_page(found, self.encoding),))
        except Unreadable as error:
            code = f"import.{error.code}"
            raise ContentError(Problem(found.shown, str(error), code, hint=error.hint)) from None
        except RecursionError:
            raise _too_deep(found.shown) from None

    def _read_dump(self, found: Input) -> Iterator[Entry]:
        if len(found.data) > _LARGEST_DUMP:
            message = "the file is larger than any article (2 MB)"
            raise ContentError(Problem(found.shown, message, "import.too-large"))
        for article in read_dumps(found.data, found.shown, self.given, self.encoding):
            yield Entry(found.shown, article)

    def _read_one(self, content: Page | Text | Item, shown: str) -> Iterator[Entry]:
        match content:
            case Page():
                article = read_page(content, shown, self.given)
                yield Entry(shown, _accessed(article, content.saved_at), content.resources)
            case Text():
                for article in read_text(content, shown, self.given):
                    yield Entry(shown, article)
            case Item(html=""):
                if self.fetch_page is not None and content.url:
                    page = self.fetch_page(content.url)
                    yield from self._read_one(page, content.url)
                else:
                    yield Entry(shown, brief_of(content, self.given))
            case Item():
                article = read_item(content, shown, self.given)
                yield Entry(shown, _accessed(article, content.saved_at))


def _too_deep(shown: str) -> ContentError:
    return ContentError(Problem(shown, "its parts are nested too deeply", "import.too-deep"))


def fetched_page(found: Input) -> Page:
    """Make the page of a fetched address; raises ContentError if it is not a page."""
    container = find_container(found.data)
    if container is None or container is not WEB_PAGE:
        what = container.name if container else "no web page"
        message = f"the address leads to {what}"
        raise ContentError(Problem(found.shown, message, "import.no-page"))
    try:
        return _page(found, None)
    except Unreadable as error:
        problem = Problem(found.shown, str(error), f"import.{error.code}", hint=error.hint)
        raise ContentError(problem) from None


def _page(found: Input, encoding: str | None) -> Page:
    from .containers.page import read_web_page

    page = read_web_page(found.data, encoding or found.charset, bool(encoding)).entries[0]
    assert isinstance(page, Page)
    if found.url:
        page = structs.replace(page, url=found.url, saved_at=found.fetched_at)
    if found.folder is not None:
        page = with_local(page, _files_beside(page, found))
    return page


def _files_beside(page: Page, found: Input) -> dict[str, bytes]:
    """Read the pictures that a browser saved in a folder beside the page, by reference."""
    assert found.folder is not None
    root = Path(os.path.realpath(found.folder))
    files: dict[str, bytes] = {}
    left = _LARGEST_PICTURES
    for reference, path in local_pictures(page.html):
        try:
            file = Path(os.path.realpath(root / path))
            # Only folders below the page's own are looked into, whatever a page asks for.
            is_below = root in file.parents and file.parent != root
            if is_below and file.is_file() and file.stat().st_size <= left:
                files[reference] = file.read_bytes()
                left -= len(files[reference])
        except (OSError, ValueError):
            continue
    return files


def _accessed(article: ImportedArticle, moment: str) -> ImportedArticle:
    """Note the day on which a page was fetched or saved, beside its address."""
    if not moment or not article.source.url:
        return article
    return structs.replace(article, source=structs.replace(article.source, accessed=moment[:10]))


def _shown(found: Input, content: Page | Text | Item) -> str:
    name = content.url if isinstance(content, Page) else ""
    if isinstance(content, Item):
        name = content.url or content.title
    elif isinstance(content, Text):
        name = content.fields.get("title", "")
    return f"{found.shown} ({name})" if name else found.shown


# --- entries of feeds and lists ----------------------------------------------------------------


def brief_of(item: Item, given: Given) -> RelatedItem:
    """Make a brief of an item without a text; the user's values take precedence."""
    return RelatedItem(
        item.title,
        given.authors or item.authors,
        _with_tags(item.tags, given),
        given.date or item.date or None,
        given.source_url or item.url or None,
        given.section or item.section or None,
        item.summary or None,
        given.source_name or item.publisher or None,
        item.saved_at[:10] or None,
    )


def read_item(item: Item, shown: str, given: Given) -> ImportedArticle:
    """Read an item with its text; the item's values take precedence over those in the text.

    Raises ContentError if a whole page in it has no article, or where it has no text.
    """
    if item.is_page:
        article = read_page(Page(_page_of(item), item.url, item.saved_at), shown, given)
    else:
        fragment = read_fragment(item.html, item.url)
        if not fragment.body:
            hint = "open its address, and import the page"
            raise ContentError(Problem(shown, "the entry has no text", "import.empty", hint=hint))
        article = ImportedArticle(item.title, lang=fragment.lang or None, body=fragment.body)
    known = {
        "summary": item.summary or None,
        "date": given.date or item.date or None,
        "updated": item.updated if item.updated[:10] > item.date[:10] else None,
        "authors": given.authors or item.authors,
        "section": given.section or item.section or None,
        "image": Picture(item.image) if item.image and article.image == Picture() else None,
    }
    changes = {name: value for name, value in known.items() if value}
    source = article.source
    name = given.source_name or item.publisher or source.name
    address = given.source_url or item.url or source.url
    return structs.replace(
        article,
        title=item.title,
        tags=_with_tags((*item.tags, *article.tags), given),
        source=Origin(name, address, source.accessed),
        provenance={**article.provenance, **dict.fromkeys(("title", *changes), "the entry")},
        **changes,
    )


def _page_of(item: Item) -> str:
    """Add a headline to a message's page, so that the reader of pages finds the text below it."""
    title = escape(item.title)
    head = f'<title>{title}</title><meta property="og:title" content="{title}">'
    return f"<!doctype html><html><head>{head}</head><body>{item.html}</body></html>"


def _with_tags(tags: tuple[str, ...], given: Given) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for tag in (*tags, *given.tags):
        found.setdefault(fold(tag), tag)
    return tuple(found.values())
