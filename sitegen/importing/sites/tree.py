"""A content folder of sections and bundles, with `_index.md`: Hugo and Zola have the same."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from .folder import MARKUP, list_files
from .model import SourceFile, SourceSite
from .texts import Text, read_text_file, write_page, write_profile
from .values import Keys, our_values

_TERMS = {"tags": "tags", "categories": "tags", "authors": "authors"}
"""The folders of terms, and where the texts about terms are with us."""

_OURS = frozenset({"pages", "tags", "authors", "sections"})
"""Folders that have a meaning of their own with us."""


def read_tree(
    site: SourceSite, below: str, keys: Keys, read_page: Callable[[Text, str], None]
) -> None:
    """Read the folder `below`; `read_page` takes each text with its path, but for `_index.md`."""
    sources = [posixpath.relpath(source, below) for source in list_files(site, below)]
    texts = [path for path in sources if posixpath.splitext(path)[1] in MARKUP]
    # In a leaf bundle, other texts are parts of the page, which only its template can show.
    leaves = {posixpath.dirname(path) for path in texts if stem_of(path) == "index"}
    with_articles = {
        path.split("/")[0] for path in texts if place_of(path)[0] and stem_of(path) != "_index"
    }
    for path in sources:
        source = f"{below}/{path}"
        if path not in texts:
            top = path.split("/")[0]
            target = f"pages/{path}" if top in _top(leaves) or top in _OURS else path
            site.files.append(SourceFile(source, target, "content"))
            continue
        text = read_text_file(site, source)
        if text is None:
            continue
        if stem_of(path) != "_index":
            read_page(text, path)
        elif not _read_index(site, text, path, with_articles):
            folder = posixpath.dirname(path)
            write_page(site, text, f"pages/{folder}.md", our_values(text.front, keys),
                       (f"/{folder}/",))  # fmt: skip


def _top(folders: set[str]) -> set[str]:
    """Return the folders that lie at the top of the content."""
    return {folder for folder in folders if folder and "/" not in folder}


def place_of(path: str) -> tuple[list[str], str]:
    """Return the folders above a text and its name; a bundle has the name of its folder."""
    folders = path.split("/")[:-1]
    if stem_of(path) == "index" and folders:
        return folders[:-1], folders[-1]
    return folders, stem_of(path)


def target_of(path: str) -> str:
    """Return where a text goes: what is in no section, or in a folder of ours, is a page."""
    parents, _ = place_of(path)
    is_page = not parents or parents[0] in _OURS
    return (f"pages/{path}" if is_page else path).removesuffix(posixpath.splitext(path)[1]) + ".md"


def stem_of(path: str) -> str:
    """Return the name of a file up to its first dot."""
    return posixpath.basename(path).partition(".")[0]


def _read_index(site: SourceSite, text: Text, path: str, with_articles: set[str]) -> bool:
    """Read the text about the front page, a section or a term; False for one of none of these."""
    folders = posixpath.dirname(path).split("/") if "/" in path else []
    if not folders:
        write_profile(site, text, "index.md", ())
    elif len(folders) == 2 and folders[0] in _TERMS:
        write_profile(
            site, text, f"{_TERMS[folders[0]]}/{folders[1]}.md", (f"/{'/'.join(folders)}/",)
        )
    elif folders[0] in _TERMS:
        words = " ".join(" ".join([*map(str, text.front.rest.values()), text.body]).split())
        site.warn(text.source, f"a list of all {folders[0]} has no text with us: {words}")
    elif len(folders) == 1 and folders[0] in with_articles:
        write_profile(site, text, f"{folders[0]}/_index.md", (f"/{folders[0]}/",))
    else:
        return False
    return True
