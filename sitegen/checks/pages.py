"""Report what is wrong on built pages at its source: an article, a template, an unused picture."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import msgspec

from ..config import FILE_NAME, Config, languages_of
from ..execution.content import Read
from ..execution.planned import Planned
from ..formats.pictures import PICTURES
from ..model import Article, Profile, Target, View, files_and_links
from ..pages import Page
from ..planning.assets import resolve
from ..planning.kinds.copy import CopyPage
from ..planning.links import output_at
from ..problems import Problem, Unplaced
from ..reading.locate import Placer
from ..rendering.theme import Theme
from .links import LinkIndex, broken_links, document_faults
from .release import check_sizes

_BY_NAME = ("apple-touch-icon.png", "apple-touch-icon-precomposed.png")
"""Browsers ask for these without being told to."""

_SCRIPTS = (".js", ".mjs", ".json", ".xml", ".txt")


def unused_pictures(
    config: Config,
    pages: Mapping[str, Page],
    links: Iterable[str],
    records: Iterable[Article | Profile],
) -> Iterator[Problem]:
    """Find the copied pictures that no page, style sheet, article or script names.

    `links` are all that built documents link to (`Document.links`). Drafts count, too: their
    pictures will be needed.
    """
    root, content, base = Path(config.root), config.file.content, config.base
    sources = {
        page.source: path
        for path, page in pages.items()
        if isinstance(page, CopyPage)
        and path.lower().endswith(PICTURES)
        and page.source.startswith((f"{content}/", "static/"))
        and path not in _BY_NAME
    }
    used = {
        output_at(link.partition("#")[0][len(base) :], pages)
        for link in links
        if link.startswith(base + "/")
    }
    named = set(_named(content, records))
    unused = [
        source for source, path in sources.items() if path not in used and source not in named
    ]
    for source in _not_in_scripts(root, unused, pages):
        message = "nothing refers to this picture"
        hint = "show it somewhere, or delete it; it is published all the same"
        yield Problem(source, message, "image.unused", hint=hint, severity="warning")


def missing_alts_of_embeds(record: Article | Profile) -> Iterator[Target]:
    """Find the pictures of embeds whose alternative text (`alt`) is empty."""
    for embed in record.embeds:
        places = {target.href: target for target in embed.targets if target.kind == "image"}
        groups: list[Any] = [embed.options]
        for value in embed.options.values():
            groups += value if isinstance(value, list | tuple) else ()
        for group in groups:
            if isinstance(group, dict) and not str(group.get("alt", "-")).strip():
                yield from filter(None, (places.get(group.get("src", "")),))


def _named(content: str, records: Iterable[Article | Profile]) -> Iterator[str]:
    """Yield the files that articles and profiles name, by their path from the site's root."""
    for record in records:
        image = record.image if isinstance(record, Article) else record.avatar
        hrefs = [target.href for target in files_and_links(record)]
        for href in (*hrefs, image.src if image else ""):
            if href.startswith("/"):
                yield "static" + unquote(href)
            elif href:
                yield f"{content}/{resolve(record.path, href)}"


def _not_in_scripts(root: Path, unused: list[str], pages: Mapping[str, Page]) -> Iterator[str]:
    """Leave out what a script or a data file of the site names."""
    if not unused:
        return
    texts = [
        (root / page.source).read_bytes()
        for page in pages.values()
        if isinstance(page, CopyPage) and page.path.endswith(_SCRIPTS)
    ]
    for source in unused:
        name = source.rpartition("/")[2].encode()
        if not any(name in text for text in texts):
            yield source


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
