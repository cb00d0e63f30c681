"""The inbox: the drafts that were gathered, and are still to be decided on."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..config import Config
from ..formats.names import folded
from ..importing.content_view import Head, read_heads
from ..problems import ContentError, Problem, UsageError
from .dropped import read_dropped
from .feeds import FILE_NAME as FEEDS
from .feeds import load_feeds
from .ids import draft_id

_SHORTEST = 3
"""Characters that an id may be shortened to."""


class Draft(Struct, frozen=True):
    """A gathered draft; `doubles` are the paths of what seems to be the same story."""

    id: str
    head: Head
    doubles: tuple[str, ...] = ()

    def record(self, folder: str) -> dict[str, Any]:
        """Lay the draft out as `--json` prints it; `folder` is the content folder's name."""
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
        """Find the drafts that ids, paths or globs name; raises ContentError with all that fail."""
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
    """Read the drafts that were gathered, and what else of the site is the same story."""
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
    """Give the problems of feeds.yml and dropped.txt; a site may have neither."""
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
