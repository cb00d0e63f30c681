"""The search page, its script and its style sheet."""

from __future__ import annotations

from collections.abc import Iterator

from ...config import SiteFile
from ...config.schema import SEARCH_PATH
from ...pages import Page, Version
from ...search.folding import ARTICLE, TABLE
from ..urls import output_path
from .kind import Kind, Output, Planning

INDEX_FOLDER = f"{SEARCH_PATH.strip('/')}/index"
"""The folder of the index in the output."""


class SearchPage(Page, frozen=True):
    """The page to search on; `script` and `style` are URLs."""

    template = "search.html"

    script: str
    style: str
    translations: tuple[Version, ...] = ()


class SearchScriptPage(Page, frozen=True):
    """The script of the search.

    `letters` and `article` fold words as the index does; `index` is the URL of its folder.
    """

    template = "search.js"

    letters: dict[str, str]
    article: str
    index: str


class SearchStylePage(Page, frozen=True):
    """The style of results."""

    template = "search.css"


def plan_search(planning: Planning) -> Iterator[Output]:
    """Plan the page, the script and the style where `site.yml` asks for a search."""
    config = planning.site.config
    if not config.file.search:
        return
    base = config.base + SEARCH_PATH
    folder = SEARCH_PATH.strip("/")
    page = SearchPage(output_path(SEARCH_PATH), base, f"{base}search.js", f"{base}search.css")
    yield Output("the search page", page, name="the search page (`search: false` leaves it out)")
    script = SearchScriptPage(
        f"{folder}/search.js", page.script, TABLE, ARTICLE, f"{config.base}/{INDEX_FOLDER}/"
    )
    yield Output("the script of the search", script)
    yield Output("the style of the search", SearchStylePage(f"{folder}/search.css", page.style))


def _reserved(file: SiteFile) -> tuple[str, ...]:
    return (SEARCH_PATH.strip("/"),) if file.search else ()


SEARCH = Kind(
    "search",
    (SearchPage, SearchScriptPage, SearchStylePage),
    plan_search,
    reserves=_reserved,
    texts=False,
)
