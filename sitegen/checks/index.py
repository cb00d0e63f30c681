"""The memo of surveys: an output path leads to what its document held, as long as it is the same.

Thousands of pages lead to the same few places, so each URL is kept once and a page's links as
numbers; the whole site's links are then judged by looking at each URL, not at each page.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..incremental import store
from ..incremental.fingerprint import code_fingerprint
from ..problems import Problem
from .documents import Survey


class Surveyed(msgspec.Struct, array_like=True, frozen=True):
    """A survey as it is kept: `stamp` tells what it is of, `links` are numbers of 4 bytes.

    `anchors` stand one a line; `size` is the document's, in bytes; the rest is as in `Survey`.
    """

    stamp: bytes
    links: bytes
    anchors: str | None
    faults: tuple[Problem, ...]
    unlabelled: tuple[str, ...]
    size: int


class _Stored(msgspec.Struct, array_like=True):
    key: bytes
    urls: list[str]
    pages: dict[str, Surveyed]
    more: dict[str, bytes]


class Origin(NamedTuple):
    """Where the site is read; surveys hold for one origin and base path only."""

    origin: str
    base: str


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Stored)


class Surveys:
    """The surveys of one site's documents, those of last time and those of now.

    `more` is for what a user of the memo wants to keep beside them.
    """

    def __init__(self, path: Path | None, where: Origin, fresh: bool = False) -> None:
        """Load what is known from `path`; None for a memo of this run only."""
        self._path = path
        self._key = blake2b(
            repr(tuple(where)).encode(), key=code_fingerprint(), digest_size=16
        ).digest()
        stored = self._blank() if fresh else self._load()
        self.more = dict(stored.more)
        self._stored = stored
        self._numbers = {url: number for number, url in enumerate(stored.urls)}
        self.pages: dict[str, Surveyed] = {}

    def _load(self) -> _Stored:
        payload = store.load(self._path) if self._path else None
        if payload is not None:
            try:
                stored = _decoder.decode(payload)
            except msgspec.MsgspecError:
                pass
            else:
                if stored.key == self._key:
                    return stored
        return self._blank()

    def _blank(self) -> _Stored:
        return _Stored(self._key, [], {}, {})

    def known(self, path: str) -> Surveyed | None:
        """Give what last time was known of a document."""
        return self._stored.pages.get(path)

    def keep(self, path: str, found: Surveyed) -> None:
        """Carry the survey of a document over that is the same as last time."""
        self.pages[path] = found

    def add(self, path: str, stamp: bytes, found: Survey, size: int) -> None:
        """Take the survey of a document that is new or has changed."""
        numbers = array("I", [self._number(url) for url in found.links])
        anchors = None if found.anchors is None else "\n".join(found.anchors)
        self.pages[path] = Surveyed(
            stamp, numbers.tobytes(), anchors, found.faults, found.unlabelled, size
        )

    def _number(self, url: str) -> int:
        return self._numbers.setdefault(url, len(self._numbers))

    def urls(self) -> Iterator[str]:
        """Give each URL that a document leads to, once; some may be of last time only."""
        return iter(self._numbers)

    def leading_to(self, urls: Iterable[str]) -> Mapping[str, list[str]]:
        """Tell for each of some URLs which documents lead there, in the order of their paths."""
        names = {self._numbers[url]: url for url in urls}
        found: dict[str, list[str]] = {}
        for path in sorted(self.pages) if names else ():
            for number in names.keys() & set(_numbers(self.pages[path].links)):
                found.setdefault(names[number], []).append(path)
        return found

    def used(self) -> frozenset[str]:
        """Give the URLs that a document of now leads to."""
        numbers: set[int] = set()
        for found in self.pages.values():
            numbers.update(_numbers(found.links))
        return frozenset(url for url, number in self._numbers.items() if number in numbers)

    def save(self) -> None:
        """Store the surveys of now, unless they are what is stored."""
        stored = self._stored
        if self._path is None or (self.pages == stored.pages and self.more == stored.more):
            return
        self._drop_unused()
        stored = _Stored(self._key, list(self._numbers), self.pages, self.more)
        store.save(self._path, _encoder.encode(stored))
        self._stored = stored

    def _drop_unused(self) -> None:
        """Number the URLs anew once more than half of them lead from no document any more."""
        if len(self.used()) * 2 > len(self._numbers):
            return
        old = list(self._numbers)
        self._numbers = {}
        for path, found in self.pages.items():
            numbers = array("I", [self._number(old[number]) for number in _numbers(found.links)])
            self.pages[path] = msgspec.structs.replace(found, links=numbers.tobytes())


def _numbers(links: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(links)
    return numbers
