"""Eleventy, from npm, installed once into `benchmarks/eleventy/node_modules`."""

import json
import shutil
import subprocess
from pathlib import Path

from benchmarks.corpus import Article
from benchmarks.tools.base import Tool, front_matter

INSTALLED = Path(__file__).parent.parent / "eleventy"
_PACKAGE = INSTALLED / "node_modules/@11ty/eleventy"


class Eleventy(Tool):
    name = "eleventy"
    largest = 1000
    template = "_includes/article.11ty.mjs"
    stylesheet = "style.css"

    def install(self) -> None:
        npm = shutil.which("npm")
        if npm and not _PACKAGE.is_dir():
            options = ["--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
            subprocess.run([npm, "ci", *options], cwd=INSTALLED, check=False)

    def version(self) -> str | None:
        manifest = _PACKAGE / "package.json"
        if shutil.which("node") is None or not manifest.is_file():
            return None
        return str(json.loads(manifest.read_text(encoding="utf-8"))["version"])

    def command(self, site: Path) -> list[str]:
        return [str(shutil.which("node")), str(_PACKAGE / "cmd.cjs"), "--quiet"]

    def text(self, article: Article) -> str:
        fields = {
            "title": article.title,
            "slug": article.slug,
            "date": article.date,
            "summary": article.summary,
            "authors": article.authors,
            "topics": article.tags,
        }
        return front_matter(fields.items(), article.body)
