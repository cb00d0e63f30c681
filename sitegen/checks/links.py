"""Links and anchors of built documents, held against what stands in the site."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from struct import Struct
from typing import NamedTuple
from urllib.parse import unquote

import msgspec

from ..execution.pool import batches, choose_workers
from ..files.output import MANIFEST
from ..planning.links import output_at
from ..problems import Problem
from ..reading.scan import RACY_NS, digest_of
from .documents import PAGES, SURVEYED, Place, Survey, survey
from .index import Origin, Surveyed, Surveys

BATCH = 64


class Broken(NamedTuple):
    """A link that leads nowhere, as `Survey.links` has it, and the documents that it stands in."""

    link: str
    why: str
    pages: tuple[str, ...]


def broken_links(
    folder: Path, base: str, origin: str, memo: Path | None = None, jobs: int | None = None
) -> tuple[Problem, ...]:
    """Find the broken links of a finished site that is to be read at `origin` under `base`.

    Every page, feed, sitemap, drawing and style sheet is looked at; what a thousand pages share is
    one problem that names the first and how many more there are. `memo` is a file that makes the
    next time quick; only what has changed is read again.
    """
    surveys = Surveys(memo, Origin(origin, base))
    _survey_folder(folder, Origin(origin, base), surveys, jobs)
    surveys.save()
    problems = [broken_link(broken) for broken in find_broken(surveys, base)]
    problems += [shared.problem for shared in faults(surveys)]
    return tuple(problem for problem in problems if problem.code.startswith("link."))


def find_broken(surveys: Surveys, base: str) -> list[Broken]:
    """Judge each link into the site once, and tell where the broken ones stand."""
    outputs = surveys.pages
    whys = {}
    for link in surveys.urls():
        if link.startswith("/") and (why := _fault(link, base, outputs)):
            whys[link] = why
    pages = surveys.leading_to(whys)
    return [
        Broken(link, whys[link], tuple(sorted(found, key=_html_first)))
        for link, found in sorted(pages.items())
    ]


def _html_first(path: str) -> tuple[bool, str]:
    return (not path.endswith(PAGES), path)


def _fault(link: str, base: str, outputs: Mapping[str, Surveyed]) -> str:
    path, _, fragment = link.partition("#")
    if not f"{path}/".startswith(base + "/"):
        return f"it leads out of the site, which stands under {base}/"
    output = output_at(path[len(base) :], outputs)
    if output is None:
        return "this site has no such page"
    # `:~:` begins a text fragment, which any page has; `#top` is the top of a page (HTML, 7.4.6.4).
    name = unquote(fragment.partition(":~:")[0])
    anchors = outputs[output].anchors
    if name and name != "top" and anchors is not None and f"\n{name}\n" not in f"\n{anchors}\n":
        return f"no element of that page has the id “{name}”"
    return ""


def broken_link(broken: Broken) -> Problem:
    """Make the problem of a broken link, at the first page that it stands on."""
    message = f"broken link “{unquote(broken.link)}”: {broken.why}{also_on(len(broken.pages) - 1)}"
    return Problem(broken.pages[0], message, "link.broken")


def also_on(pages: int) -> str:
    """Say on how many more pages something stands; nothing for none."""
    return f" (and on {pages:,} more page{'s' if pages > 1 else ''})" if pages else ""


class Shared(NamedTuple):
    """A problem that some pages have of themselves, and the pages."""

    problem: Problem
    pages: tuple[str, ...]


def faults(surveys: Surveys) -> Iterator[Shared]:
    """Give the problems that documents have of themselves, each once for all that share it."""
    pages: dict[tuple[str, str], list[Problem]] = {}
    for found in surveys.pages.values():
        for fault in found.faults:
            pages.setdefault((fault.code, fault.message), []).append(fault)
    for shared in pages.values():
        shared.sort(key=lambda fault: _html_first(fault.path))
        first = shared[0]
        message = first.message + also_on(len(shared) - 1)
        problem = msgspec.structs.replace(first, message=message)
        yield Shared(problem, tuple(fault.path for fault in shared))


# --- a folder -----------------------------------------------------------------------------


class _File(NamedTuple):
    """A file of the site: its path, and its size and time of change as bytes."""

    path: str
    stat: bytes
    size: int
    settled: bool


class _Job(NamedTuple):
    path: str
    known: bytes


class _Result(NamedTuple):
    path: str
    digest: bytes
    survey: Survey | None


_STAT = Struct("<qq")
_NO_STAT = bytes(_STAT.size)


def _survey_folder(folder: Path, where: Origin, surveys: Surveys, jobs: int | None) -> None:
    """Survey the files of a folder; a stamp is the digest, and the stat where that will do."""
    files: dict[str, _File] = {}
    work: list[_Job] = []
    for file in _files(folder):
        known = surveys.known(file.path)
        if known is not None and known.stamp[16:] == file.stat and file.stat != _NO_STAT:
            surveys.keep(file.path, known)
        elif not file.path.endswith(SURVEYED):
            surveys.add(file.path, _NO_STAT + file.stat, Survey(), file.size)
        else:
            files[file.path] = file
            work.append(_Job(file.path, known.stamp[:16] if known else b""))
    workers = choose_workers(len(work), jobs)
    for results in workers.map(_SurveyTask(folder, where), batches(work, BATCH)):
        for result in results:
            file = files[result.path]
            stamp = result.digest + (file.stat if file.settled else _NO_STAT)
            known = surveys.known(result.path)
            if result.survey is not None:
                surveys.add(result.path, stamp, result.survey, file.size)
            elif known is not None:
                surveys.keep(result.path, msgspec.structs.replace(known, stamp=stamp))


def _files(folder: Path) -> Iterator[_File]:
    now = time.time_ns()
    root = os.fspath(folder)
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with os.scandir(f"{root}/{prefix}") as entries:
            for entry in entries:
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path + "/")
                elif path != MANIFEST and _is_unicode(path):
                    stat = entry.stat()
                    code = _STAT.pack(stat.st_size, stat.st_mtime_ns)
                    yield _File(path, code, stat.st_size, stat.st_mtime_ns < now - RACY_NS)


def _is_unicode(path: str) -> bool:
    return path.isascii() or path.encode("utf-8", "replace").decode() == path


class _SurveyTask(NamedTuple):
    folder: Path
    where: Origin

    @contextmanager
    def open(self) -> Iterator[Callable[[Collection[_Job]], list[_Result]]]:
        yield lambda jobs: [self._survey(job) for job in jobs]

    def _survey(self, job: _Job) -> _Result:
        data = (self.folder / job.path).read_bytes()
        digest = digest_of(data)
        found = None if digest == job.known else survey(Place(job.path, *self.where), data)
        return _Result(job.path, digest, found)
