"""Notice changed files by the system's events or by polling, and give them in batches.

An event only says where to look. Editors save in many ways and systems report them in more, so
whoever gets a batch reads the files and decides by what is in them.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator, Mapping
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import NamedTuple

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from ..formats.paths import is_inside
from .watched_paths import Linked, WatchedPaths, links_in

QUIET = 0.02
"""Seconds without an event that end a batch."""
LONGEST = 0.2
"""Seconds after which a batch ends all the same."""
SETTLED = 1.0
"""Seconds without a batch after which everything is looked at, in case an event was missed.

Also the seconds between two looks at the watched folders themselves: no event tells that a folder
above one of them was moved or that another one took its place.
"""
RARELY = 30.0
"""Seconds after which all files are checked even without an event: some get lost."""
POLL = 0.5
"""Seconds between two checks when polling; more if a check takes long."""

EVERYTHING = None
"""The batch that asks to check all files."""

Batch = frozenset[str] | None

# A folder that is gone or may not be read is watched once that is over; only a system that has no
# more watches to give needs another way of looking.
_FOR_NOW = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.EPERM, errno.ELOOP})

# Opening, closing without writing and chmod change no content, so they are not requested.
_KINDS: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]


class _Watched(NamedTuple):
    watch: ObservedWatch
    recursive: bool
    identity: tuple[int, int]


class Watcher:
    """Watches the files of a site, and gives the paths that may have changed in batches."""

    def __init__(self, poll: bool, note: Callable[[str], None]) -> None:
        self._poll = poll
        self._note = note
        self._hints: SimpleQueue[str] = SimpleQueue()
        self._observer: BaseObserver | None = None
        self._watched: dict[str, _Watched] = {}
        self._places: WatchedPaths | None = None
        self._links: dict[str, list[Linked]] = {}
        self._lock = Lock()
        self._is_changing = False
        self._is_deaf = False
        self._is_doubtful = False

    def batches(self) -> Iterator[Batch]:
        """Wait for changes and yield them; yield EVERYTHING after a pause, or regularly."""
        looked = time.monotonic()
        while True:
            if self._poll:
                began = time.monotonic()
                yield EVERYTHING
                time.sleep(max(POLL, 4 * (time.monotonic() - began)))
                continue
            try:
                first = self._hints.get(timeout=SETTLED)
            except Empty:
                late = time.monotonic() > looked + RARELY
                if self._is_changing or self._is_deaf or late or self._has_lost_a_folder():
                    self._is_changing = False
                    yield EVERYTHING
                    looked = time.monotonic()
                continue
            self._is_changing = True
            yield self._collect(first)

    def _collect(self, first: str) -> frozenset[str]:
        batch = {first}
        end = time.monotonic() + LONGEST
        while (left := end - time.monotonic()) > 0:
            try:
                batch.add(self._hints.get(timeout=min(QUIET, left)))
            except Empty:
                break
        return frozenset(batch)

    def look_again(self) -> None:
        """Yield EVERYTHING again after a pause, even without an event."""
        self._is_changing = True

    def doubt(self) -> None:
        """Look at everything again after a pause, then watch all folders anew.

        Call this while something cannot be read: a folder that cannot be read has no watch.
        """
        self._is_changing = self._is_doubtful = True

    def close(self) -> None:
        """Stop watching; no thread is left."""
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None

    # --- what is watched --------------------------------------------------------------------

    def follow(self, places: WatchedPaths) -> None:
        """Watch these paths; look at newly watched ones again after a pause.

        Folders that came, went or were replaced by others of the same name, and what symlinks
        lead to, are found again on each call.
        """
        if self._poll:
            return
        if self._is_deaf:
            self._look_regularly("the system's events ended")
            return
        links = _links_by_target(places)
        with self._lock:
            self._places, self._links = places, links
        wanted = _folders(places, links)
        try:
            if self._watch(wanted):
                self.look_again()
        except OSError as error:
            self._look_regularly(error.strerror or str(error))
        except (RuntimeError, KeyError) as error:
            # No more threads to be had, or the observer has lost count of what it watches.
            self._look_regularly(str(error))

    def _look_regularly(self, why: str) -> None:
        self._poll = True
        self.close()
        self._note(f"files cannot be watched ({why}); looking every {POLL:g} s instead")

    def lost_thread(self, thread: Thread | None) -> None:
        """Note that a thread has died; without the observer's thread no events come."""
        if type(thread).__module__.startswith("watchdog"):
            self._is_deaf = True

    def _has_lost_a_folder(self) -> bool:
        """Return True if a watched folder is gone, or another one is in its place."""
        return any(_identity(path) != folder.identity for path, folder in self._watched.items())

    def _watch(self, wanted: Mapping[str, bool]) -> bool:
        if self._observer is None:
            self._observer = Observer()
            self._observer.start()
        if self._is_doubtful:
            self._is_doubtful = False
            self._observer.unschedule_all()
            self._watched.clear()
        for path, watched in list(self._watched.items()):
            kept = wanted.get(path) == watched.recursive
            if not kept or _identity(path) != watched.identity:
                self._observer.unschedule(watched.watch)
                del self._watched[path]
        new = [path for path in wanted if path not in self._watched]
        for path in new:
            identity = _identity(path)
            if identity is None:
                continue
            recursive = wanted[path]
            try:
                watch = self._observer.schedule(
                    _Handler(self._hint), path, recursive=recursive, event_filter=_KINDS
                )
            except OSError as error:
                if error.errno not in _FOR_NOW:
                    raise
                continue
            self._watched[path] = _Watched(watch, recursive, identity)
        return bool(new)

    def _hint(self, path: str) -> None:
        """Report a path under the names that the site has for it; called by another thread."""
        with self._lock:
            places, links = self._places, self._links
        if places is None:
            return
        names = {path}
        for real, found in links.items():
            if is_inside(path, real):
                names.update(link.shown + path[len(real) :] for link in found)
        for name in names:
            if places.matters(name):
                self._hints.put(name)


