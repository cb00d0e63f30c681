"""Reading all content: only what has changed is read again, the rest is known."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..config import Config, site_problem
from ..formats.paths import Bounds
from ..incremental.changes import Extent, Sources, change_between
from ..incremental.fingerprint import code_fingerprint
from ..incremental.sources import SourceCache
from ..model import Article, Asset, Profile, SourceFile
from ..planning.site import Content
from ..planning.taxonomy import TermKind
from ..problems import ContentError, Problem, UsageError
from ..reading.layout import kind_of, part_by_name
from ..reading.scan import Found, known, scan
from ..reading.settings import ReadSettings, read_settings
from ..rendering.theme import Theme
from ..reporting import Reporter
from .pool import batches, choose_workers
from .read import AssetReader, ReadJob, ReadResult, ReadTask, decode_record

BATCH = 32


class Read(NamedTuple):
    """All that was read, as the memo keeps it; the keys are paths from the site's root.

    `edited` are the articles whose text alone differs from what the memo held, by their paths in
    the content folder; None where more differs than that.
    """

    content: Content
    folders: dict[str, str]
    problems: list[Problem]
    files: dict[str, SourceFile]
    articles: dict[str, Article]
    profiles: dict[str, Profile]
    assets: dict[str, Asset]
    scanned_ns: int
    changed: bool
    edited: frozenset[str] | None

    def save(self, memo: SourceCache) -> None:
        """Keep what was read for the next build, unless it is kept already."""
        if self.changed:
            memo.save(self.scanned_ns, self.files, self.articles, self.profiles, self.assets)


def reading_key(config: Config, theme: Theme) -> bytes:
    """Digest all that decides how a source is read: the code, the settings, the extensions."""
    settings = read_settings(config, theme.extensions)
    return blake2b(settings.key, key=code_fingerprint(), digest_size=16).digest()


def read_content(
    config: Config, theme: Theme, memo: SourceCache, jobs: int | None, reporter: Reporter
) -> Read:
    """Scan the site's folders and read what the memo does not know; problems are collected."""
    scanned_ns = time.time_ns()
    folder = config.file.content
    if not config.content.is_dir():
        message = f"there is no folder “{folder}”"
        hint = "make it, or name another one with `content:`"
        raise UsageError(site_problem(config, ("content",), message, "config.content", hint))
    bounds = config.bounds
    _check_place(config, bounds)
    listed = scan(config.content, folder, bounds)
    found, odd = part_by_name(listed.files, folder)
    odd += listed.problems
    documents = [file for file in found if file.path.endswith(".md")]
    others = [file for file in found if not file.path.endswith(".md")]
    files: dict[str, SourceFile] = {}
    assets: dict[str, Asset] = {}
    articles, profiles, problems, read = _documents(
        config, read_settings(config, theme.extensions), documents, memo, jobs, reporter, files
    )
    reader = AssetReader(config.root, memo, files, assets)
    bundled = reader.below(folder, listed.unreadable)
    bundled |= _assets(reader, folder, others)
    problems += warnings_of((*articles.values(), *profiles.values()), folder)
    static: dict[str, Asset] = {}
    folders: dict[str, str] = {}
    for place in reversed(theme.static_folders):
        shown = _shown(config, place)
        listed_here = scan(Path(place), shown, bounds, name_hidden=True)
        fine, problems_of_names = part_by_name(listed_here.files, shown, documents=False)
        odd += problems_of_names + listed_here.problems
        here = reader.below(shown, listed_here.unreadable) | _assets(reader, shown, fine)
        static |= here
        folders.update(dict.fromkeys(here, shown))
    paths = [file.path for file in documents] + _unlisted(memo, listed.unreadable)
    return Read(
        content=arrange(articles, profiles, bundled, static, paths),
        folders=folders,
        problems=[*odd, *problems, *reader.problems, *theme.problems],
        files=files,
        articles=articles,
        profiles=profiles,
        assets=assets,
        scanned_ns=scanned_ns,
        changed=bool(read) or files != memo.files or _lost(articles, profiles, memo),
        edited=_edited(Sources(files, articles, profiles, assets), memo),
    )


def _check_place(config: Config, bounds: Bounds) -> None:
    """Refuse a content folder that is a link out of the site: there is nothing else to read."""
    real = os.path.realpath(config.content)
    if not bounds.allow(real):
        problem = bounds.leads_out(config.file.content, real)
        message = f"the folder “{config.file.content}”: {problem.message}"
        raise UsageError(site_problem(config, ("content",), message, problem.code, problem.hint))


def _assets(reader: AssetReader, shown: str, files: Iterable[Found]) -> dict[str, Asset]:
    """Read copied files of the folder that problems name as `shown`, but for those gone by now."""
    found = {}
    for file in files:
        asset = reader.read(f"{shown}/{file.path}", file)
        if asset is not None:
            found[file.path] = asset
    return found


def _unlisted(memo: SourceCache, folders: Iterable[str]) -> list[str]:
    """Name the known documents in folders that cannot be listed now: they are not gone."""
    return [
        path
        for folder in folders
        for path in (*memo.articles, *memo.profiles)
        if not folder or path.startswith(f"{folder}/")
    ]


