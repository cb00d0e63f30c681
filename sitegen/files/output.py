"""The output folder: which files in it are ours, which are not, and which are no longer needed."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Set
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path

from ..problems import Problem, UsageError, readable
from .walk import LINK, FileStats
from .write import UNFINISHED, write_whole

MANIFEST = ".sitegen-manifest"
"""A file in the output folder that lists our files; what it does not list is not ours."""

_HEAD = "# sitegen made the files below; it deletes no others\n"


def _is_inside(path: str) -> bool:
    return path != "" and not path.startswith("/") and ".." not in path.split("/")


def _folders_of(path: str) -> Iterator[str]:
    """Yield the folders that a path is in, the innermost first."""
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


class Output:
    """An output folder, and the files in it that sitegen made."""

    def __init__(self, root: Path, shown: str = "") -> None:
        """Read the manifest of the folder `root`, which problems name as `shown`."""
        self.root = root
        self._shown = shown or str(root)
        self.owned = self._owned_before = self._read_manifest()
        self._links: frozenset[str] = frozenset()

    def _read_manifest(self) -> frozenset[str]:
        if not self.root.is_dir():
            return frozenset()
        try:
            text = (self.root / MANIFEST).read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return frozenset()
        except OSError as error:
            raise self._refusal(f"{MANIFEST} in it cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise self._refusal(f"{MANIFEST} in it is not UTF-8 text") from None
        if not text.startswith(_HEAD):
            raise self._refusal(f"{MANIFEST} in it was not made by sitegen")
        return frozenset(line for line in text[len(_HEAD) :].split("\n") if _is_inside(line))

    def _refusal(self, why: str) -> UsageError:
        return UsageError(
            Problem(
                self._shown,
                f"cannot build into this folder: {why}",
                "output.foreign",
                hint="name another folder (`output:` in site.yml), or move its files away",
            )
        )

    def prepare(self, planned: Collection[str], existing: FileStats) -> None:
        """Make the folder ready for the planned files, and list them in the manifest.

        `existing` are the files in the folder. UsageError if the folder is not ours, or something
        that sitegen did not make is where a planned file goes. Nothing is written through a link.
        """
        if os.path.lexists(self.root):
            if not self.root.is_dir():
                raise self._refusal("it is not a folder")
            for leaving in self.root.glob(UNFINISHED):
                if leaving.is_file():
                    leaving.unlink()
            if not (self.root / MANIFEST).exists() and any(self.root.iterdir()):
                raise self._refusal("it has files that sitegen did not make")
        self._links = frozenset(path for path, stat in existing.items() if stat == LINK)
        if existing:
            left = existing.keys() - self._make_room(planned)
            obstacles = list(self._obstacles(planned, left))
            if obstacles:
                raise UsageError(obstacles)
        # Until the build ends, both the old files and the new ones are ours.
        new = [path for path in planned if path not in self.owned]
        if new:
            self._write_manifest(self.owned | set(new))

    def _make_room(self, planned: Collection[str]) -> set[str]:
        """Delete our old files where a planned file needs a folder, and the reverse.

        A build that failed halfway lists both as ours, so all planned files are checked.
        """
        stale = [path for path in self.owned if path not in planned]
        if not stale:
            return set()
        folders = {folder for path in planned for folder in _folders_of(path)}
        return {
            path
            for path in stale
            if path in folders or any(folder in planned for folder in _folders_of(path))
            if self._delete(path)
        }

    def _obstacles(self, planned: Collection[str], existing: Set[str]) -> Iterator[Problem]:
        """Report what is where a planned file goes; `existing` are the paths of all files."""
        folders: set[str] = set()
        for path in planned:
            for folder in _folders_of(path):
                if folder in folders:
                    break
                folders.add(folder)
            if path in existing:
                if path not in self.owned:
                    yield self._obstacle(path, "file")
            elif self._is_folder(path):
                yield self._obstacle(path, "folder")
        for folder in sorted(folders & existing):
            yield self._obstacle(folder, "file")

    def _is_folder(self, path: str) -> bool:
        """Return True if there is a folder at the path; folders without a file are deleted."""
        target = self.root / path
        if not target.is_dir() or any(folder in self._links for folder in _folders_of(path)):
            return False
        for folder, _, _ in os.walk(target, topdown=False):
            with suppress(OSError):  # It is not empty.
                os.rmdir(folder)
        return target.is_dir()

    def _obstacle(self, path: str, kind: str) -> Problem:
        kind = "link" if path in self._links else kind
        return Problem(
            readable(f"{self._shown}/{path}"),
            f"the build must write here, but sitegen did not make this {kind}",
            "output.foreign",
            hint="move it away or delete it, then build again",
        )

    def delete_stale(self, planned: Collection[str]) -> int:
        """Delete our files that are no longer planned, and return their number."""
        gone = self.owned - set(planned)
        deleted = 0
        for path in sorted(gone):
            deleted += self._delete(path)
        if gone:
            self._write_manifest(frozenset(planned))
        self.owned = frozenset(planned)
        return deleted

    def keep_all(self, planned: Collection[str]) -> None:
        """Keep our files that are not planned beside those that are; the manifest lists both."""
        self.owned |= frozenset(planned)

    def _delete(self, path: str) -> int:
        if path in self._links or any(folder in self._links for folder in _folders_of(path)):
            return 0  # What a link leads to is not ours.
        target = self.root / path
        try:
            target.unlink()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return 0  # Gone, or replaced by something that is not ours.
        for folder in target.parents:
            if folder == self.root:
                break
            try:
                folder.rmdir()
            except OSError:
                break
        return 1

    def _write_manifest(self, paths: Iterable[str]) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{path}\n" for path in sorted(paths))
        write_whole(self.root / MANIFEST, (_HEAD + lines).encode())

    def foreign_files(self, existing: FileStats) -> tuple[str, ...]:
        """Return the paths of the files in the folder that are not ours, sorted."""
        others = existing.keys() - self._owned_before - self.owned - {MANIFEST}
        return tuple(sorted(readable(p) for p in others if not fnmatchcase(p, UNFINISHED)))
