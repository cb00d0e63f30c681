"""Report what is wrong on built pages at its source: an article, a template."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import msgspec

from ..config import FILE_NAME, Config, languages_of
from ..execution.content import Read
from ..execution.planned import Planned
from ..model import Article, Profile, Target, View, files_and_links
from ..planning.kinds.copy import CopyPage
from ..problems import Problem, Unplaced
from ..reading.locate import Placer
from ..rendering.theme import Theme
from .links import LinkIndex, broken_links, document_faults
from .pictures import check_pictures, huge_pictures, missing_alts_of_embeds, unused_pictures
from .release import check_sizes

_MOST_OWNERS = 20
"""A link is looked for in this many files; one that more pages share is a template's."""

_IN_ADDRESS = re.compile(r"[\w/%~:-]")


class CheckedSite(NamedTuple):
    """A site whose pages have been read into an index."""

    config: Config
    view: View
    theme: Theme
    read: Read
    planned: Planned
    links: LinkIndex

    @property
    def records(self) -> Iterator[Article | Profile]:
        """All articles, pages and profiles."""
        yield from self.read.articles.values()
        yield from self.read.profiles.values()


def page_problems(site: CheckedSite, has_errors: bool) -> Iterator[Problem]:
    """Yield the problems of built pages; `has_errors` is true if content or plan has errors."""
    config, planned, index = site.config, site.planned, site.links
    sources = _Sources(site)
    if len(index.documents) == len(planned.pages):
        reported = frozenset(_written_links(site)) if has_errors else frozenset()
        for problem, paths, link in broken_links(index, config.base):
            path = link[len(config.base) :]
            if not reported & {path, posixpath.basename(path)}:
                yield sources.place(problem, paths, path)
        yield from unused_pictures(config, planned.pages, index.linked_urls(), site.records)
    sizes = {path: document.size for path, document in index.documents.items()}
    yield from map(sources.place, check_sizes(sizes))
    for problem, paths, href in document_faults(index):
        is_meant = site.view.drafts and problem.code == "publish.draft"
        is_reported = has_errors and problem.code == "link.relative"
        if not (is_meant or is_reported):
            yield sources.place(problem, paths, href)
    for path, document in index.documents.items():
        for picture in document.missing_alts:
            yield from sources.missing_alt(planned.owners[path], picture)
    yield from huge_pictures(site.read, config)
    yield from map(sources.placed, check_pictures(planned, site.read, config, site.records))
    owners = frozenset(planned.owners.values())
    for record in site.records:
        for target in missing_alts_of_embeds(record) if record.path in owners else ():
            yield sources.no_alt(record.path, target, "fill in its `alt`")


def outgoing_links(site: CheckedSite) -> Iterator[tuple[str, Problem]]:
    """Yield every address of another site with the first place where it is written.

    The place is a problem without a message.
    """
    sources = _Sources(site)
    outside = {url for url in site.links.linked_urls() if not url.startswith("/")}
    settings = Path(site.config.root, FILE_NAME).read_text("utf-8", "replace")
    for url, paths in site.links.documents_linking_to(outside).items():
        if url in settings:
            line = settings[: settings.index(url)].count("\n") + 1
            yield url, Problem(FILE_NAME, "", "external", line=line)
        else:
            yield url, sources.place(Problem(paths[0], "", "external"), paths, url)


def _written_links(site: CheckedSite) -> Iterator[str]:
    """Yield the links that content writes: planning has judged and reported them already."""
    for record in site.records:
        for target in files_and_links(record):
            yield target.href if target.href.startswith("/") else posixpath.basename(target.href)
    for config in (site.config, *languages_of(site.config)):
        for item in (*config.file.menu, *config.file.social):
            yield item.url


def _is_whole(placed: Problem, needle: str) -> bool:
    """Return False if what was found is a part of a longer address: `/help/` of `x.org/help/`."""
    start = placed.column - 1
    before = placed.excerpt[max(0, start - 1) : start]
    after = placed.excerpt[start + len(needle) :][:1]
    is_needle = placed.excerpt.startswith(needle, start)
    return not (_IN_ADDRESS.match(before) or (is_needle and _IN_ADDRESS.match(after)))


class _Sources:
    """Finds the sources of built pages."""

    def __init__(self, site: CheckedSite) -> None:
        self._site = site
        self._placer = Placer(site.config)

    def place(self, problem: Problem, paths: Iterable[str] = (), needle: str = "") -> Problem:
        """Move a problem of some pages to the content file that contains the needle.

        Where none does, say what makes the page that the problem names.
        """
        site = self._site
        owners = dict.fromkeys(site.planned.owners[path] for path in paths) if needle else {}
        for owner in islice((owner for owner in owners if owner.endswith(".md")), _MOST_OWNERS):
            unplaced = Unplaced(
                owner, problem.code, problem.message, problem.hint, (), 1, needle, problem.severity
            )
            placed = self._placer(unplaced)
            if placed.column and _is_whole(placed, needle):
                return placed
        page = site.planned.pages.get(problem.path)
        if isinstance(page, CopyPage):
            return msgspec.structs.replace(problem, path=page.source)
        template = site.theme.templates.get(page.rendered_with) if page else None
        hint = problem.hint or (f"{template.shown} makes this page" if template else "")
        return msgspec.structs.replace(problem, hint=hint)

    def placed(self, found: Unplaced) -> Problem:
        """Find the place of a problem in its source."""
        return self._placer(found)

    def missing_alt(self, owner: str, picture: str) -> Iterator[Problem]:
        """Report a picture without alternative text in the file that writes it."""
        record: Article | Profile | None = self._site.read.articles.get(owner)
        record = record or self._site.read.profiles.get(owner)
        if record is None:
            return
        target = Target(picture, 1)
        if picture.startswith("#"):
            target = record.targets[int(picture[1:])]
        yield self.no_alt(owner, target, "![a ship in port](ship.jpg)")

    def no_alt(self, owner: str, target: Target, example: str) -> Problem:
        """Make the problem of a picture without alternative text."""
        message = f"the picture “{unquote(target.href)}” has no alternative text"
        hint = f"say what it shows, for those who do not see it: {example}"
        place = (target.line, target.href, "warning", target.column)
        return self._placer(Unplaced(owner, "image.alt", message, hint, (), *place))
