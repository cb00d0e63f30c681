"""What each feature of sitegen costs: paired builds of one site, with and without it.

    python -m benchmarks.features [--articles N] [--runs N] [--folder DIR]

Each run builds the site once without any of the features, and once with each of them in turn: cold,
and again without a change. What is compared is CPU time, user and system, with the build without
features of the same run; the table has the medians. A fifth of the articles have a picture, and the
cache of pictures is warm in all builds. A folder in memory (`--folder /dev/shm`) spares the noise
of a disk.
"""

import shutil
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, NamedTuple
from zlib import crc32

import click
import yaml

from benchmarks.corpus import SEED, Article, Corpus
from benchmarks.measure import measure
from benchmarks.results import Machine
from benchmarks.tools.base import front_matter
from benchmarks.tools.sitegen import Sitegen

NONE = "none of them"
ALL = "all defaults"
PICTURES = "sizes of pictures, kept"

OFF: dict[str, Any] = {
    "related": 0,
    "neighbours": False,
    "editions": {"weeks": False},
    "archive": False,
    "topics": {"letters": 0, "together": 0, "sparkline": False},
    "feed": {"rss": [], "json": [], "follow": False, "style": False},
    "sharing": {"news_sitemap": False, "manifest": False},
    "series": False,
    "front": {"topics": 0, "date": False, "week": False},
}
"""Settings that turn off what is on by default."""

FEATURES: dict[str, dict[str, Any]] = {
    NONE: {},
    "related articles": {"related": None},
    "neighbours": {"neighbours": None},
    "weeks": {"editions": None},
    "weeks and months": {"editions": {"months": True}},
    "archive": {"archive": None},
    "topics: letters, together, chart": {"topics": None},
    "feeds in three formats, page of feeds": {"feed": None},
    "news sitemap and manifest": {"sharing": None},
    "story lines": {"series": None},
    "front page: topics, date": {"front": None},
    ALL: dict.fromkeys(OFF),
    "one language declared": {"languages": {"en": {}}},
    PICTURES: {"pictures": {"sizes": True}},
}
"""Settings of each feature in place of those of `OFF`; None for those of sitegen itself."""

LIMITS = {
    "related articles": (0.10, None),
    ALL: (0.25, None),
    "one language declared": (0.01, None),
    PICTURES: (0.05, 0.05),
}
"""The part of a build that a feature may add at most: cold, and without a change."""

_PICTURED, _IN_SERIES, _SERIES = 5, 20, 40


class Illustrated(Sitegen):
    """The corpus with a picture in every fifth article, and a story line in every twentieth."""

    def text(self, article: Article) -> str:
        """Write an article's file."""
        number = crc32(article.slug.encode())
        fields: dict[str, object] = {
            "title": article.title,
            "date": article.date,
            "summary": article.summary,
            "authors": article.authors,
            "tags": article.tags,
        }
        if number % _IN_SERIES == 1:
            fields["series"] = f"Story {number // _IN_SERIES % _SERIES}"
        if is_pictured(article):
            fields["image"] = {"src": f"{article.stem}.jpg", "alt": "Words in a row"}
        return front_matter(fields.items(), article.body)

    def write_article(self, article: Article, folder: Path) -> None:
        """Write an article and its picture: bytes of its own, which look like all the others."""
        super().write_article(article, folder)
        if is_pictured(article):
            file = (folder / self.path(article)).with_suffix(".jpg")
            file.write_bytes(_photograph() + article.slug.encode())

    def settings(self, corpus: Corpus) -> dict[str, Any]:
        """Return `site.yml` with all features off."""
        return {**super().settings(corpus), **OFF}


def is_pictured(article: Article) -> bool:
    """Return True if an article has a picture."""
    return crc32(article.slug.encode()) % _PICTURED == 0


class Costs(NamedTuple):
    """One run with a feature: CPU seconds of a cold build and of one without a change, files."""

    cold: float
    no_op: float
    files: int


