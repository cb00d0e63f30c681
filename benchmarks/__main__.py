"""`python -m benchmarks`: build the same digests with sitegen and its peers, in turn."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from benchmarks.check import compare, report
from benchmarks.corpus import Article, Corpus
from benchmarks.measure import CommandFailedError, Measurement, measure
from benchmarks.pages import Expected, expected_files
from benchmarks.report import markdown, write_docs
from benchmarks.results import Machine, Output, Results, Row, save
from benchmarks.scenarios import SCENARIOS, Site, StaleOutputError
from benchmarks.tools import TOOLS, Tool

DEMO = 20
FULL = 100_000
BRIEFLY = {
    DEMO: ("cold", "no-op", "body edit", "theme edit", "CI checkout"),
    FULL: ("cold",),
}
"""Scenarios of the smallest and the largest sites.

The smallest has too few tags for another one, and the largest takes hours.
"""
DEFAULT_RESULTS = Path(__file__).parent / "results" / "latest.json"


class Bench:
    """One run of the benchmark: sites under `folder`, rows and outputs as they come to be."""

    def __init__(self, folder: Path, tools: list[Tool], scenarios: list[str], runs: int) -> None:
        self.folder = folder
        self.tools = tools
        self.scenarios = scenarios
        self.runs = runs
        self.rows: list[Row] = []
        self.outputs: list[Output] = []

    def measure_size(self, articles: int) -> None:
        """Write a corpus for every tool and take it through the scenarios."""
        corpus = Corpus(articles)
        tools = [tool for tool in self.tools if articles <= tool.largest]
        sites = []
        for tool in tools:
            click.echo(f"writing {articles:,} articles for {tool.name}", err=True)
            folder = self.folder / f"{tool.name}-{articles}"
            tool.write_site(corpus, folder)
            sites.append(Site(tool, folder, corpus))
        self._build_once(sites, expected_files(_without_bodies(corpus)))
        for scenario in self.scenarios:
            if scenario in BRIEFLY.get(articles, self.scenarios):
                taking_part = [site for site in sites if site.tool.runs(scenario, articles)]
                self.rows.extend(self._measure(scenario, taking_part, articles))

    def _build_once(self, sites: list[Site], expected: dict[str, Expected]) -> None:
        for site in sites:
            _run(site)
            found = compare(site.output, expected, site.tool.full_text)
            click.echo("\n".join(report(site.tool.name, found)), err=True)
            self.outputs.append(
                Output(
                    articles=site.corpus.count,
                    tool=site.tool.name,
                    pages=found.pages,
                    feeds=found.feeds,
                    missing=len(found.missing),
                    extra=len(found.extra),
                    wrong=len(found.wrong),
                    article_size=found.article_size,
                    total_size=found.total_size,
                )
            )

    def _measure(self, scenario: str, sites: list[Site], articles: int) -> Iterator[Row]:
        """In turn (A B A B), so that a slow minute of the machine falls on all of them."""
        taken: dict[str, list[Measurement]] = {site.tool.name: [] for site in sites}
        for run in range(self.runs):
            for site in sites:
                check = SCENARIOS[scenario](site, run)
                found = _run(site)
                check()
                taken[site.tool.name].append(found)
                click.echo(
                    f"{articles:,} {scenario}, run {run + 1}, {site.tool.name}: "
                    f"{found.wall:.2f} s, CPU {found.cpu:.2f} s, "
                    f"peak {(found.peak or 0) / 1e6:,.0f} MB",
                    err=True,
                )
        for name, found_all in taken.items():
            yield Row(
                articles=articles,
                scenario=scenario,
                tool=name,
                walls=tuple(found.wall for found in found_all),
                cpus=tuple(found.cpu for found in found_all),
                peaks=tuple(found.peak for found in found_all if found.peak is not None),
            )


def _run(site: Site) -> Measurement:
    os.sync()  # nothing that an earlier run wrote is left for this one to wait for
    return measure(site.tool.command(site.folder), site.folder, site.tool.environment())


def _without_bodies(corpus: Corpus) -> Iterator[Article]:
    return (replace(article, body="") for article in corpus)


def _names(text: str, known: dict[str, object], option: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise click.BadParameter(f"{unknown[0]} is none of {', '.join(known)}", param_hint=option)
    return names


def _installed(names: list[str]) -> dict[str, str]:
    versions = {}
    for name in names:
        TOOLS[name].install()
        version = TOOLS[name].version()
        if version is None:
            click.echo(f"{name} is left out: it is not installed", err=True)
        else:
            versions[name] = version
    return versions


@click.command()
@click.option("--sizes", default="20,1000,10000", show_default=True, help="Numbers of articles.")
@click.option("--tools", default=",".join(TOOLS), show_default=True)
@click.option("--scenarios", default=",".join(SCENARIOS), show_default=True)
@click.option("--runs", type=click.IntRange(1), default=3, show_default=True)
@click.option("--full", is_flag=True, help="100,000 articles too; needs 30 GB of disk.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=DEFAULT_RESULTS,
    help="Where the results go as JSON; benchmarks/results/latest.json by default.",
)
@click.option("--docs", is_flag=True, help="Write docs/benchmarks.md and its plot too.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Where the sites are written; the system's temporary folder by default.",
)
def main(
    sizes: str,
    tools: str,
    scenarios: str,
    runs: int,
    full: bool,
    out: Path,
    docs: bool,
    folder: Path | None,
) -> None:
    """Measure whole builds of generated digests, tool by tool in turn."""
    versions = _installed(_names(tools, dict(TOOLS), "--tools"))
    chosen = _names(scenarios, dict(SCENARIOS), "--scenarios")
    try:
        counts = {int(size) for size in sizes.split(",")} | ({FULL} if full else set())
    except ValueError:
        raise click.BadParameter("numbers with commas between them", param_hint="--sizes") from None
    with tempfile.TemporaryDirectory(prefix="bench-", dir=folder) as place:
        bench = Bench(Path(place), [TOOLS[name] for name in versions], chosen, runs)
        try:
            for articles in sorted(counts):
                bench.measure_size(articles)
        except (CommandFailedError, StaleOutputError) as error:
            raise click.ClickException(str(error)) from None
        finally:  # what a long run measured before it failed is kept
            rows, outputs = tuple(bench.rows), tuple(bench.outputs)
            results = Results(Machine.here(), versions, runs, rows, outputs)
            if rows:
                save(results, out)
    click.echo(markdown(results))
    if docs:
        write_docs(results)


if __name__ == "__main__":
    main()
