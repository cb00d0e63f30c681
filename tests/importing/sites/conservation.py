"""Nothing is lost in silence: each word of a source is in a file that was made, or in a message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

_WORD = re.compile(r"[^\W\d_]+|\d+")
_OF_CLOCKS = {"t", "z", "utc"}
_TEXTS = {".md", ".markdown", ".rst", ".html", ".toml", ".yaml", ".yml", ".json", ".txt", ".meta"}


def words_of(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def write_site(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the files of an old site and of a new one; texts are dedented."""
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            content = dedent(content.removeprefix("\n")).encode()
        file.write_bytes(content)
    return root


def lost_words(old: Path, new: Path, said: str, syntax: str) -> dict[str, set[str]]:
    """Give the words of each text of the old site that are neither in the new one nor reported.

    `new` is the folder of the site that was imported into, `said` is all that was printed.
    `syntax` are words of the old tool's own language, such as the names of keys.
    """
    made = [file for folder in ("content", "static") for file in (new / folder).rglob("*")]
    kept = words_of(said) | words_of(syntax) | _OF_CLOCKS
    for file in made:
        if file.is_file():
            kept |= words_of(file.name)
            if file.suffix in _TEXTS:
                kept |= words_of(file.read_text(encoding="utf-8"))
    lost = {}
    for file in old.rglob("*"):
        if file.is_file() and file.suffix in _TEXTS and "layouts" not in file.parts:
            missing = {w for w in words_of(file.read_text(encoding="utf-8")) if not _known(w, kept)}
            if missing:
                lost[file.relative_to(old).as_posix()] = missing
    return lost


def _known(word: str, kept: set[str]) -> bool:
    """Return True for a word that was kept; `5` and `05` are one number."""
    return word in kept or any(word.lstrip("0") == one.lstrip("0") for one in kept if one.isdigit())
