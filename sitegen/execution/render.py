"""Render pages: a task whose jobs are planned pages and whose results are their records."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..files.write import FileWriter, SourceFailed
from ..incremental.keys import TemplateInputs, inputs_of, label_digests, template_inputs
from ..incremental.pages import PageRecord
from ..incremental.sources import CacheDamaged, Location, PackReader, SourceCache
from ..incremental.store import TemplateStore
from ..pages import Page, SiteView, language_folder
from ..planning.kinds import page_decoder
from ..planning.kinds.copy import CopyPage
from ..planning.kinds.picture import DrawnPage, MadePage, PicturePage
from ..problems import ContentError, Problem, unreadable
from ..reading.scan import digest_of, digest_of_file, digest_of_open
from ..rendering import Dependencies
from ..rendering.theme import Theme
from .pictures import PictureMaker
from .planned import Planned
from .run import Run

_encode = msgspec.msgpack.encode


class RenderSetup(NamedTuple):
    """What all pages of a build share; `sites` and `inputs` by the folder of each language."""

    root: str
    output: Path
    cache: Path
    packs: Path
    theme: Theme
    sites: Mapping[str, SiteView]
    assets: Mapping[str, str]
    inputs: Mapping[str, Mapping[str, TemplateInputs]]
    bodies: Mapping[bytes, Location]

    def inputs_of(self, page: Page) -> TemplateInputs:
        """Return what a page depends on through its templates, in its language."""
        return inputs_of(page, self.inputs[language_folder(page.path, self.inputs)])


def render_setup(
    run: Run,
    planned: Planned,
    sources: SourceCache,
    dependencies: Mapping[str, Dependencies],
    output: Path,
) -> RenderSetup:
    """Gather what the pages of a plan share; `dependencies` are those of the theme's templates."""
    config, theme = run.config, run.theme
    digests = theme.extensions.digests
    return RenderSetup(
        root=config.root,
        output=output,
        cache=config.cache,
        packs=sources.packs,
        theme=theme,
        sites=planned.sites,
        assets=planned.assets,
        inputs={
            folder: template_inputs(dependencies, site, planned.assets, digests)
            for folder, site in planned.sites.items()
        },
        bodies=sources.bodies,
    )


class RenderJob(NamedTuple):
    """A page to render: its encoding, its key, and the digest of the file that is there.

    With `proof`, the record of a page that is current, nothing is written: `written` in the
    result then says that other bytes would be.
    """

    encoded: bytes
    key: bytes
    old_digest: bytes
    proof: PageRecord | None = None


class RenderResult(msgspec.Struct, frozen=True, array_like=True):
    """A page that was rendered: its record, and whether its file was written."""

    path: str
    record: PageRecord | None = None
    written: bool = False
    problems: tuple[Problem, ...] = ()
    failure: str = ""
    damaged: bool = False


class RenderTask(NamedTuple):
    """Render pages and write those whose bytes differ; results are encoded (`decode_results`)."""

    setup: RenderSetup

    @contextmanager
    def open(self) -> Iterator[Callable[[tuple[RenderJob, ...]], bytes]]:
        """Set a process up to render; see `Task`."""
        rendering = _Rendering(self.setup)

        def do(jobs: tuple[RenderJob, ...]) -> bytes:
            return _encode([_render(job, rendering) for job in jobs])

        try:
            yield do
        finally:
            rendering.reader.close()


class _Rendering:
    def __init__(self, setup: RenderSetup) -> None:
        from ..rendering.render import Renderer

        self.setup = setup
        self.reader = PackReader(setup.packs, setup.bodies)
        store = TemplateStore(setup.cache)
        self.renderer = Renderer(setup.theme, setup.sites, setup.assets, self.reader, store)
        scratch = setup.cache / "scratch"
        scratch.mkdir(exist_ok=True)
        self.writer = FileWriter(setup.output, scratch)
        self.decode = page_decoder(setup.theme.extensions.kinds)

    @cached_property
    def pictures(self) -> PictureMaker:
        """Makes pictures; most sites have none to make."""
        return PictureMaker(self.setup.cache)


decode_results = msgspec.msgpack.Decoder(list[RenderResult]).decode


def _render(job: RenderJob, rendering: _Rendering) -> RenderResult:
    page = rendering.decode(job.encoded)
    try:
        if isinstance(page, PicturePage | DrawnPage):
            return _take_picture(job, page, rendering) or _make_picture(job, page, rendering)
        if isinstance(page, CopyPage):
            return _copy(job, page, rendering)
        return _store(job, page, rendering.renderer.render(page), job.key, rendering)
    except ContentError as error:
        return RenderResult(page.path, problems=error.problems)
    except CacheDamaged as error:
        return RenderResult(page.path, failure=str(error), damaged=True)
    except OSError as error:
        return RenderResult(page.path, failure=f"{error.filename}: {error.strerror}")


