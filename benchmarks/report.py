"""Results as Markdown: into the terminal, and between the markers of docs/benchmarks.md.

python -m benchmarks.report RESULTS.json [--docs]
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from benchmarks.plot import plot
from benchmarks.results import MEGABYTE, Output, Results, Row, load
from benchmarks.targets import Target, targets

DOCS = Path(__file__).parent.parent / "docs"
_START, _END = "<!-- results: written by `make bench` -->", "<!-- end of results -->"


def markdown(results: Results) -> str:
    """All tables, under one heading for each size."""
    machine, versions = results.machine, results.versions
    tools = ", ".join(f"{name} {version}" for name, version in versions.items())
    where = f"{machine.cores} cores and {machine.memory_gb} GiB of memory, {machine.system}"
    lines = [
        f"Measured on {where}, Python {machine.python}: {tools}.",
        f"Runs of each: {results.runs}; the figures are medians.",
    ]
    for articles in results.sizes:
        lines += ["", f"### {articles:,} articles", "", *_measured(results, articles)]
    lines += ["", "### Promises", "", *_promises(targets(results))]
    lines += ["", "### What came out", "", *_outputs(results.outputs)]
    return "\n".join(lines)


def _measured(results: Results, articles: int) -> Iterator[str]:
    rows = [row for row in results.rows if row.articles == articles]
    body = [
        (
            row.scenario,
            row.tool,
            f"{row.wall:.2f}",
            _against_hugo(row.wall, _hugo(results, row), "wall"),
            f"{row.cpu:.2f}",
            "" if row.peak is None else f"{row.peak / MEGABYTE:,.0f}",
            _against_hugo(row.peak, _hugo(results, row), "peak"),
        )
        for row in rows
    ]
    head = ("scenario", "tool", "wall, s", "× Hugo", "CPU, s", "peak memory, MB", "× Hugo")
    return _table(head, body, "llrrrrr")


def _hugo(results: Results, row: Row) -> Row | None:
    peer = "hugo-lean" if row.tool.endswith("-lean") else "hugo"
    return results.row(row.articles, row.scenario, peer)


def _against_hugo(value: float | None, hugo: Row | None, figure: str) -> str:
    unit = getattr(hugo, figure, None)
    return f"{value / unit:.3g}" if value is not None and unit else ""


def _promises(promises: Iterable[Target]) -> Iterator[str]:
    body = [
        (
            target.promise,
            f"{target.limit:g} {target.unit}",
            "" if target.value is None else f"{target.value:.3g} {target.unit}",
            target.verdict,
        )
        for target in promises
    ]
    return _table(("promise", "at most", "measured", "verdict"), body, "lrrl")


def _outputs(outputs: Iterable[Output]) -> Iterator[str]:
    body = [
        (
            f"{output.articles:,}",
            output.tool,
            f"{output.pages:,}",
            f"{output.feeds:,}",
            f"{output.missing:,} / {output.extra:,} / {output.wrong:,}",
            f"{output.article_size:,}",
            f"{output.total_size / MEGABYTE:,.1f}",
        )
        for output in outputs
    ]
    head = (
        "articles",
        "tool",
        "pages",
        "feeds",
        "missing / extra / wrong",
        "bytes an article page",
        "MB in all",
    )
    return _table(head, body, "rlrrrrr")


def _table(head: Sequence[str], body: Iterable[Sequence[str]], sides: str) -> Iterator[str]:
    yield _line(head)
    yield _line(["---:" if side == "r" else "---" for side in sides])
    yield from map(_line, body)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def write_docs(results: Results) -> None:
    """Put the tables into docs/benchmarks.md, and the plot beside it."""
    page = DOCS / "benchmarks.md"
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(_START)
    _, _, after = rest.partition(_END)
    tables = markdown(results)
    page.write_text(f"{before}{_START}\n\n{tables}\n\n{_END}{after}", encoding="utf-8")
    (DOCS / "benchmarks.svg").write_text(plot(results), encoding="utf-8")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--docs", is_flag=True, help="Write docs/benchmarks.md and its plot.")
def main(file: Path, docs: bool) -> None:
    """Show the results in FILE as tables."""
    results = load(file)
    click.echo(markdown(results))
    if docs:
        write_docs(results)


if __name__ == "__main__":
    main()
