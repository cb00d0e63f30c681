"""The watched paths, and what each of them is to the site."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from ..config import FILE_NAME, Config
from ..extending.data import FOLDER as DATA
from ..formats.paths import Bounds, is_ignored, is_inside
from ..rendering.theme import Theme

Kind = Literal["site", "theme", "static", "content", "elsewhere"]


class Linked(NamedTuple):
    """A symlink inside a folder of the site: its own path, and that of its target."""

    shown: str
    real: str
    is_folder: bool


class WatchedPaths(NamedTuple):
    """The file and the folders of a site, as absolute paths; some may not exist yet."""

    root: str
    content: str
    static: tuple[str, ...]
    themes: tuple[str, ...]
    site_file: str
    folders: tuple[str, ...]
    """All these folders, except those inside another one."""
    bounds: Bounds

    def kind(self, path: str) -> Kind:
        """Return what a path is to the site."""
        if path == self.site_file:
            return "site"
        if any(is_inside(path, folder) for folder in self.static):
            return "static"
        if is_inside(path, self.content):
            return "content"
        if any(is_inside(path, folder) for folder in self.themes):
            return "theme"
        return "elsewhere"

    def matters(self, path: str) -> bool:
        """Return True if a change of this path can change the site; temporary files cannot."""
        if path == self.site_file:
            return True
        for folder in self.folders:
            if is_inside(path, folder):
                inner = path[len(folder) + 1 :].split(os.sep)
                return not any(is_ignored(name) for name in inner if name)
            if is_inside(folder, path):
                return True
        return False


def watched_paths(config: Config, theme: Theme) -> WatchedPaths:
    """Return where a site's files are."""
    root, content = Path(config.root), str(config.content)
    named = [str(root / name) for name in ("themes", "templates", DATA)]
    named += [str((root / name).parent) for name in config.file.extensions]
    themes = (*named, *theme_folders(theme))
    outer: list[str] = []
    for folder in sorted({content, *theme.static_folders, *themes}):
        if not any(is_inside(folder, other) for other in outer):
            outer.append(folder)
    return WatchedPaths(
        root=str(root),
        content=content,
        static=theme.static_folders,
        themes=themes,
        site_file=str(root / FILE_NAME),
        folders=tuple(outer),
        bounds=config.bounds,
    )


def theme_folders(theme: Theme) -> list[str]:
    """Return the folders of a theme and of what it extends, whether they still exist or not."""
    # The first static folder is the site's own, each other one is in a theme's folder.
    return [os.path.dirname(static) for static in theme.static_folders[1:]]


def links_in(folder: str, bounds: Bounds) -> Iterator[Linked]:
    """Find the symlinks below a folder, through folders that are links as well, never in a circle.

    The folder itself counts where it is reached through a link. Links that lead out of bounds are
    passed over, as reading does.
    """
    real = os.path.realpath(folder)
    if not bounds.allow(real):
        return
    if real != folder:
        yield Linked(folder, real, True)
    yield from _links(folder, bounds, {real})


def _links(folder: str, bounds: Bounds, seen: set[str]) -> Iterator[Linked]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if is_ignored(entry.name):
            continue
        if entry.is_symlink():
            real = os.path.realpath(entry.path)
            if not bounds.allow(real):
                continue
            is_folder = os.path.isdir(real)
            yield Linked(entry.path, real, is_folder)
            if not is_folder or real in seen:
                continue
            seen.add(real)
        elif not entry.is_dir():
            continue
        yield from _links(entry.path, bounds, seen)
