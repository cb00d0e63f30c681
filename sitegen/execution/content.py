"""Read all content: files that have not changed come from the cache."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..config import Config, site_problem
from ..incremental.changes import Extent, Sources, change_between
from ..incremental.fingerprint import code_fingerprint
from ..incremental.sources import SourceCache
from ..model import TERM_KINDS, Article, Asset, Content, Profile, SourceFile
from ..problems import ContentError, Problem, UsageError
from ..reading.layout import Kind, kind_of, part_by_name, split_language
from ..reading.scan import Found, known, scan
from ..reading.settings import read_settings
from ..rendering.theme import Theme
from .pictures import PictureInspector, makes_pictures, missing_extra
from .read import AssetReader, ReadJob, ReadResult, ReadTask, decode_record
from .run import Run, batches

BATCH = 32


class Read(NamedTuple):
    """All that was read, as the cache keeps it; the keys are paths from the site's root.

    `edited` are the articles whose text alone differs from what the cache held, by their paths in
    the content folder; None if more differs than that.
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

    def save(self, cache: SourceCache) -> None:
        """Keep what was read for the next build, unless it is kept already."""
        if self.changed:
            cache.save(self.scanned_ns, self.files, self.articles, self.profiles, self.assets)


def reading_key(config: Config, theme: Theme) -> bytes:
    """Digest all that decides how a source is read: the code, the settings, the extensions."""
    settings = read_settings(config, theme.extensions)
    text = settings.key + bytes((makes_pictures(config),))
    return blake2b(text, key=code_fingerprint(), digest_size=16).digest()


def read_content(run: Run, cache: SourceCache) -> Read:
    """Scan the site's folders and read what the cache does not know; problems are collected."""
    scanned_ns = time.time_ns()
    config, theme = run.config, run.theme
    folder = config.file.content
    bounds = config.bounds
    _check_folder(config)
    listed = scan(config.content, folder, bounds)
    found, odd = part_by_name(listed.files, folder, languages=config.file.languages)
    odd += listed.problems
    documents = [file for file in found if file.path.endswith(".md")]
    others = [file for file in found if not file.path.endswith(".md")]
    read = _read_documents(run, documents, cache)
    reader = AssetReader(config.root, cache, picture_inspector(config))
    bundled = reader.below(folder, listed.unreadable) | reader.read_all(folder, others)
    warnings = warnings_of((*read.articles.values(), *read.profiles.values()), folder)
    static: dict[str, Asset] = {}
    folders: dict[str, str] = {}
    for place in reversed(theme.static_folders):
        shown = _shown(config, place)
        listed_here = scan(Path(place), shown, bounds, name_hidden=True)
        fine, problems_of_names = part_by_name(listed_here.files, shown, documents=False)
        odd += problems_of_names + listed_here.problems
        here = reader.below(shown, listed_here.unreadable) | reader.read_all(shown, fine)
        static |= here
        folders.update(dict.fromkeys(here, shown))
    odd += missing_extra(config)
    paths = [file.path for file in documents] + _unlisted(cache, listed.unreadable)
    files = read.files | reader.files
    new = Sources(files, read.articles, read.profiles, reader.assets)
    return Read(
        content=arrange(new, bundled, static, paths, config.file.languages),
        folders=folders,
        problems=[*odd, *read.problems, *warnings, *reader.problems, *theme.problems],
        files=files,
        articles=read.articles,
        profiles=read.profiles,
        assets=reader.assets,
        scanned_ns=scanned_ns,
        changed=bool(read.count) or files != cache.files or _lost(new, cache),
        edited=_edited(new, cache),
    )


def picture_inspector(config: Config) -> PictureInspector | None:
    """Return what looks into the site's pictures, None if none are made of them."""
    return PictureInspector(config.cache) if makes_pictures(config) else None


def _check_folder(config: Config) -> None:
    """Refuse a content folder that is missing or a link out of the site."""
    folder = config.file.content
    if not config.content.is_dir():
        message = f"there is no folder “{folder}”"
        hint = "make it, or name another one with `content:`"
        raise UsageError(site_problem(config, ("content",), message, "config.content", hint))
    real = os.path.realpath(config.content)
    if not config.bounds.allow(real):
        problem = config.bounds.leads_out(folder, real)
        message = f"the folder “{folder}”: {problem.message}"
        raise UsageError(site_problem(config, ("content",), message, problem.code, problem.hint))


def _unlisted(cache: SourceCache, folders: Iterable[str]) -> list[str]:
    """Name the known documents in folders that cannot be listed now: they are not gone."""
    return [
        path
        for folder in folders
        for path in (*cache.articles, *cache.profiles)
        if not folder or path.startswith(f"{folder}/")
    ]


def warnings_of(records: Iterable[Article | Profile], folder: str) -> list[Problem]:
    """Return what was doubtful in files that were read, now or earlier, as problems."""
    return [
        Problem(f"{folder}/{record.path}", severity="warning", **msgspec.structs.asdict(warning))
        for record in records
        for warning in record.warnings
    ]


