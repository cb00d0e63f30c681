"""What may happen to a site while it is previewed, each with the way back.

A disaster is a function that does its harm and gives a function that undoes it.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.preview.conftest import article, write_site

ARTICLE = "content/iran/2024-05-01-spring.md"
THEME = "themes/mine"
TEMPLATE = f"{THEME}/templates/404.html"

Undo = Callable[[], object]


class Disaster(NamedTuple):
    """`happen` does the harm; `is_seen` says that there is a problem to show meanwhile.

    `stays` says that every page stays meanwhile. One that is not `at_home` needs a preview in a
    process of its own, which modes of files and limits of its disk bind.
    """

    name: str
    happen: Callable[[Path, int], Undo]
    is_seen: bool = True
    stays: bool = True
    at_home: bool = True

    def touches(self, other: Disaster) -> bool:
        """Tell whether one of the two happens where the other one does, or above it."""
        one, two = (Path(disaster.name.partition(":")[0]) for disaster in (self, other))
        return one.is_relative_to(two) or two.is_relative_to(one)


def write_themed_site(root: Path) -> Path:
    """Write the small site with a theme of its own, and a branch of git without any of it."""
    write_site(root)
    settings = root / "site.yml"
    menu = "theme: {name: mine}\nmenu: [{title: Iran, url: /iran/}]\n"
    settings.write_text(settings.read_text() + menu)
    for name, text in {
        f"{THEME}/theme.yml": "extends: default\n",
        TEMPLATE: "<body>lost {{ site.title }}</body>\n",
        f"{THEME}/static/mine.css": "p {}\n",
        "data/facts.yml": "sea: Caspian\n",
        ".gitignore": ".sitegen/\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    for command in (
        ("init", "--quiet", "--initial-branch", "main"),
        ("checkout", "--quiet", "--orphan", "other"),
        ("commit", "--quiet", "--allow-empty", "--message", "nothing"),
        ("checkout", "--quiet", "-B", "main"),
        ("add", "--all"),
        ("commit", "--quiet", "--message", "the site"),
    ):
        git(root, *command)
    return root


def git(root: Path, *arguments: str) -> None:
    """Run git in the site's folder, whoever owns that."""
    command = ["git", "-c", "safe.directory=*", *arguments]
    subprocess.run(command, cwd=root, check=True, capture_output=True)


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.aside")


def _away(name: str) -> Callable[[Path, int], Undo]:
    def happen(site: Path, _process: int) -> Undo:
        path = site / name if name else site
        aside = _aside(path)
        path.rename(aside)
        return lambda: aside.rename(path)

    return happen


def _deleted(name: str) -> Callable[[Path, int], Undo]:
    def happen(site: Path, _process: int) -> Undo:
        path = site / name
        aside = _aside(path)
        if path.is_dir():
            shutil.copytree(path, aside)
            shutil.rmtree(path)
        else:
            shutil.copy2(path, aside)
            path.unlink()
        return lambda: aside.rename(path)

    return happen


def _in_place(name: str, make: Callable[[Path], object]) -> Callable[[Path, int], Undo]:
    def happen(site: Path, process: int) -> Undo:
        path = site / name
        back = _away(name)(site, process)
        make(path)

        def undo() -> None:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
            back()

        return undo

    return happen


def _socket(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # the path of a socket may be no longer than 108 bytes
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def _unreadable(name: str) -> Callable[[Path, int], Undo]:
    def happen(site: Path, _process: int) -> Undo:
        path = site / name
        mode = path.stat().st_mode
        path.chmod(0)
        return lambda: path.chmod(mode)

    return happen


def _other_branch(site: Path, _process: int) -> Undo:
    git(site, "add", "--all")
    git(site, "commit", "--quiet", "--allow-empty", "--message", "so far")
    git(site, "checkout", "--quiet", "--force", "other")
    return lambda: git(site, "checkout", "--quiet", "--force", "main")


def _full_disk(site: Path, process: int) -> Undo:
    """Let the preview write no byte more, as on a full disk, while something is saved."""
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (0, before[1]))
    (site / ARTICLE).write_text(article("Spring", f"{'Long ' * 500}{os.urandom(4).hex()}\n"))
    return lambda: resource.prlimit(process, resource.RLIMIT_FSIZE, before)


def _without_cache(site: Path, _process: int) -> Undo:
    shutil.rmtree(site / ".sitegen", ignore_errors=True)
    return lambda: None


KINDS: dict[str, Callable[[Path], object]] = {
    "file": lambda path: path.write_text("a file"),
    "pipe": os.mkfifo,
    "socket": _socket,
    "circle": lambda path: path.symlink_to(path),
    "dangling link": lambda path: path.symlink_to(path.with_name("nowhere")),
    "folder": Path.mkdir,
    "endless device": lambda path: path.symlink_to("/dev/zero"),
    "not UTF-8": lambda path: path.write_bytes(b"---\ntitle: \xff\xfe\n---\n"),
    "half of it": lambda path: path.write_text("---\ntitle: [Spr"),
    "nothing in it": lambda path: path.write_text(""),
}
"""What may stand in the place of a file or folder."""


def _all() -> Iterator[Disaster]:
    def replaced(
        name: str, *kinds: str, is_seen: bool = True, stays: bool = True
    ) -> list[Disaster]:
        return [
            Disaster(f"{name}: {kind}", _in_place(name, KINDS[kind]), is_seen, stays)
            for kind in kinds
        ]

    special = ("pipe", "socket", "circle", "dangling link", "endless device")
    yield Disaster("content: moved", _away("content"))
    yield Disaster("content: deleted", _deleted("content"))
    yield from replaced("content", "file", *special)
    yield from replaced("content", "folder", stays=False)
    yield Disaster("site.yml: deleted", _deleted("site.yml"))
    yield from replaced("site.yml", "folder", *special, "not UTF-8", "half of it", "nothing in it")
    yield Disaster(f"{ARTICLE}: deleted", _deleted(ARTICLE), stays=False)
    yield from replaced(ARTICLE, "folder", *special, stays=False)
    yield from replaced(ARTICLE, "not UTF-8", "half of it", "nothing in it")
    yield Disaster(": moved", _away(""))
    yield Disaster(": another branch", _other_branch)
    yield Disaster(f"{THEME}: moved", _away(THEME))
    yield Disaster("themes: deleted", _deleted("themes"))
    yield from replaced(THEME, "file", *special)
    yield from replaced(f"{THEME}/theme.yml", "not UTF-8", "half of it")
    yield from replaced(f"{THEME}/theme.yml", "nothing in it", is_seen=False)
    yield from replaced(TEMPLATE, "not UTF-8")
    unseen = (kind for kind in special if kind != "circle")
    yield from replaced(TEMPLATE, "folder", *unseen, is_seen=False)
    yield from replaced(TEMPLATE, "circle")
    yield Disaster("static: deleted", _deleted("static"), is_seen=False)
    yield from replaced("static", "file", "pipe", is_seen=False)
    yield from replaced("static", "circle", stays=False)
    yield from replaced("data/facts.yml", "pipe", "not UTF-8", "circle")
    yield Disaster(".sitegen: deleted", _without_cache, is_seen=False)
    yield Disaster(f"{ARTICLE}: saved on a full disk", _full_disk, at_home=False)
    for name in ("content", "site.yml", ARTICLE, TEMPLATE, "content/iran", "static", ""):
        yield Disaster(f"{name}: unreadable", _unreadable(name), at_home=False)


DISASTERS = tuple(_all())
