"""sitegen itself, run as its users run it: `python -m sitegen build`."""

import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from importlib.util import find_spec
from pathlib import Path

import yaml

from benchmarks.corpus import Article, Corpus
from benchmarks.tools.base import BASE_URL, PAGE_SIZE, TITLE, Tool, front_matter


class Sitegen(Tool):
    name = "sitegen"
    caches = (".sitegen",)
    template = "templates/article.html"
    stylesheet = "static/style.css"

    def version(self) -> str | None:
        if find_spec("sitegen") is None or find_spec("sitegen.cli") is None:
            return None
        try:
            return version(packages_distributions()["sitegen"][0])
        except (KeyError, PackageNotFoundError):
            return "from the source tree"

    def command(self, site: Path) -> list[str]:
        return [sys.executable, "-m", "sitegen", "build"]

    def text(self, article: Article) -> str:
        fields = {
            "title": article.title,
            "date": article.date,
            "summary": article.summary,
            "authors": article.authors,
            "tags": article.tags,
        }
        return front_matter(fields.items(), article.body)

    def write_settings(self, corpus: Corpus, folder: Path) -> None:
        settings = {
            "title": TITLE,
            "description": "Generated articles for measuring",
            "base_url": BASE_URL + "/",
            "language": "en",
            "timezone": "UTC",
            "page_size": PAGE_SIZE,
            "menu": [
                {"title": section.capitalize(), "url": f"/{section}/"}
                for section in corpus.sections
            ],
        }
        (folder / "site.yml").write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")