def _store(
    job: RenderJob, page: Page, data: bytes, key: bytes, rendering: _Rendering
) -> RenderResult:
    """Write a page unless its file is as it should be; or compare them, where a proof is asked."""
    digest = digest_of(data)
    if job.proof is not None:
        return _compare(page, job.proof, digest, rendering)
    stat = _unchanged(page, digest, job, rendering)
    written = stat is None
    if stat is None:
        stat = rendering.writer.write(page.path, data, new=not job.old_digest)
    return RenderResult(page.path, _record(page, key, digest, stat, rendering), written)


def _copy(job: RenderJob, page: CopyPage, rendering: _Rendering) -> RenderResult:
    """Copy a file, which may be larger than the memory."""
    stat = None
    try:
        source = open(os.path.join(rendering.setup.root, page.source), "rb", buffering=0)  # noqa: SIM115
    except OSError as error:
        return RenderResult(page.path, problems=(unreadable(page.source, error),))
    try:
        with source:
            digest = page.digest
            if job.proof is not None or digest == job.old_digest:
                digest = digest_of_open(source)
                if job.proof is not None:
                    return _compare(page, job.proof, digest, rendering)
                stat = _unchanged(page, digest, job, rendering)
                source.seek(0)
            written = stat is None
            if stat is None:
                digest, stat = rendering.writer.copy(source, page.path, new=not job.old_digest)
    except SourceFailed as failed:
        return RenderResult(page.path, problems=(unreadable(page.source, failed.error),))
    # A file that has changed since the scan is looked at again by the next build.
    key = job.key if digest == page.digest else b""
    return RenderResult(page.path, _record(page, key, digest, stat, rendering), written)


def _take_picture(job: RenderJob, page: MadePage, rendering: _Rendering) -> RenderResult | None:
    """Take a picture from the cache, without reading it; None where it must be made."""
    kept = None if job.proof else rendering.pictures.kept(page)
    if kept is None:
        return None
    stat = _unchanged(page, kept.digest, job, rendering)
    written = stat is None
    if stat is None:
        if not rendering.writer.link(kept.path, page.path):
            data = kept.read()
            return None if data is None else _store(job, page, data, job.key, rendering)
        stat = kept.stat
    return RenderResult(page.path, _record(page, job.key, kept.digest, stat, rendering), written)


def _make_picture(job: RenderJob, page: MadePage, rendering: _Rendering) -> RenderResult:
    """Draw a picture, or make it of another one."""
    proved = job.proof is not None
    if isinstance(page, DrawnPage):
        drawn = rendering.pictures.draw(page, fresh=proved)
        return _store(job, page, drawn, job.key, rendering)
    try:
        source = Path(rendering.setup.root, page.source).read_bytes()
    except OSError as error:
        return RenderResult(page.path, problems=(unreadable(page.source, error),))
    found = digest_of(source)
    try:
        data = rendering.pictures.make(source, found, page.recipe, fresh=proved)
    except ValueError as error:
        message = f"no picture can be made of this one ({error})"
        problem = Problem(page.source, message, "picture.failed", hint="save it again, or as PNG")
        return RenderResult(page.path, problems=(problem,))
    # A file that has changed since the scan is looked at again by the next build.
    key = job.key if found == page.digest else b""
    return _store(job, page, data, key, rendering)


def _unchanged(
    page: Page, digest: bytes, job: RenderJob, rendering: _Rendering
) -> os.stat_result | None:
    """Return the stat of a page's file if it has these bytes already."""
    if digest == job.old_digest:
        with suppress(FileNotFoundError):
            return os.stat(rendering.setup.output / page.path)
    return None


def _record(
    page: Page, key: bytes, digest: bytes, stat: os.stat_result, rendering: _Rendering
) -> PageRecord:
    labels = label_digests(page, rendering.setup.inputs_of(page))
    return PageRecord(key, digest, stat.st_size, stat.st_mtime_ns, labels)


def _compare(page: Page, proof: PageRecord, digest: bytes, rendering: _Rendering) -> RenderResult:
    """Compare a page that was rendered again with its record and its file."""
    in_file = digest_of_file(rendering.setup.output / page.path)
    labels = label_digests(page, rendering.setup.inputs_of(page))
    record = PageRecord(proof.key, digest, proof.size, proof.mtime_ns, labels)
    return RenderResult(page.path, record, not digest == proof.digest == in_file)
