"""`python -m benchmarks.preview`: from a save to the browser, beside `hugo server`.

Both servers preview the same corpus, each with the article that is edited open: its page has been
asked for. A save is timed from before the file is written to the message that makes a browser
reload; then the page is asked for, and must show the change.
"""

import http.client
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import click
import msgspec

from benchmarks.corpus import Article, Corpus
from benchmarks.measure import process_tree, proportional_set_size
from benchmarks.results import Machine
from benchmarks.tools import TOOLS, Tool

PATIENCE = 120.0
ADDRESS = re.compile(rb"http://127\.0\.0\.1:([0-9]+)/")
PAUSE = 0.05
"""Seconds in which a browser is connected before the save."""


class Server(ABC):
    """A preview server: how it is started, and where it tells browsers to reload.

    Its port is read from what it prints, so that two benchmarks at a time never ask each other's.
    """

    def __init__(self, tool: Tool, site: Path) -> None:
        self.tool = tool
        self.site = site
        self.port = 0

    @abstractmethod
    def command(self) -> list[str]:
        """The command, to be run in the site's folder."""

    @contextmanager
    @abstractmethod
    def listening(self) -> Iterator[Iterator[object]]:
        """Connect as a browser does; the iterator gives one item for each reload."""

    def get(self, url: str) -> str:
        """Ask for a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", url)
            return connection.getresponse().read().decode()
        finally:
            connection.close()

    @contextmanager
    def running(self, url: str) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
        """Start the server; gives the process and the seconds until a page came."""
        with tempfile.TemporaryFile() as printed:
            began = time.perf_counter()
            process = subprocess.Popen(
                self.command(), cwd=self.site, stdout=printed, stderr=subprocess.STDOUT
            )
            try:
                while not self._answers(url, printed.fileno()):
                    if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                        raise click.ClickException(f"{self.tool.name}: the server did not start")
                    time.sleep(0.005)
                yield process, time.perf_counter() - began
            finally:
                process.terminate()
                process.wait()

    def _answers(self, url: str, printed: int) -> bool:
        address = ADDRESS.search(os.pread(printed, 65536, 0))
        if address is None:
            return False
        self.port = int(address[1])
        try:
            return "</html>" in self.get(url)
        except OSError:
            return False


class SitegenServer(Server):
    def command(self) -> list[str]:
        return [sys.executable, "-m", "sitegen", "serve", "--port", "0"]

    @contextmanager
    def listening(self) -> Iterator[Iterator[object]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", "/_sitegen/events")
        response = connection.getresponse()
        try:
            yield (line for line in response if line == b"event: reload\n")
        finally:
            connection.close()


class HugoServer(Server):
    def command(self) -> list[str]:
        binary = self.tool.command(self.site)[0]
        # Hugo does not print the port that it gets for port 0.
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        return [binary, "server", "--port", str(port), "--baseURL", "http://127.0.0.1/"]

    @contextmanager
    def listening(self) -> Iterator[Iterator[object]]:
        from websockets.sync.client import connect

        hello = {"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"]}
        with connect(f"ws://127.0.0.1:{self.port}/livereload") as connection:
            connection.send(json.dumps(hello))
            yield (text for text in connection if json.loads(text)["command"] == "reload")


SERVERS: dict[str, type[Server]] = {"sitegen": SitegenServer, "hugo": HugoServer}


class Saves(msgspec.Struct, frozen=True):
    """Times of all saves of a kind, in seconds: to the event, and of the page after it."""

    kind: str
    to_event: tuple[float, ...]
    page: tuple[float, ...]


class Preview(msgspec.Struct, frozen=True):
    """What was measured of one tool: seconds to the first page, bytes (PSS) at the end."""

    tool: str
    version: str
    starts: tuple[float, ...]
    memory: int
    saves: tuple[Saves, ...]


class Results(msgspec.Struct, frozen=True):
    """A whole run."""

    machine: Machine
    articles: int
    previews: tuple[Preview, ...]


def edited(article: Article, kind: str, number: int) -> tuple[Article, str]:
    """Edit an article's body or title; gives the text that its page must show."""
    if kind == "body":
        added = f"Sentence added by save {number}."
        return replace(article, body=f"{article.body}\n{added}\n"), added
    title = f"{article.title} {number}"
    return replace(article, title=title), title


