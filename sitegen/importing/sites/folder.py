"""The folder of an old site: its files and its texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from ...files.walk import walk
from ...formats.paths import is_ignored
from ...problems import ContentError, not_utf8
from .front import Split, split_front
from .model import Place, SourceFile, SourceSite

MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd"})
MARKUP = frozenset({*MARKDOWN, ".html", ".htm", ".rst", ".adoc", ".org", ".ipynb", ".textile"})
"""What other generators make pages of."""

_MADE = frozenset(
    """
    index.html 404.html robots.txt sitemap.xml feed.xml rss.xml feed.json feed.css feeds.opml
    style.css
    """.split()
)
"""What a build makes at the top of each site, and the style sheet of its theme."""


def list_files(site: SourceSite, below: str = "") -> Iterator[str]:
    """Yield the files below a folder of the site, sorted, by their path in the site.

    Hidden files and what programs leave behind are passed over; links are reported.
    """
    top = site.folder / below
    found = []
    for path, entry in walk(top, lambda path: not is_ignored(PurePosixPath(path).name)):
        if is_ignored(entry.name):
            continue
        shown = f"{below}/{path}" if below else path
        if entry.is_symlink():
            site.warn(shown, "this is a link; it is not followed", "copy what it leads to")
        elif entry.is_file():
            found.append(shown)
    yield from sorted(found)


def read_text(site: SourceSite, source: str) -> str | None:
    """Read a text; None where it cannot be read, which is reported."""
    path = site.folder / source
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        site.refuse(source, f"cannot be read: {error.strerror}")
        return None
    except UnicodeDecodeError as error:
        site.problems.append(not_utf8(path.as_posix(), data, error))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_split(site: SourceSite, source: str) -> Split | None:
    """Read a text in its parts; None where it cannot be read, which is reported."""
    text = read_text(site, source)
    if text is None:
        return None
    try:
        return split_front(text, (site.folder / source).as_posix())
    except ContentError as error:
        site.problems += error.problems
        return None


def add_files(site: SourceSite, sources: Iterable[str], below: str, place: Place) -> None:
    """Add files that are copied; their paths from the folder `below` stay.

    Static files that a build makes itself are left out, and reported.
    """
    for source in sources:
        target = PurePosixPath(source).relative_to(below).as_posix() if below else source
        if place == "static" and target.casefold() in _MADE:
            site.warn(source, "sitegen makes a file of this name itself; this one stays behind")
            continue
        site.files.append(SourceFile(source, target, place))


def title_of_name(name: str) -> str:
    """Make a title of a file's name, as generators do: `new-harbour` is "New harbour"."""
    words = " ".join(re.split(r"[-_\s]+", name)).strip()
    return words[:1].upper() + words[1:]


def is_one_of(folder: Path, *names: str) -> bool:
    """Return True if a folder has one of these files."""
    return any((folder / name).is_file() for name in names)
