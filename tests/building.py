"""Builds sites in this process, and looks at what came out."""

from __future__ import annotations

import gc
import io
from collections.abc import Iterable, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser

from sitegen.build import BuildOptions, build
from sitegen.cli import main
from sitegen.config import load_config
from sitegen.problems import Problem, SitegenError
from sitegen.reading.frontmatter import canonical_date
from sitegen.reporting import Recording, Summary

ROOT = Path(__file__).parents[1]
NOW = datetime(2030, 1, 1, tzinfo=UTC)
"""Builds of tests are of this moment, unless they say otherwise."""


@dataclass(frozen=True)
class Built:
    """A site that was built: its output folder, what the build said, and its summary."""

    output: Path
    said: Recording
    summary: Summary

    def paths(self) -> set[str]:
        """Give the output's files by path."""
        files = (
            f.relative_to(self.output).as_posix() for f in self.output.rglob("*") if f.is_file()
        )
        return {path for path in files if path != ".sitegen-manifest"}

    def text(self, path: str) -> str:
        """Read an output file."""
        return (self.output / path).read_bytes().decode()

    def html(self, path: str) -> Any:
        """Parse an HTML page; `Any`, for a test that finds no node shall fail, not be typed."""
        return LexborHTMLParser(self.text(path))

    def feed(self, path: str) -> Any:
        """Parse a feed, which must be well-formed."""
        feed = feedparser.parse(self.text(path))
        assert not feed.bozo, feed.bozo_exception
        return feed

    def contents(self) -> dict[str, bytes]:
        """Read all of the output's files."""
        return {path: (self.output / path).read_bytes() for path in sorted(self.paths())}


def built(
    root: Path,
    now: str | datetime = NOW,
    *,
    base_url: str | None = None,
    drafts: bool = False,
    future: bool = False,
    jobs: int = 1,
    clean: bool = False,
    verify: bool = False,
    strict: bool = False,
) -> Built:
    """Build the site at `root` as `sitegen build` does; SitegenError where it has problems."""
    config = load_config(root, base_url)
    if isinstance(now, str):
        zone = ZoneInfo(config.file.timezone)
        now = datetime.fromisoformat(canonical_date(now))
        now = now if now.tzinfo else now.replace(tzinfo=zone)
    said = Recording()
    options = BuildOptions(
        now=now,
        drafts=drafts,
        future=future,
        jobs=jobs,
        clean=clean,
        verify=verify,
        strict=strict,
    )
    summary = build(config, options, said)
    return Built(config.output, said, summary)


def problems_of(root: Path, now: str | datetime = NOW) -> tuple[Problem, ...]:
    """Give the problems that keep the site at `root` from being built; there must be some."""
    try:
        done = built(root, now)
    except SitegenError as error:
        return error.problems
    raise AssertionError(f"built without a problem: {sorted(done.paths())}")


def messages(problems: Iterable[Problem]) -> list[str]:
    """Give each problem's place and message in one line."""
    return [f"{problem.place}: {problem.words}" for problem in problems]


class Ran(NamedTuple):
    """What the command line said and how it ended."""

    code: int
    out: str
    err: str


def run_cli(
    *args: str | Path, cwd: Path, stdin: str = "", env: Mapping[str, str] | None = None
) -> Ran:
    """Run the command line in this process, from a folder; its streams are pipes in UTF-8."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    code: object = 0
    with (
        pytest.MonkeyPatch.context() as patch,
        chdir(cwd),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8"))
        for name, value in (env or {}).items():
            patch.setenv(name, value)
        try:
            main([str(arg) for arg in args])
        except SystemExit as end:
            code = end.code
        finally:
            gc.enable()  # A build turns it off for its own short life.
    assert isinstance(code, int)
    return Ran(code, _text(out), _text(err))


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def article(front: str, body: str = "A body.\n") -> str:
    """Write an article's text from the lines of its front matter and its body."""
    return f"---\n{front.strip()}\n---\n{body}"
