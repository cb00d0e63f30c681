"""Warn of feed entries whose ids would change, and write the ids that `check --write-ids` asks for.

Writing an id into a content file, or the authority into site.yml, keeps all other bytes.
"""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

import msgspec

from ..config import FILE_NAME, Config, site_problem
from ..execution.content import read_content, reading_key
from ..execution.run import Run
from ..files.write import write_whole
from ..incremental.sources import SourceCache
from ..incremental.store import prepare_cache, site_lock
from ..model import Article, Content, View
from ..planning.entry_ids import derived_authority, entry_id, written_id
from ..planning.kinds.feed import undated
from ..planning.site import Entry, Site, build_site
from ..planning.urls import quoted, redirect_url
from ..problems import Problem, Unplaced
from ..reading.layout import split_front_matter
from ..rendering.theme import load_theme
from ..reporting import Reporter
from ..yamldoc.edit import add_key, lines_of
from .documents import is_local
from .release import NOWHERE

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


class Written(NamedTuple):
    """How many files were changed, and a problem for each that could not be."""

    files: int
    problems: tuple[Problem, ...] = ()


def write_ids(config: Config, ids: Mapping[str, str], authority: str) -> Written:
    """Add `id:` to content files, given by their paths, and then the authority to site.yml.

    "" as authority leaves site.yml alone. A file that cannot be changed safely is left as it is.
    """
    folder = config.file.content
    edits = [(f"{folder}/{path}", identity, "") for path, identity in sorted(ids.items())]
    if authority:
        edits.append((FILE_NAME, authority, "feed"))
    problems = []
    for shown, value, inside in edits:
        problem = _edit(Path(config.root, shown), shown, value, inside)
        if problem is not None:
            problems.append(problem)
    return Written(len(edits) - len(problems), tuple(problems))


def _edit(path: Path, shown: str, value: str, inside: str) -> Problem | None:
    key = "authority" if inside else "id"
    try:
        data = path.read_bytes()
        mark = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
        text = data.removeprefix(mark).decode()
        edited = add_key(text, key, value, inside) if inside else with_id(text, value)
        if edited is not None:
            _replace(path, mark + edited.encode())
            return None
        reason = "its YAML is written in a way that no line can be added to"
    except UnicodeDecodeError:
        reason = "it is not UTF-8"
    except OSError as error:
        reason = error.strerror or str(error)
    message = f"the {key} is not written: {reason}"
    line = f'{inside}: {{{key}: "{value}"}}' if inside else f"{key}: {value}"
    return Problem(shown, message, "feed.id-unwritten", line=1, hint=f"add it by hand: {line}")


def with_id(text: str, identity: str) -> str | None:
    """Add `id:` at the end of a content file's front matter; None if that cannot be done."""
    matter, _, _ = split_front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not matter:
        return None
    lines = lines_of(text)
    end = 1 + matter.count("\n")
    edited = add_key("".join(lines[1:end]), "id", identity)
    return None if edited is None else "".join([lines[0], edited, *lines[end:]])


def _replace(path: Path, data: bytes) -> None:
    """Replace the bytes of a file; a link stays, and what it leads to is changed."""
    write_whole(Path(os.path.realpath(path)), data, sync=True)


_ATOM = "{http://www.w3.org/2005/Atom}"
_HINT = "write it down: sitegen check --write-ids"


class PublishedIds:
    """The ids in the Atom feeds of an output folder: what readers of the feeds know."""

    def __init__(self, output: Path) -> None:
        self._by_page: dict[str, str] = {}
        self._ids: set[str] = set()
        for path in sorted(output.glob("**/feed.xml")):
            self._read(path, output)

    def _read(self, path: Path, output: Path) -> None:
        from xml.etree import ElementTree

        try:
            feed = ElementTree.parse(path).getroot()  # noqa: S314 - expat itself caps entities
        except (OSError, ElementTree.ParseError):
            return
        about = _page_of(feed)
        folder = quoted(path.parent.relative_to(output).as_posix()).removeprefix(".")
        root = about.rstrip("/").removesuffix(folder).rstrip("/")
        for entry in feed.findall(f"{_ATOM}entry"):
            identity, page = entry.findtext(f"{_ATOM}id", ""), _page_of(entry)
            self._ids.add(identity)
            if page.startswith(f"{root}/"):
                self._by_page[unquote(page[len(root) :])] = identity

    def of(self, entry: Entry, config: Config) -> str:
        """Return the id that an article or a brief was published with, "" if none is known."""
        article = entry.article
        if entry.card.brief:
            # Until authorities came, the day and the whole file name were part of it.
            end = f":{quoted(article.path)}"
            old = (one for one in self._ids if one.startswith("tag:") and one.endswith(end))
            return min(old, default="")
        pages = [entry.url.removeprefix(config.base), *map(redirect_url, article.aliases)]
        return next(filter(None, (self._by_page.get(unquote(page)) for page in pages)), "")


