"""Files on the branch that are not the site's: what is kept, and what a publish would undo.

These are `.nojekyll` and `CNAME`, the files that `--keep` names, and the work of others.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from ..problems import Problem, UsageError
from ..reporting import Reporter
from .failures import publish_error
from .git import Entry, Git, Listing
from .history import Commit, Head
from .options import PublishOptions
from .tree import check_patterns, collisions, matching, staged, write_blob

PAGES_FILES = frozenset({"CNAME", ".nojekyll"})
"""Files of GitHub Pages itself: they are always kept, and GitHub commits CNAME by itself."""


def keep_patterns(head: Head | None, options: PublishOptions) -> tuple[str, ...]:
    """Return the pathspecs of files to keep: those of the last publish and those of the options.

    With `adopt` those of the last publish are forgotten.
    """
    check_patterns(options.keep)
    known = head.ours.record.keep if head and head.ours and head.ours.record else ()
    return tuple(dict.fromkeys((*(() if options.adopt else known), *options.keep)))


def kept_files(git: Git, head: Head | None, site: Listing, patterns: tuple[str, ...]) -> Listing:
    """Return the branch's files that --keep matches; raises UsageError if the site has one, too."""
    if not patterns:
        return {}
    both = sorted(set(staged(git, patterns)) - PAGES_FILES)
    paths = matching(git, head.tree, patterns) - PAGES_FILES if head else frozenset()
    both += collisions(site, sorted(paths))
    if both:
        names = ", ".join(both[:5]) + (", …" if len(both) > 5 else "")
        raise publish_error(
            "keep",
            f"the site has files that --keep says are not the site's: {names}",
            "make the pattern narrower, or rename the page; --adopt forgets earlier patterns",
        )
    return {path: head.listing[path] for path in paths} if head else {}


def pages_files(
    git: Git, head: Head | None, site: Listing, folder: Path, options: PublishOptions
) -> dict[str, Entry]:
    """Return `.nojekyll` and, if there is a custom domain, `CNAME`, unless the site has them.

    The domain is that of `cname` in `site.yml`, else the branch's own, else that of `base_url`.
    """
    listing = head.listing if head else {}
    found: dict[str, Entry] = {}
    if ".nojekyll" not in site:
        found[".nojekyll"] = listing.get(".nojekyll") or write_blob(git, b"")
    if "CNAME" in site:
        _same_domain((folder / "CNAME").read_text("utf-8", "replace").strip(), options.cname)
    elif options.cname or (options.domain and "CNAME" not in listing):
        found["CNAME"] = write_blob(git, f"{options.cname or options.domain}\n".encode())
    elif "CNAME" in listing:
        found["CNAME"] = listing["CNAME"]
    return found


def check_domain(git: Git, extra: Listing, options: PublishOptions, reporter: Reporter) -> None:
    """Warn if the branch's CNAME is another domain than that of `base_url`."""
    domain = options.domain
    if not domain or options.cname or "CNAME" not in extra:
        return
    served = git.run("cat-file", "blob", extra["CNAME"][1]).decode("utf-8", "replace").strip()
    if served.casefold() != domain.casefold():
        message = f"CNAME on the branch is {served!r}, but `base_url` has {domain!r}; CNAME is kept"
        hint = "set `cname` in site.yml to the right domain"
        reporter.problem(
            Problem("site.yml", message, "publish.cname", hint=hint, severity="warning")
        )


def _same_domain(own: str, cname: str) -> None:
    if cname and own.casefold() != cname.casefold():
        raise publish_error(
            "cname",
            f"the site's own CNAME file is {own!r}, but `cname` in site.yml is {cname!r}",
            "keep one of the two",
        )


# --- the work of others -------------------------------------------------------------------

_SHOWN = 8


class LostWork(Struct, frozen=True):
    """What others did on the branch and a publish would undo: paths, sorted."""

    deleted: tuple[str, ...] = ()
    overwritten: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.deleted or self.overwritten or self.restored)


def lost_work(head: Head, new: Listing) -> LostWork:
    """Find the work of others on the branch that is not in `new`.

    Their work is what differs from our last commit: files that they added or changed, and files
    of ours that they deleted.
    """
    found: dict[str, list[str]] = {"deleted": [], "overwritten": [], "restored": []}
    for path in sorted({*head.listing, *head.before} - PAGES_FILES):
        now, then = head.listing.get(path), new.get(path)
        if now == head.before.get(path) or now == then:
            continue
        what = "restored" if now is None else "deleted" if then is None else "overwritten"
        found[what].append(path)
    return LostWork(**{what: tuple(paths) for what, paths in found.items()})


def lost_work_error(head: Head, lost: LostWork, branch: str, remote: str) -> UsageError:
    """Make the error that shows whose work would be lost, and what can be done."""
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
    lines.append("--keep GLOB keeps such files; --adopt takes the branch over")
    return publish_error(
        "foreign",
        f"{branch} on “{remote}” has work that sitegen did not publish; nothing was changed",
        "\n".join(lines),
    )


def _named(paths: Iterable[str]) -> str:
    names = list(paths)
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return _printable(", ".join(names[:_SHOWN])) + more


def _described(commit: Commit) -> str:
    return _printable(f"{commit.id[:10]} {commit.date} {commit.author}: {commit.subject[:60]}")


def _printable(text: str) -> str:
    # The name of a file or a person must not control the terminal.
    return "".join(letter if letter.isprintable() else "�" for letter in text)
