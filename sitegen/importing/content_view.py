"""The changes of an import, and the content folder as it will be after them."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Literal

from msgspec import Struct

from ..formats.addresses import address_key
from ..formats.paths import is_ignored
from ..problems import Problem
from .heads import addresses_in
from .journal import Journal
from .update import Difference

Deed = Literal["write", "replace", "update", "keep", "remove"]


class Change(Struct, frozen=True):
    """What happens to one file below the content folder, and what it will hold.

    `text` is that of a Markdown file, `data` the bytes of a picture; `url` is the address of an
    article's source. `imported` is what the import alone says, where `text` keeps edits.
    """

    deed: Deed
    path: str
    text: str = ""
    data: bytes | None = None
    url: str = ""
    imported: str = ""

    @property
    def content(self) -> bytes:
        """The bytes that the file will hold."""
        return self.text.encode() if self.data is None else self.data


class Plan(Struct, frozen=True):
    """The changes of one import, the article's first; nothing may be done where there are errors.

    `path` is the article's, None where it can have none. `differences` are those to the file that
    an earlier import of the article wrote. `double` is the file that came from the same address
    before, "" where there is none; nothing is written then.
    """

    path: str | None
    changes: tuple[Change, ...] = ()
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    differences: tuple[Difference, ...] = ()
    double: str = ""

    @property
    def is_unchanged(self) -> bool:
        """True where everything is in the content folder already."""
        return all(change.deed == "keep" for change in self.changes)


class ContentView:
    """The content folder as it will be after the changes planned so far."""

    def __init__(self, folder: Path, journal: Journal | None = None) -> None:
        """`journal` knows what earlier imports wrote; None where nothing is known of them."""
        self.folder = folder
        self.journal = journal
        self._planned: dict[str, str | None] = {}

    def read(self, path: str) -> str | None:
        """Return a file's text, None where there is none; text that is not UTF-8 comes damaged."""
        if path in self._planned:
            return self._planned[path]
        file = self.folder / path
        if not file.is_file():
            return None
        text = file.read_text(encoding="utf-8-sig", errors="replace")
        return text.replace("\r\n", "\n")

    def read_picture(self, path: str) -> bytes | None:
        """Return a picture's bytes, None where there is none."""
        file = self.folder / path
        return file.read_bytes() if file.is_file() else None

    def paths(self, section: str) -> list[str]:
        """List the Markdown files of a section's folder, bundles included, sorted."""
        folder = self.folder / section
        found: set[str] = set()
        if folder.is_dir():
            for entry in folder.iterdir():
                if is_ignored(entry.name):
                    continue
                if entry.suffix == ".md":
                    found.add(f"{section}/{entry.name}")
                elif (entry / "index.md").is_file():
                    found.add(f"{section}/{entry.name}/index.md")
        found.update(path for path in self._planned if path.startswith(f"{section}/"))
        return sorted(path for path in found if self._planned.get(path, "") is not None)

    def path_of(self, url: str | None) -> str | None:
        """Return the article of an address in any of its spellings; None where there is none."""
        key = address_key(url) if url else ""
        path = self._addresses.get(key) if key else None
        return path if path is not None and self.read(path) is not None else None

    @cached_property
    def _addresses(self) -> dict[str, str]:
        return addresses_in(self.folder)

    def apply(self, plan: Plan) -> None:
        """Look at the folder from now on as if a plan had been carried out."""
        for change in plan.changes:
            if change.deed != "keep" and change.data is None:
                self._planned[change.path] = None if change.deed == "remove" else change.text
            if change.url and (key := address_key(change.url)):
                self._addresses.setdefault(key, change.path)
