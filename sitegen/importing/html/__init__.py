"""Web pages: a page becomes an article.

A page passes through in one direction: elements (`dom`), what it declares (`declared`, `jsonld`),
where its text is (`region`, `furniture`), blocks (`structure`, `inline`, `figures`), the article's
blocks (`selection`), what stands around them (`seen`), one value of each (`choose`, `language`),
Markdown (`writer`). Nothing is fetched, read or written here.
"""

from __future__ import annotations

from ...errors import ContentError, Problem
from ..article import Given, ImportedArticle
from ..containers import Page


def read_page(page: Page, shown: str, given: Given | None = None) -> ImportedArticle:
    """Read a page as an article; `shown` is how problems name it.

    Raises ContentError where the page holds no article, or where lxml is not installed.
    """
    try:
        from .read import read
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "lxml":
            raise
        message = "web pages cannot be read: the library lxml is not installed"
        hint = 'install it with pip install "sitegen-digest[import]"'
        raise ContentError(Problem(shown, message, "import.no-library", hint=hint)) from None
    return read(page, shown, given or Given())
