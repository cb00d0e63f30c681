"""The inbox: gathered drafts, and dropped.txt, which keeps dropped entries from coming back.

One line of dropped.txt is an entry: the address, the day on which it was dropped, the title. The
lines are sorted, so that git merges the drops of two people; the file belongs to the site.
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from hashlib import blake2b
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..config import Config
from ..files.write import write_whole
from ..formats.addresses import address_key
from ..formats.names import folded
from ..importing.content_view import Head, read_heads
from ..problems import ContentError, Problem, UsageError, not_utf8, unreadable
from .feeds import FILE_NAME as FEEDS
from .feeds import load_feeds

_LENGTH = 6


def draft_id(address: str, path: str) -> str:
    """Return the id of a draft: six letters and digits made from its address or its path."""
    key = address_key(address) or path
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=5).digest()
    return b32encode(digest).decode().lower()[:_LENGTH]


FILE_NAME = "dropped.txt"

_HEAD = """\
# What was dropped from the inbox, and is not gathered again: address, day, title.
# Delete a line to have its article gathered again.
"""
_LINE = re.compile(
    r"(?P<url>https?://\S+)(?:[ \t]+(?P<day>\d{4}-\d\d-\d\d))?(?:[ \t]+(?P<title>.*))?"
)


class Dropped(Struct, frozen=True):
    """An entry that was dropped; `day` is ISO 8601."""

    url: str
    day: str = ""
    title: str = ""

    @property
    def line(self) -> str:
        """The entry as a line of the file."""
        return " ".join(filter(None, (self.url, self.day, " ".join(self.title.split()))))


def read_dropped(root: Path) -> dict[str, Dropped]:
    """Read the entries by the keys of their addresses; raises UsageError.

    What git leaves of a conflict is read as the union of both sides.
    """
    path = root / FILE_NAME
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(unreadable(FILE_NAME, error)) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(not_utf8(FILE_NAME, data, error)) from None
    found: dict[str, Dropped] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        entry = _LINE.fullmatch(line.strip())
        if entry:
            one = Dropped(entry["url"], entry["day"] or "", entry["title"] or "")
            found.setdefault(address_key(one.url) or one.url, one)
        elif line.strip() and not line.startswith(
            ("#", "<<<<<<<", "=======", ">>>>>>>", "|||||||")
        ):
            hint = "write an address, a day and a title, or delete the line"
            problems.append(
                Problem(FILE_NAME, "this line has no address", "gather.dropped",
                        line=number, hint=hint, excerpt=line[:200])
            )  # fmt: skip
    if problems:
        raise UsageError(problems)
    return found


def write_dropped(root: Path, entries: Mapping[str, Dropped]) -> None:
    """Write all entries atomically; without entries the file is deleted."""
    path = root / FILE_NAME
    if not entries:
        path.unlink(missing_ok=True)
        return
    lines = sorted({entry.line for entry in entries.values()})
    write_whole(path, (_HEAD + "".join(f"{line}\n" for line in lines)).encode(), sync=True)


def drop(root: Path, entries: Iterable[Dropped]) -> None:
    """Remember entries as dropped."""
    found = read_dropped(root)
    for entry in entries:
        found.setdefault(address_key(entry.url) or entry.url, entry)
    write_dropped(root, found)


def take_back(root: Path, keys: Iterable[str]) -> None:
    """Remove the entries of some addresses from dropped.txt."""
    found = read_dropped(root)
    gone = frozenset(keys)
    kept = {key: entry for key, entry in found.items() if key not in gone}
    if kept != found:
        write_dropped(root, kept)


_SHORTEST = 3
"""Characters that an id may be shortened to."""


class Draft(Struct, frozen=True):
    """A gathered draft; `doubles` are the paths of files that seem to be the same story."""

    id: str
    head: Head
    doubles: tuple[str, ...] = ()

    def record(self, folder: str) -> dict[str, Any]:
        """Return the draft as `--json` prints it; `folder` is the content folder's name."""
        head = self.head
        return {
            "id": self.id,
            "path": f"{folder}/{head.path}",
            "title": head.title,
            "source": head.source,
            "address": head.address,
            "date": head.day or None,
            "section": head.section,
            "tags": head.tags,
            "feed": head.gathered.get("feed", ""),
            "gathered": head.gathered.get("day", ""),
            "doubles": [f"{folder}/{path}" for path in self.doubles],
        }


