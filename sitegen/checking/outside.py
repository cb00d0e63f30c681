"""Symbolic links through which a site publishes what is not in it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..errors import Problem, readable
from ..reading.scan import is_ignored


def leading_out(root: Path, folders: Iterable[Path]) -> Iterator[Problem]:
    """Find the links in the folders of a site that lead out of it, or to what it hides.

    A folder may itself be such a link; what stands in it is then at home there.
    """
    home = Path(os.path.realpath(root))
    for folder in folders:
        real = Path(os.path.realpath(folder))
        if not _is_in(home, real):
            yield _leads_out(root, folder, real)
        for parent, folders_in, files in os.walk(folder):
            folders_in[:] = [name for name in folders_in if not is_ignored(name)]
            for name in sorted((*folders_in, *files)):
                link = Path(parent, name)
                followed = link.is_symlink() and (link.is_file() or link.is_dir())
                if is_ignored(name) or not followed:
                    continue
                target = Path(os.path.realpath(link))
                if not _is_in(home, target) and not _is_in(real, target):
                    yield _leads_out(root, link, target)


def _is_in(folder: Path, target: Path) -> bool:
    if not target.is_relative_to(folder):
        return False
    return not any(map(is_ignored, target.relative_to(folder).parts))


def _leads_out(root: Path, link: Path, target: Path) -> Problem:
    away = os.path.relpath(target, os.path.realpath(root))
    return Problem(
        readable(link.relative_to(root).as_posix()),
        f"this link leads out of the site, to {readable(away)}",
        "content.outside",
        hint="what stands there is published; where that is not meant, put a copy here",
        severity="warning",
    )
