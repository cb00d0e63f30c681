"""The content of another generator's site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from re import Match
from typing import Any, Literal

from msgspec import Struct, field

from ...problems import Problem

Place = Literal["content", "static"]


class SourcePage(Struct, frozen=True):
    """A text of the old site.

    `source` is its path in the old folder, `target` that below our content folder. `values` are
    our front matter. `line` is the number of lines before the body. `urls` are the paths that the
    text had, the main one first; `names` are other ways in which links name its source.
    """

    source: str
    target: str
    values: Mapping[str, Any]
    body: str
    line: int = 0
    urls: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    is_draft: bool = False


class SourceFile(Struct, frozen=True):
    """A file that is copied: a picture, a document; `target` is below our folder `place`."""

    source: str
    target: str
    place: Place


class SourceSite(Struct):
    """Everything that was found. `addresses` are those of the published site."""

    folder: Path
    pages: list[SourcePage] = field(default_factory=list)
    files: list[SourceFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    addresses: tuple[str, ...] = ()

    def refuse(self, source: str, message: str, hint: str = "", line: int = 0) -> None:
        """Add an error: a source that cannot be imported."""
        path = (self.folder / source).as_posix()
        self.problems.append(Problem(path, message, "import.site", line=line, hint=hint))

    def warn(self, source: str, message: str, hint: str = "", line: int = 0) -> None:
        """Add a warning: something that our site has no place for."""
        path = (self.folder / source).as_posix()
        found = Problem(path, message, "import.site", line=line, hint=hint, severity="warning")
        self.problems.append(found)


class Body(Struct):
    """The body of one page while it is rewritten.

    `link` gives our address for one of the old site, None if it leads to nothing. `warn` takes
    a message and the line of the source.
    """

    page: SourcePage
    link: Callable[[str], str | None]
    warn: Callable[[str, int], None]

    def line(self, offset: int) -> int:
        """Return the line of the source that a position in the body is on, from 1."""
        return self.page.line + self.page.body.count("\n", 0, offset) + 1


Expand = Callable[[Match[str], Body], str | None]
"""Returns the Markdown of a short code, or None for an unknown one."""


class Tool(Struct, frozen=True):
    """A generator: how to read its folder, and what its texts contain besides Markdown.

    `read` takes the folder and the section of articles that have none. `codes` is the pattern of
    one short code (verbose; a dot matches all); `address` takes the short codes out of the
    address of a link.
    """

    name: str
    marker: str
    """What the folder of such a site has, for the message about one that has not."""
    is_site: Callable[[Path], bool]
    read: Callable[[Path, str], SourceSite]
    codes: str
    expand: Expand
    address: Callable[[str], str]
