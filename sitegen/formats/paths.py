"""Paths: which files a site passes over, which names are trouble, where symbolic links may lead.

Whoever can add a link to a site could otherwise publish any file of the machine that builds it.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import NamedTuple

from ..problems import Problem, readable, unreadable

SERVER_FILES = frozenset({".well-known", ".htaccess", ".nojekyll", ".domains"})
"""Hidden names that web servers read (RFC 8615, Apache, GitHub Pages, Codeberg Pages)."""

_LEFT_BY_PROGRAMS = re.compile(
    r"""
      .*(?: ~ | \.sw[a-px] | \.tmp | \.bak | \.orig | \.rej | \.part | \.crdownload
          | ___jb_(?:tmp|old)___ )
    | \#.*\#                          # Emacs, unsaved
    | ~\$.*                           # Microsoft Office, open
    | 4913                            # Vim, trying whether it may write
    | (?:eh)?thumbs\.db | desktop\.ini | icon\r | \$recycle\.bin    # Windows, macOS
    | __macosx | @eadir | lost\+found
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_HIDDEN_BY_HABIT = re.compile(
    r"\.(?:ds_store|git.*|keep|hg|svn|directory|editorconfig|prettier.*|[._#~].*|.*\.sw[a-px]"
    r"|trash.*|fseventsd|spotlight.*|localized|sitegen.*|nfs.*|syncthing.*|stfolder|dropbox.*)",
    re.IGNORECASE | re.DOTALL,
)
_CONFLICT = re.compile(
    r"""
      .*(?: \(.*conflicted\ copy.*\)                # Dropbox, Nextcloud
          | \.sync-conflict-\d{8}-.*                # Syncthing
          | _conflict-\d{8}-\d+                     # ownCloud
          | _(?:BACKUP|BASE|LOCAL|REMOTE)_\d+ )     # git mergetool
      .*
    """,
    re.VERBOSE | re.DOTALL,
)
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)))
)
_NOT_ON_WINDOWS = re.compile(
    r"""
      [<>:"|?*\\]
    | (?:^|/) (?: con | prn | aux | nul | (?:com|lpt)[0-9\u00b9\u00b2\u00b3] ) \ * (?:[./]|$)
    | [. ] (?:/|$)
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What a name cannot be or contain on Windows (learn.microsoft.com, "Naming Files")."""


def is_ignored(name: str) -> bool:
    """Return True if a file or folder of this name is never part of a site.

    These are hidden names, and what editors, office programs and systems leave behind.
    """
    if name.startswith("."):
        return name not in SERVER_FILES
    return _LEFT_BY_PROGRAMS.fullmatch(name) is not None


def is_hidden_on_purpose(name: str) -> bool:
    """Return True if a hidden name is one that somebody chose, not one of a program's habit."""
    return (
        name.startswith(".")
        and name not in SERVER_FILES
        and _HIDDEN_BY_HABIT.fullmatch(name) is None
    )


def is_conflict_copy(name: str) -> bool:
    """Return True if a program made this file because two people had changed one file."""
    return _CONFLICT.fullmatch(name) is not None


def fits_windows(path: str) -> bool:
    """Return True if a path (with forward slashes) can exist on Windows."""
    return _NOT_ON_WINDOWS.search(path) is None


def is_reserved(part: str) -> bool:
    """Return True if a part of a path is a device on Windows (`con`, `nul.txt`)."""
    return part.partition(".")[0].rstrip(" ").lower() in _RESERVED


def is_printable(path: str) -> bool:
    """Return True if a path has no control characters and no line breaks."""
    return _UNPRINTABLE.search(path) is None


def not_utf8_name(name: str) -> Problem:
    """Make the problem of a file whose name is not UTF-8, or is not read as UTF-8."""
    shown = readable(name)
    if "\ufffd" in shown or sys.getfilesystemencoding() == "utf-8":
        return Problem(shown, "the file's name is not UTF-8", "content.name", hint="rename it")
    message = f"this system's locale reads file names as {sys.getfilesystemencoding().upper()}"
    hint = "set LC_ALL=C.UTF-8 (or PYTHONUTF8=1) for sitegen"
    return Problem(shown, message, "content.name", hint=hint)


def is_inside(path: str, folder: str) -> bool:
    """Return True if an absolute path is a folder or is below it."""
    return path == folder or path.startswith(os.path.join(folder, ""))


def dead_link(path: str | Path, shown: str) -> Problem | None:
    """Make the problem of a link that leads to nothing or to itself; None for any other path."""
    if not os.path.islink(path):
        return None
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        message, hint = "this link leads to nothing", "mend it, or delete it"
        return Problem(readable(shown), message, "content.link", hint=hint, severity="warning")
    except OSError as error:
        return unreadable(readable(shown), error)
    return None


class Bounds(NamedTuple):
    """The real folders and files that links may lead to; all paths are absolute and resolved.

    `root` is the site's folder. `homes` are it, the built-in themes, and what `follow_links` of
    `site.yml` names. `written` are the folders that sitegen writes itself.
    """

    root: str
    homes: tuple[str, ...]
    written: tuple[str, ...]

    def allow(self, real: str) -> bool:
        """Return True if a link may lead to a real path: one of the site's that is not hidden."""
        if any(is_inside(real, folder) for folder in self.written):
            return False
        return any(
            is_inside(real, home)
            and not any(is_ignored(part) for part in real[len(home) :].split(os.sep) if part)
            for home in self.homes
        )

    def allow_file(self, path: str | Path) -> bool:
        """Return True if a file may be read, through whatever links its path leads."""
        return self.allow(os.path.realpath(path))

    def leads_out(self, shown: str, real: str) -> Problem:
        """Make the problem of a link that is not followed; `shown` is its path in the site."""
        away = readable(os.path.relpath(real, self.root).replace(os.sep, "/"))
        if any(is_inside(real, folder) for folder in self.written):
            what = f"to what sitegen itself writes ({away})"
        elif is_inside(real, self.root):
            what = f"to what the site hides ({away})"
        else:
            what = f"out of the site, to {away}"
        return Problem(
            readable(shown),
            f"this link leads {what}; it is not followed",
            "content.outside",
            hint=f"put a copy here, or allow it in site.yml: follow_links: [{away}]",
            severity="warning",
        )
