"""Read the documents of a site into an index: from a folder, or from the pages of a plan.

A document is read again only if it has changed: in a folder its stat and digest tell, in a plan the
key of its page, the digest of everything that it shows. A page that must be read is rendered, and
not written.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from struct import Struct
from typing import NamedTuple

import msgspec

from ..execution.render import RenderSetup
from ..execution.run import batches, choose_workers
from ..files.output import MANIFEST
from ..files.walk import LINK, stat_files
from ..incremental.keys import Keys
from ..incremental.sources import CacheDamaged, PackReader
from ..incremental.store import TemplateStore
from ..pages import BodyUse, Page
from ..planning.kinds import page_decoder
from ..planning.kinds.article import ArticlePage
from ..planning.kinds.copy import CopyPage
from ..planning.kinds.listing import ListingPage
from ..planning.kinds.picture import MadePage
from ..planning.kinds.text import TextPage
from ..problems import ContentError, Problem, unreadable
from ..reading.scan import RACY_NS, digest_of
from ..reporting import Reporter
from .documents import DOCUMENTS, Document, SiteAddress, read_document
from .links import LinkIndex

BATCH = 64

# --- from a folder ------------------------------------------------------------------------


class _FileJob(NamedTuple):
    path: str
    known: bytes


class _FileResult(NamedTuple):
    """A document that was read; `document` is None if its digest is the known one."""

    path: str
    digest: bytes
    document: Document | None


_STAT = Struct("<qq")
_NO_STAT = bytes(_STAT.size)


def index_folder(folder: Path, site: SiteAddress, index: LinkIndex, jobs: int | None) -> None:
    """Read the documents of a folder; a stamp is the digest, and the stat where that will do."""
    now = time.time_ns()
    files = stat_files(str(folder))
    stats: dict[str, bytes] = {}
    work: list[_FileJob] = []
    for path, (size, mtime_ns) in files.items():
        if path == MANIFEST or (size, mtime_ns) == LINK or not _is_unicode(path):
            continue
        stat = _STAT.pack(size, mtime_ns)
        known = index.known(path)
        if known is not None and known.stamp[16:] == stat and stat != _NO_STAT:
            index.keep(path, known)
        elif not path.endswith(DOCUMENTS):
            index.add(path, _NO_STAT + stat, Document(), size)
        else:
            # A file that was written just now may change again without another stat.
            stats[path] = stat if mtime_ns < now - RACY_NS else _NO_STAT
            work.append(_FileJob(path, known.stamp[:16] if known else b""))
    workers = choose_workers(len(work), jobs)
    for results in workers.map(_ReadFiles(folder, site), batches(work, BATCH)):
        for path, digest, document in results:
            stamp = digest + stats[path]
            known = index.known(path)
            if document is not None:
                index.add(path, stamp, document, files[path][0])
            elif known is not None:
                index.keep(path, msgspec.structs.replace(known, stamp=stamp))


def _is_unicode(path: str) -> bool:
    return path.isascii() or path.encode("utf-8", "replace").decode() == path


class _ReadFiles(NamedTuple):
    folder: Path
    site: SiteAddress

    @contextmanager
    def open(self) -> Iterator[Callable[[Collection[_FileJob]], list[_FileResult]]]:
        yield lambda jobs: [self._read(job) for job in jobs]

    def _read(self, job: _FileJob) -> _FileResult:
        data = (self.folder / job.path).read_bytes()
        digest = digest_of(data)
        document = None if digest == job.known else read_document(job.path, data, self.site)
        return _FileResult(job.path, digest, document)


# --- from a plan --------------------------------------------------------------------------


class _PageJob(NamedTuple):
    """A page to read, as its key was made of it."""

    encoded: bytes
    key: bytes


class _PageResult(NamedTuple):
    """A page that was read, and its size in bytes; no document where its template fails."""

    path: str
    key: bytes
    document: Document | None
    size: int = 0
    problems: tuple[Problem, ...] = ()
    damaged: str = ""


def index_pages(
    pages: Mapping[str, Page],
    index: LinkIndex,
    setup: RenderSetup,
    jobs: int | None,
    reporter: Reporter,
) -> list[Problem]:
    """Read every planned page, and return the problems of their templates.

    Raises CacheDamaged if a body cannot be read from the cache.
    """
    work = []
    key_of = Keys()
    for path, page in pages.items():
        key = key_of(page, setup.inputs_of(page))
        known = index.known(path)
        if known is not None and known.stamp == key:
            index.keep(path, known)
        else:
            work.append(_PageJob(msgspec.msgpack.encode(page), key))
    reporter.phase("checking", len(work))
    workers = choose_workers(len(work), jobs)
    problems: list[Problem] = []
    for results in workers.map(_ReadPages(setup), batches(work, BATCH)):
        for result in results:
            if result.damaged:
                raise CacheDamaged(result.damaged)
            problems += result.problems
            if result.document is not None:
                index.add(result.path, result.key, result.document, result.size)
        reporter.advance(len(results))
    return problems


class _ReadPages(NamedTuple):
    setup: RenderSetup

    @contextmanager
    def open(self) -> Iterator[Callable[[tuple[_PageJob, ...]], list[_PageResult]]]:
        pages = _PageReader(self.setup)
        try:
            yield lambda jobs: [pages.read(job) for job in jobs]
        finally:
            pages.bodies.close()


class _PageReader:
    def __init__(self, setup: RenderSetup) -> None:
        from ..rendering.render import Renderer

        self.root = setup.root
        self.address = SiteAddress(setup.sites[""].origin, setup.sites[""].base)
        self.bodies = PackReader(setup.packs, setup.bodies)
        store = TemplateStore(setup.cache)
        self.renderer = Renderer(setup.theme, setup.sites, setup.assets, self.bodies, store)
        self.decode = page_decoder(setup.theme.extensions.kinds)

    def read(self, job: _PageJob) -> _PageResult:
        page = self.decode(job.encoded)
        try:
            if isinstance(page, MadePage):
                # Its size is known when it has been made; `publish` counts it then.
                return _PageResult(page.path, job.key, Document(), 0)
            if isinstance(page, CopyPage):
                return self._read_copy(page, job.key)
            data = self.renderer.render(page)
            document = read_document(page.path, data, self.address)
            missing_alts = tuple(_missing_alts(page, self.bodies))
        except ContentError as error:
            return _PageResult(page.path, job.key, None, 0, error.problems)
        except CacheDamaged as error:
            return _PageResult(page.path, job.key, None, damaged=str(error))
        document = msgspec.structs.replace(document, missing_alts=missing_alts)
        return _PageResult(page.path, job.key, document, len(data))

    def _read_copy(self, page: CopyPage, key: bytes) -> _PageResult:
        source = Path(self.root, page.source)
        try:
            if not page.path.endswith(DOCUMENTS):
                return _PageResult(page.path, key, Document(), os.stat(source).st_size)
            data = source.read_bytes()
        except OSError as error:
            return _PageResult(page.path, key, None, 0, (unreadable(page.source, error),))
        return _PageResult(page.path, key, read_document(page.path, data, self.address), len(data))


_REMOTE_PICTURE = re.compile(r'<img src="([^"]*)" alt="\s*"')
_EMPTY_ALT = re.compile(r' alt="\s*"')


def _missing_alts(page: Page, bodies: PackReader) -> Iterator[str]:
    """Find the pictures of a page's body without alternative text (`Document.missing_alts`)."""
    use: BodyUse | None = None
    if isinstance(page, (ArticlePage, TextPage)):
        use = page.body
    elif isinstance(page, ListingPage):
        use = page.term.body
    if use is None or not use.digest:
        return
    before = ""
    for number, piece in enumerate(bodies(use.digest).pieces):
        # Where a target is a picture, its gap is between `<img ` and ` alt=`.
        if before.endswith("<img ") and _EMPTY_ALT.match(piece):
            yield f"#{number - 1}"
        yield from (unescape(found[1]) for found in _REMOTE_PICTURE.finditer(piece))
        before = piece
