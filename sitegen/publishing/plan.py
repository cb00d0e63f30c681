"""The difference between what a branch holds and what it is to hold."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

Entry = tuple[str, str]
"""A file in a git tree: its mode ("100644") and the id of its bytes."""

Listing = Mapping[str, Entry]
"""A git tree, flat: the path of each file with its entry."""


class Plan(Struct, frozen=True):
    """What a publish changes: paths in order; `bytes` of the new files, `total` of the site."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    files: int = 0
    bytes: int = 0
    total: int = 0

    @property
    def counts(self) -> str:
        """Give the counts in the signs that a person reads: `+ 12  ~ 3  − 1`."""
        return f"+ {len(self.added):,}  ~ {len(self.changed):,}  − {len(self.deleted):,}"


def compare(old: Listing, new: Listing, sizes: Mapping[str, int], kept: Listing) -> Plan:
    """Say what takes `old` to `new`; `sizes` are in bytes, of the site's own files."""
    added = tuple(sorted(path for path in new if path not in old))
    changed = tuple(sorted(path for path in new if path in old and old[path] != new[path]))
    return Plan(
        added=added,
        changed=changed,
        deleted=tuple(sorted(path for path in old if path not in new)),
        kept=tuple(sorted(kept)),
        files=len(new),
        bytes=sum(sizes.get(path, 0) for path in (*added, *changed)),
        total=sum(sizes.values()),
    )


def readable(size: int) -> str:
    """Give a number of bytes in the unit that suits it: `812 B`, `1.2 MB` (decimal units)."""
    amount = float(size)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 10 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"
