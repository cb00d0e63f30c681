"""Turn a folder into a git tree: the site's files, byte for byte, and the preserved ones."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from unicodedata import category

from ..files.output import MANIFEST
from ..files.walk import walk
from ..problems import ContentError, Problem, readable
from .failures import publish_error
from .git import Entry, Git, Listing

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
