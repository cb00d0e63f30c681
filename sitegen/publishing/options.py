"""The options of a publish, and its result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from msgspec import Struct

from ..problems import Problem

Status = Literal["published", "unchanged", "planned"]


class Guards(Struct, frozen=True):
    """What a publish may do: the choices that all targets share.

    `adopt` replaces what others have put there, `yes` publishes although most pages are gone.
    `max_deletes` is None if there is no limit.
    """

    adopt: bool = False
    max_deletes: int | None = None
    yes: bool = False
    dry_run: bool = False


class PublishOptions(Guards, frozen=True):
    """The choices of `sitegen publish` to a branch.

    `keep` are git pathspecs of files on the branch that are not the site's; `squash_after` is None
    if there is no limit. `confirm_branch` repeats `branch` where that
    is a branch of sources. `cname` is the custom domain that `site.yml` names, `domain` the one
    that its `base_url` suggests; both may be empty.
    """

    remote: str = "origin"
    branch: str = "gh-pages"
    message: str = ""
    keep: tuple[str, ...] = ()
    squash_after: int | None = None
    confirm_branch: str = ""
    cname: str = ""
    domain: str = ""


class Release(NamedTuple):
    """A built site: its folder, and a function that finds the problems of its documents."""

    folder: Path
    check: Callable[[], Iterable[Problem]]


class Changes(Struct, frozen=True):
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
        """The counts in signs: `+ 12  ~ 3  − 1`."""
        return f"+ {len(self.added):,}  ~ {len(self.changed):,}  − {len(self.deleted):,}"


class Published(Struct, frozen=True):
    """The result of a publish; the status of a dry run is `planned`.

    `address` is the remote's URL without credentials. `previous` and `commit` are the branch's
    head before and after, empty if there is none. `source` is the commit that the site was
    built from, with `-dirty` if the checkout had uncommitted changes. With `squashed` the branch's
    earlier publishes are gone from its history.
    """

    status: Status
    remote: str
    address: str
    branch: str
    previous: str
    commit: str
    tree: str
    source: str
    squashed: bool
    plan: Changes


def compare(
    old: Mapping[str, object],
    new: Mapping[str, object],
    sizes: Mapping[str, int],
    kept: Iterable[str],
) -> Changes:
    """Compare what is there with what is to be there; equal values are equal files.

    `sizes` are those of the site's own files, in bytes.
    """
    added = tuple(sorted(path for path in new if path not in old))
    changed = tuple(sorted(path for path in new if path in old and old[path] != new[path]))
    return Changes(
        added=added,
        changed=changed,
        deleted=tuple(sorted(path for path in old if path not in new)),
        kept=tuple(sorted(kept)),
        files=len(new),
        bytes=sum(sizes.get(path, 0) for path in (*added, *changed)),
        total=sum(sizes.values()),
    )
