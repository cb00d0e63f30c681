"""Render embeds and partials: templates that see only the site and their arguments.

The template of an embed takes the place that the embed has in a body. What
`{% partial "_story.html" card=card %}` renders depends on nothing else, so it is kept for the next
page that gives the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup
from msgspec import Struct

from ..model import EMBED_BEGIN, EMBED_END
from ..pages import Embed

RenderEmbed = Callable[[Embed, Markup], str]
"""Renders an embed around the HTML of its text."""

_MARKS = re.compile(f"({EMBED_BEGIN}|{EMBED_END})")


def place_embeds(html: str, embeds: tuple[Embed, ...], render: RenderEmbed) -> str:
    """Put embeds, rendered, into the HTML of a body that has marks around their texts."""
    return _until_end(iter(_MARKS.split(html)), iter(embeds), render)


def _until_end(parts: Iterator[str], embeds: Iterator[Embed], render: RenderEmbed) -> str:
    """Join parts up to the end of the embed that contains them."""
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
    """A mapping whose keys are also attributes, even if they are called like its methods."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__({name: _wrapped(value) for name, value in values.items()})
        self.__dict__ = self


def _wrapped(value: Any) -> Any:
    if isinstance(value, dict):
        return Values(value)
    return [_wrapped(item) for item in value] if isinstance(value, list) else value


KEPT = 4_096
"""How many rendered partials a process keeps: boxes of about 2 KB, entries of feeds of about 12."""


class Partials(Extension):
    """Renders partials, each once for the same values."""

    tags = {"partial"}  # noqa: RUF012 (as the base class declares it)

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        # Typed: 1 and True are equal, and so are a text and the same text marked as HTML. Only the
        # arguments themselves are told apart by type, so `_is_cacheable` looks inside tuples.
        self._kept = lru_cache(maxsize=KEPT, typed=True)(self._rendered)

    def parse(self, parser: Parser) -> nodes.Node:
        """Parse the tag: the template's name as a literal, then its arguments."""
        line = next(parser.stream).lineno
        template = parser.parse_expression()
        if not isinstance(template, nodes.Const) or not isinstance(template.value, str):
            parser.fail("the name of a partial must be written out", line)
        names: list[str] = []
        values: list[nodes.Expr] = []
        while parser.stream.current.type != "block_end":
            if names:
                parser.stream.expect("comma")
            names.append(parser.stream.expect("name").value)
            parser.stream.expect("assign")
            values.append(parser.parse_expression())
        arguments = [template, nodes.Const(tuple(names)), *values]
        call = self.call_method("render", arguments, lineno=line)
        return nodes.Output([call], lineno=line)

    def render(self, template: str, names: tuple[str, ...], *values: Any) -> Markup:
        """Render a template with these arguments."""
        if all(map(_is_cacheable, values)):
            try:
                return self._kept(template, names, *values)
            except TypeError:  # A value contains a mapping, which cannot be hashed.
                pass
        return self._rendered(template, names, *values)

    def _rendered(self, template: str, names: tuple[str, ...], *values: Any) -> Markup:
        found = self.environment.get_template(template)
        return Markup(found.render(zip(names, values, strict=True)))


def _is_cacheable(value: Any) -> bool:
    """Return True if the value is immutable and equal values of its type render the same.

    Floats are left out, since 0.0 equals -0.0.
    """
    return type(value) in (Markup, int, bool) or _is_distinct(value)


def _is_distinct(value: Any) -> bool:
    """Return True if a value equals only values of its own type.

    The structs of pages are decoded by their types, so equal ones contain the same types inside.
    """
    kind = type(value)
    if kind is tuple:
        return all(map(_is_distinct, value))
    return kind is str or value is None or isinstance(value, Struct)


def partials_in(calls: Iterable[nodes.Call]) -> set[str]:
    """Return the templates that a template renders as partials; `calls` are all calls in it."""
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.node, nodes.ExtensionAttribute)
        and call.node.identifier == Partials.identifier
        and isinstance(call.args[0], nodes.Const)
    }
