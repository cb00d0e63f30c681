"""The inputs of an import: files, folders, web addresses, standard input."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct

from ..problems import ContentError, Problem, unreadable

if TYPE_CHECKING:
    from ..network import Client

LARGEST = 100_000_000
"""The largest file, in bytes; each kind of file has its own lower limit."""

_KINDS = {stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket"}
_COMPANION = re.compile(r"[-_. ]\w+\Z")
"""What browsers put after a page's name for the folder of its pictures: ferry_files, ferry-Dateien."""  # fmt: skip  # noqa: E501

_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x00\x00\x00\x1cftyp", b"\x00\x00\x00 ftyp")  # fmt: skip  # noqa: E501


class Input(Struct, frozen=True):
    """The bytes of one thing to import; `shown` is how problems name it.

    `url`, `charset` and `fetched_at` (ISO 8601) are known of what was fetched. `folder` is where
    a saved page finds its pictures, None if there is no such place.
    """

    shown: str
    data: bytes
    url: str = ""
    charset: str = ""
    fetched_at: str = ""
    folder: Path | None = None


def is_address(name: str) -> bool:
    """Return True if a name is a web address, not a file's name."""
    return name.lower().startswith(("https://", "http://"))


def list_names(names: tuple[str, ...]) -> list[str]:
    """Replace each folder among the names by the files in it, sorted."""
    found: list[str] = []
    for name in names:
        if name != "-" and not is_address(name) and os.path.isdir(name):
            found += _files_of(Path(name))
        else:
            found.append(name)
    return found


def _files_of(folder: Path) -> Iterator[str]:
    """List the files below a folder, except hidden ones, pictures and parts of saved pages."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        problem = Problem(str(folder), f"cannot be read: {reason}", "import.unreadable")
        raise ContentError(problem) from None
    if any(entry.name == "site.yml" for entry in entries):
        hint = "name a folder that has only what you want to import"
        raise _unreadable(
            str(folder), "this folder is a site, not a folder of articles to import", hint
        )
    stems = {entry.stem for entry in entries if entry.suffix.lower() in (".html", ".htm", ".xhtml")}
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and not entry.is_symlink():
            if _COMPANION.sub("", entry.name) not in stems:
                yield from _files_of(entry)
        elif not _is_picture(entry):
            yield str(entry)


def _is_picture(path: Path) -> bool:
    try:
        with _open(path) as file:
            return os.read(file.fileno(), 16).startswith(_PICTURES)
    except (OSError, ContentError):
        return False


def read_input(name: str, client: Client | None, obey_robots: bool = False) -> Input:
    """Read a file or standard input, or fetch an address; raises ContentError with the reason.

    robots.txt is not asked for a page that the user has named.
    """
    if is_address(name):
        return _fetch(name, client, obey_robots)
    try:
        if name == "-":
            return _limited(Input("<stdin>", sys.stdin.buffer.read(LARGEST + 1)))
        with _open(Path(name)) as file:
            return _limited(Input(name, file.read(LARGEST + 1), folder=Path(name).parent))
    except IsADirectoryError:
        if os.path.islink(name):
            message, hint = "this link to a folder is not followed", "name the folder itself"
        else:
            message, hint = "this is a folder", "name the files in it"
        raise _unreadable(name, message, hint) from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise ContentError(unreadable(name, error)) from None
        reason = (error.strerror or "unreadable").lower()
        hint = "check its name" if isinstance(error, FileNotFoundError) else ""
        raise _unreadable(name, f"cannot be read: {reason}", hint) from None


def _open(path: Path) -> BinaryIO:
    """Open a regular file; refuse pipes and devices, which could block for ever.

    Opening a pipe that nobody writes to would wait, so it is opened without waiting, and then
    looked at: between a look at the path and the opening it could be exchanged.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return open(descriptor, "rb")
    os.close(descriptor)
    if stat.S_ISDIR(mode):
        raise IsADirectoryError
    kind = _KINDS.get(stat.S_IFMT(mode), "a device")
    hint = "give what a program prints through a pipe: … | sitegen import -"
    raise _unreadable(str(path), f"this is {kind}, not a file", hint)


def _limited(found: Input) -> Input:
    if len(found.data) > LARGEST:
        message = f"the file is larger than {LARGEST // 1_000_000} MB"
        hint = "take out what you need, and import that"
        raise ContentError(Problem(found.shown, message, "import.too-large", hint=hint))
    return found


def _fetch(url: str, client: Client | None, obey_robots: bool) -> Input:
    from ..network import Unanswered

    assert client is not None
    try:
        fetched = client.fetch(url, obey_robots=obey_robots)
    except Unanswered as error:
        hint = _HINTS.get(error.failure, "")
        raise ContentError(
            Problem(url, f"cannot be fetched: {error}", f"import.{error.failure}", hint=hint)
        ) from None
    return Input(url, fetched.body, fetched.url, fetched.charset, fetched.fetched_at)


_HINTS = {
    "private": "name the host with --allow-host, if you trust it",
    "timeout": "try again later, or save the page from a browser and import the file",
    "status": "open the address in a browser, and save the page from there",
    "unknown-host": "check the address, and that this machine is online",
    "too-large": "save the page from a browser, and import the file",
}


def _unreadable(name: str, message: str, hint: str = "") -> ContentError:
    return ContentError(Problem(name, message, "import.unreadable", hint=hint))