def _page_of(element: Element) -> str:
    links = element.findall(f"{_ATOM}link")
    return next((link.get("href", "") for link in links if link.get("rel") == "alternate"), "")


class Unwritten(NamedTuple):
    """An article whose file has no id: the one that it has now, and the one to write."""

    article: Article
    now: str
    published: str
    is_shown: bool


def unwritten_ids(content: Content, config: Config, view: View) -> Iterator[Unwritten]:
    """Find the articles without an `id`, also those that do not show yet."""
    shown = {entry.article.path for entry in build_site(content, config, view).entries}
    site: Site = build_site(content, config, View(float("-inf"), drafts=True, future=True))
    published = PublishedIds(config.output)
    for entry in site.entries:
        article = entry.article
        if not article.id:
            known = published.of(entry, config)
            now = entry_id(entry, config)
            yield Unwritten(article, now, known, article.path in shown)


def check_feeds(content: Content, config: Config, view: View) -> Iterator[Unplaced]:
    """Warn of each article that Atom feeds leave out, and of ids that change, or easily would."""
    parts = build_site(content, config, view).by_language
    for path in dict.fromkeys(path for part in parts for path in undated(part)):
        message = "it has no date, so Atom feeds leave it out, and other feeds have it last"
        hint = "say when it was published: `date: 2026-05-04`"
        yield Unplaced(path, "feed.no-date", message, hint, severity="warning")
    if not config.file.feed.is_on or not (config.file.feed.authority or _is_known(config)):
        return
    for found in unwritten_ids(content, config, view):
        if not found.is_shown:
            continue
        if found.published not in ("", found.now):
            code = "feed.id-changes"
            message = f"feeds have called it {found.published}, and would now call it {found.now}"
        elif not found.article.aliases:
            code = "feed.id-of-path"
            origin = "the file's name" if config.file.feed.authority else "its address"
            message = f"its id in feeds comes from {origin}, and changes with it"
        else:
            continue
        yield Unplaced(found.article.path, code, message, _HINT, severity="warning")


def _is_known(config: Config) -> bool:
    """Return True if the site has an address that readers of its feeds may know."""
    url = config.file.base_url
    return url != NOWHERE and not is_local(url)


def check_authority(config: Config) -> Iterator[Problem]:
    """Warn of a site with an address whose feeds have no authority."""
    file = config.file
    if file.feed.authority or not file.feed.is_on or not _is_known(config):
        return
    message = "`feed: authority` is missing, so the ids of feed entries change with the domain"
    hint = (
        f"sitegen check --write-ids writes it (authority: {derived_authority(config)}), "
        "and the ids that entries have now"
    )
    problem = site_problem(config, ("feed",), message, "feed.authority", hint)
    yield msgspec.structs.replace(problem, severity="warning")


def write_missing_ids(config: Config, view: View, jobs: int | None, reporter: Reporter) -> Written:
    """Write the ids that articles have in feeds into their files, and the authority into site.yml.

    The ids of entries stay what they are, or become again what feeds have published. An article
    that does not show yet has not been published under an address, so it gets a name. UsageError
    where the settings or the theme are not right.
    """
    with site_lock(config.cache, reporter.note):
        prepare_cache(config.cache)
        theme = load_theme(config)
        sources = SourceCache(config.cache, reading_key(config, theme))
        content = read_content(Run(config, theme, reporter, jobs), sources).content
        ids = {}
        for found in unwritten_ids(content, config, view):
            is_out = found.is_shown and _is_known(config)
            uri = found.published or (found.now if is_out else "")
            ids[found.article.path] = written_id(found.article, uri, config)
        authority = "" if config.file.feed.authority else derived_authority(config)
        return write_ids(config, ids, authority if _is_known(config) else "")
