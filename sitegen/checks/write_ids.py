"""Writing ids into content files and the authority into site.yml; all else keeps its bytes."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ..config import FILE_NAME, Config
from ..files.write import write_whole
from ..problems import Problem
from ..reading.layout import split_front_matter
from ..yamldoc.edit import add_key, lines_of


class Written(NamedTuple):
    """How many files were changed, and a problem for each that could not be."""

    files: int
    problems: tuple[Problem, ...] = ()


def write_ids(config: Config, ids: Mapping[str, str], authority: str) -> Written:
    """Add `id:` to content files, given by their paths, and then the authority to site.yml.

    "" as authority leaves site.yml alone. A file that cannot be changed safely is left as it is.
    """
    folder = config.file.content
    edits = [(f"{folder}/{path}", identity, "") for path, identity in sorted(ids.items())]
    if authority:
        edits.append((FILE_NAME, authority, "feed"))
    problems = []
    for shown, value, inside in edits:
        problem = _edit(Path(config.root, shown), shown, value, inside)
        if problem is not None:
            problems.append(problem)
    return Written(len(edits) - len(problems), tuple(problems))


def _edit(path: Path, shown: str, value: str, inside: str) -> Problem | None:
    key = "authority" if inside else "id"
    try:
        data = path.read_bytes()
        mark = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
        text = data.removeprefix(mark).decode()
        edited = add_key(text, key, value, inside) if inside else with_id(text, value)
        if edited is not None:
            _replace(path, mark + edited.encode())
            return None
        reason = "its YAML is written in a way that no line can be added to"
    except UnicodeDecodeError:
        reason = "it is not UTF-8"
    except OSError as error:
        reason = error.strerror or str(error)
    message = f"the {key} is not written: {reason}"
    line = f'{inside}: {{{key}: "{value}"}}' if inside else f"{key}: {value}"
    return Problem(shown, message, "feed.id-unwritten", line=1, hint=f"add it by hand: {line}")


def with_id(text: str, identity: str) -> str | None:
    """Add `id:` at the end of a content file's front matter; None where that cannot be done."""
    matter, _, _ = split_front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not matter:
        return None
    lines = lines_of(text)
    end = 1 + matter.count("\n")
    edited = add_key("".join(lines[1:end]), "id", identity)
    return None if edited is None else "".join([lines[0], edited, *lines[end:]])


def _replace(path: Path, data: bytes) -> None:
    """Replace the bytes of a file; a link stays, and what it leads to is changed."""
    write_whole(Path(os.path.realpath(path)), data, sync=True)