class Inbox(Struct, frozen=True):
    """The drafts of a site, the latest first; `accepted` are those that became articles."""

    drafts: tuple[Draft, ...]
    accepted: tuple[Head, ...]
    folder: str

    def choose(self, names: Iterable[str], root: Path) -> list[Draft]:
        """Find drafts by id, path or glob; raises ContentError with all names that match none."""
        chosen: dict[str, Draft] = {}
        problems = []
        for name in names:
            found = self._matches(name)
            if len(found) > 1 and not set(name) & set("*?["):
                paths = ", ".join(draft.head.path for draft in found)
                hint = f"write more of its id, or name its path: {paths}"
                problems.append(_problem(name, "more than one draft has this name", hint))
            elif not found:
                problems.append(self._gone(name, root))
            chosen |= {draft.head.path: draft for draft in found}
        if problems:
            raise ContentError(problems)
        return list(chosen.values())

    def _matches(self, name: str) -> list[Draft]:
        plain = name.removeprefix("./").removeprefix(f"{self.folder}/")
        exact = [draft for draft in self.drafts if plain in (draft.id, draft.head.path)]
        if exact or not name:
            return exact
        if set(name) & set("*?["):
            return [draft for draft in self.drafts if _fits(draft.head, plain)]
        is_short = len(name) >= _SHORTEST
        return [d for d in self.drafts if is_short and d.id.startswith(name.lower())]

    def _gone(self, name: str, root: Path) -> Problem:
        """Explain why a name matches no draft: accepted, dropped, or unknown."""
        for head in self.accepted:
            if name in (draft_id(head.address, head.path), head.path):
                message = (
                    f"this is not a draft any more: it was accepted as {self.folder}/{head.path}"
                )
                return _problem(name, message, "")
        for entry in read_dropped(root).values():
            if draft_id(entry.url, "") == name:
                day = f" on {entry.day}" if entry.day else ""
                hint = "delete its line in dropped.txt to have it gathered again"
                return _problem(name, f"this was dropped{day}: {entry.title or entry.url}", hint)
        return _problem(name, "no draft has this name", "sitegen inbox lists the drafts")


def read_inbox(config: Config) -> Inbox:
    """Read the gathered drafts, and find content of the site that is the same story."""
    heads = list(read_heads(config.content))
    same: dict[str, list[str]] = {}
    for head in heads:
        for key in _double_keys(head):
            same.setdefault(key, []).append(head.path)
    gathered = [head for head in heads if head.gathered]
    drafts = [
        Draft(
            draft_id(head.address, head.path),
            head,
            tuple(dict.fromkeys(p for s in _double_keys(head) for p in same[s] if p != head.path)),
        )
        for head in gathered
        if head.is_draft
    ]
    drafts.sort(key=lambda draft: (draft.head.section, draft.head.path))
    drafts.sort(key=lambda draft: draft.head.day, reverse=True)
    accepted = tuple(head for head in gathered if not head.is_draft)
    return Inbox(tuple(drafts), accepted, config.file.content)


def inbox_problems(config: Config) -> tuple[Problem, ...]:
    """Return the problems of feeds.yml and dropped.txt; a site may have neither."""
    found: list[Problem] = []
    root = Path(config.root)
    for look in (
        lambda: (root / FEEDS).exists() and load_feeds(config),
        lambda: read_dropped(root),
    ):
        try:
            look()
        except UsageError as error:
            found += error.problems
    return tuple(found)


def _double_keys(head: Head) -> list[str]:
    """Return the keys by which doubles are found: addresses, and the words of the title."""
    return [*head.keys, *([f" {head.title_key}"] if head.title_key else [])]


def _fits(head: Head, glob: str) -> bool:
    """Return True if a glob fits a path, a title or the name of a feed."""
    texts = (head.title, head.gathered.get("feed", ""), head.source)
    small = folded(glob)
    return fnmatchcase(head.path, glob) or any(fnmatchcase(folded(t), small) for t in texts if t)


def _problem(name: str, message: str, hint: str) -> Problem:
    return Problem(name, message, "inbox.unknown", hint=hint)
