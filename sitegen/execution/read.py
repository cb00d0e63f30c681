"""Reading sources: a task whose jobs are files and whose results are their records."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..incremental.bodies import Location, PackWriter
from ..model import Article, Profile
from ..problems import Problem, unreadable
from ..reading.scan import digest_of
from ..reading.settings import ReadSettings

_encode = msgspec.msgpack.encode


class ReadJob(NamedTuple):
    """A source to read: its path below the content folder, and the digest that is known of it."""

    path: str
    known: bytes


class ReadResult(NamedTuple):
    """What a source holds; without `record` and problems its digest is the known one."""

    path: str
    digest: bytes
    record: bytes
    kind: str
    body: Location | None
    problems: tuple[Problem, ...]


class ReadTask(NamedTuple):
    """Read sources below `folder`, which problems call `shown`, and store their bodies in `packs`.

    A job is a batch of sources; a source that is gone by now has an empty digest in its result.
    """

    folder: Path
    shown: str
    settings: ReadSettings
    packs: Path

    @contextmanager
    def open(self) -> Iterator[Callable[[tuple[ReadJob, ...]], list[ReadResult]]]:
        """Set a process up to read; see `Task`."""
        writer = PackWriter(self.packs, f"{os.getpid():x}-{os.urandom(6).hex()}.pack")

        def do(jobs: tuple[ReadJob, ...]) -> list[ReadResult]:
            results = [_read(job, self, writer) for job in jobs]
            writer.flush()
            return results

        try:
            yield do
        finally:
            writer.close()


def _read(job: ReadJob, task: ReadTask, packs: PackWriter) -> ReadResult:
    from ..reading.source import read_source

    shown = f"{task.shown}/{job.path}"
    try:
        with open(f"{task.folder}/{job.path}", "rb", buffering=0) as file:
            data = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return ReadResult(job.path, b"", b"", "", None, ())
    except OSError as error:
        return ReadResult(job.path, b"", b"", "", None, (unreadable(shown, error),))
    digest = digest_of(data)
    if digest == job.known:
        return ReadResult(job.path, digest, b"", "", None, ())
    found = read_source(job.path, data, task.settings, shown)
    body = packs.add(found.body) if found.body is not None else None
    record = _encode(found.record) if found.record is not None else b""
    return ReadResult(job.path, digest, record, found.kind, body, found.problems)


_article = msgspec.msgpack.Decoder(Article)
_profile = msgspec.msgpack.Decoder(Profile)


def decode_record(kind: str, record: bytes) -> Article | Profile:
    """Decode the record of a result."""
    return (_article if kind in ("article", "page") else _profile).decode(record)
