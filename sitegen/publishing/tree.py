"""From a folder to a git tree: the site's files, byte for byte, and the few beside them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from unicodedata import category

from msgspec import Struct

from ..files.output import MANIFEST
from ..problems import ContentError, Problem
from .failures import trouble
from .git import Git
from .plan import Entry, Listing

_PLAIN = "100644"


class SiteFile(Struct, frozen=True):
    """A file of the site: its path with forward slashes, its size in bytes."""

    path: str
    size: int


def scan(folder: Path) -> tuple[SiteFile, ...]:
    """List a site's files; raises ContentError for what a branch of pages cannot hold.

    Symbolic links are refused, for they could carry a file from outside the site, as are `.git`
    folders, names that are not Unicode, and what is neither file nor folder.
    """
    if folder.is_symlink() or not folder.is_dir():
        raise trouble("no-output", f"there is no folder {folder} to publish", "sitegen build")
    files: list[SiteFile] = []
    problems: list[Problem] = []
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with os.scandir(folder / prefix) as entries:
            for entry in entries:
                path = prefix + entry.name
                if path == MANIFEST:
                    continue
                wrong = _wrong(entry)
                if wrong:
                    shown = path.encode("utf-8", "replace").decode()
                    problems.append(Problem(shown, wrong, "publish.file"))
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append(path + "/")
                else:
                    files.append(SiteFile(path, entry.stat(follow_symlinks=False).st_size))
    if problems:
        raise ContentError(problems)
    return tuple(sorted(files, key=lambda file: file.path))


def _wrong(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return "is a symbolic link; a published site holds files only"
    if _is_gits_own(entry.name):
        return "is read as git's own folder, here or on another system; a site cannot hold it"
    if not is_plain(entry.name):
        return "has a name with characters that a web address cannot hold"
    if not entry.is_dir(follow_symlinks=False) and not entry.is_file(follow_symlinks=False):
        return "is neither a file nor a folder"
    return ""


def _is_gits_own(name: str) -> bool:
    """Tell whether git takes a name for `.git`, on Windows and macOS, too.

    It refuses such a name itself, and so does GitHub (git-config(1), `core.protectNTFS` and
    `core.protectHFS`): NTFS ends a name at a colon, drops dots and spaces from its end and knows
    `git~1` for it; HFS+ passes over letters that show nothing.
    """
    shown = "".join(letter for letter in name if category(letter) != "Cf").casefold()
    parts = (part.partition(":")[0].rstrip(". ") for part in shown.split("\\"))
    return any(part in (".git", "git~1") for part in parts)


def is_plain(text: str) -> bool:
    """Tell whether a text has no control characters, line breaks or bytes that are no Unicode.

    Joiners are plain: Persian words, and so slugs, are written with them.
    """
    return all(category(letter) not in ("Cc", "Cs", "Zl", "Zp") for letter in text)


def stage(git: Git, folder: Path) -> Listing:
    """Put all files of a folder into the index, as plain files; only changed ones are read."""
    command = ("add", "--all", "--force", "--", ".", f":(top,exclude,literal){MANIFEST}")
    git.run(*command, at=folder)
    return staged(git)


def staged(git: Git, patterns: Iterable[str] = ()) -> Listing:
    """List the index, or what of it some pathspecs match."""
    found: dict[str, Entry] = {}
    for line in git.run("ls-files", "--stage", "-z", "--", *_globs(patterns)).split(b"\0")[:-1]:
        facts, _, path = line.partition(b"\t")
        mode, name, _ = facts.decode("ascii").split(" ")
        found[path.decode("utf-8", "surrogateescape")] = (mode, name)
    return found


def matching(git: Git, tree: str, patterns: tuple[str, ...]) -> frozenset[str]:
    """Give the files of a tree that some pathspecs match (gitglossary(7), "pathspec", `glob`)."""
    if not patterns:
        return frozenset()
    nothing = git.line("mktree", feed=b"")
    command = ("diff-tree", "-r", "-z", "--name-only", "--no-renames", nothing, tree, "--")
    output = git.run(*command, *_globs(patterns))
    return frozenset(os.fsdecode(path) for path in output.split(b"\0")[:-1])


def check_patterns(patterns: Iterable[str]) -> None:
    """Refuse a pattern that names no file of the branch; raises UsageError."""
    for pattern in patterns:
        is_clean = is_plain(pattern) and pattern == pattern.strip()
        if not pattern or not is_clean or ".." in pattern.split("/"):
            hint = "name files of the branch: --keep google123.html --keep 'previews/**'"
            raise trouble("keep", f"--keep cannot read “{pattern}”", hint)


def _globs(patterns: Iterable[str]) -> list[str]:
    return [f":(top,glob){pattern.removeprefix('/')}" for pattern in patterns]


def write_blob(git: Git, content: bytes) -> Entry:
    """Store bytes and give their entry."""
    return (_PLAIN, git.line("hash-object", "-w", "--stdin", "--no-filters", feed=content))


def write_tree(git: Git, folder: Path, extra: Mapping[str, Entry]) -> str:
    """Write the index with some more files as a tree, and give its id."""
    if extra:
        lines = (f"{mode} {name}\t{path}\0" for path, (mode, name) in extra.items())
        feed = os.fsencode("".join(lines))
        # In the site's folder, where git looks again at files that were written this very second.
        git.run("update-index", "-z", "--index-info", feed=feed, at=folder)
    return git.line("write-tree")


def collisions(site: Listing, kept: Iterable[str]) -> tuple[str, ...]:
    """Give the kept files that lie where the site has a folder, or under what it has as a file."""
    folders = {path[:at] for path in site for at, sign in enumerate(path) if sign == "/"}
    return tuple(
        path
        for path in kept
        if path in folders or any(path[:at] in site for at, sign in enumerate(path) if sign == "/")
    )
