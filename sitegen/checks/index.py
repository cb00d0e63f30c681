"""Index the links of a site's documents, and keep the index for the next run.

Thousands of pages link to the same few places, so each URL is stored once, and the links of a
document are numbers. All links of a site are then judged by looking at each URL once.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

import msgspec

from ..incremental import store
from ..incremental.fingerprint import code_fingerprint
from .documents import Document, Fault, SiteAddress


class IndexedDocument(msgspec.Struct, array_like=True, frozen=True):
    """A document in the index: `stamp` identifies its content, `links` are numbers of 4 bytes.

    `anchors` are one a line; `size` is the document's, in bytes; the rest is as in `Document`.
    """

    stamp: bytes
    links: bytes
    anchors: str | None
    faults: tuple[Fault, ...]
    missing_alts: tuple[str, ...]
    size: int


class _Stored(msgspec.Struct, array_like=True):
    key: bytes
    urls: list[str]
    documents: dict[str, IndexedDocument]
    extra: dict[str, bytes]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Stored)


class LinkIndex:
    """The documents of a site by their path in the output, and the URLs that they link to.

    `extra` is for what else a caller wants to have in the file.
    """

    def __init__(self, path: Path | None, site: SiteAddress, fresh: bool = False) -> None:
        """Load the index of the last run from `path`; None for an index of this run only.

        An index is only valid for the address of the site that it was made for.
        """
        self._path = path
        self._key = blake2b(
            repr(tuple(site)).encode(), key=code_fingerprint(), digest_size=16
        ).digest()
        self._stored = _Stored(self._key, [], {}, {})
        stored = store.load_value(path, _decoder) if path and not fresh else None
        if stored is not None and stored.key == self._key:
            self._stored = stored
        self.extra = dict(self._stored.extra)
        self._numbers = {url: number for number, url in enumerate(self._stored.urls)}
        self.documents: dict[str, IndexedDocument] = {}

    def known(self, path: str) -> IndexedDocument | None:
        """Return a document as the last run indexed it."""
        return self._stored.documents.get(path)

    def keep(self, path: str, document: IndexedDocument) -> None:
        """Keep a document that has not changed since the last run."""
        self.documents[path] = document

    def add(self, path: str, stamp: bytes, document: Document, size: int) -> None:
        """Add a document that is new or has changed."""
        numbers = array("I", [self._number(url) for url in document.links])
        anchors = None if document.anchors is None else "\n".join(document.anchors)
        self.documents[path] = IndexedDocument(
            stamp, numbers.tobytes(), anchors, document.faults, document.missing_alts, size
        )

    def _number(self, url: str) -> int:
        return self._numbers.setdefault(url, len(self._numbers))

    def urls(self) -> Iterator[str]:
        """Yield each URL that a document links to; some may be of the last run only."""
        return iter(self._numbers)

    def documents_linking_to(self, urls: Iterable[str]) -> Mapping[str, list[str]]:
        """Return for each of some URLs the paths of the documents that link to it, sorted."""
        names = {self._numbers[url]: url for url in urls}
        found: dict[str, list[str]] = {}
        for path in sorted(self.documents) if names else ():
            for number in names.keys() & set(_numbers(self.documents[path].links)):
                found.setdefault(names[number], []).append(path)
        return found

    def linked_urls(self) -> frozenset[str]:
        """Return the URLs that the documents of this run link to."""
        numbers: set[int] = set()
        for document in self.documents.values():
            numbers.update(_numbers(document.links))
        return frozenset(url for url, number in self._numbers.items() if number in numbers)

    def save(self) -> None:
        """Write the index to its file, unless the file has the same already."""
        stored = self._stored
        if self._path is None or (
            self.documents == stored.documents and self.extra == stored.extra
        ):
            return
        self._drop_unused()
        stored = _Stored(self._key, list(self._numbers), self.documents, self.extra)
        store.save(self._path, _encoder.encode(stored))
        self._stored = stored

    def _drop_unused(self) -> None:
        """Number the URLs anew once more than half of them are not linked to any more."""
        if len(self.linked_urls()) * 2 > len(self._numbers):
            return
        old = list(self._numbers)
        self._numbers = {}
        for path, document in self.documents.items():
            links = [self._number(old[number]) for number in _numbers(document.links)]
            packed = array("I", links).tobytes()
            self.documents[path] = msgspec.structs.replace(document, links=packed)


def _numbers(links: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(links)
    return numbers
