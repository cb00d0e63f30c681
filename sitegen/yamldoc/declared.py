"""What the declaration of a struct says of its fields, also in the user's words."""

from __future__ import annotations

import types
import typing
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec


class Field(NamedTuple):
    """What the declaration of a struct says of one field."""

    name: str
    type: Any
    struct: type[msgspec.Struct] | None
    """The struct type of the field or of its items, so that problems inside have a place."""
    many: bool
    keys: Any
    """The type of the keys of a group whose values are structs, else None."""
    free: bool
    list_of_text: bool
    required: bool
    filled: bool
    """Whether a text must contain something else than white space, and a list of groups an item."""
    prose: bool
    """Whether it, or its items, are texts for readers (`prose.py`)."""


@lru_cache(maxsize=256)
def fields_of(declared: type[msgspec.Struct]) -> dict[str, Field]:
    """Return the fields of a struct by the names that users write."""
    result = {}
    hints = typing.get_type_hints(declared, include_extras=True)
    for info in msgspec.structs.fields(declared):
        inner = bare(hints[info.name])
        item = bare(typing.get_args(inner)[0]) if typing.get_origin(inner) is tuple else None
        keys, value = typing.get_args(inner) if typing.get_origin(inner) is dict else (None, None)
        struct = next((t for t in (inner, item, bare(value)) if _is_struct(t)), None)
        result[info.encode_name] = Field(
            name=info.name,
            type=hints[info.name],
            struct=struct,
            many=item is not None,
            keys=keys if _is_struct(bare(value)) else None,
            free=value is Any,
            list_of_text=item is str,
            required=info.required,
            filled=any(meta.min_length for meta in _metas(hints[info.name])),
            prose=_is_prose(hints[info.name]),
        )
    return result


def _is_struct(declared: Any) -> bool:
    return isinstance(declared, type) and issubclass(declared, msgspec.Struct)


def bare(declared: Any) -> Any:
    """Strip Annotated and `| None`."""
    if typing.get_origin(declared) is typing.Annotated:
        return bare(typing.get_args(declared)[0])
    if typing.get_origin(declared) in (typing.Union, types.UnionType):
        options = [a for a in typing.get_args(declared) if a is not type(None)]
        if len(options) == 1:
            return bare(options[0])
    return declared


def _metas(declared: Any) -> list[msgspec.Meta]:
    arguments = typing.get_args(declared) if hasattr(declared, "__metadata__") else ()
    return [meta for meta in arguments if isinstance(meta, msgspec.Meta)]


def _is_prose(declared: Any) -> bool:
    """Return True if a type, or that of the items of a list, is declared as prose."""
    if any(meta.extra and meta.extra.get("prose") for meta in _metas(declared)):
        return True
    return any(_is_prose(inner) for inner in typing.get_args(declared))


def words_of(declared: Any) -> str:
    """Describe the values of a field in the user's words, or in those of its `extra={"is": …}`."""
    for meta in _metas(declared):
        if meta.extra and "is" in meta.extra:
            return str(meta.extra["is"])
        if meta.ge is not None and meta.le is not None:
            return f"{_words(bare(declared))} from {meta.ge} to {meta.le}"
    return _words(bare(declared))


def _words(declared: Any) -> str:
    if typing.get_origin(declared) is typing.Literal:
        return "one of " + ", ".join(str(a) for a in typing.get_args(declared))
    if typing.get_origin(declared) is tuple:
        return f"a list of {_plural(bare(typing.get_args(declared)[0]))}"
    if _is_struct(declared):
        return f"a group of keys ({', '.join(fields_of(declared))})"
    names = {str: "text", int: "a whole number", bool: "true or false", dict: "a group of keys"}
    return names.get(typing.get_origin(declared) or declared, "another kind of value")


def _plural(declared: Any) -> str:
    if _is_struct(declared):
        return f"groups of keys ({', '.join(fields_of(declared))})"
    names = {str: "texts", int: "whole numbers", dict: "groups of keys"}
    return names.get(typing.get_origin(declared) or declared, "values")
