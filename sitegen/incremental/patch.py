"""Patch a plan: put an article's new text wherever the plan shows the old one.

Where cards, boxes and feed entries are on a page is read off the annotations of its type, so a new
kind of page is never forgotten. The result equals a new plan (`Extent.LINKS` at most); planning
10,000 articles again takes ten times as long.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from msgspec import Struct, structs
from msgspec.msgpack import encode

from ..model import Article
from ..pages import Card, FeedEntry, Page, SiteView
from ..planning.kinds.article import ArticlePage, minutes_of
from .changes import Extent, change_of
from .keys import fields_showing

Value = TypeVar("Value")
StructValue = TypeVar("StructValue", bound=Struct)


class PlannedPages(Protocol):
    """A plan: its pages by path, the content file behind each, and what all templates share."""

    @property
    def pages(self) -> Mapping[str, Page]: ...
    @property
    def owners(self) -> Mapping[str, str]: ...
    @property
    def site(self) -> SiteView: ...


_SHOWN = (Card, FeedEntry)
"""The types that show an article on other pages than its own."""


def patch_article(planned: PlannedPages, old: Article, new: Article) -> dict[str, Page] | None:
    """Show an article's new text in planned pages; None if the site must be planned again.

    Pages that do not show the article stay the same objects.
    """
    pages, owners = planned.pages, planned.owners
    extent = change_of(old, new).extent
    page = _page_of(pages, owners, old.path)
    if extent > Extent.LINKS or page is None:
        return None
    if old.title != new.title and any(page.share_image for page in pages.values()):
        return None  # The title may be drawn.
    replace = _Replacement(planned.site.origin + page.url, page.url, old, new)
    showing = {kind for kind in map(type, pages.values()) if replace.may_show(kind)}
    patched = {
        path: replace(other) if type(other) in showing else other for path, other in pages.items()
    }
    own = patched[page.path]
    assert isinstance(own, ArticlePage)
    assert new.body is not None
    patched[page.path] = _updated(
        own,
        title=new.title,
        summary=new.summary,
        truncated=new.truncated,
        body=structs.replace(own.body, digest=new.body),
        toc=new.toc,
        minutes=minutes_of(new),
        extra=new.extra,
    )
    return patched


def _page_of(
    pages: Mapping[str, Page], owners: Mapping[str, str], owner: str
) -> ArticlePage | None:
    for path, name in owners.items():
        if name == owner:
            page = pages[path]
            if isinstance(page, ArticlePage):
                return page
    return None


def _updated(value: StructValue, **attributes: Any) -> StructValue:
    """Replace attributes of a struct; return it as it is where it would be encoded the same."""
    updated = structs.replace(value, **attributes)
    return value if encode(updated) == encode(value) else updated


class _Replacement:
    """Puts an article's new text into the cards and feed entries inside a value."""

    def __init__(self, address: str, url: str, old: Article, new: Article) -> None:
        self._address = address
        self._url = url
        self._new = new
        in_cards = (old.title, old.summary) != (new.title, new.summary)
        self._wanted = _SHOWN if in_cards else (FeedEntry,)
        # Many pages share one box, and many lists one card. The value is kept with its
        # replacement, so that its id is not given to another one.
        self._known: dict[int, tuple[object, Any]] = {}

    def may_show(self, kind: type[Struct]) -> bool:
        """Return True if pages of this type can show what has changed."""
        return bool(fields_showing(kind, self._wanted))

    def __call__(self, value: Value) -> Value:
        """Return the value itself where it does not show the article."""
        known = self._known.get(id(value))
        if known is None:
            known = (value, self._replaced(value))
            self._known[id(value)] = known
        replaced: Value = known[1]
        return replaced

    def _replaced(self, value: Any) -> Any:
        if isinstance(value, self._wanted):
            return self._shown(value)
        if isinstance(value, tuple):
            items = tuple(map(self, value))
            return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
        if not isinstance(value, Struct):
            return value
        changed = {}
        for name in fields_showing(type(value), self._wanted):
            before = getattr(value, name)
            after = self(before)
            if after is not before:
                changed[name] = after
        return structs.replace(value, **changed) if changed else value

    def _shown(self, value: Any) -> Any:
        new = self._new
        if isinstance(value, Card):
            if value.url != self._url or value.brief:
                return value
            return _updated(value, title=new.title, summary=new.summary)
        assert isinstance(value, FeedEntry)
        assert new.body is not None
        if value.edition is not None:
            edition = self(value.edition)
            return (
                structs.replace(value, edition=edition) if edition is not value.edition else value
            )
        if value.brief or value.url != self._address:
            return value
        body = structs.replace(value.body, digest=new.body) if value.body else None
        return _updated(
            value,
            title=new.title,
            summary=new.summary,
            truncated=new.truncated,
            body=body,
        )
