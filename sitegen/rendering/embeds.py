"""Rendering embeds: the template of each takes the place that it has in a body."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from markupsafe import Markup

from ..model import EMBED_BEGIN, EMBED_END
from ..pages import Embed

RenderEmbed = Callable[[Embed, Markup], str]
"""Renders an embed around the HTML of its text."""

_MARKS = re.compile(f"({EMBED_BEGIN}|{EMBED_END})")


def place_embeds(html: str, embeds: tuple[Embed, ...], render: RenderEmbed) -> str:
    """Put embeds, rendered, into the HTML of a body that has marks around their texts."""
    return _until_end(iter(_MARKS.split(html)), iter(embeds), render)


def _until_end(parts: Iterator[str], embeds: Iterator[Embed], render: RenderEmbed) -> str:
    """Join parts up to the end of the embed that they are the text of."""
    made: list[str] = []
    for part in parts:
        if part == EMBED_END:
            break
        if part == EMBED_BEGIN:
            embed = next(embeds)
            text = _until_end(parts, embeds, render).strip()
            made.append(render(embed, Markup(text)))
        else:
            made.append(part)
    return "".join(made)


class Values(dict[str, Any]):
    """A mapping whose keys are attributes, too, whatever methods a mapping has."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__({name: _wrapped(value) for name, value in values.items()})
        self.__dict__ = self


def _wrapped(value: Any) -> Any:
    if isinstance(value, dict):
        return Values(value)
    return [_wrapped(item) for item in value] if isinstance(value, list) else value
