"""The results as one SVG: two dot plots on logarithmic axes, readable in light and dark."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from benchmarks.results import MEGABYTE, Results, Row

_COLOURS = {
    "sitegen": "#c2410c",
    "hugo": "#2563eb",
    "pelican": "#0f8a5f",
    "eleventy": "#9333ea",
    "sitegen-lean": "#f59e0b",
    "hugo-lean": "#60a5fa",
}
_OTHER = "#808080"
_LEFT, _RIGHT, _WIDTH, _ROW = 130, 40, 760, 30
_PREFERRED = 10_000

_STYLE = """
text { font: 13px sans-serif; fill: #1f2328; }
.title { font-weight: bold; font-size: 15px; }
.tick { font-size: 11px; fill: #59636e; }
.grid { stroke: #d1d9e0; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .tick { fill: #9198a1; }
  .grid { stroke: #3d444d; }
}
"""


@dataclass(frozen=True)
class Panel:
    """One dot plot: a line of dots for each label, in which a tool has at most one value."""

    title: str
    unit: str
    lines: tuple[tuple[str, dict[str, float]], ...]

    @property
    def height(self) -> int:
        return 70 + _ROW * len(self.lines)


def plot(results: Results) -> str:
    """Wall time by scenario at 10,000 articles (or the most there are), and memory by size."""
    size = _PREFERRED if _PREFERRED in results.sizes else results.sizes[-1]
    scenarios = dict.fromkeys(row.scenario for row in results.rows if row.articles == size)
    panels = [
        Panel(
            f"Wall time, {size:,} articles",
            "s",
            tuple(
                (scenario, _values(results, size, scenario, lambda row: row.wall))
                for scenario in scenarios
            ),
        ),
        Panel(
            "Peak memory of a cold build",
            "MB",
            tuple((f"{size:,} articles", _memory(results, size)) for size in results.sizes),
        ),
    ]
    drawn: list[str] = []
    top = 40
    for panel in panels:
        drawn.extend(_panel(panel, top))
        top += panel.height
    titles = escape("; ".join(panel.title for panel in panels))
    root = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top}"'
    return "\n".join(
        [
            f'<svg {root} role="img" aria-label="{titles}">',
            f"<style>{_STYLE}</style>",
            *_legend(list(results.versions)),
            *drawn,
            "</svg>\n",
        ]
    )


def _values(
    results: Results, size: int, scenario: str, figure: Callable[[Row], float | None]
) -> dict[str, float]:
    rows = (row for row in results.rows if (row.articles, row.scenario) == (size, scenario))
    found = {row.tool: figure(row) for row in rows}
    return {tool: value for tool, value in found.items() if value}


def _memory(results: Results, size: int) -> dict[str, float]:
    peaks = _values(results, size, "cold", lambda row: row.peak)
    return {tool: value / MEGABYTE for tool, value in peaks.items()}


def _legend(tools: Sequence[str]) -> Iterator[str]:
    for place, tool in enumerate(tools):
        left = _LEFT + place * 110
        yield f'<circle cx="{left}" cy="20" r="6" fill="{_COLOURS.get(tool, _OTHER)}"/>'
        yield f'<text x="{left + 12}" y="24">{escape(tool)}</text>'


def _panel(panel: Panel, top: int) -> Iterator[str]:
    values = [value for _, line in panel.lines for value in line.values()]
    if not values:
        return
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)

    def across(value: float) -> float:
        share = (math.log10(value) - low) / (high - low)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    bottom = top + 34 + _ROW * len(panel.lines)
    yield f'<text class="title" x="{_LEFT}" y="{top + 16}">{escape(panel.title)}</text>'
    for power in range(low, high + 1):
        x = across(10.0**power)
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{top + 28}" y2="{bottom}"/>'
        yield (
            f'<text class="tick" x="{x:.1f}" y="{bottom + 15}" text-anchor="middle">'
            f"{10.0**power:,g} {panel.unit}</text>"
        )
    for place, (label, line) in enumerate(panel.lines):
        y = top + 34 + _ROW * place + _ROW / 2
        yield f'<text x="{_LEFT - 14}" y="{y + 4}" text-anchor="end">{escape(label)}</text>'
        yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>'
        for tool, value in line.items():
            dot = f'cx="{across(value):.1f}" cy="{y}" r="6" fill="{_COLOURS.get(tool, _OTHER)}"'
            said = escape(f"{tool}, {label}: {value:,.3g} {panel.unit}")
            yield f"<circle {dot}><title>{said}</title></circle>"
