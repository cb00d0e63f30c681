"""How soon the search shows its first result: words are typed into the field of a real browser.

    python -m benchmarks.search [--articles N | --site FOLDER] [--runs N] [--limit MS]

Each query is typed into a page that has just been opened, by a browser that has kept nothing; what
is timed is from the last key to the first result in the list. A server on the same machine answers.
Without `--site`, the folder of a site that was built, one is made: its index needs 4 GB of memory
and some minutes at 10,000 articles.
"""

import random
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import click

from benchmarks.corpus import Corpus
from benchmarks.measure import measure
from benchmarks.results import Machine
from benchmarks.tools.sitegen import Sitegen
from tests.tooling.browser import FLAGS, chromium, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LIMIT = 200
"""Milliseconds from the last key to the first result, at most."""

_PAUSE = 80
"""Milliseconds between two keys: 12 a second is a quick typist."""

_TITLE = re.compile(r"<title>(.*?) · ", re.DOTALL)

_WATCH = """() => {
  window.shown = {};
  addEventListener("input", () => { window.typed = performance.now(); }, true);
  new MutationObserver(() => {
    const took = performance.now() - typed;
    // What comes sooner is the answer to the letters before the last one.
    if (took > 60 && document.querySelector(".found li")) shown[typed] ??= took;
  }).observe(document.querySelector(".search"), {childList: true, subtree: true});
}"""
"""Note for each key how long the first result took from there."""


class Searching(Sitegen):
    """The corpus with a search of all texts."""

    def settings(self, corpus: Corpus) -> dict[str, Any]:
        """Return `site.yml` with a search."""
        return {**super().settings(corpus), "search": True}


@contextmanager
def _built(site: Path | None, articles: int) -> Iterator[Path]:
    """Give a site that was built: a folder of its pages."""
    if site is not None:
        yield site
        return
    with tempfile.TemporaryDirectory(prefix="search-") as place:
        tool = Searching()
        tool.write_site(Corpus(articles), Path(place))
        measure(tool.command(Path(place)), Path(place))
        yield Path(place, tool.output)


def queries_of(pages: list[Path]) -> list[str]:
    """Choose what is typed: words of titles, alone and together, whole and begun."""
    chance = random.Random(3)
    found = []
    for page in chance.sample(pages, min(len(pages), 6)):
        title = _TITLE.search(page.read_text("utf-8"))
        words = re.findall(r"\w{3,}", unescape(title[1]) if title else "")
        if len(words) > 2:
            found += [words[0], " ".join(words[:3]), f"{words[1]} {words[2][:3]}"]
    return found


def first_result(browser: "Browser", address: str, query: str) -> float | None:
    """Type a query into a page, and return the milliseconds to its first result; None for none."""
    page = browser.new_page()
    try:
        page.goto(address, wait_until="load")
        page.evaluate(_WATCH)
        page.locator(".search input").press_sequentially(query, delay=_PAUSE)
        page.wait_for_function(
            "shown[typed]"
            " || document.querySelector('.found:not([hidden]) .status')?.textContent"
            " && !document.querySelector('.found li')",
            timeout=60_000,
        )
        result = page.evaluate("shown[typed] ?? null")
        return None if result is None else float(result)
    finally:
        page.close()


@click.command()
@click.option("--articles", type=click.IntRange(20), default=10_000, show_default=True)
@click.option("--site", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--runs", type=click.IntRange(1), default=5, show_default=True)
@click.option("--limit", default=LIMIT, show_default=True, help="Milliseconds that are fine.")
def main(articles: int, site: Path | None, runs: int, limit: int) -> None:
    """Type queries into a site's search, and print how soon each has a result."""
    from playwright.sync_api import sync_playwright

    with _built(site, articles) as folder, serving(folder) as address, sync_playwright() as driver:
        pages = sorted(folder.glob("*/*/*/*/index.html"))
        place = address + pages[0].parent.relative_to(folder).as_posix() + "/"
        browser = driver.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        found: dict[str, list[float]] = {}
        for _ in range(runs):
            for query in queries_of(pages):
                took = first_result(browser, place, query)
                if took is not None:
                    found.setdefault(query, []).append(took)
        browser.close()
    machine = Machine.here()
    click.echo(f"{len(pages):,} articles, {machine.cores} cores, {machine.system}\n")
    click.echo("| typed | first result, ms | slowest, ms |\n| --- | ---: | ---: |")
    for query, times in found.items():
        click.echo(f"| {query} | {median(times):.0f} | {max(times):.0f} |")
    everything = [one for times in found.values() for one in times]
    click.echo(f"| all | {median(everything):.0f} | {max(everything):.0f} |")
    if max(map(median, found.values())) > limit:
        raise click.ClickException(f"slower than {limit} ms")


if __name__ == "__main__":
    main()