class _Handler(FileSystemEventHandler):
    def __init__(self, hint: Callable[[str], None]) -> None:
        self._hint = hint

    def on_any_event(self, event: FileSystemEvent) -> None:
        for path in (event.src_path, event.dest_path):
            if path:
                self._hint(os.fsdecode(path))


def _links_by_target(places: WatchedPaths) -> dict[str, list[Linked]]:
    links: dict[str, list[Linked]] = {}
    for folder in places.folders:
        for link in links_in(folder, places.bounds):
            links.setdefault(link.real, []).append(link)
    return links


def _folders(places: WatchedPaths, links: Mapping[str, list[Linked]]) -> dict[str, bool]:
    """Return the real folders to watch, and whether recursively."""
    deep = {os.path.realpath(folder) for folder in places.folders}
    deep |= {real for real, found in links.items() if found[0].is_folder}
    deep = {folder for folder in deep if os.path.isdir(folder)}
    # What is watched with its parent needs no watch of its own.
    wanted = {
        folder: True
        for folder in deep
        if not any(folder != other and is_inside(folder, other) for other in deep)
    }
    flat = {os.path.realpath(places.root)}
    for folder in places.folders:
        parent = os.path.dirname(folder)
        while is_inside(parent, places.root) and parent != places.root:
            flat.add(os.path.realpath(parent))
            parent = os.path.dirname(parent)
    flat |= {os.path.dirname(real) for real, found in links.items() if not found[0].is_folder}
    for folder in flat:
        if os.path.isdir(folder) and not any(is_inside(folder, other) for other in wanted):
            wanted.setdefault(folder, False)
    return wanted


def _identity(path: str) -> tuple[int, int] | None:
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return stat.st_dev, stat.st_ino
