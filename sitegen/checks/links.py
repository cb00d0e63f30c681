"""Judge the links of a site's documents, and give what is wrong with the documents themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from ..planning.links import output_at
from ..problems import Problem
from .documents import PAGES, Fault
from .index import IndexedDocument, LinkIndex


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
    """Give the faults that were found in documents, each once for all that share it."""
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
