"""Work of others on the branch: what of it a publish would undo."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ..problems import UsageError
from .failures import trouble
from .history import Commit, Head
from .plan import Listing

STANDING = frozenset({"CNAME", ".nojekyll"})
"""Files that are nobody's lost work: they always stay, and GitHub itself commits its CNAME."""

_SHOWN = 8


class Lost(Struct, frozen=True):
    """What somebody else did and a publish would undo: paths in order."""

    deleted: tuple[str, ...] = ()
    overwritten: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.deleted or self.overwritten or self.restored)


def lost(head: Head, new: Listing) -> Lost:
    """Say what of others' work on the branch is not in `new`.

    Their work is what differs from our last commit: files that they added or changed, and those
    of ours that they deleted and that would come back.
    """
    found: dict[str, list[str]] = {"deleted": [], "overwritten": [], "restored": []}
    for path in sorted({*head.listing, *head.before} - STANDING):
        now, then = head.listing.get(path), new.get(path)
        if now == head.before.get(path) or now == then:
            continue
        what = "restored" if now is None else "deleted" if then is None else "overwritten"
        found[what].append(path)
    return Lost(**{what: tuple(paths) for what, paths in found.items()})


def refusal(head: Head, lost: Lost, branch: str, remote: str) -> UsageError:
    """Make the error that shows whose work would go, and how to keep it or to go on."""
    lines = [
        f"{what}: {_named(paths)}"
        for what, paths in (
            ("would be deleted", lost.deleted),
            ("would be overwritten", lost.overwritten),
            ("would come back", lost.restored),
        )
        if paths
    ]
    lines += [f"pushed by others: {_described(commit)}" for commit in head.foreign[:3]]
    if len(head.foreign) > 3:
        lines.append(f"and {len(head.foreign) - 3} more commits")
    lines.append("--keep GLOB leaves such files where they are; --adopt takes the branch over")
    return trouble(
        "foreign",
        f"{branch} on “{remote}” holds work that sitegen did not publish; nothing was changed",
        "\n".join(lines),
    )


def _named(paths: Iterable[str]) -> str:
    names = list(paths)
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return _printable(", ".join(names[:_SHOWN])) + more


def _described(commit: Commit) -> str:
    return _printable(f"{commit.id[:10]} {commit.date} {commit.author}: {commit.subject[:60]}")


def _printable(text: str) -> str:
    # A file's or a person's name must not steer the terminal.
    return "".join(letter if letter.isprintable() else "�" for letter in text)
