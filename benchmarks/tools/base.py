"""What the benchmark has to know of a generator, and what all their sites share."""

import json
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from benchmarks.corpus import Article, Corpus

SITES = Path(__file__).parent.parent / "sites"
TITLE = "Benchmark Digest"
BASE_URL = "https://digest.example"
PAGE_SIZE = 20
LEAN_SCENARIOS = ("cold", "no-op", "body edit")


class Tool(ABC):
    """One generator: how its site is written, what is run, and which files are its own.

    All paths are relative to the site's folder. `output` is where the pages come out, `caches`
    what a later run may find again, `template` what the theme edit changes, `stylesheet` where
    the one shared stylesheet goes. `largest` is the most articles that it is asked to build.
    `full_text` says whether feeds have whole articles; `sites` are the folders of `sites/` that
    it is copied from, later ones over earlier ones, where these are not one called as the tool.
    """

    name: ClassVar[str]
    output: ClassVar[str] = "public"
    caches: ClassVar[tuple[str, ...]] = ()
    template: ClassVar[str]
    stylesheet: ClassVar[str]
    largest: ClassVar[int] = 100_000
    full_text: ClassVar[bool] = True
    slow: ClassVar[bool] = False
    sites: ClassVar[tuple[str, ...]] = ()

    def runs(self, scenario: str, articles: int) -> bool:
        """Is it measured there? A slow tool's big sites are only built cold, again, and edited."""
        return not self.slow or articles <= 1000 or scenario in ("cold", "no-op", "body edit")

    def install(self) -> None:
        """Install the generator where that is the benchmark's own affair; most need nothing."""
        return

    @abstractmethod
    def version(self) -> str | None:
        """The generator's version, or None where it is not installed."""

    @abstractmethod
    def command(self, site: Path) -> list[str]:
        """The command of a full build, to be run in the site's folder."""

    @abstractmethod
    def text(self, article: Article) -> str:
        """The article's file."""

    def environment(self) -> dict[str, str]:
        """What the run needs in its environment beside the usual."""
        return {}

    def path(self, article: Article) -> str:
        """Where the article's file stands."""
        return f"content/{article.section}/{article.stem}.md"

    def write_site(self, corpus: Corpus, folder: Path) -> None:
        """Write the whole site into a new or empty folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for site in self.sites or (self.name,):
            if (SITES / site).is_dir():
                shutil.copytree(SITES / site, folder, dirs_exist_ok=True)
        stylesheet = folder / self.stylesheet
        stylesheet.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SITES / "style.css", stylesheet)
        self.write_settings(corpus, folder)
        for article in corpus:
            self.write_article(article, folder)

    def write_settings(self, corpus: Corpus, folder: Path) -> None:
        """Write what depends on the corpus; nothing, where all of it is in `sites/`."""
        return

    def write_article(self, article: Article, folder: Path) -> None:
        """Write the article's file, over an earlier one if there is one."""
        file = folder / self.path(article)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.text(article), encoding="utf-8")


def front_matter(fields: Iterable[tuple[str, object]], body: str) -> str:
    """A Markdown file with YAML front matter; strings are JSON, which YAML 1.2 contains."""
    lines = [f"{key}: {_scalar(value)}" for key, value in fields]
    return "\n".join(["---", *lines, "---", "", body])


def _scalar(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return json.dumps(value, ensure_ascii=False)
