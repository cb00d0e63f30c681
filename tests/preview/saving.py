"""The ways in which editors and tools write a file, step by step as they do it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

Save = Callable[[Path, str], None]


def in_place(path: Path, text: str) -> None:
    """Truncate and write: Visual Studio Code, nano, a shell's `>`."""
    path.write_text(text, encoding="utf-8")


def in_two_halves(path: Path, text: str) -> None:
    """Write slowly, so that half a file stands there for a moment."""
    with path.open("w", encoding="utf-8") as file:
        file.write(text[: len(text) // 2])
        file.flush()
        time.sleep(0.01)
        file.write(text[len(text) // 2 :])


def like_vim(path: Path, text: str) -> None:
    """Try the folder out with a file 4913, keep a swap file, move the old file to a backup."""
    swap = path.with_name(f".{path.name}.swp")
    swap.write_bytes(b"b0VIM 9.0")
    probe = path.with_name("4913")
    probe.touch()
    probe.unlink()
    backup = path.with_name(f"{path.name}~")
    path.rename(backup)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)
    backup.unlink()
    swap.unlink()


def like_jetbrains(path: Path, text: str) -> None:
    """Write beside, move the old file away, move the new one in, delete the old one."""
    new = path.with_name(f"{path.name}___jb_tmp___")
    old = path.with_name(f"{path.name}___jb_old___")
    new.write_text(text, encoding="utf-8")
    path.rename(old)
    new.rename(path)
    old.unlink()


def like_emacs(path: Path, text: str) -> None:
    """Lock with a dangling symlink, save automatically, copy to a backup, write in place."""
    lock = path.with_name(f".#{path.name}")
    lock.symlink_to("someone@somewhere.1234")
    auto = path.with_name(f"#{path.name}#")
    auto.write_text(text, encoding="utf-8")
    shutil.copy2(path, path.with_name(f"{path.name}~"))
    path.write_text(text, encoding="utf-8")
    auto.unlink()
    lock.unlink()


def by_rename(path: Path, text: str) -> None:
    """Write a hidden file beside and put it in the file's place."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)


def from_elsewhere(path: Path, text: str) -> None:
    """Move a file in from a folder that nobody watches."""
    folder = _elsewhere(path)
    (folder / "incoming").write_text(text, encoding="utf-8")
    os.replace(folder / "incoming", path)


def with_an_old_time(path: Path, text: str) -> None:
    """Copy a file with its time, which lies in the past, as `cp -p` and archives do."""
    folder = _elsewhere(path)
    (folder / "old").write_text(text, encoding="utf-8")
    os.utime(folder / "old", (1_500_000_000, 1_500_000_000))
    shutil.copy2(folder / "old", path)


def deleted_first(path: Path, text: str) -> None:
    """Delete the file, and write it a moment later."""
    path.unlink()
    time.sleep(0.005)
    path.write_text(text, encoding="utf-8")


def with_a_chmod_storm(path: Path, text: str) -> None:
    """Write the file among many changes of modes, as backup and sync tools make them."""
    files = [file for file in path.parent.iterdir() if file.is_file()]
    for _ in range(10):
        for file in files:
            file.chmod(0o600)
            file.chmod(0o644)
    path.write_text(text, encoding="utf-8")
    for file in files:
        file.chmod(0o644)


def _elsewhere(path: Path) -> Path:
    root = next(parent for parent in path.parents if (parent / "site.yml").exists())
    folder = root.parent / "elsewhere"
    folder.mkdir(exist_ok=True)
    return folder


WAYS: tuple[Save, ...] = (
    in_place,
    in_two_halves,
    like_vim,
    like_jetbrains,
    like_emacs,
    by_rename,
    from_elsewhere,
    with_an_old_time,
    deleted_first,
    with_a_chmod_storm,
)