class Bench:
    """Sites of one corpus, one for each tool, with their servers."""

    def __init__(self, folder: Path, names: list[str], articles: int) -> None:
        corpus = Corpus(articles)
        self.articles = list(corpus)
        self.servers: list[Server] = []
        for name in names:
            click.echo(f"writing {articles:,} articles for {name}", err=True)
            tool = TOOLS[name]
            tool.write_site(corpus, folder / name)
            self.servers.append(SERVERS[name](tool, folder / name))

    def run(self, saves: int, runs: int, seed: int) -> Iterator[Preview]:
        """Measure the tools, one after the other: an idle server still works after a save."""
        for server in self.servers:
            starts = self._starts(server, runs)
            with server.running(self.articles[0].url) as (process, _):
                kinds = tuple(
                    self._saves(server, kind, saves, seed + number)
                    for number, kind in enumerate(("body", "title"))
                )
                memory = sum(map(proportional_set_size, process_tree(process.pid)))
            version = server.tool.version() or ""
            yield Preview(server.tool.name, version, starts, memory, kinds)

    def _starts(self, server: Server, runs: int) -> tuple[float, ...]:
        """Time warm starts; one before them is not counted."""
        taken = []
        for number in range(runs + 1):
            with server.running(self.articles[0].url) as (_, seconds):
                taken.append(seconds)
            click.echo(f"{server.tool.name}: start {number} of {runs}", err=True)
        return tuple(taken[1:])

    def _saves(self, server: Server, kind: str, saves: int, seed: int) -> Saves:
        rng = random.Random(seed)
        times = [
            self._save(server, rng.choice(self.articles), kind, number) for number in range(saves)
        ]
        click.echo(f"{server.tool.name}: {saves} saves of a {kind}", err=True)
        return Saves(kind, tuple(t for t, _ in times), tuple(t for _, t in times))

    def _save(
        self, server: Server, article: Article, kind: str, number: int
    ) -> tuple[float, float]:
        server.get(article.url)
        changed, text = edited(article, kind, number)
        content = server.tool.text(changed)
        file = server.site / server.tool.path(article)
        with server.listening() as reloads:
            time.sleep(PAUSE)
            began = time.perf_counter()
            file.write_text(content, encoding="utf-8")
            if next(reloads, None) is None:
                raise click.ClickException(f"{server.tool.name}: the server closed its stream")
            told = time.perf_counter()
        page = unescape(server.get(article.url))
        done = time.perf_counter()
        if text not in page:
            raise click.ClickException(f"{server.tool.name}: {article.url} does not show {text!r}")
        return told - began, done - told


def markdown(results: Results) -> str:
    """Lay the results out as a table of milliseconds."""
    rows: list[tuple[str, dict[str, Any]]] = []
    names = [preview.tool for preview in results.previews]
    starts = {p.tool: f"{median(p.starts) * 1000:,.0f}" for p in results.previews}
    rows.append(("warm start to first page", starts))
    for number, kind in enumerate(("body", "title")):
        timed = {p.tool: p.saves[number] for p in results.previews}
        for label, figure in (("median", median), ("95th percentile", _p95)):
            events = {n: f"{figure(s.to_event) * 1000:,.0f}" for n, s in timed.items()}
            rows.append((f"{kind}: save to event, {label}", events))
        pages = {n: f"{median(s.page) * 1000:,.1f}" for n, s in timed.items()}
        rows.append((f"{kind}: the page after it, median", pages))
    memory = {p.tool: f"{p.memory / 1e6:,.0f} MB" for p in results.previews}
    rows.append(("memory at the end", memory))
    head = [
        f"{results.articles:,} articles, ms",
        *(f"{p.tool} {p.version}" for p in results.previews),
    ]
    lines = [head, ["---", *["---:"] * len(names)]]
    lines += [[label, *(values[name] for name in names)] for label, values in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _p95(values: tuple[float, ...]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


@click.command()
@click.option("--articles", type=click.IntRange(1), default=10_000, show_default=True)
@click.option("--saves", type=click.IntRange(2), default=100, show_default=True)
@click.option("--runs", type=click.IntRange(1), default=5, show_default=True, help="Warm starts.")
@click.option("--tools", default="sitegen,hugo", show_default=True)
@click.option("--seed", default=2014, show_default=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path(__file__).parent / "results" / "preview.json",
    help="Where the results go as JSON; benchmarks/results/preview.json by default.",
)
def main(articles: int, saves: int, runs: int, tools: str, seed: int, out: Path) -> None:
    """Measure previews of a generated digest."""
    names = [name for name in tools.split(",") if TOOLS[name].version() is not None]
    with tempfile.TemporaryDirectory(prefix="bench-preview-") as place:
        bench = Bench(Path(place), names, articles)
        previews = tuple(bench.run(saves, runs, seed))
    results = Results(Machine.here(), articles, previews)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")
    click.echo(markdown(results))


if __name__ == "__main__":
    main()
