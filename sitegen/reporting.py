"""What a run tells: progress, problems and the summary, to a console, as JSON, or to a test."""

from __future__ import annotations

import math
import os
import sys
import time
from collections import deque
from typing import Protocol, TextIO

import msgspec

from .problems import Problem


class Rendered(msgspec.Struct, frozen=True):
    """A page that was rendered, and the labels of the inputs that differ from last time."""

    path: str
    because: tuple[str, ...]


class Summary(msgspec.Struct, frozen=True):
    """What a build did: counts of pages, and wall time in seconds."""

    pages: int
    rendered: int
    written: int
    deleted: int
    seconds: float
    foreign: tuple[str, ...] = ()


class Reporter(Protocol):
    """The port that a run speaks through; the console, JSON and the tests listen to the same."""

    def phase(self, name: str, total: int) -> None:
        """Begin a phase ("reading", "rendering") of `total` steps."""

    def advance(self, steps: int) -> None:
        """Say that more steps of the phase are done."""

    def problem(self, problem: Problem) -> None:
        """Report a problem, error or warning."""

    def rendered(self, page: Rendered) -> None:
        """Report a page that was rendered."""

    def note(self, text: str) -> None:
        """Say something worth knowing that is no problem."""

    def summary(self, summary: Summary) -> None:
        """Report the end of a build."""


class Recording:
    """Keeps all that was said; the tests assert through it, and the preview reads it."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.pages: list[Rendered] = []
        self.notes: list[str] = []
        self.phases: list[tuple[str, int]] = []
        self.result: Summary | None = None

    def phase(self, name: str, total: int) -> None:
        self.phases.append((name, total))

    def advance(self, steps: int) -> None:
        pass

    def problem(self, problem: Problem) -> None:
        self.problems.append(problem)

    def rendered(self, page: Rendered) -> None:
        self.pages.append(page)

    def note(self, text: str) -> None:
        self.notes.append(text)

    def summary(self, summary: Summary) -> None:
        self.result = summary


_LONG = 0.3
"""Seconds; what is shorter is over before a person could read its progress."""

_LATELY = 100
"""The rate is that of so many lines of progress, of ten seconds or more: pages differ in cost."""

_COLUMNS = 80


class Console:
    """Speaks to a person: problems at once, progress on a terminal only, one line at the end."""

    def __init__(
        self,
        out: TextIO | None = None,
        err: TextIO | None = None,
        explain: str | None = None,
        github: bool = False,
    ) -> None:
        self.out = out or sys.stdout
        self.err = err or sys.stderr
        self.explain = explain
        self._live = self.err.isatty() and os.environ.get("TERM") != "dumb"
        self._color = self._live and not os.environ.get("NO_COLOR")
        self._name = ""
        self._total = self._done = 0
        self._started = self._began = time.monotonic()
        self._shown = 0.0
        self._lately: deque[tuple[float, int]] = deque([(self._began, 0)], _LATELY)

    def phase(self, name: str, total: int) -> None:
        self._wipe()
        self._name, self._total, self._done = name, total, 0
        self._began = time.monotonic()
        self._lately.clear()
        self._lately.append((self._began, 0))
        if self._live and self._began - self._started >= _LONG:
            self._show(f"{name} …")

    def advance(self, steps: int) -> None:
        if not self._live:
            return
        self._done += steps
        now = time.monotonic()
        if now - self._began < _LONG or now - self._shown < 0.1:
            return
        since, before = self._lately[0]
        rate = (self._done - before) / (now - since)
        self._lately.append((now, self._done))
        text = (
            f"{self._name} {self._done:,} of {self._total:,}, {rate:,.{0 if rate >= 10 else 1}f}/s"
        )
        left = self._total - self._done
        if left > 0 and rate > 0 and now - self._began >= 1:
            text += f", about {format_seconds(left / rate)} left"
        self._show(text)

    def _show(self, text: str) -> None:
        """Put a line in the place of the last one; it is cut, for only one row can be cleared."""
        try:
            columns = os.get_terminal_size(self.err.fileno()).columns or _COLUMNS
        except (OSError, ValueError):
            columns = _COLUMNS
        self.err.write(f"\r\x1b[2K{text[: columns - 1]}")
        self.err.flush()
        self._shown = time.monotonic()

    def problem(self, problem: Problem) -> None:
        self._wipe()
        text = problem.text()
        if self._color:
            colour = "31" if problem.severity == "error" else "33"
            first, *rest = text.split("\n")
            text = "\n".join([f"\x1b[{colour}m{first}\x1b[0m", *rest])
        print(text, file=self.err)

    def rendered(self, page: Rendered) -> None:
        if self.explain is not None and self.explain in ("", page.path):
            self._wipe()
            print(f"{page.path}: {', '.join(page.because)}", file=self.out)

    def note(self, text: str) -> None:
        self._wipe()
        print(text, file=self.err)

    def summary(self, summary: Summary) -> None:
        self._wipe()
        parts = [f"{summary.pages:,} pages", f"{summary.rendered:,} rendered"]
        if summary.written != summary.rendered:
            parts.append(f"{summary.written:,} written")
        if summary.deleted:
            parts.append(f"{summary.deleted:,} deleted")
        print(f"{', '.join(parts)}, {summary.seconds:.2f} s", file=self.out)

    def pause(self) -> None:
        """Take the progress off the terminal, so that other output has its line."""
        self._wipe()

    def _wipe(self) -> None:
        if self._live and self._shown:
            self.err.write("\r\x1b[2K")
            self.err.flush()
            self._shown = 0.0


class Json(Recording):
    """Says everything as one JSON object on standard output, at the end."""

    def __init__(self, out: TextIO | None = None) -> None:
        super().__init__()
        self.out = out or sys.stdout

    def close(self) -> None:
        """Write the object; called once, whether the build ended well or not."""
        result = self.result
        counts = {
            name: getattr(result, name) if result else 0
            for name in ("pages", "rendered", "written", "deleted", "seconds")
        }
        data = {
            **counts,
            "problems": self.problems,
            "rendered_pages": self.pages,
            "foreign": result.foreign if result else (),
        }
        print(msgspec.json.encode(data).decode(), file=self.out)


def format_seconds(seconds: float) -> str:
    """Write a duration as a person says it, rounded up: `40 s`, `3 min`, `1 h 5 min`."""
    if seconds <= 59:
        return f"{math.ceil(seconds)} s"
    hours, minutes = divmod(math.ceil(seconds / 60), 60)
    return " ".join(
        [*([f"{hours:,} h"] if hours else []), *([f"{minutes} min"] if minutes else [])]
    )


def format_size(size: int) -> str:
    """Write a number of bytes in the unit that suits it: `812 B`, `1.2 MB` (decimal units)."""
    amount = float(size)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 10 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"