def warnings_of(records: Iterable[Article | Profile], folder: str) -> list[Problem]:
    """Give what was doubtful in files that were read, now or earlier, as problems."""
    return [
        Problem(f"{folder}/{record.path}", severity="warning", **msgspec.structs.asdict(warning))
        for record in records
        for warning in record.warnings
    ]


def verify_content(
    config: Config, theme: Theme, read: Read, jobs: int | None, reporter: Reporter
) -> None:
    """Read every source again; ContentError names each one that the cache remembers wrongly."""
    blank = SourceCache(config.cache, reading_key(config, theme), fresh=True)
    fresh = read_content(config, theme, blank, jobs, reporter)
    folder = config.file.content
    known: tuple[tuple[str, Mapping[str, object], Mapping[str, object]], ...] = (
        (f"{folder}/", fresh.articles, read.articles),
        (f"{folder}/", fresh.profiles, read.profiles),
        ("", fresh.assets, read.assets),
    )
    problems = [
        Problem(
            prefix + path,
            "the cache does not remember what this file holds",
            "verify.source",
            hint="build with --clean, and report this: the cache must never be wrong",
        )
        for prefix, now, before in known
        for path in sorted(now)
        if now[path] != before.get(path)
    ]
    if problems:
        raise ContentError(problems)


def _lost(articles: dict[str, Article], profiles: dict[str, Profile], memo: SourceCache) -> bool:
    return articles.keys() != memo.articles.keys() or profiles.keys() != memo.profiles.keys()


def _edited(new: Sources, memo: SourceCache) -> frozenset[str] | None:
    old = Sources(memo.files, memo.articles, memo.profiles, memo.assets)
    change = change_between(old, new)
    return change.articles if change.extent <= Extent.PAGE else None


def _shown(config: Config, place: str) -> str:
    path = Path(place)
    return path.relative_to(config.root).as_posix() if path.is_relative_to(config.root) else place


def _documents(
    config: Config,
    settings: ReadSettings,
    documents: list[Found],
    memo: SourceCache,
    jobs: int | None,
    reporter: Reporter,
    files: dict[str, SourceFile],
) -> tuple[dict[str, Article], dict[str, Profile], list[Problem], int]:
    articles: dict[str, Article] = {}
    profiles: dict[str, Profile] = {}
    problems: list[Problem] = []
    folder = config.file.content
    wanted: list[ReadJob] = []
    stats: dict[str, Found] = {}
    for file in documents:
        path = f"{folder}/{file.path}"
        before = known(file, memo.files, memo.scanned_ns, f"{folder}/")
        record = memo.articles.get(file.path) or memo.profiles.get(file.path)
        if before is not None and record is not None:
            files[path] = before
            _keep(file.path, record, articles, profiles)
            continue
        earlier = memo.files.get(path)
        wanted.append(ReadJob(file.path, earlier.digest if earlier and record else b""))
        stats[file.path] = file
    reporter.phase("reading", len(wanted))
    workers = choose_workers(len(wanted), jobs)
    task = ReadTask(config.content, folder, settings, memo.packs)
    for results in workers.map(task, batches(wanted, BATCH)):
        for result in results:
            _take(result, stats[result.path], folder, memo, files, articles, profiles)
            problems.extend(result.problems)
        reporter.advance(len(results))
    return articles, profiles, problems, len(wanted)


def _keep(
    path: str,
    record: Article | Profile,
    articles: dict[str, Article],
    profiles: dict[str, Profile],
) -> None:
    if isinstance(record, Article):
        articles[path] = record
    else:
        profiles[path] = record


def _take(
    result: ReadResult,
    stat: Found,
    folder: str,
    memo: SourceCache,
    files: dict[str, SourceFile],
    articles: dict[str, Article],
    profiles: dict[str, Profile],
) -> None:
    if result.digest:
        shown = f"{folder}/{result.path}"
        files[shown] = SourceFile(shown, stat.size, stat.mtime_ns, stat.ctime_ns, result.digest)
    record: Article | Profile | None = None
    if result.record:
        record = decode_record(result.kind, result.record)
    elif result.digest and not result.problems:
        record = memo.articles.get(result.path) or memo.profiles.get(result.path)
    if record is None:
        return
    _keep(result.path, record, articles, profiles)
    if result.body is not None and record.body is not None:
        memo.bodies[record.body] = result.body


def arrange(
    articles: dict[str, Article],
    profiles: dict[str, Profile],
    bundled: dict[str, Asset],
    static: dict[str, Asset],
    documents: Iterable[str],
) -> Content:
    """Part the records by kind, each in the order of the paths: nothing depends on the disk's."""
    texts: list[Article] = []
    pages: list[Article] = []
    by_kind: dict[TermKind, list[Profile]] = {"tag": [], "author": [], "section": []}
    unread = []
    front = []
    for path in documents:
        if path in articles:
            kind = kind_of(path)
            (pages if kind == "page" else texts).append(articles[path])
        elif path in profiles and kind_of(path) == "front":
            front.append(profiles[path])
        elif path in profiles:
            by_kind[kind_of(path)].append(profiles[path])  # type: ignore[index]
        else:
            unread.append(path)
    return Content(texts, pages, by_kind, bundled, static, frozenset(unread), front)
