"""Convert a mapping to a declared struct; every key is checked."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
import yaml

from ..problems import Problem
from .nodes import YamlText, free_value, is_absent, is_null, text_value


class _Refused(Exception):
    def __init__(self, *problems: Problem) -> None:
        self.problems = problems


class _Field(NamedTuple):
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
def _fields(declared: type[msgspec.Struct]) -> dict[str, _Field]:
    result = {}
    hints = typing.get_type_hints(declared, include_extras=True)
    for info in msgspec.structs.fields(declared):
        bare = _bare(hints[info.name])
        item = _bare(typing.get_args(bare)[0]) if typing.get_origin(bare) is tuple else None
        keys, value = typing.get_args(bare) if typing.get_origin(bare) is dict else (None, None)
        struct = next((t for t in (bare, item, _bare(value)) if _is_struct(t)), None)
        result[info.encode_name] = _Field(
            name=info.name,
            type=hints[info.name],
            struct=struct,
            many=item is not None,
            keys=keys if _is_struct(_bare(value)) else None,
            free=value is Any,
            list_of_text=item is str,
            required=info.required,
            filled=any(meta.min_length for meta in _metas(hints[info.name])),
            prose=_is_prose(hints[info.name]),
        )
    return result


def _is_struct(declared: Any) -> bool:
    return isinstance(declared, type) and issubclass(declared, msgspec.Struct)


def _bare(declared: Any) -> Any:
    """Strip Annotated and `| None`."""
    if typing.get_origin(declared) is typing.Annotated:
        return _bare(typing.get_args(declared)[0])
    if typing.get_origin(declared) in (typing.Union, types.UnionType):
        options = [a for a in typing.get_args(declared) if a is not type(None)]
        if len(options) == 1:
            return _bare(options[0])
    return declared


def _metas(declared: Any) -> list[msgspec.Meta]:
    arguments = typing.get_args(declared) if hasattr(declared, "__metadata__") else ()
    return [meta for meta in arguments if isinstance(meta, msgspec.Meta)]


def _is_prose(declared: Any) -> bool:
    """Return True if a type, or that of the items of a list, is declared as prose."""
    if any(meta.extra and meta.extra.get("prose") for meta in _metas(declared)):
        return True
    return any(_is_prose(inner) for inner in typing.get_args(declared))


def _limited_words(declared: Any) -> str:
    """Describe the values of a field in the user's words, or in those of its `extra={"is": …}`."""
    for meta in _metas(declared):
        if meta.extra and "is" in meta.extra:
            return str(meta.extra["is"])
        if meta.ge is not None and meta.le is not None:
            return f"{_words(_bare(declared))} from {meta.ge} to {meta.le}"
    return _words(_bare(declared))


def _words(declared: Any) -> str:
    if typing.get_origin(declared) is typing.Literal:
        return "one of " + ", ".join(str(a) for a in typing.get_args(declared))
    if typing.get_origin(declared) is tuple:
        return f"a list of {_plural(_bare(typing.get_args(declared)[0]))}"
    if _is_struct(declared):
        return f"a group of keys ({', '.join(_fields(declared))})"
    names = {str: "text", int: "a whole number", bool: "true or false", dict: "a group of keys"}
    return names.get(typing.get_origin(declared) or declared, "another kind of value")


def _plural(declared: Any) -> str:
    if _is_struct(declared):
        return f"groups of keys ({', '.join(_fields(declared))})"
    names = {str: "texts", int: "whole numbers", dict: "groups of keys"}
    return names.get(typing.get_origin(declared) or declared, "values")


def convert(
    node: yaml.MappingNode, declared: type[msgspec.Struct], source: YamlText, prefix: str = ""
) -> tuple[dict[str, Any], list[Problem]]:
    """Check a mapping against a declared struct; the values by attribute, and every problem.

    Keys with an empty value are left out, as if they were not written: CMSs write `''` for what
    was not filled in. The caller makes the struct, once the values are complete.
    """
    fields = _fields(declared)
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    unknown = 0
    for key, value_node in node.value:
        spec = fields.get(key.value)
        if spec is None:
            unknown += 1
            near = _near(key.value, fields) if unknown <= _GUESSES else ""
            problems.append(_unknown_key(key, near, fields, source, prefix))
            continue
        if spec.prose and spec.struct is None:
            problems.extend(prose_problems(value_node, prefix + key.value, source))
        try:
            value = _convert_field(value_node, spec, source, prefix + key.value)
        except _Refused as refused:
            problems.extend(refused.problems)
            continue
        if value is not None:
            values[spec.name] = value
    for name, spec in fields.items():
        if spec.required and spec.name not in values:
            problems.extend(_missing(node, prefix, name, source))
    return values, problems


