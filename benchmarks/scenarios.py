"""What is done to a site before each measured build, and what the build must then show."""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.corpus import Article, Corpus, slug_of
from benchmarks.tools import Tool

_ARTICLE_TAG = re.compile(r'<article(?: data-edit="\d+")?')


class StaleOutputError(Exception):
    """A build left out the change that it was measured on."""


class Site:
    """One generator's site of a corpus, in a folder; `newest` is the article that is edited."""

    def __init__(self, tool: Tool, folder: Path, corpus: Corpus) -> None:
        self.tool = tool
        self.folder = folder
        self.corpus = corpus
        self.newest = corpus.newest

    @property
    def output(self) -> Path:
        return self.folder / self.tool.output

    def save(self, article: Article) -> None:
        self.tool.write_article(article, self.folder)

    def remove(self, *names: str) -> None:
        """Move outputs or caches, named relative to the site, out of the way.

        They are not deleted: for minutes ext4 searches its tables around what was just deleted
        before it makes a new file, which a build in a fresh checkout never meets.
        """
        away = self.folder.with_name("away")
        for name in names:
            if (self.folder / name).exists():
                away.mkdir(exist_ok=True)
                (self.folder / name).rename(away / f"{len(list(away.iterdir()))}")

    def shows(self, url: str, text: str) -> None:
        """Raise StaleOutputError unless the page at `url` holds the text."""
        page = self.output / url.strip("/") / "index.html"
        if not page.is_file() or text not in page.read_text(encoding="utf-8"):
            raise StaleOutputError(f"{self.tool.name}: {url} does not show {text!r}")


Check = Callable[[], None]
Scenario = Callable[[Site, int], Check]
"""Changes the site before run number n; what it returns is called after the build."""


def cold(site: Site, run: int) -> Check:
    """No output, no cache."""
    site.remove(site.tool.output, *site.tool.caches)
    return lambda: site.shows(site.newest.url, "</html>")


def no_op(site: Site, run: int) -> Check:
    """Nothing changed since the last build."""
    return lambda: site.shows(site.newest.url, "</html>")


def body_edit(site: Site, run: int) -> Check:
    """A sentence more in the newest article, which five or more feeds carry."""
    added = f"Sentence added in run {run}."
    site.newest = replace(site.newest, body=f"{site.newest.body}\n{added}\n")
    site.save(site.newest)
    return lambda: site.shows(site.newest.url, added)


def new_tag(site: Site, run: int) -> Check:
    """The newest article gets one more of the common tags, so that tag's listing shifts."""
    others = [tag for tag in site.corpus.tags[20:] if tag not in site.newest.tags]
    site.newest = replace(site.newest, tags=(*site.newest.tags, others[0]))
    site.save(site.newest)
    return lambda: site.shows(f"/tags/{slug_of(others[0])}/", site.newest.url)


def new_article(site: Site, run: int) -> Check:
    """An article newer than all others: its section's boxes and its listings shift."""
    article = site.corpus.newer(run)
    site.save(article)
    return lambda: site.shows(f"/{article.section}/", article.url)


def theme_edit(site: Site, run: int) -> Check:
    """Another attribute in the article template, so every article page changes."""
    template = site.folder / site.tool.template
    tag = f'<article data-edit="{run + 1}"'
    text, edits = _ARTICLE_TAG.subn(tag, template.read_text(encoding="utf-8"))
    if edits != 1:
        raise StaleOutputError(f"{site.tool.name}: {template.name} was not edited")
    template.write_text(text, encoding="utf-8")
    return lambda: site.shows(site.newest.url, tag)


def ci_checkout(site: Site, run: int) -> Check:
    """The cache restored, no output, and every source modified now."""
    site.remove(site.tool.output)
    for place in site.folder.iterdir():
        if place.name not in site.tool.caches:
            for source in (place, *place.rglob("*")):
                os.utime(source)
    return lambda: site.shows(site.newest.url, "</html>")


SCENARIOS: dict[str, Scenario] = {
    "cold": cold,
    "no-op": no_op,
    "body edit": body_edit,
    "new tag": new_tag,
    "new article": new_article,
    "theme edit": theme_edit,
    "CI checkout": ci_checkout,
}
