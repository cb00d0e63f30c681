"""The output folder: which files in it are ours, which are not, and what is to go."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path

from ..errors import Problem, UsageError

MANIFEST = ".sitegen-manifest"
"""Stands in the output folder and lists our files; what it does not list is not ours."""

_HEAD = "# sitegen made the files below; it deletes no others\n"


class Output:
    """An output folder and the files in it that sitegen made."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.owned = self._read_manifest()

    def _read_manifest(self) -> frozenset[str]:
        try:
            text = (self.root / MANIFEST).read_text(encoding="utf-8")
        except FileNotFoundError:
            return frozenset()
        except (OSError, UnicodeDecodeError) as error:
            raise self._refusal(f"its manifest cannot be read: {error}") from None
        if not text.startswith(_HEAD):
            raise self._refusal("its manifest is not sitegen's")
        return frozenset(line for line in text[len(_HEAD) :].split("\n") if line)

    def _refusal(self, why: str) -> UsageError:
        return UsageError(
            Problem(
                str(self.root),
                f"the output folder is left alone: {why}",
                "output.foreign",
                hint="name another folder (`output:` in site.yml), or move its files away",
            )
        )

    def claim(self, planned: Collection[str]) -> None:
        """Take the folder for the planned files, before any is written.

        UsageError where the folder, or a file in a planned place, is not ours.
        """
        if self.root.is_symlink() or not self.root.exists():
            pass
        elif not self.root.is_dir():
            raise self._refusal("it is a file")
        elif not (self.root / MANIFEST).exists() and any(self.root.iterdir()):
            raise self._refusal("it holds files that sitegen did not make")
        new = [path for path in planned if path not in self.owned]
        if self.owned:
            foreign = [path for path in new if os.path.lexists(self.root / path)]
            if foreign:
                names = ", ".join(sorted(foreign)[:3])
                raise self._refusal(f"sitegen did not make {names}, and it is in the way")
        # Until the build ends, both the old files and the new ones are ours.
        if new:
            self._write_manifest(self.owned | set(new))

    def release(self, planned: Collection[str]) -> int:
        """Delete our files that are no longer planned; tell how many there were."""
        gone = self.owned - set(planned)
        deleted = 0
        for path in sorted(gone):
            deleted += self._delete(path)
        if gone:
            self._write_manifest(frozenset(planned))
        self.owned = frozenset(planned)
        return deleted

    def _delete(self, path: str) -> int:
        target = self.root / path
        try:
            target.unlink()
        except FileNotFoundError:
            return 0
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
        temporary = self.root / f"{MANIFEST}.part"
        temporary.write_text(_HEAD + "".join(f"{p}\n" for p in sorted(paths)), encoding="utf-8")
        os.replace(temporary, self.root / MANIFEST)

    def foreign(self) -> tuple[str, ...]:
        """List the files in the folder that are not ours, by path."""
        found: list[str] = []
        self._walk(str(self.root), "", found)
        return tuple(sorted(found))

    def _walk(self, folder: str, prefix: str, found: list[str]) -> None:
        try:
            entries = os.scandir(folder)
        except (FileNotFoundError, NotADirectoryError):
            return
        owned = self.owned
        with entries:
            for entry in entries:
                path = prefix + entry.name
                if path in owned:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    self._walk(entry.path, path + "/", found)
                elif path not in (MANIFEST, f"{MANIFEST}.part"):
                    found.append(path)
