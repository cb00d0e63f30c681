"""Pelican, from PyPI."""

import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from benchmarks.corpus import Article
from benchmarks.tools.base import Tool


class Pelican(Tool):
    name = "pelican"
    largest = 10_000
    slow = True
    caches = ("cache",)
    template = "theme/templates/article.html"
    stylesheet = "theme/static/style.css"

    def version(self) -> str | None:
        if find_spec("markdown") is None:
            return None
        try:
            return version("pelican")
        except PackageNotFoundError:
            return None

    def command(self, site: Path) -> list[str]:
        return [sys.executable, "-m", "pelican", "-s", "pelicanconf.py", "--quiet"]

    def text(self, article: Article) -> str:
        fields = {
            "Title": article.title,
            "Slug": article.slug,
            "Date": article.date.isoformat(),
            "Summary": article.summary,
            "Authors": "; ".join(article.authors),
            "Tags": "; ".join(article.tags),
        }
        head = "\n".join(f"{key}: {value}" for key, value in fields.items())
        return f"{head}\n\n{article.body}"
