"""What readers type, and the article that each query must lead to.

A line of `queries.txt` is an article: its language, title and text, and then the queries as people
type them: with the letters of another keyboard, without marks, in capitals, with other endings.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Wanted(NamedTuple):
    """An article that queries lead to."""

    lang: str
    title: str
    text: str
    queries: tuple[str, ...]


_TABLE = Path(__file__).with_name("queries.txt")


def _parse() -> tuple[Wanted, ...]:
    found = []
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        lang, title, text, queries = (part.strip() for part in line.split(" | "))
        found.append(Wanted(lang, title, text, tuple(q.strip() for q in queries.split(";"))))
    return tuple(found)


WANTED = _parse()