def _missing(node: yaml.MappingNode, prefix: str, name: str, source: YamlText) -> Iterator[Problem]:
    found = next(((key, value) for key, value in node.value if key.value == name), None)
    if found is None:
        message = f"`{prefix}{name}` is missing"
        yield source.problem(node.start_mark, message, "yaml.missing-key")
    elif text_value(found[1]) is None:
        message = f"`{prefix}{name}` is empty"
        yield source.problem(found[0].start_mark, message, "yaml.missing-key")


_GUESSES = 100
"""How many unknown keys of a group are compared with the known ones, which takes long."""

_NEAR = 0.75
"""How alike two keys must be (difflib's ratio): `titel` is near `title`, `plugins` not `slugs`."""


def _near(key: str, fields: dict[str, _Field]) -> str:
    """Return the known key that an unknown one is most likely meant for; "" for none."""
    import difflib

    close = difflib.get_close_matches(key[:64].lower(), fields, n=1, cutoff=_NEAR)
    return close[0] if close else ""


def _unknown_key(
    key: yaml.ScalarNode, near: str, fields: dict[str, _Field], source: YamlText, prefix: str
) -> Problem:
    hint = f"did you mean `{near}`?" if near else "known keys: " + ", ".join(fields)
    return source.problem(
        key.start_mark, f"unknown key `{prefix}{key.value}`", "yaml.unknown-key", hint
    )


def _convert_field(node: yaml.Node, spec: _Field, source: YamlText, key: str) -> Any:
    if is_null(node) or (is_absent(node) and not spec.required):
        return None
    if spec.struct is not None:
        convert_inner = _convert_structs if spec.keys is None else _convert_keyed
        return convert_inner(node, spec, source, key)
    value = free_value(node) if spec.free else text_value(node)
    if spec.list_of_text and isinstance(node, yaml.SequenceNode):
        _refuse_items(node, source, key)
        value = [item for item in value if item]
    if spec.filled and isinstance(value, str) and not value.strip():
        raise _Refused(source.problem(node.start_mark, f"`{key}` is empty", "yaml.empty"))
    try:
        return msgspec.convert(value, spec.type, strict=False)
    except msgspec.ValidationError:
        _refuse_entries(node, spec, source, key)
        raise _Refused(_wrong_type(node, value, spec, source, key)) from None


def _refuse_entries(node: yaml.Node, spec: _Field, source: YamlText, key: str) -> None:
    """Say which keys and values of a group are wrong."""
    declared = typing.get_args(_bare(spec.type))
    if not isinstance(node, yaml.MappingNode) or len(declared) != 2:
        return
    problems = [p for name, _ in node.value if (p := _wrong_key(name, declared[0], source))]
    own = spec._replace(type=declared[1])
    for name, inner in node.value:
        value = text_value(inner)
        if not _fits(value, own.type):
            problems.append(_wrong_type(inner, value, own, source, f"{key}.{name.value}"))
    if problems:
        raise _Refused(*problems)


def _wrong_key(name: yaml.ScalarNode, declared: Any, source: YamlText) -> Problem | None:
    if _fits(name.value, declared):
        return None
    message = f"“{name.value}” is not {_limited_words(declared)}"
    return source.problem(name.start_mark, message, "yaml.wrong-type")


def _fits(value: Any, declared: Any) -> bool:
    try:
        msgspec.convert(value, declared, strict=False)
    except msgspec.ValidationError:
        return False
    return True


def _refuse_items(node: yaml.SequenceNode, source: YamlText, key: str) -> None:
    problems = []
    for item in node.value:
        if isinstance(item, yaml.ScalarNode):
            continue
        group = isinstance(item, yaml.MappingNode)
        message = f"an item of `{key}` must be text, not {'a group of keys' if group else 'a list'}"
        hint = 'put a text with a colon in quotes: "Baku: a city"' if group else ""
        problems.append(source.problem(item.start_mark, message, "yaml.wrong-type", hint))
    if problems:
        raise _Refused(*problems)


