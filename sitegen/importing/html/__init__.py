"""Web pages: a page becomes an article.

A page passes through in one direction: elements (`dom`), what it declares (`declared`, `jsonld`),
where its text is (`region`), blocks (`structure`, `figures`), the article's blocks (`selection`),
what is around them (`seen`, `around`), one value of each (`choose`), Markdown (`writer`).
Nothing is fetched, read or written here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...problems import optional
from ..article import Given, ImportedArticle
from ..containers import Page

if TYPE_CHECKING:
    from .read import Fragment


def read_page(page: Page, shown: str, given: Given | None = None) -> ImportedArticle:
    """Read a page as an article; `shown` is how problems name it.

    Raises ContentError if the page has no article, UsageError if lxml is not installed.
    """
    optional("lxml.html", "reading a web page")
    from .read import read

    return read(page, shown, given or Given())


def read_fragment(markup: str, url: str = "") -> Fragment:
    """Read a fragment that is known to be a text; `url` is what its links are relative to.

    Raises UsageError if lxml is not installed.
    """
    optional("lxml.html", "reading HTML")
    from .read import read_all

    return read_all(markup, url)
