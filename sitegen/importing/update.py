"""An article imported again: each value that the editor has not touched is brought up to date.

Front matter is compared value by value, as text, so what the editor wrote keeps its form and its
comments. The body is one value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

from ..reading.frontmatter import FENCE, dump
from .journal import digest_of

BODY = "body"
ID = "id"

_SHARED = 0.6
"""The part of the words that two versions of one article share at least."""

_WORD = re.compile(r"\w+")
_KEY = re.compile(r"([A-Za-z_][\w-]*):", re.M)


class Difference(Struct, frozen=True):
    """A value that an import would change: as it is in the file, and as the import has it.

    `is_kept` is True where the editor has changed the value since, so that the file's stays.
    """

    name: str
    here: str
    imported: str
    is_kept: bool = False


class Update(Struct, frozen=True):
    """A file's new text, and how it differs from the one that is there."""

    text: str
    differences: tuple[Difference, ...] = ()


def parts_of(text: str) -> dict[str, str] | None:
    """Split a content file into the text of each value and the body; None if it has no fences."""
    opening = f"{FENCE}\n"
    matter, fence, body = text.removeprefix(opening).partition(f"\n{FENCE}\n")
    if not text.startswith(opening) or not fence:
        return None
    parts: dict[str, str] = {}
    name = ""
    for line in matter.split("\n"):
        if key := _KEY.match(line):
            name = key[1]
        parts[name] = f"{parts[name]}\n{line}" if name in parts else line
    parts[BODY] = body.strip("\n")
    return parts


def digests_of(text: str) -> dict[str, str]:
    """Return the digest of each value of a content file, and of its body."""
    return {name: digest_of(part.encode()) for name, part in (parts_of(text) or {}).items()}


def merge(here: str, imported: str, before: Mapping[str, str]) -> Update | None:
    """Bring a file up to date with what an import says now.

    `here` is the file's text, `before` are the digests of what the last import wrote. None where
    the file cannot be parted into values.
    """
    mine, theirs = parts_of(here), parts_of(imported)
    if mine is None or theirs is None:
        return None
    found: list[Difference] = []
    for name in dict.fromkeys((*mine, *theirs)):
        if name == ID:  # What feeds know an article by never changes.
            continue
        part, new, last = mine.get(name), theirs.get(name), before.get(name)
        if part == new or _digest(new) == last:
            continue
        is_kept = _digest(part) != last
        found.append(Difference(name, part or "", new or "", is_kept))
        if is_kept:
            continue
        if new is None:
            del mine[name]
        else:
            mine[name] = new
    is_same = all(one.is_kept for one in found)
    return Update(here if is_same else joined(mine), tuple(found))


def is_same_article(here: str, imported: str) -> bool:
    """Return True if two content files share most of their words: one may correct the other."""
    mine, theirs = (Counter(_WORD.findall(text.casefold())) for text in (here, imported))
    shared = (mine & theirs).total()
    return shared >= _SHARED * max(mine.total(), theirs.total(), 1)


def is_same_but_for_id(here: str | None, imported: str) -> bool:
    """Return True if two content files differ in their ids alone, or not at all."""
    mine, theirs = parts_of(here or ""), parts_of(imported)
    return bool(mine and theirs) and {**(mine or {}), ID: ""} == {**(theirs or {}), ID: ""}


def with_id(text: str, identity: str) -> str:
    """Put an id in the place of the one that an imported file has."""
    parts = parts_of(text)
    if parts is None or ID not in parts:
        return text
    parts[ID] = dump({ID: identity}).split("\n")[1]
    return joined(parts)


def _digest(part: str | None) -> str | None:
    return None if part is None else digest_of(part.encode())


def joined(parts: Mapping[str, str]) -> str:
    """Put a file together again: values in the editor's order, new ones after them."""
    matter = "\n".join(part for name, part in parts.items() if name != BODY)
    body = parts.get(BODY, "")
    return f"{FENCE}\n{matter}\n{FENCE}\n" + (f"\n{body}\n" if body else "")