def _convert_structs(node: yaml.Node, spec: _Field, source: YamlText, key: str) -> Any:
    assert spec.struct is not None
    items = node.value if spec.many and isinstance(node, yaml.SequenceNode) else [node]
    items = [item for item in items if not (spec.many and is_absent(item))]
    if spec.many and not isinstance(node, yaml.SequenceNode):
        raise _Refused(_wrong_type(node, text_value(node), spec, source, key))
    if spec.filled and not items:
        raise _Refused(source.problem(node.start_mark, f"`{key}` is empty", "yaml.empty"))
    made = []
    problems: list[Problem] = []
    for item in items:
        if not isinstance(item, yaml.MappingNode):
            problems.append(_wrong_type(item, text_value(item), spec, source, key))
            continue
        values, found = convert(item, spec.struct, source, f"{key}.")
        problems.extend(found)
        if not found:
            made.append(spec.struct(**values))
    if problems:
        raise _Refused(*problems)
    return tuple(made) if spec.many else made[0]


def _convert_keyed(node: yaml.Node, spec: _Field, source: YamlText, key: str) -> Any:
    """Convert a group whose values are structs; one without a value has all its defaults."""
    assert spec.struct is not None
    if not isinstance(node, yaml.MappingNode):
        raise _Refused(_wrong_type(node, text_value(node), spec, source, key))
    made = {}
    problems: list[Problem] = []
    for name, value in node.value:
        inner = f"{key}.{name.value}"
        if fault := _wrong_key(name, spec.keys, source):
            problems.append(fault)
            continue
        if isinstance(value, yaml.MappingNode):
            values, found = convert(value, spec.struct, source, f"{inner}.")
            problems.extend(found)
            if not found:
                made[name.value] = spec.struct(**values)
        elif is_null(value):
            made[name.value] = spec.struct()
        else:
            own = spec._replace(keys=None, type=spec.struct)
            problems.append(_wrong_type(value, text_value(value), own, source, inner))
    if problems:
        raise _Refused(*problems)
    return made


def _wrong_type(node: yaml.Node, value: Any, spec: _Field, source: YamlText, key: str) -> Problem:
    plain = not (spec.many or spec.struct or spec.free)
    text = f"“{value}”" if plain else f"the text “{value}”"
    got: dict[type, str] = {str: text, list: "a list", dict: "a group of keys"}
    words = got.get(type(value), "empty")
    message = f"`{key}` must be {_limited_words(spec.type)}, not {words}"
    hint = ""
    if spec.many and isinstance(value, str) and not spec.struct:
        hint = f"write [{value}]"
    elif spec.struct and spec.keys is None and not spec.many and isinstance(value, str):
        hint = f"write {{{next(iter(_fields(spec.struct)))}: {value}}}"
    return source.problem(node.start_mark, message, "yaml.wrong-type", hint)


_COMMENT = re.compile(r"[ \t]+#")
# Nothing but a comment that is written like text: `summary: #5 of ten`.
_HASH_WORD = re.compile(r"[ \t]*#[^\s#!]")


def prose_problems(node: yaml.Node, key: str, source: YamlText) -> Iterator[Problem]:
    """Find the texts of a value that a comment cuts short, or that contain an HTML comment."""
    if isinstance(node, yaml.ScalarNode):
        yield from _text_problems(node, key, source)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from prose_problems(item, key, source)
    elif isinstance(node, yaml.MappingNode):
        for inner, value in node.value:
            yield from prose_problems(value, f"{key}.{inner.value}", source)


def _text_problems(node: yaml.ScalarNode, key: str, source: YamlText) -> Iterator[Problem]:
    end = node.end_mark
    line = source.lines[end.line] if end.line < len(source.lines) else ""
    rest = line[end.column :]
    cut = (_HASH_WORD if is_null(node) else _COMMENT).match(rest)
    if not node.style and cut:
        message = f"what follows # is a comment, and would be missing from `{key}`"
        text = (node.value + rest).strip().replace("\\", r"\\").replace('"', r"\"")
        hint = f'put the text in quotes: "{text}"'
        mark = yaml.Mark("", 0, end.line, end.column + rest.index("#"), None, 0)
        yield source.problem(mark, message, "yaml.comment", hint)
    if "<!--" in node.value:
        message = f"an HTML comment in `{key}` would be shown to readers"
        hint = "take it out; a comment in YAML is a line that begins with #"
        yield source.problem(node.start_mark, message, "yaml.html-comment", hint)
