"""dropped.txt: what an editor has dropped, so that it never comes back.

One line an entry: the address, the day on which it was dropped, the title. The lines are sorted,
so that git merges the drops of two people; the file belongs to the site, not to the cache.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from ..files.write import write_whole
from ..formats.addresses import address_key
from ..problems import Problem, UsageError, not_utf8, unreadable

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
    """Forget that the entries of some addresses were dropped."""
    found = read_dropped(root)
    gone = frozenset(keys)
    kept = {key: entry for key, entry in found.items() if key not in gone}
    if kept != found:
        write_dropped(root, kept)
