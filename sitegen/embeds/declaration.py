"""What an embed is: its name, the options that it takes, and whether it contains a text.

Options are a struct. Most of its fields are plain values; those of the types below name a file, a
page or a data file, and templates see what is found there.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Container, Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple

from msgspec import Meta, Struct

from ..pages import Embed

FOLDER = "embeds"
"""The folder of the templates; below it, `plain` has the forms for feeds."""

ReferenceKind = Literal["image", "file", "link", "data"]

Picture = Annotated[str, Meta(extra={"refers": "image", "is": "the name of a picture"})]
"""A picture beside the text, in `static/` (`/map.svg`), or a web address.

A template sees None, or `url`, `width` and `height` (pixels, 0 if not known).
"""
File = Annotated[str, Meta(extra={"refers": "file", "is": "the name of a file"})]
"""A file beside the text or in `static/`; a template sees its URL."""
Href = Annotated[str, Meta(extra={"refers": "link", "is": "a link"})]
"""A link as Markdown has it: a web address, a page of the site, or `other.md`."""
DataFile = Annotated[str, Meta(extra={"refers": "data", "is": "the name of a data file"})]
"""The name of a file in `data/`, without its ending; a template sees what it contains."""


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the options of an embed."""


class WrongOptions(Exception):
    """Options that fit their types, but not each other or the data that they name."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class EmbedKind(NamedTuple):
    """An embed that texts can use.

    One with `text` contains Markdown below its options. At least one of `needs`, which are names of
    options or "text", must be given. `prepare` is a pure function from the options, with what they
    refer to in its place, to what the template sees; it may raise WrongOptions.
    """

    name: str
    options: type[Options]
    text: bool = False
    needs: tuple[str, ...] = ()
    prepare: Callable[[dict[str, Any]], dict[str, Any]] | None = None


class _Field(NamedTuple):
    name: str
    refers: ReferenceKind | None
    group: type[Struct] | None
    """The struct of the field's value, or of the items of its list."""


@lru_cache(maxsize=128)
def _fields(declared: type[Struct]) -> tuple[_Field, ...]:
    hints = typing.get_type_hints(declared, include_extras=True)
    fields = (_field(name, hints[name]) for name in declared.__struct_fields__)
    return tuple(field for field in fields if field.refers or field.group)


def main_option(declared: type[Struct]) -> str | None:
    """Return the first option if it names a file: its value may follow the embed's name."""
    first = _fields(declared)[:1]
    is_main = first and first[0].refers and first[0].name == declared.__struct_fields__[0]
    return first[0].name if is_main else None


def _field(name: str, hint: Any) -> _Field:
    parts = list(_parts(hint))
    refers = next((m.extra["refers"] for m in parts if _is_reference(m)), None)
    group = next((p for p in parts if isinstance(p, type) and issubclass(p, Struct)), None)
    return _Field(name, refers, group)


def _parts(hint: Any) -> Iterator[Any]:
    yield hint
    for inner in (*typing.get_args(hint), *getattr(hint, "__metadata__", ())):
        yield from _parts(inner)


def _is_reference(part: Any) -> bool:
    return isinstance(part, Meta) and bool(part.extra) and "refers" in (part.extra or {})


class Reference(NamedTuple):
    """An option that refers to something: the keys that lead to it, its kind and its value."""

    keys: tuple[str | int, ...]
    kind: ReferenceKind
    value: str


def references(declared: type[Struct], values: Mapping[str, Any]) -> Iterator[Reference]:
    """Yield the references among options that are plain mappings and lists; empty ones are none."""
    found: list[Reference] = []

    def keep(reference: Reference) -> str:
        found.append(reference)
        return reference.value

    replace_references(declared, values, keep)
    yield from found


def replace_references(
    declared: type[Struct],
    values: Mapping[str, Any],
    replace: Callable[[Reference], Any],
    keys: tuple[str | int, ...] = (),
) -> dict[str, Any]:
    """Replace each reference, in the order of `references`; an empty one becomes None."""
    made = dict(values)
    for field in _fields(declared):
        value, place = made[field.name], (*keys, field.name)
        if field.refers:
            many = isinstance(value, list | tuple)
            texts = enumerate(value) if many else [(0, value)]
            new = [
                replace(Reference((*place, n) if many else place, field.refers, text))
                if text
                else None
                for n, text in texts
            ]
            made[field.name] = new if many else new[0]
        elif field.group is not None and isinstance(value, list | tuple):
            made[field.name] = [
                replace_references(field.group, item, replace, (*place, n))
                for n, item in enumerate(value)
            ]
        elif field.group is not None and value is not None:
            made[field.name] = replace_references(field.group, value, replace, place)
    return made


def template_of(embed: Embed, templates: Container[str]) -> str:
    """Name the template of an embed: for a feed its plain form, where there is one."""
    plain = f"{FOLDER}/plain/{embed.name}.html"
    if embed.plain and plain in templates:
        return plain
    return f"{FOLDER}/{embed.name}.html"
