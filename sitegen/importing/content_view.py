"""The front matter of a content folder, before and after an import."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from ..formats.addresses import address_key
from ..formats.names import folded
from ..formats.paths import is_ignored
from ..problems import Problem
from .files import Difference
from .journal import Journal

_FENCE = re.compile(rb"\n---[ \t]*\r?(?:\n|\Z)")
_ADDRESS = re.compile(r"\b(?:url|address):[ \t]*[\"']?(https?://[^\s\"'},]+)")
_WORD = re.compile(r"\w+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=-)")


class Head(Struct, frozen=True):
    """What the front matter of an article says; absent values are empty.

    `path` is relative to the content folder, `day` is ISO 8601. `gathered` is what `gather` noted:
    the name of the feed, the day, and the address that the feed gave. `name` is that of a profile,
    `aliases` are its other spellings, also those in other languages.
    """

    path: str
    title: str = ""
    section: str = ""
    day: str = ""
    tags: tuple[str, ...] = ()
    source: str = ""
    address: str = ""
    is_draft: bool = False
    gathered: Mapping[str, str] = {}
    authors: tuple[str, ...] = ()
    name: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the addresses that the article came from."""
        found = (address_key(url) for url in (self.address, self.gathered.get("address", "")))
        return tuple(dict.fromkeys(filter(None, found)))

    @property
    def title_key(self) -> str:
        """The words of the title in the form in which titles are compared."""
        return " ".join(_WORD.findall(folded(self.title)))


def read_heads(folder: Path, holding: bytes = b"") -> Iterator[Head]:
    """Read the heads of the Markdown files below a folder whose front matter contains `holding`.

    Files that cannot be read, or have no front matter, are passed over.
    """
    for path in _markdown(folder):
        try:
            data = (folder / path).read_bytes()
        except OSError:
            continue
        end = _FENCE.search(data)
        if data.removeprefix(b"\xef\xbb\xbf").startswith(b"---") and end:
            matter = data[: end.start() + 1]
            if holding in matter:
                yield head_of(path, matter.decode("utf-8-sig", "replace"))


def head_of(path: str, matter: str) -> Head:
    """Read front matter, without the fence at its end; a broken one keeps its addresses."""
    import yaml

    try:
        # Texts stay texts: a date is compared as it is written. No other type is created.
        loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)(matter)
        values = loader.get_single_data()
    except (yaml.YAMLError, RecursionError, ValueError):
        found = _ADDRESS.search(matter)
        return Head(path, address=found[1] if found else "")
    if not isinstance(values, dict):
        return Head(path)
    source = _group(values, "source")
    names = _group(values, "names")
    parts = path.split("/")
    dated = _DAY.match(parts[-2] if parts[-1] == "index.md" and len(parts) > 1 else parts[-1])
    return Head(
        path,
        _text(values, "title"),
        _text(values, "section") or (parts[0] if len(parts) > 1 else ""),
        _text(values, "date")[:10] or (dated[0] if dated else ""),
        _texts(values, "tags"),
        _text(source, "name"),
        _text(source, "url"),
        _text(values, "draft").lower() == "true",
        {key: _text(noted, key) for key in noted}
        if (noted := _group(_group(values, "extra"), "gathered"))
        else {},
        _texts(values, "authors"),
        _text(values, "name"),
        (*_texts(values, "aliases"), *(text for text in names.values() if isinstance(text, str))),
    )


def addresses_of(heads: Iterable[Head]) -> dict[str, str]:
    """Return the file that came from each address, by the address's key."""
    found: dict[str, str] = {}
    for head in heads:
        for key in head.keys:
            found.setdefault(key, head.path)
    return found


def _group(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = values.get(name)
    return value if isinstance(value, dict) else {}


def _texts(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = values.get(name)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value.strip() if isinstance(value, str) else ""


def _markdown(folder: Path) -> Iterator[str]:
    """List the Markdown files below a folder, sorted; links to folders are followed once."""
    seen: set[str] = set()
    for top, folders, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(top)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not is_ignored(name))
        prefix = Path(top).relative_to(folder)
        for name in sorted(files):
            if name.endswith(".md") and not is_ignored(name):
                yield (prefix / name).as_posix()


Deed = Literal["write", "replace", "update", "keep", "remove"]


class Change(Struct, frozen=True):
    """What happens to one file below the content folder, and what it will contain.

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
        """The bytes that the file will contain."""
        return self.text.encode() if self.data is None else self.data


class Plan(Struct, frozen=True):
    """The changes of one import, the article's first; with errors nothing may be done.

    `path` is the article's, None if it can have none. `differences` are those to the file that
    an earlier import of the article wrote. `double` is the file that came from the same address
    before, "" if there is none; nothing is written then.
    """

    path: str | None
    changes: tuple[Change, ...] = ()
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    differences: tuple[Difference, ...] = ()
    double: str = ""

    @property
    def is_unchanged(self) -> bool:
        """True if everything is in the content folder already."""
        return all(change.deed == "keep" for change in self.changes)


class ContentView:
    """The content folder as it will be after the changes planned so far."""

    def __init__(self, folder: Path, journal: Journal | None = None) -> None:
        """`journal` has what earlier imports wrote; None if that is not known."""
        self.folder = folder
        self.journal = journal
        self._planned: dict[str, str | None] = {}

    def read(self, path: str) -> str | None:
        """Return a file's text, None if there is none; bytes that are not UTF-8 are replaced."""
        if path in self._planned:
            return self._planned[path]
        file = self.folder / path
        if not file.is_file():
            return None
        text = file.read_text(encoding="utf-8-sig", errors="replace")
        return text.replace("\r\n", "\n")

    def read_picture(self, path: str) -> bytes | None:
        """Return a picture's bytes, None if there is none."""
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
        """Return the article of an address in any of its spellings; None if there is none."""
        key = address_key(url) if url else ""
        path = self._addresses.get(key) if key else None
        return path if path is not None and self.read(path) is not None else None

    @cached_property
    def _addresses(self) -> dict[str, str]:
        return addresses_of(read_heads(self.folder, b"http"))

    def apply(self, plan: Plan) -> None:
        """Change the view as if a plan had been carried out."""
        for change in plan.changes:
            if change.deed != "keep" and change.data is None:
                self._planned[change.path] = None if change.deed == "remove" else change.text
            if change.url and (key := address_key(change.url)):
                self._addresses.setdefault(key, change.path)