def verify_content(run: Run, read: Read) -> None:
    """Read every source again; ContentError names each one that the cache remembers wrongly."""
    config = run.config
    blank = SourceCache(config.cache, reading_key(config, run.theme), fresh=True)
    fresh = read_content(run, blank)
    folder = config.file.content
    known: tuple[tuple[str, Mapping[str, object], Mapping[str, object]], ...] = (
        (f"{folder}/", fresh.articles, read.articles),
        (f"{folder}/", fresh.profiles, read.profiles),
        ("", fresh.assets, read.assets),
    )
    problems = [
        Problem(
            prefix + path,
            "the cache does not know what is in this file",
            "verify.source",
            hint="build with --clean, and report this: the cache must never be wrong",
        )
        for prefix, now, before in known
        for path in sorted(now)
        if now[path] != before.get(path)
    ]
    if problems:
        raise ContentError(problems)


def _lost(new: Sources, cache: SourceCache) -> bool:
    return (
        new.articles.keys() != cache.articles.keys() or new.profiles.keys() != cache.profiles.keys()
    )


def _edited(new: Sources, cache: SourceCache) -> frozenset[str] | None:
    old = Sources(cache.files, cache.articles, cache.profiles, cache.assets)
    change = change_between(old, new)
    return change.articles if change.extent <= Extent.PAGE else None


def _shown(config: Config, place: str) -> str:
    path = Path(place)
    return path.relative_to(config.root).as_posix() if path.is_relative_to(config.root) else place


class _Documents:
    """The documents of a content folder: what the cache knew of them, and what was read again."""

    def __init__(self, folder: str, cache: SourceCache) -> None:
        self.files: dict[str, SourceFile] = {}
        self.articles: dict[str, Article] = {}
        self.profiles: dict[str, Profile] = {}
        self.problems: list[Problem] = []
        self.count = 0
        """How many were read again."""
        self._folder = folder
        self._cache = cache

    def job(self, file: Found) -> ReadJob | None:
        """Return the job of reading a document; None if the cache knows it, and it is kept."""
        cache, path = self._cache, f"{self._folder}/{file.path}"
        before = known(file, cache.files, cache.scanned_ns, f"{self._folder}/")
        record = cache.articles.get(file.path) or cache.profiles.get(file.path)
        if before is not None and record is not None:
            self.files[path] = before
            self._keep(file.path, record)
            return None
        earlier = cache.files.get(path)
        self.count += 1
        return ReadJob(file.path, earlier.digest if earlier and record else b"")

    def add(self, result: ReadResult, stat: Found) -> None:
        """Keep what a document was found to contain; `stat` is that of its scan."""
        self.problems.extend(result.problems)
        if result.digest:
            path = f"{self._folder}/{result.path}"
            times = (stat.mtime_ns, stat.ctime_ns)
            self.files[path] = SourceFile(path, stat.size, *times, result.digest)
        record: Article | Profile | None = None
        if result.record:
            record = decode_record(result.kind, result.record)
        elif result.digest and not result.problems:
            cache = self._cache
            record = cache.articles.get(result.path) or cache.profiles.get(result.path)
        if record is None:
            return
        self._keep(result.path, record)
        if result.body is not None and record.body is not None:
            self._cache.bodies[record.body] = result.body

    def _keep(self, path: str, record: Article | Profile) -> None:
        if isinstance(record, Article):
            self.articles[path] = record
        else:
            self.profiles[path] = record


def _read_documents(run: Run, found: list[Found], cache: SourceCache) -> _Documents:
    """Read the documents that the cache does not know."""
    config = run.config
    folder = config.file.content
    documents = _Documents(folder, cache)
    jobs = [(file, job) for file in found if (job := documents.job(file)) is not None]
    stats = {job.path: file for file, job in jobs}
    run.reporter.phase("reading", len(jobs))
    settings = read_settings(config, run.theme.extensions)
    task = ReadTask(config.content, folder, settings, cache.packs)
    workers = run.workers(len(jobs))
    for results in workers.map(task, batches([job for _, job in jobs], BATCH)):
        for result in results:
            documents.add(result, stats[result.path])
        run.reporter.advance(len(results))
    return documents


def arrange(
    records: Sources,
    bundled: dict[str, Asset],
    static: dict[str, Asset],
    documents: Iterable[str],
    languages: Collection[str],
) -> Content:
    """Sort the records by kind, each in the order of the paths: the disk's order has no effect."""
    articles: list[Article] = []
    pages: list[Article] = []
    profiles: defaultdict[Kind, list[Profile]] = defaultdict(list)
    unread = set()
    for path in documents:
        kind = kind_of(split_language(path, languages)[0])
        if path in records.articles:
            (pages if kind == "page" else articles).append(records.articles[path])
        elif path in records.profiles:
            profiles[kind].append(records.profiles[path])
        else:
            unread.add(path)
    return Content(
        articles=articles,
        pages=pages,
        profiles={kind: profiles[kind] for kind in TERM_KINDS},
        bundled=bundled,
        static=static,
        unread=frozenset(unread),
        front=profiles["front"],
        editions=profiles["edition"],
    )
