"""Edits that move nothing: the plan is amended where it shows an article, and not made anew.

A body or a title stands in few places, and where these are does not depend on what they say. The
outcome is the one that planning would come to; the workspace plans all the same once it is quiet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from msgspec import structs

from ..config import Config
from ..model import Article, Asset
from ..pagetypes import (
    AnyPage,
    ArticlePage,
    BodyUse,
    Box,
    Card,
    CopyPage,
    FeedPage,
    HomePage,
    ListingPage,
    NotFoundPage,
)
from ..planning.articles import TEXT, differ_only_in, minutes_of
from ..site import Planned, asset_url

HARMLESS = TEXT | {"title", "summary", "extra", "truncated", "anchors"}
"""The attributes of an article that decide over no list, order, address or link."""

Shows = TypeVar("Shows", HomePage, ListingPage, NotFoundPage)
Owner = TypeVar("Owner", HomePage, ListingPage, NotFoundPage, ArticlePage, Box)


def amend_article(planned: Planned, old: Article, new: Article) -> Planned | None:
    """Show an article's new text in a plan; None where the plan must be made anew."""
    if not differ_only_in(HARMLESS, old, new):
        return None
    page = _page_of(planned, old.path)
    if page is None:
        return None
    return planned._replace(pages=_Amendment(page, old, new, planned).pages())


def _page_of(planned: Planned, owner: str) -> ArticlePage | None:
    for path, name in planned.owners.items():
        if name == owner:
            page = planned.pages[path]
            if isinstance(page, ArticlePage):
                return page
    return None


class _Amendment:
    """One article's new text, put wherever a plan shows the old one."""

    def __init__(self, page: ArticlePage, old: Article, new: Article, planned: Planned) -> None:
        self._page = page
        self._new = new
        self._planned = planned
        self._in_cards = (old.title, old.summary) != (new.title, new.summary)
        self._address = planned.site.origin + page.url
        self._boxes: dict[int, Box] = {}

    def pages(self) -> dict[str, AnyPage]:
        """Give all pages; those that do not show the article are the same objects."""
        return {path: self._amended(page) for path, page in self._planned.pages.items()}

    def _amended(self, page: AnyPage) -> AnyPage:
        if isinstance(page, ArticlePage):
            return self._article(page)
        if isinstance(page, FeedPage):
            return self._feed(page)
        if self._in_cards and isinstance(page, HomePage):
            page = self._listing(page)
            sections = tuple([self._box(box) for box in page.sections])
            return _changed(page, "sections", sections)
        if self._in_cards and isinstance(page, ListingPage):
            return self._listing(page)
        if self._in_cards and isinstance(page, NotFoundPage):
            return self._listing(page)
        return page

    def _article(self, page: ArticlePage) -> ArticlePage:
        if page is self._page:
            new = self._new
            assert new.body is not None
            page = structs.replace(
                page,
                title=new.title,
                summary=new.summary,
                truncated=new.truncated,
                body=BodyUse(new.body, page.body.attrs),
                toc=new.toc,
                minutes=minutes_of(new),
                extra=new.extra,
            )
        if not self._in_cards:
            return page
        if page.more is not None:
            page = _changed(page, "more", self._box(page.more))
        return _changed(page, "related", self._cards(page.related))

    def _listing(self, page: Shows) -> Shows:
        return _changed(page, "cards", self._cards(page.cards))

    def _cards(self, cards: tuple[Card, ...]) -> tuple[Card, ...]:
        url = self._page.url
        if not any(card.url == url for card in cards):
            return cards
        new = self._new
        return tuple(
            structs.replace(card, title=new.title, summary=new.summary)
            if card.url == url and not card.brief
            else card
            for card in cards
        )

    def _box(self, box: Box) -> Box:
        # Most pages of a section share one box.
        known = self._boxes.get(id(box))
        if known is None:
            known = _changed(box, "cards", self._cards(box.cards))
            self._boxes[id(box)] = known
        return known

    def _feed(self, page: FeedPage) -> FeedPage:
        if not any(entry.url == self._address for entry in page.entries):
            return page
        new = self._new
        assert new.body is not None
        entries = tuple(
            structs.replace(
                entry,
                title=new.title,
                summary=new.summary,
                body=BodyUse(new.body, entry.body.attrs),
            )
            if entry.url == self._address and entry.body is not None
            else entry
            for entry in page.entries
        )
        return structs.replace(page, entries=entries)


def _changed(owner: Owner, name: str, value: object) -> Owner:
    return owner if getattr(owner, name) == value else structs.replace(owner, **{name: value})


def amend_static(
    planned: Planned, config: Config, assets: Mapping[str, tuple[Asset, Asset]]
) -> Planned | None:
    """Show the new content of static files (old and new by path); None where a size differs."""
    pages = dict(planned.pages)
    urls = dict(planned.assets)
    for path, (old, new) in assets.items():
        page = pages.get(path)
        if (old.width, old.height) != (new.width, new.height) or not isinstance(page, CopyPage):
            return None
        pages[path] = structs.replace(page, digest=new.digest)
        urls[path] = asset_url(config, path, new)
    return planned._replace(pages=pages, assets=urls)
