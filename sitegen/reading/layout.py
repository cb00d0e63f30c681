"""The layout of content: what kind a file is by its path, and where its front matter ends."""

from __future__ import annotations

import re
from typing import Literal

from .frontmatter import FENCE

Kind = Literal["article", "page", "author", "tag", "section"]

PROFILE_FOLDERS: dict[str, Kind] = {"authors": "author", "tags": "tag", "sections": "section"}
PAGES_FOLDER = "pages"

_OPEN = re.compile(rf"{FENCE}[ \t]*\n")
# YAML 1.2 ends a document with "..." as well (9.1.2).
_CLOSE = re.compile(rf"^(?:{FENCE}|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)


def kind_of(path: str) -> Kind:
    """Tell by its path below the content folder what a Markdown file is."""
    top, _, rest = path.partition("/")
    if rest and top in PROFILE_FOLDERS:
        return PROFILE_FOLDERS[top]
    return "page" if rest and top == PAGES_FOLDER else "article"


def split_front_matter(text: str) -> tuple[str | None, str, int]:
    """Part a file into front matter, body and the number of the lines before the body."""
    begin = _OPEN.match(text)
    end = _CLOSE.search(text, begin.end()) if begin else None
    if begin is None or end is None:
        return None, text, 0
    return text[begin.end() : end.start()], text[end.end() :], text.count("\n", 0, end.end())
