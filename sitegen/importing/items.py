"""Items of feeds and exports become articles or briefs."""

from __future__ import annotations

from html import escape

from msgspec import structs

from ..problems import ContentError, Problem
from .article import Given, ImportedArticle, Origin, Picture, RelatedItem
from .containers import Item, Page
from .html import read_fragment, read_page
from .lines import fold


def brief_of(item: Item, given: Given) -> RelatedItem:
    """Make a brief of an item without a text; what the user says goes before what it holds."""
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
    """Read an item with its text; what the item says goes before what the text seems to say.

    Raises ContentError where a whole page in it holds no article, or where it has no text.
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
    """Give a message's page a headline, so that the reader of pages finds its text below it."""
    title = escape(item.title)
    head = f'<title>{title}</title><meta property="og:title" content="{title}">'
    return f"<!doctype html><html><head>{head}</head><body>{item.html}</body></html>"


def _with_tags(tags: tuple[str, ...], given: Given) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for tag in (*tags, *given.tags):
        found.setdefault(fold(tag), tag)
    return tuple(found.values())
