"""Bounds: where the symbolic links of a site may lead.

Whoever can add a link to a site could otherwise publish any file of the machine that builds it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from .formats.paths import is_ignored, is_inside
from .problems import Problem, readable


class Bounds(NamedTuple):
    """The real folders and files that links may lead to; all paths are absolute and resolved.

    `root` is the site's folder. `homes` are it, the built-in themes, and what `follow_links` of
    `site.yml` names. `written` are the folders that sitegen writes itself.
    """

    root: str
    homes: tuple[str, ...]
    written: tuple[str, ...]

    def allow(self, real: str) -> bool:
        """Tell whether a link may lead to a real path: one of the site's, and not hidden there."""
        if any(is_inside(real, folder) for folder in self.written):
            return False
        return any(
            is_inside(real, home)
            and not any(is_ignored(part) for part in real[len(home) :].split(os.sep) if part)
            for home in self.homes
        )

    def allow_file(self, path: str | Path) -> bool:
        """Tell whether a file may be read, through whatever links its path leads."""
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
