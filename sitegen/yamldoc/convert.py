"""Convert a mapping to a declared struct; every key is checked."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from typing import Any

import msgspec
import yaml

from ..problems import Problem
from .declared import Field, bare, fields_of, words_of
from .nodes import YamlText, free_value, is_absent, is_null, text_value


class _Refused(Exception):
    def __init__(self, *problems: Problem) -> None:
        self.problems = problems


def convert(
    node: yaml.MappingNode, declared: type[msgspec.Struct], source: YamlText, prefix: str = ""
) -> tuple[dict[str, Any], list[Problem]]:
    """Check a mapping against a declared struct; the values by attribute, and every problem.

    Keys with an empty value are left out, as if they were not written: CMSs write `''` for what
    was not filled in. The caller makes the struct, once the values are complete.
    """
    fields = fields_of(declared)
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


def _near(key: str, fields: dict[str, Field]) -> str:
    """Return the known key that an unknown one is most likely meant for; "" for none."""
    import difflib

    close = difflib.get_close_matches(key[:64].lower(), fields, n=1, cutoff=_NEAR)
    return close[0] if close else ""


def _unknown_key(
    key: yaml.ScalarNode, near: str, fields: dict[str, Field], source: YamlText, prefix: str
) -> Problem:
    hint = f"did you mean `{near}`?" if near else "known keys: " + ", ".join(fields)
    return source.problem(
        key.start_mark, f"unknown key `{prefix}{key.value}`", "yaml.unknown-key", hint
    )


def _convert_field(node: yaml.Node, spec: Field, source: YamlText, key: str) -> Any:
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


def _refuse_entries(node: yaml.Node, spec: Field, source: YamlText, key: str) -> None:
    """Say which keys and values of a group are wrong."""
    declared = typing.get_args(bare(spec.type))
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
    message = f"“{name.value}” is not {words_of(declared)}"
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


def _convert_structs(node: yaml.Node, spec: Field, source: YamlText, key: str) -> Any:
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


def _convert_keyed(node: yaml.Node, spec: Field, source: YamlText, key: str) -> Any:
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


def _wrong_type(node: yaml.Node, value: Any, spec: Field, source: YamlText, key: str) -> Problem:
    plain = not (spec.many or spec.struct or spec.free)
    text = f"“{value}”" if plain else f"the text “{value}”"
    got: dict[type, str] = {str: text, list: "a list", dict: "a group of keys"}
    words = got.get(type(value), "empty")
    message = f"`{key}` must be {words_of(spec.type)}, not {words}"
    hint = ""
    if spec.many and isinstance(value, str) and not spec.struct:
        hint = f"write [{value}]"
    elif spec.struct and spec.keys is None and not spec.many and isinstance(value, str):
        hint = f"write {{{next(iter(fields_of(spec.struct)))}: {value}}}"
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
