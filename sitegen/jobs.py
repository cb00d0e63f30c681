"""The work that is done many times, here or in worker processes: reading and rendering.

Each process is started once with what all its jobs share; a job and its result are small and
picklable.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from .cache.bodies import CacheDamaged, Location, PackReader, PackWriter
from .cache.keys import TemplateInputs, label_digests
from .cache.pages import PageRecord
from .cache.storage import TemplateStore
from .errors import ContentError, Problem, unreadable
from .model import Article, Profile
from .pagetypes import AnyPage, CopyPage, SiteView
from .reading.scan import digest_of
from .rendering.theme import Theme
from .writing.files import FileWriter

# --- reading ------------------------------------------------------------------------------


class ReadJob(NamedTuple):
    """A source to read: its path below the content folder, and the digest known of it."""

    path: str
    known: bytes


class ReadResult(NamedTuple):
    """What a source held; without `record` and problems it is the same as it was known."""

    path: str
    digest: bytes
    record: bytes
    kind: str
    body: Location | None
    problems: tuple[Problem, ...]


class _Reading(NamedTuple):
    folder: Path
    shown: str
    settings: tuple[bool, str, str]
    packs: PackWriter


_reading: _Reading | None = None
_encode = msgspec.msgpack.encode


def start_reading(folder: Path, shown: str, settings: tuple[bool, str, str], packs: Path) -> None:
    """Set this process up to read sources below a folder and to store their bodies."""
    global _reading
    if _reading is not None:
        _reading.packs.close()
    name = f"{os.getpid():x}-{os.urandom(6).hex()}.pack"
    _reading = _Reading(folder, shown, settings, PackWriter(packs, name))


def read_batch(jobs: tuple[ReadJob, ...]) -> list[ReadResult]:
    """Read some sources; a file that is gone by now has an empty digest."""
    assert _reading is not None
    results = [_read(job, _reading) for job in jobs]
    _reading.packs.flush()
    return results


def _read(job: ReadJob, reading: _Reading) -> ReadResult:
    from .reading.source import ReadSettings, read_source

    shown = f"{reading.shown}/{job.path}"
    try:
        with open(f"{reading.folder}/{job.path}", "rb", buffering=0) as file:
            data = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return ReadResult(job.path, b"", b"", "", None, ())
    except OSError as error:
        return ReadResult(job.path, b"", b"", "", None, (unreadable(shown, error),))
    digest = digest_of(data)
    if digest == job.known:
        return ReadResult(job.path, digest, b"", "", None, ())
    found = read_source(job.path, data, ReadSettings(*reading.settings), shown)  # type: ignore[arg-type]
    body = reading.packs.add(found.body) if found.body is not None else None
    record = _encode(found.record) if found.record is not None else b""
    return ReadResult(job.path, digest, record, found.kind, body, found.problems)


_article = msgspec.msgpack.Decoder(Article)
_profile = msgspec.msgpack.Decoder(Profile)


def decode_record(kind: str, record: bytes) -> Article | Profile:
    """Decode the record of a result."""
    return (_article if kind in ("article", "page") else _profile).decode(record)


# --- rendering ----------------------------------------------------------------------------


class RenderSetup(NamedTuple):
    """What all pages of a build share."""

    root: str
    output: Path
    cache: Path
    packs: Path
    theme: Theme
    site: SiteView
    assets: Mapping[str, str]
    inputs: Mapping[str, TemplateInputs]
    bodies: Mapping[bytes, Location]


class RenderJob(NamedTuple):
    """A page to render: its encoding, its key, and the digest of the file that stands there.

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


class _Rendering:
    def __init__(self, setup: RenderSetup) -> None:
        from .rendering.render import Renderer

        self.setup = setup
        self.reader = PackReader(setup.packs, setup.bodies)
        store = TemplateStore(setup.cache)
        self.renderer = Renderer(setup.theme, setup.site, setup.assets, self.reader, store)
        scratch = setup.cache / "scratch"
        scratch.mkdir(parents=True, exist_ok=True)
        self.writer = FileWriter(setup.output, scratch)
        self.decode = msgspec.msgpack.Decoder(AnyPage).decode


_rendering: _Rendering | None = None


def start_rendering(setup: RenderSetup) -> None:
    """Set this process up to render pages into the output folder."""
    global _rendering
    if _rendering is not None:
        _rendering.reader.close()
    _rendering = _Rendering(setup)


def render_batch(jobs: tuple[RenderJob, ...]) -> bytes:
    """Render some pages and write those whose bytes differ; the results, encoded (msgpack)."""
    assert _rendering is not None
    return _encode([_render(job, _rendering) for job in jobs])


decode_results = msgspec.msgpack.Decoder(list[RenderResult]).decode


def _render(job: RenderJob, rendering: _Rendering) -> RenderResult:
    page = rendering.decode(job.encoded)
    key = job.key
    try:
        if isinstance(page, CopyPage):
            data = Path(rendering.setup.root, page.source).read_bytes()
        else:
            data = rendering.renderer.render(page)
        digest = digest_of(data)
        if isinstance(page, CopyPage) and digest != page.digest:
            key = b""  # The file has changed since the scan: the next build shall look again.
        if job.proof is not None:
            return _compare(page, job.proof, digest, rendering)
        stat = None
        if digest == job.old_digest:
            with suppress(FileNotFoundError):
                stat = os.stat(rendering.setup.output / page.path)
        written = stat is None
        if stat is None:
            stat = rendering.writer.write(page.path, data, new=not job.old_digest)
    except ContentError as error:
        return RenderResult(page.path, problems=error.problems)
    except CacheDamaged as error:
        return RenderResult(page.path, failure=str(error), damaged=True)
    except OSError as error:
        return RenderResult(page.path, failure=f"{error.filename}: {error.strerror}")
    return _result(page, key, digest, stat, written, rendering)


def _result(
    page: AnyPage,
    key: bytes,
    digest: bytes,
    stat: os.stat_result,
    written: bool,
    rendering: _Rendering,
) -> RenderResult:
    labels = label_digests(page, rendering.setup.inputs[page.template])
    record = PageRecord(key, digest, stat.st_size, stat.st_mtime_ns, labels)
    return RenderResult(page.path, record, written)


def _compare(
    page: AnyPage, proof: PageRecord, digest: bytes, rendering: _Rendering
) -> RenderResult:
    """Hold a page that was rendered again against its record and its file."""
    stands = digest_of((rendering.setup.output / page.path).read_bytes())
    labels = label_digests(page, rendering.setup.inputs[page.template])
    record = PageRecord(proof.key, digest, proof.size, proof.mtime_ns, labels)
    return RenderResult(page.path, record, not digest == proof.digest == stands)
