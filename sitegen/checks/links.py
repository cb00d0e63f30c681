"""Index the links of a site's documents, keep the index for the next run, and judge the links.

Thousands of pages link to the same few places, so each URL is stored once, and the links of a
document are numbers. All links of a site are then judged by looking at each URL once.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import msgspec

from ..incremental import store
from ..incremental.fingerprint import code_fingerprint
from ..planning.links import output_at
from ..problems import Problem
from .documents import PAGES, Document, Fault, SiteAddress


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
        """Renumber the URLs once more than half of them are not linked to any more."""
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


# --- judging ------------------------------------------------------------------------------


class DocumentProblem(NamedTuple):
    """Something wrong in some documents: the problem names the first of `paths`.

    `href` is the link or address that it is about, "" if it is about none.
    """

    problem: Problem
    paths: tuple[str, ...]
    href: str = ""


def broken_links(index: LinkIndex, base: str) -> Iterator[DocumentProblem]:
    """Judge each link into the site once; `base` is the path in front of the site's URLs."""
    reasons = {}
    for link in index.urls():
        if link.startswith("/") and (reason := _why_broken(link, base, index.documents)):
            reasons[link] = reason
    for link, documents in sorted(index.documents_linking_to(reasons).items()):
        paths = tuple(sorted(documents, key=_pages_first))
        message = f"broken link “{unquote(link)}”: {reasons[link]}{_also_on(paths)}"
        yield DocumentProblem(Problem(paths[0], message, "link.broken"), paths, link)


def _pages_first(path: str) -> tuple[bool, str]:
    return (not path.endswith(PAGES), path)


def _why_broken(link: str, base: str, documents: Mapping[str, IndexedDocument]) -> str:
    path, _, fragment = link.partition("#")
    if not f"{path}/".startswith(base + "/"):
        return f"it leads out of the site, which is published under {base}/"
    output = output_at(path[len(base) :], documents)
    if output is None:
        return "this site has no such page"
    # `:~:` begins a text fragment, which any page has; `#top` is the top of a page (HTML, 7.4.6.4).
    name = unquote(fragment.partition(":~:")[0])
    anchors = documents[output].anchors
    if name and name != "top" and anchors is not None and f"\n{name}\n" not in f"\n{anchors}\n":
        return f"no element of that page has the id “{name}”"
    return ""


def _also_on(paths: tuple[str, ...]) -> str:
    more = len(paths) - 1
    return f" (and on {more:,} more page{'s' if more > 1 else ''})" if more else ""


def document_faults(index: LinkIndex) -> Iterator[DocumentProblem]:
    """Yield the faults that were found in documents, each once for all that share it."""
    shared: dict[Fault, list[str]] = {}
    for path, document in index.documents.items():
        for fault in document.faults:
            shared.setdefault(fault, []).append(path)
    for fault, found in shared.items():
        paths = tuple(sorted(found, key=_pages_first))
        problem = Problem(
            paths[0],
            fault.message + _also_on(paths),
            fault.code,
            hint=fault.hint,
            severity=fault.severity,
        )
        yield DocumentProblem(problem, paths, fault.href)
