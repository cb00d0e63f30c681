"""Turn a folder into a git tree: the site's files, byte for byte, and the files that are kept.

Kept are `.nojekyll` and `CNAME`, the files that `--keep` names, and the work of others.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from unicodedata import category

from msgspec import Struct

from ..files.output import MANIFEST
from ..files.walk import walk
from ..problems import ContentError, Problem, UsageError, readable
from ..reporting import Reporter
from .branch import Commit, Head
from .failures import publish_error
from .git import Entry, Git, Listing
from .options import PublishOptions

_PLAIN = "100644"


def scan(folder: Path) -> Mapping[str, int]:
    """List a site's files with their sizes in bytes; raises ContentError for what Pages refuses.

    Symbolic links are refused, for they could publish a file from outside the site, as are `.git`
    folders, names that are not Unicode, and what is neither file nor folder.
    """
    if folder.is_symlink() or not folder.is_dir():
        message = f"there is no folder {folder} to publish"
        raise publish_error("no-output", message, "sitegen build")
    sizes: dict[str, int] = {}
    problems: list[Problem] = []
    for path, entry in walk(folder, enter=lambda path: not _is_gits_own(path.rpartition("/")[2])):
        if path == MANIFEST:
            continue
        wrong = _wrong(entry)
        if wrong:
            problems.append(Problem(readable(path), wrong, "publish.file"))
        elif entry.is_file(follow_symlinks=False):
            sizes[path] = entry.stat(follow_symlinks=False).st_size
    if problems:
        raise ContentError(problems)
    return dict(sorted(sizes.items()))


def _wrong(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return "is a symbolic link, and only files can be published"
    if _is_gits_own(entry.name):
        return "has a name that git reads as .git, here or on another system"
    if not is_plain(entry.name):
        return "has a name with characters that cannot be in a web address"
    if not entry.is_dir(follow_symlinks=False) and not entry.is_file(follow_symlinks=False):
        return "is neither a file nor a folder"
    return ""


def _is_gits_own(name: str) -> bool:
    """Return True for a name that git takes for `.git`, on Windows or macOS, too.

    It refuses such a name itself, and so does GitHub (git-config(1), `core.protectNTFS` and
    `core.protectHFS`): NTFS ends a name at a colon, drops dots and spaces from its end and knows
    `git~1` for it; HFS+ passes over letters that show nothing.
    """
    shown = "".join(letter for letter in name if category(letter) != "Cf").casefold()
    parts = (part.partition(":")[0].rstrip(". ") for part in shown.split("\\"))
    return any(part in (".git", "git~1") for part in parts)


def is_plain(text: str) -> bool:
    """Return True for a text without control characters, line breaks and bytes that are no Unicode.

    Joiners are plain: Persian words are written with them, and so are their slugs.
    """
    return all(category(letter) not in ("Cc", "Cs", "Zl", "Zp") for letter in text)


def stage(git: Git, folder: Path) -> Listing:
    """Put all files of a folder into the index, as plain files; only changed ones are read."""
    command = ("add", "--all", "--force", "--", ".", f":(top,exclude,literal){MANIFEST}")
    git.run(*command, at=folder)
    return staged(git)


def staged(git: Git, patterns: Iterable[str] = ()) -> Listing:
    """List the index, or the part of it that some pathspecs match."""
    found: dict[str, Entry] = {}
    for line in git.run("ls-files", "--stage", "-z", "--", *_globs(patterns)).split(b"\0")[:-1]:
        facts, _, path = line.partition(b"\t")
        mode, name, _ = facts.decode("ascii").split(" ")
        found[path.decode("utf-8", "surrogateescape")] = (mode, name)
    return found


def matching(git: Git, tree: str, patterns: tuple[str, ...]) -> frozenset[str]:
    """Return the files of a tree that some pathspecs match (gitglossary(7), "pathspec", `glob`)."""
    if not patterns:
        return frozenset()
    nothing = git.line("mktree", feed=b"")
    command = ("diff-tree", "-r", "-z", "--name-only", "--no-renames", nothing, tree, "--")
    output = git.run(*command, *_globs(patterns))
    return frozenset(os.fsdecode(path) for path in output.split(b"\0")[:-1])


def check_patterns(patterns: Iterable[str]) -> None:
    """Raise UsageError for a pattern that cannot match a file of the branch."""
    for pattern in patterns:
        is_clean = is_plain(pattern) and pattern == pattern.strip()
        if not pattern or not is_clean or ".." in pattern.split("/"):
            hint = "name files of the branch: --keep google123.html --keep 'previews/**'"
            raise publish_error("keep", f"“{pattern}” is not a pattern for --keep", hint)


def _globs(patterns: Iterable[str]) -> list[str]:
    return [f":(top,glob){pattern.removeprefix('/')}" for pattern in patterns]


def write_blob(git: Git, content: bytes) -> Entry:
    """Store bytes and return their entry."""
    return (_PLAIN, git.line("hash-object", "-w", "--stdin", "--no-filters", feed=content))


def write_tree(git: Git, folder: Path, extra: Mapping[str, Entry]) -> str:
    """Write the index and some more files as a tree, and return its id."""
    if extra:
        lines = (f"{mode} {name}\t{path}\0" for path, (mode, name) in extra.items())
        feed = os.fsencode("".join(lines))
        # In the site's folder, where git looks again at files that were written this very second.
        git.run("update-index", "-z", "--index-info", feed=feed, at=folder)
    return git.line("write-tree")


def collisions(site: Listing, kept: Iterable[str]) -> tuple[str, ...]:
    """Return the kept files that are where the site has a folder, or below one of its files."""
    folders = {path[:at] for path in site for at, sign in enumerate(path) if sign == "/"}
    return tuple(
        path
        for path in kept
        if path in folders or any(path[:at] in site for at, sign in enumerate(path) if sign == "/")
    )


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
