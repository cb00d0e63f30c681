"""Do the generators make the same site? Compares each one's output with what the corpus asks.

python -m benchmarks.check --articles 200
"""

import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import click

from benchmarks.corpus import Corpus
from benchmarks.pages import ARTICLE_PATH, Expected, expected_files
from benchmarks.tools import TOOLS
from benchmarks.tools.base import BASE_URL

_LINKS = re.compile(r'\shref\s*=\s*(?:"([^"]*)"|\'([^\']*)\'|([^\s>]+))')
_SHOWN = 3


@dataclass(frozen=True)
class Equivalence:
    """How one generator's output compares with the expected files; sizes in bytes."""

    pages: int
    feeds: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    wrong: tuple[str, ...]
    article_size: int
    total_size: int

    @property
    def complete(self) -> bool:
        """Every expected file is there and shows what it must; extra pages are allowed."""
        return not self.missing and not self.wrong


def compare(output: Path, expected: Mapping[str, Expected], full_text: bool = True) -> Equivalence:
    """Read every page and feed in `output` and compare each with its expectation.

    Without `full_text` feeds have summaries alone.
    """
    files = {
        path.relative_to(output).as_posix(): path
        for path in output.rglob("*")
        if path.suffix == ".html" or path.name == "feed.xml"
    }
    wrong = [
        f"{name}: {fault}"
        for name in sorted(files.keys() & expected.keys())
        for fault in _faults(files[name].read_text(encoding="utf-8"), expected[name], full_text)
    ]
    articles = [files[name].stat().st_size for name in files if ARTICLE_PATH.fullmatch(name)]
    return Equivalence(
        pages=sum(name.endswith(".html") for name in files),
        feeds=sum(name.endswith(".xml") for name in files),
        missing=tuple(sorted(expected.keys() - files.keys())),
        extra=tuple(sorted(files.keys() - expected.keys())),
        wrong=tuple(wrong),
        article_size=sum(articles) // max(len(articles), 1),
        total_size=sum(path.stat().st_size for path in output.rglob("*") if path.is_file()),
    )


def _faults(text: str, expected: Expected, full_text: bool) -> Iterable[str]:
    if expected.title.lower() not in unescape(unescape(text)).lower():
        yield f"the title “{expected.title}” is not there"
    base = f"{BASE_URL}/{expected.path.removesuffix('index.html')}"
    found = {
        urljoin(base, unescape("".join(groups))).removeprefix(BASE_URL)
        for groups in _LINKS.findall(text)
    }
    lost = sorted(expected.links - found)
    if lost:
        yield f"{len(lost)} of {len(expected.links)} links are not there, first {lost[0]}"
    if expected.entries is not None:
        entries, bodies = text.count("<entry"), text.count("<content")
        if (entries, bodies) != (expected.entries, expected.entries * full_text):
            yield f"{entries} entries and {bodies} bodies instead of {expected.entries}"


def report(name: str, found: Equivalence) -> Iterable[str]:
    """Lines for a reader: counts, then the first files that differ, by kind."""
    yield (
        f"{name}: {found.pages:,} pages, {found.feeds:,} feeds, "
        f"{found.article_size:,} bytes an article page, {found.total_size / 1e6:,.1f} MB in all"
    )
    for kind in ("missing", "extra", "wrong"):
        items: tuple[str, ...] = getattr(found, kind)
        if items:
            yield f"  {kind} {len(items):,}: {'; '.join(items[:_SHOWN])}"


@click.command()
@click.option("--articles", type=click.IntRange(1), default=200, show_default=True)
@click.option("--tools", help="Names with commas; all that are installed by default.")
def main(articles: int, tools: str | None) -> None:
    """Build the same corpus with each generator and say where the pages differ."""
    corpus = Corpus(articles)
    expected = expected_files(corpus.articles)
    kinds = Counter(Path(path).suffix for path in expected)
    click.echo(f"expected: {kinds['.html']:,} pages, {kinds['.xml']:,} feeds")
    incomplete = False
    for name in tools.split(",") if tools else TOOLS:
        tool = TOOLS[name]
        if tool.version() is None:
            click.echo(f"{name}: not installed")
            continue
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            site = Path(folder)
            tool.write_site(corpus, site)
            subprocess.run(tool.command(site), cwd=site, check=True, stdout=sys.stderr)
            found = compare(site / tool.output, expected, tool.full_text)
        click.echo("\n".join(report(name, found)))
        incomplete |= not found.complete
    sys.exit(incomplete)


if __name__ == "__main__":
    main()
