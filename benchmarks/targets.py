"""What sitegen promises of its speed and memory, each promise checked against results."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.results import MEGABYTE, Results, Row

Figure = Callable[[Row], float | None]


@dataclass(frozen=True)
class Target:
    """A promise: `value` must not be above `limit`; value is None where nothing was measured."""

    promise: str
    limit: float
    value: float | None
    unit: str = ""

    @property
    def verdict(self) -> str:
        if self.value is None:
            return "not measured"
        if self.value <= self.limit:
            return "reached"
        return f"missed by {(self.value / self.limit - 1) * 100:.0f} %"


_BESIDE_HUGO = {
    20: {"cold": 2.0, "no-op": 1.0, "body edit": 1.0},
    1_000: {"cold": 0.8, "no-op": 0.1, "body edit": 0.1},
    10_000: {"cold": 0.5, "no-op": 0.05, "body edit": 0.05},
}
"""The wall times that are aimed at, by articles and scenario, on equal pages."""


def targets(results: Results) -> Iterator[Target]:
    """Every promise, in the order in which the project made them."""

    def versus(peer: str, scenario: str, figure: Figure, articles: int = 10_000) -> float | None:
        rows = (results.row(articles, scenario, tool) for tool in ("sitegen", peer))
        return _ratio(figure, *rows)

    def alone(articles: int, scenario: str, figure: Figure) -> float | None:
        row = results.row(articles, scenario, "sitegen")
        return figure(row) if row else None

    for articles, limits in _BESIDE_HUGO.items():
        for scenario, limit in limits.items():
            promise = f"{articles:,} {scenario}: wall, Hugo's = 1"
            yield Target(promise, limit, versus("hugo", scenario, _wall, articles), "×")
    lean = (results.row(10_000, "cold", tool) for tool in ("sitegen-lean", "hugo-lean"))
    yield Target("10,000 cold, lean sites: wall, Hugo's = 1", 0.8, _ratio(_wall, *lean), "×")
    yield Target("10,000 cold: peak memory, Hugo's = 1", 0.5, versus("hugo", "cold", _peak), "×")
    yield Target("10,000 new tag: wall, Hugo's = 1", 0.15, versus("hugo", "new tag", _wall), "×")
    yield Target("10,000 cold: wall, Pelican's = 1", 0.2, versus("pelican", "cold", _wall), "×")
    growth = _ratio(
        _wall_per_article,
        results.row(100_000, "cold", "sitegen"),
        results.row(10_000, "cold", "sitegen"),
    )
    yield Target("100,000 cold: wall an article, that at 10,000 = 1", 1.2, growth, "×")
    yield Target("100,000 cold: peak memory", 1500, alone(100_000, "cold", _megabytes), "MB")
    yield Target("20 cold: wall", 0.6, alone(20, "cold", _wall), "s")
    yield Target("20 no-op: wall", 0.35, alone(20, "no-op", _wall), "s")


def _ratio(figure: Figure, row: Row | None, other: Row | None) -> float | None:
    if row is None or other is None:
        return None
    value, unit = figure(row), figure(other)
    return value / unit if value is not None and unit else None


def _wall(row: Row) -> float:
    return row.wall


def _wall_per_article(row: Row) -> float:
    return row.wall / row.articles


def _peak(row: Row) -> float | None:
    return row.peak


def _megabytes(row: Row) -> float | None:
    return None if row.peak is None else row.peak / MEGABYTE
