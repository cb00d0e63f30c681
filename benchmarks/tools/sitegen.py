"""sitegen itself, with its default theme, whose article template the site has as its own copy."""

import shutil
import sys
from pathlib import Path
from typing import Any

import yaml

from benchmarks.corpus import Article, Corpus
from benchmarks.tools.base import BASE_URL, LEAN_SCENARIOS, PAGE_SIZE, TITLE, Tool, front_matter
from sitegen import __version__

THEME = Path(__file__).parents[2] / "themes" / "default"


class Sitegen(Tool):
    name = "sitegen"
    caches = (".sitegen",)
    template = "templates/article.html"
    stylesheet = "static/style.css"

    def version(self) -> str | None:
        return __version__

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
        template = folder / self.template
        template.parent.mkdir(exist_ok=True)
        shutil.copyfile(THEME / self.template, template)
        text = yaml.safe_dump(self.settings(corpus), sort_keys=False)
        (folder / "site.yml").write_text(text, "utf-8")

    def settings(self, corpus: Corpus) -> dict[str, Any]:
        """`site.yml`: the pages that every tool here makes, and no others."""
        # A small corpus leaves sections empty, and sitegen refuses a menu that leads nowhere.
        filled = {article.section for article in corpus}
        return {
            "title": TITLE,
            "description": "Generated articles for measuring",
            "base_url": BASE_URL + "/",
            "language": "en",
            "timezone": "UTC",
            "page_size": PAGE_SIZE,
            "feed": {"rss": [], "json": [], "follow": False, "style": False},
            "editions": {"weeks": False},
            "archive": False,
            "related": 0,
            "neighbours": False,
            "topics": {"letters": 0, "together": 0, "sparkline": False},
            "sharing": {"news_sitemap": False, "manifest": False},
            "menu": [
                {"title": section.capitalize(), "url": f"/{section}/"}
                for section in corpus.sections
                if section in filled
            ],
        }


class LeanSitegen(Sitegen):
    """A plain theme of its own, with the markup of the peers, and summaries in feeds."""

    name = "sitegen-lean"
    template = "themes/lean/templates/article.html"
    largest = 10_000
    full_text = False

    def runs(self, scenario: str, articles: int) -> bool:
        return scenario in LEAN_SCENARIOS

    def write_settings(self, corpus: Corpus, folder: Path) -> None:
        settings = self.settings(corpus)
        settings["feed"]["text"] = "summary"
        settings["theme"] = {"name": "lean"}
        (folder / "site.yml").write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")
