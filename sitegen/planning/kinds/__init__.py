"""The kinds of pages. To add a kind, write it in a file of its own and add it to `KINDS`."""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from typing import Any

import msgspec

from ...config import SiteFile
from ...pages import Page
from .archive import ARCHIVE
from .article import ARTICLE
from .edition import EDITION
from .feed import FEED
from .follow import FOLLOW
from .home import HOME
from .index import INDEX
from .kind import Kind as Kind
from .listing import LISTING
from .manifest import MANIFEST
from .not_found import NOT_FOUND
from .picture import COPY, PICTURE, SHARE_IMAGE
from .redirect import OTHER_NAME, REDIRECT
from .robots import ROBOTS
from .search import SEARCH
from .series import SERIES
from .sitemap import NEWS_SITEMAP, SITEMAP
from .text import TEXT

KINDS: tuple[Kind, ...] = (
    COPY,
    HOME,
    ARTICLE,
    LISTING,
    INDEX,
    TEXT,
    SERIES,
    ARCHIVE,
    EDITION,
    FEED,
    FOLLOW,
    SEARCH,
    NOT_FOUND,
    SITEMAP,
    NEWS_SITEMAP,
    ROBOTS,
    MANIFEST,
    REDIRECT,
    OTHER_NAME,
    PICTURE,
    SHARE_IMAGE,
)
"""All kinds, in the order in which they are planned; the sitemap lists what comes before it."""

CONTENT_FOLDERS = ("pages", "sections", "series", "editions")
"""Folders of the content folder that have no section."""


def all_kinds(more: Sequence[Kind]) -> tuple[Kind, ...]:
    """Add a site's own kinds; their pages are in the sitemap, too."""
    place = KINDS.index(SITEMAP)
    return (*KINDS[:place], *more, *KINDS[place:])


def page_decoder(more: Sequence[Kind]) -> Callable[[bytes], Page]:
    """Return a function that decodes a page of any kind, also of a site's own (msgpack)."""
    types: Any = reduce(or_, (page for kind in all_kinds(more) for page in kind.pages))
    decode: Callable[[bytes], Page] = msgspec.msgpack.Decoder(types).decode
    return decode


def reserved_sections(file: SiteFile, kinds: Sequence[Kind] = KINDS) -> frozenset[str]:
    """Name the folders of URLs that no section can have: those of kinds, and of languages."""
    of_kinds = (name for kind in kinds for name in kind.reserves(file))
    of_languages = (code.lower() for code in file.languages)
    return frozenset((*CONTENT_FOLDERS, *of_kinds, *of_languages))
