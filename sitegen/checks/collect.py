"""Surveying the pages that a build would write: those that are not known are rendered, not written.

A page is known by its key, the digest of everything that it shows, so a site that has not changed
is not rendered again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from typing import NamedTuple

import msgspec

from ..execution.pool import batches, choose_workers
from ..execution.render import RenderSetup
from ..incremental.bodies import CacheDamaged, PackReader
from ..incremental.keys import Keys
from ..incremental.store import TemplateStore
from ..pages import BodyUse, Page
from ..planning.kinds import page_decoder
from ..planning.kinds.article import ArticlePage
from ..planning.kinds.copy import CopyPage
from ..planning.kinds.listing import ListingPage
from ..planning.kinds.text import TextPage
from ..problems import ContentError, Problem, unreadable
from ..reporting import Reporter
from . import release
from .documents import SURVEYED, Place, Survey, survey
from .index import Surveys

BATCH = 64

_OUTSIDE = re.compile(r'<img src="([^"]*)" alt="\s*"')
_GAP = re.compile(r' alt="\s*"')


class PageJob(NamedTuple):
    """A page to survey, as its key was made of it."""

    encoded: bytes
    key: bytes


class PageResult(NamedTuple):
    """The survey of a page and its size in bytes; None where its template fails."""

    path: str
    key: bytes
    survey: Survey | None
    size: int = 0
    problems: tuple[Problem, ...] = ()
    damaged: str = ""


def survey_pages(
    pages: Mapping[str, Page],
    surveys: Surveys,
    setup: RenderSetup,
    jobs: int | None,
    reporter: Reporter,
) -> list[Problem]:
    """Survey every planned page, and give what templates run into.

    Raises CacheDamaged where a body cannot be had from the cache.
    """
    work = []
    key_of = Keys()
    for path, page in pages.items():
        key = key_of(page, setup.inputs[page.template])
        known = surveys.known(path)
        if known is not None and known.stamp == key:
            surveys.keep(path, known)
        else:
            work.append(PageJob(msgspec.msgpack.encode(page), key))
    reporter.phase("checking", len(work))
    workers = choose_workers(len(work), jobs)
    problems: list[Problem] = []
    for results in workers.map(_SurveyTask(setup), batches(work, BATCH)):
        for result in results:
            if result.damaged:
                raise CacheDamaged(result.damaged)
            problems += result.problems
            if result.survey is not None:
                surveys.add(result.path, result.key, result.survey, result.size)
        reporter.advance(len(results))
    return problems


class _Surveying:
    def __init__(self, setup: RenderSetup) -> None:
        from ..rendering.render import Renderer

        self.root = setup.root
        self.site = setup.site
        self.reader = PackReader(setup.packs, setup.bodies)
        store = TemplateStore(setup.cache)
        self.renderer = Renderer(setup.theme, setup.site, setup.assets, self.reader, store)
        self.decode = page_decoder(setup.theme.extensions.kinds)


class _SurveyTask(NamedTuple):
    setup: RenderSetup

    @contextmanager
    def open(self) -> Iterator[Callable[[tuple[PageJob, ...]], list[PageResult]]]:
        surveying = _Surveying(self.setup)
        try:
            yield lambda jobs: [_survey(job, surveying) for job in jobs]
        finally:
            surveying.reader.close()


def _survey(job: PageJob, surveying: _Surveying) -> PageResult:
    page = surveying.decode(job.encoded)
    try:
        if isinstance(page, CopyPage):
            source = os.path.join(surveying.root, page.source)
            if not page.path.endswith(SURVEYED):
                return PageResult(page.path, job.key, Survey(), os.stat(source).st_size)
            with open(source, "rb") as file:
                data = file.read()
        else:
            data = surveying.renderer.render(page)
        found = survey(Place(page.path, surveying.site.origin, surveying.site.base), data)
        faults = (*found.faults, *release.content(page.path, data))
        unlabelled = tuple(_unlabelled(page, surveying.reader))
    except ContentError as error:
        return PageResult(page.path, job.key, None, 0, error.problems)
    except CacheDamaged as error:
        return PageResult(page.path, job.key, None, damaged=str(error))
    except OSError as error:
        if not isinstance(page, CopyPage):
            raise
        return PageResult(page.path, job.key, None, 0, (unreadable(page.source, error),))
    found = Survey(found.links, found.anchors, faults, unlabelled)
    return PageResult(page.path, job.key, found, len(data))


def _unlabelled(page: Page, reader: PackReader) -> Iterator[str]:
    """Find the pictures of a page's body without alternative text (`Survey.unlabelled`)."""
    use: BodyUse | None = None
    if isinstance(page, (ArticlePage, TextPage)):
        use = page.body
    elif isinstance(page, ListingPage):
        use = page.term.body
    if use is None or not use.digest:
        return
    before = ""
    for number, piece in enumerate(reader(use.digest).pieces):
        # Where a target is a picture, its gap stands between `<img ` and ` alt=`.
        if before.endswith("<img ") and _GAP.match(piece):
            yield f"#{number - 1}"
        yield from (unescape(found[1]) for found in _OUTSIDE.finditer(piece))
        before = piece