class FeatureSite:
    """A site whose features are turned on one at a time."""

    def __init__(self, folder: Path, articles: int) -> None:
        self._folder = folder
        self._tool = Illustrated()
        corpus = Corpus(articles)
        self._tool.write_site(corpus, folder)
        self._settings = self._tool.settings(corpus)
        self._fill_cache()

    def costs(self, feature: Mapping[str, Any]) -> Costs:
        """Build the site with a feature, cold and again."""
        self._forget()
        self._set(feature)
        cold = self._build()
        no_op = self._build()
        files = sum(path.is_file() for path in (self._folder / "public").rglob("*"))
        return Costs(cold, no_op, files)

    def _build(self) -> float:
        return measure(self._tool.command(self._folder), self._folder).cpu

    def _set(self, feature: Mapping[str, Any]) -> None:
        settings = {**self._settings, **feature}
        kept = {name: value for name, value in settings.items() if value is not None}
        (self._folder / "site.yml").write_text(yaml.safe_dump(kept, sort_keys=False), "utf-8")

    def _forget(self) -> None:
        """Delete the output, and all of the cache but what was made of pictures."""
        shutil.rmtree(self._folder / "public", ignore_errors=True)
        for path in (self._folder / ".sitegen").iterdir():
            if path.is_dir() and path.name != "pictures":
                shutil.rmtree(path)
            elif path.is_file():
                path.unlink()

    def _fill_cache(self) -> None:
        """Make the sizes of one picture, and keep them for all: all look the same."""
        pictures = [path.read_bytes() for path in sorted(self._folder.glob("content/*/*.jpg"))]
        first = self._folder.with_name(f"{self._folder.name}-first")
        (first / "content" / "news").mkdir(parents=True)
        (first / "static").mkdir()
        (first / "static" / "one.jpg").write_bytes(pictures[0])
        (first / "content" / "news" / "a.md").write_text(
            '---\ntitle: "A"\ndate: 2016-01-01\n---\n\nA.\n'
        )
        (first / "site.yml").write_text("title: T\npictures: {sizes: true}\n")
        measure(self._tool.command(first), first)
        (made,) = first.glob(".sitegen/pictures/*/*")
        kept = self._folder / made.parent.relative_to(first)
        for data in pictures:
            shutil.copytree(made, kept / sha256(data).digest()[:16].hex())
        shutil.rmtree(first)


_made: list[bytes] = []


def _photograph() -> bytes:
    """Return a photograph of noise, which is large enough for five other sizes and formats."""
    if not _made:
        from PIL import Image

        small = Image.frombytes("RGB", (200, 150), Random(SEED).randbytes(200 * 150 * 3))
        buffer = BytesIO()
        small.resize((400, 300)).save(buffer, "JPEG", quality=85)
        _made.append(buffer.getvalue())
    return _made[0]


def table(found: Mapping[str, list[Costs]]) -> str:
    """Write the medians of all runs as a Markdown table."""
    rows = [
        "| feature | files | cold, s | beside none | no-op, s | beside none | at most |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for name, runs in found.items():
        cold, no_op = (median(one[which] for one in runs) for which in (0, 1))
        more = [_more(runs, found[NONE], which) for which in (0, 1)]
        limits = zip(("cold", "no-op"), LIMITS.get(name, ()), strict=False)
        most = ", ".join(f"{what} +{limit:.0%}" for what, limit in limits if limit is not None)
        shown = ["", ""] if name == NONE else [f"{part:+.1%}" for part in more]
        rows.append(
            f"| {name} | {runs[0].files:,} | {cold:.2f} | {shown[0]}"
            f" | {no_op:.2f} | {shown[1]} | {most} |"
        )
    return "\n".join(rows)


def _more(runs: list[Costs], base: list[Costs], which: int) -> float:
    """Return how much more builds take than those without features: the median of all pairs."""
    return median(one[which] / none[which] - 1 for one, none in zip(runs, base, strict=True))


@click.command()
@click.option("--articles", type=click.IntRange(20), default=10_000, show_default=True)
@click.option("--runs", type=click.IntRange(1), default=3, show_default=True)
@click.option("--only", default="", help="Names of features, or parts of them, with commas.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Where to build.")
def main(articles: int, runs: int, only: str, folder: Path | None) -> None:
    """Measure what each feature costs, and print a table."""
    parts = only.split(",") if only else [""]
    chosen = {n: f for n, f in FEATURES.items() if n == NONE or any(part in n for part in parts)}
    found: dict[str, list[Costs]] = {name: [] for name in chosen}
    with tempfile.TemporaryDirectory(prefix="features-", dir=folder) as place:
        site = FeatureSite(Path(place, "site"), articles)
        # One build that does not count: Python compiles its modules, sitegen its templates.
        site.costs(FEATURES[PICTURES])
        for run in range(runs):
            for name, feature in chosen.items():
                costs = site.costs(feature)
                found[name].append(costs)
                click.echo(f"{run + 1}/{runs} {name}: {costs.cold:.2f} {costs.no_op:.2f}", err=True)
    machine = Machine.here()
    click.echo(f"{articles:,} articles, {machine.cores} cores, {machine.system}; {runs} runs.\n")
    click.echo(table(found))


if __name__ == "__main__":
    main()
