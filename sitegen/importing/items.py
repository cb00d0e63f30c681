"""Items of feeds and exports become articles or briefs."""

from __future__ import annotations

from html import escape

from msgspec import structs

from .article import Given, ImportedArticle, Origin, Picture, RelatedItem
from .containers import Item, Page
from .html import read_page
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
    """Read the text of an item; what the item says of it goes before what the text seems to say.

    Raises ContentError where the text is no article's.
    """
    page = Page(_page_of(item), item.url, item.saved_at)
    article = read_page(page, shown, given)
    known = {
        "summary": item.summary or None,
        "date": given.date or item.date or None,
        "updated": item.updated if item.updated[:10] > item.date[:10] else None,
        "authors": given.authors or item.authors,
        "section": given.section or item.section or None,
    }
    place = {name: "the entry" for name, value in known.items() if value}
    source = article.source
    name = given.source_name or item.publisher or source.name
    address = given.source_url or item.url or source.url
    image = article.image
    if image == Picture() and item.image:
        image = Picture(item.image)
        place["image"] = "the entry"
    return structs.replace(
        article,
        title=item.title,
        tags=_with_tags((*item.tags, *article.tags), given),
        image=image,
        source=Origin(name, address, source.accessed),
        provenance={**article.provenance, **place, "title": "the entry"},
        **{name: value for name, value in known.items() if value},
    )


def _page_of(item: Item) -> str:
    """Put an item's fragment into a page, so that the one reader of pages reads it."""
    title = escape(item.title)
    date = f'<meta property="article:published_time" content="{escape(item.date)}">'
    return (
        f'<!doctype html><html><head><meta property="og:title" content="{title}">'
        f"{date if item.date else ''}<title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>\n{item.html}\n</article></body></html>"
    )


def _with_tags(tags: tuple[str, ...], given: Given) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for tag in (*tags, *given.tags):
        found.setdefault(fold(tag), tag)
    return tuple(found.values())
