"""The sources of a session: read once, and read again where they may have changed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from ..config import Config
from ..execution.content import (
    Read,
    arrange,
    picture_inspector,
    read_content,
    reading_key,
    warnings_of,
)
from ..execution.read import AssetReader
from ..execution.run import Run
from ..incremental import changes
from ..incremental.sources import CacheDamaged, SourceCache
from ..incremental.store import prepare_cache, site_lock
from ..model import Article, Asset, Profile, SourceFile
from ..problems import Problem
from ..reading.scan import digest_of, found_as
from ..reading.settings import read_settings
from ..reading.source import Reading, read_source
from ..rendering.theme import Theme
from ..reporting import Recording
from .caches import SessionBodies

GRACE = 0.05
"""Seconds for which a missing file may come back: some editors delete, then write."""
DOUBT = 0.1
"""Seconds after which a file with problems is read again: it may have been half written."""

Record = Article | Profile


class Touched(NamedTuple):
    """The changes that a look at the files found.

    `files` are paths from the site's root, for people. `records` are old and new, None where
    there was or is nothing; `static` are old and new by output path. `listed` says that other
    copied files came, went or changed.
    """

    files: list[str]
    records: list[tuple[Record | None, Record | None]]
    static: dict[str, tuple[Asset, Asset]]
    listed: bool = False


class _Unclear(Exception):
    """Raised if more than the content of known files may have changed: a scan is needed."""


class Sources:
    """The site's sources and their records; a file with problems keeps its last good record."""

    def __init__(self, config: Config, theme: Theme, note: Callable[[str], None]) -> None:
        self._config = config
        self._theme = theme
        self._folder = str(config.content)
        self._bounds = config.bounds
        self._settings = read_settings(config, theme.extensions)
        self._kept: dict[str, Record] = {}
        with site_lock(config.cache, note):
            prepare_cache(config.cache)
            try:
                self._open(fresh=False)
            except CacheDamaged:
                self._open(fresh=True)

    def _open(self, fresh: bool) -> None:
        config = self._config
        self._cache = SourceCache(config.cache, reading_key(config, self._theme), fresh=fresh)
        read = read_content(Run(config, self._theme, Recording()), self._cache)
        read.save(self._cache)
        self.bodies = SessionBodies(self._cache)
        self._adopt(read)

    def _adopt(self, read: Read) -> None:
        cache = self._cache
        cache.scanned_ns, cache.files = read.scanned_ns, read.files
        cache.articles, cache.profiles, cache.assets = read.articles, read.profiles, read.assets
        self._bundled, self._static = dict(read.content.bundled), dict(read.content.static)
        self._static_homes = read.folders
        self._unread = set(read.content.unread)
        self._problems: dict[str, list[Problem]] = {}
        for problem in read.problems:
            self._problems.setdefault(problem.path, []).append(problem)

    @property
    def problems(self) -> list[Problem]:
        """The problems of single files."""
        return [problem for found in self._problems.values() for problem in found]

    def read(self) -> Read:
        """Return all records; for a file with problems its last good one."""
        cache = self._cache
        articles, profiles = dict(cache.articles), dict(cache.profiles)
        for path, record in self._kept.items():
            if isinstance(record, Article):
                articles[path] = record
            else:
                profiles[path] = record
        records = changes.Sources(cache.files, articles, profiles, cache.assets)
        documents = sorted({*articles, *profiles, *self._unread})
        copied = dict(self._bundled), dict(self._static)
        return Read(
            content=arrange(records, *copied, documents, self._config.file.languages),
            folders=self._static_homes,
            problems=self.problems,
            files=cache.files,
            articles=articles,
            profiles=profiles,
            assets=cache.assets,
            scanned_ns=cache.scanned_ns,
            changed=False,
            edited=None,
        )

    def close(self) -> None:
        """Delete what the session stored."""
        self.bodies.close()

    # --- looking everywhere -----------------------------------------------------------------

    def scan(self, theme: Theme) -> Touched:
        """Compare the stat of every file, and read those that differ."""
        self._theme = theme
        touched = Touched([], [], {})
        return self._scan(touched)

    def _scan(self, touched: Touched) -> Touched:
        files, old = self._cache.files, self._records()
        bundled, static, homes = self._bundled, self._static, self._static_homes
        run = Run(self._config, self._theme, Recording(), jobs=1)
        self._adopt(read_content(run, self._cache))
        self._kept = {path: old[path] for path in self._unread if path in old}
        new = self._records()
        touched.files.extend(_differing(files, self._cache.files))
        for path in old.keys() | new.keys():
            before, after = old.get(path), new.get(path)
            if before is not after and before != after:
                touched.records.append((before, after))
        for path, asset in self._static.items():
            if path in static and static[path].digest != asset.digest:
                touched.static[path] = (static[path], asset)
        alike = bundled == self._bundled and static.keys() == self._static.keys()
        listed = not alike or homes != self._static_homes
        return touched._replace(listed=listed)

    def _records(self) -> dict[str, Record]:
        return {**self._cache.articles, **self._cache.profiles, **self._kept}

    # --- looking at some files --------------------------------------------------------------

    def look(self, paths: Iterable[str], theme: Theme) -> Touched:
        """Read some files again, by absolute path; scan everything if that is not enough."""
        self._theme = theme
        touched = Touched([], [], {})
        try:
            for path in [path for path in sorted(paths) if self._is_file(path)]:
                self._look_at(path, touched)
        except _Unclear:
            return self._scan(touched)
        return touched

    def _is_file(self, path: str) -> bool:
        """Return True if there is a file at a path, or was when it was last read."""
        shown, known = self._shown(path), self._cache.files
        if shown in known:
            if not self._bounds.allow_file(path):
                raise _Unclear
            if not os.path.isfile(path):
                time.sleep(GRACE)
            if not os.path.isfile(path):
                raise _Unclear
            return True
        below = shown + "/"
        if os.path.lexists(path) or any(name.startswith(below) for name in known):
            raise _Unclear
        return False

    def _shown(self, path: str) -> str:
        inner = _below(path, self._config.root)
        return inner.replace(os.sep, "/") if inner else path

    def _look_at(self, path: str, touched: Touched) -> None:
        name = _below(path, self._folder).replace(os.sep, "/")
        try:
            if name.endswith(".md"):
                changed = self._read_document(name, touched)
            else:
                changed = self._read_static(path, touched)
        except OSError:
            raise _Unclear from None
        if changed:
            touched.files.append(self._shown(path))

    def _read_document(self, path: str, touched: Touched) -> bool:
        shown = f"{self._config.file.content}/{path}"
        known = self._cache.files[shown].digest
        file, found = self._parse(path, shown)
        if file.digest != known and found.problems:
            time.sleep(DOUBT)
            file, found = self._parse(path, shown)
        if file.digest == known:
            return False
        if found.body is not None and found.record is not None and found.record.body is not None:
            self.bodies.add(found.record.body, found.body)
        old, new = self._replace(file, path, found)
        if old != new:
            touched.records.append((old, new))
        return True

    def _parse(self, path: str, shown: str) -> tuple[SourceFile, Reading]:
        file = Path(self._folder, path)
        stat = file.stat()
        data = file.read_bytes()
        times = (stat.st_mtime_ns, stat.st_ctime_ns)
        source = SourceFile(shown, stat.st_size, *times, digest_of(data))
        return source, read_source(path, data, self._settings, shown)

    def _replace(
        self, file: SourceFile, path: str, found: Reading
    ) -> tuple[Record | None, Record | None]:
        """Replace what was read of a document; return the old record and the new one."""
        cache = self._cache
        cache.files[file.path] = file
        old = self._kept.pop(path, None) or cache.articles.pop(path, None)
        old = old or cache.profiles.pop(path, None)
        self._problems.pop(file.path, None)
        self._unread.discard(path)
        if isinstance(found.record, Article):
            cache.articles[path] = found.record
        elif isinstance(found.record, Profile):
            cache.profiles[path] = found.record
        else:
            self._problems[file.path] = list(found.problems)
            self._unread.add(path)
            if old is not None:
                self._kept[path] = old
            return old, old
        warnings = warnings_of((found.record,), self._config.file.content)
        if warnings:
            self._problems[file.path] = warnings
        return old, found.record

    def _read_static(self, path: str, touched: Touched) -> bool:
        name = self._static_name(path)
        cache, shown = self._cache, self._shown(path)
        old = cache.assets.get(shown)
        if old is None or self._static.get(name) is not old:
            raise _Unclear
        stat = os.stat(path)
        file = found_as(name, stat)
        reader = AssetReader(self._config.root, cache, picture_inspector(self._config))
        new = reader.read(shown, file)
        cache.files.update(reader.files)
        cache.assets.update(reader.assets)
        if new is None or reader.problems or new.fault != old.fault:
            raise _Unclear
        if new.digest == old.digest:
            return False
        self._static[name] = new
        touched.static[name] = (old, new)
        return True

    def _static_name(self, path: str) -> str:
        """Return a static file's path from its folder."""
        for folder in self._theme.static_folders:
            name = _below(path, folder)
            if name:
                return name.replace(os.sep, "/")
        raise _Unclear


def _below(path: str, folder: str) -> str:
    """Return a path relative to a folder that it is in, else ""."""
    return path[len(folder) + 1 :] if path.startswith(folder + os.sep) else ""


def _differing(old: Mapping[str, SourceFile], new: Mapping[str, SourceFile]) -> list[str]:
    """Return the files whose digests differ, or that only one of the two has."""
    changed = [
        path
        for path, file in new.items()
        if path not in old or (old[path] is not file and old[path].digest != file.digest)
    ]
    return sorted([*changed, *(path for path in old if path not in new)])
