"""What the theme, the extensions and the data files of a site provide to planning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..embeds.builtin import BUILTIN
from ..embeds.declaration import EmbedKind
from ..model import Article, Profile
from ..problems import Unplaced, near


class ShareStyle(NamedTuple):
    """How share images are drawn: a CSS colour or "", and whether letters can be joined."""

    accent: str
    shapes: bool


class Provided(NamedTuple):
    """The embeds, the names of the layouts, the data files by name, and the theme's words.

    `strings` are the words in the site's own language, `translated` those in its others.
    `makes_icons` says whether icons can be made on this machine; `share` is None if no share
    images are made.
    """

    embeds: Mapping[str, EmbedKind] = BUILTIN
    layouts: frozenset[str] = frozenset()
    data: Mapping[str, Any] = {}
    strings: Mapping[str, str] = {}
    translated: Mapping[str, Mapping[str, str]] = {}
    makes_icons: bool = False
    share: ShareStyle | None = None

    def in_language(self, code: str) -> Provided:
        """Return the same with the theme's words in a language of the site."""
        return self._replace(strings=self.translated.get(code, self.strings))

    def layout(self, record: Article | Profile | None) -> str:
        """Return the layout that a record asks for, or "" if it does not exist."""
        return record.layout if record is not None and record.layout in self.layouts else ""


NOTHING = Provided()
"""What a site without a theme has: the embeds of sitegen."""


def unknown_layouts(records: Sequence[Article | Profile], provided: Provided) -> Iterator[Unplaced]:
    """Report the layouts that the site has no template for."""
    for record in records:
        name = record.layout
        if name and name not in provided.layouts:
            hint = f"make templates/layouts/{name}.html"
            if provided.layouts:
                hint = near(name, provided.layouts) or f"{hint}; there are: " + ", ".join(
                    sorted(provided.layouts)
                )
            message = f"there is no layout called “{name}”"
            yield Unplaced(record.path, "content.layout", message, hint, ("layout",))
