"""What a benchmark run found, as it is kept in JSON, and the figures drawn from it."""

import os
import platform
from pathlib import Path
from statistics import median

import msgspec

MEGABYTE = 1_000_000


class Row(msgspec.Struct, frozen=True):
    """One tool in one scenario: a value for each run, in seconds and bytes."""

    articles: int
    scenario: str
    tool: str
    walls: tuple[float, ...]
    cpus: tuple[float, ...]
    peaks: tuple[int, ...]

    @property
    def wall(self) -> float:
        return median(self.walls)

    @property
    def cpu(self) -> float:
        return median(self.cpus)

    @property
    def peak(self) -> float | None:
        return median(self.peaks) if self.peaks else None


class Output(msgspec.Struct, frozen=True):
    """What a tool wrote in a cold build, and how many files are not as the corpus asks."""

    articles: int
    tool: str
    pages: int
    feeds: int
    missing: int
    extra: int
    wrong: int
    article_size: int
    total_size: int


class Machine(msgspec.Struct, frozen=True):
    """The class of machine; neither its name nor its place."""

    cores: int
    memory_gb: int
    system: str
    python: str

    @classmethod
    def here(cls) -> "Machine":
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        return cls(
            cores=os.cpu_count() or 1,
            memory_gb=round(memory / 2**30),
            system=f"{platform.system()} {platform.machine()}",
            python=platform.python_version(),
        )


class Results(msgspec.Struct, frozen=True):
    """A whole run of the benchmark."""

    machine: Machine
    versions: dict[str, str]
    runs: int
    rows: tuple[Row, ...]
    outputs: tuple[Output, ...]

    def row(self, articles: int, scenario: str, tool: str) -> Row | None:
        key = (articles, scenario, tool)
        found = (row for row in self.rows if (row.articles, row.scenario, row.tool) == key)
        return next(found, None)

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(sorted({row.articles for row in self.rows}))


def load(file: Path) -> Results:
    """Read results; raises msgspec.ValidationError on another shape."""
    return msgspec.json.decode(file.read_bytes(), type=Results)


def save(results: Results, file: Path) -> None:
    """Write results, floats to a tenth of a millisecond."""
    rounded = msgspec.structs.replace(results, rows=tuple(map(_rounded, results.rows)))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(rounded), indent=1) + b"\n")


def _rounded(row: Row) -> Row:
    return msgspec.structs.replace(
        row,
        walls=tuple(round(value, 4) for value in row.walls),
        cpus=tuple(round(value, 4) for value in row.cpus),
    )
