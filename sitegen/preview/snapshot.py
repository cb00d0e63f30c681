"""Snapshots of the site, and the differences between two of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from ..config import Config
from ..execution.planned import Planned
from ..model import Article
from ..pages import Page
from ..planning.kinds.article import ArticlePage
from ..planning.kinds.copy import CopyPage
from ..planning.kinds.edition import EditionPage
from ..planning.kinds.listing import ListingPage
from ..planning.kinds.text import TextPage
from ..reading.layout import PROFILE_FOLDERS, kind_of, split_language
from ..rendering.render import Renderer
from ..rendering.theme import Theme


class Snapshot(NamedTuple):
    """One state of the site; requests are answered from it while the next one is made.

    `drafts` are all of them, shown or not.
    """

    version: int
    config: Config
    theme: Theme
    planned: Planned
    renderer: Renderer
    drafts: tuple[Article, ...]


class Changes(msgspec.Struct, frozen=True):
    """What a refresh changed.

    `files` are paths from the site's root; `pages` counts the pages that differ and `urls` are
    theirs, unless `everything` may differ. `styles` are the URLs of stylesheets to load in the
    place of older ones, `moved` leads from old URLs of articles to new ones.
    """

    files: tuple[str, ...] = ()
    pages: int = 0
    urls: tuple[str, ...] = ()
    everything: bool = False
    styles: tuple[str, ...] = ()
    moved: dict[str, str] = {}

    @property
    def any(self) -> bool:
        """Return True if a browser may show something else now."""
        return bool(self.pages or self.styles or self.everything)


def source_of(planned: Planned, page: Page) -> str:
    """Return the content file of a page; "" if it has several files or none."""
    owner = planned.owners.get(page.path, "")
    if isinstance(page, ArticlePage | TextPage):
        return owner
    if isinstance(page, ListingPage | EditionPage) and owner.endswith(".md"):
        languages = [site.language for site in planned.sites.values()]
        kind = kind_of(split_language(owner, languages)[0])
        return owner if kind in PROFILE_FOLDERS.values() else ""
    return ""


def changes_between(old: Snapshot, theme: Theme, new: Planned, files: list[str]) -> Changes:
    """Compare a state with the next one: its theme and its plan."""
    before = old.planned
    styles, others = _assets(before.assets, new.assets)
    pages = [page for path, page in new.pages.items() if _differs(before.pages.get(path), page)]
    urls = [page.url for page in pages if not (_is_style(page) and page.path in new.assets)]
    gone = [page for path, page in before.pages.items() if path not in new.pages]
    urls += [page.url for page in gone]
    files += _templates(old.theme, theme)
    everything = theme is not old.theme or new.sites != before.sites or others
    return Changes(
        files=tuple(dict.fromkeys(files)),
        pages=len(new.pages) if everything else len(urls),
        urls=() if everything else tuple(urls),
        everything=everything,
        styles=styles,
        moved=_moved(gone, before, new) if gone else {},
    )


def _differs(old: Page | None, new: Page) -> bool:
    return old is not new and old != new


def _is_style(page: Page) -> bool:
    return isinstance(page, CopyPage) and page.path.endswith(".css")


def _assets(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[tuple[str, ...], bool]:
    """Return the changed stylesheets, and whether any other asset was added, deleted or changed."""
    if old is new:
        return (), False
    changed = [name for name in new.keys() | old.keys() if old.get(name) != new.get(name)]
    styles = [name for name in changed if name.endswith(".css") and name in old and name in new]
    return tuple(new[name] for name in sorted(styles)), len(styles) < len(changed)


def _templates(old: Theme, new: Theme) -> list[str]:
    """Return the templates that differ, or `theme.yml` if only the settings do."""
    if old is new:
        return []
    sources = {template.shown: template.source for template in old.templates.values()}
    found = [
        template.shown
        for template in new.templates.values()
        if sources.get(template.shown) != template.source
    ]
    shown = {template.shown for template in new.templates.values()}
    found += [name for name in sources if name not in shown]
    return sorted(set(found)) or ["theme.yml"]


def _moved(gone: list[Page], old: Planned, new: Planned) -> dict[str, str]:
    """Find the new URLs of articles whose files have not moved."""
    homes = homes_of(new)
    owners = {page.url: old.owners[page.path] for page in gone if isinstance(page, _TEXTS)}
    return {url: homes[owner] for url, owner in owners.items() if owner in homes}


_TEXTS = (ArticlePage, TextPage)


def homes_of(planned: Planned) -> dict[str, str]:
    """Return the URL of each article's and text page's own page, by its content file."""
    return {
        planned.owners[path]: page.url
        for path, page in planned.pages.items()
        if isinstance(page, _TEXTS)
    }
