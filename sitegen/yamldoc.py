"""YAML that means what it says: one reading for front matter, profiles, site.yml and theme.yml.

Every plain scalar is text until a declared type asks for something else, so `no`, `12:30`, `010`
and `1.10` stay what was written. Equal keys, anchors, aliases, explicit tags, control characters
and deep nesting are problems. Each problem knows its line and column.
"""

from __future__ import annotations

import difflib
import re
import types
import typing
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec
import yaml
from yaml.resolver import BaseResolver

from .errors import Problem

_Parser: Any
try:
    from yaml.cyaml import CParser as _Parser  # type: ignore[attr-defined, unused-ignore]
except ImportError:
    _Parser = None

if _Parser is not None:

    class _Composer(_Parser, BaseResolver):  # type: ignore[misc, unused-ignore]
        def __init__(self, stream: str) -> None:
            _Parser.__init__(self, stream)
            BaseResolver.__init__(self)

else:  # PyYAML without libyaml: slower, the same nodes.
    from yaml.composer import Composer
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class _Composer(Reader, Scanner, Parser, Composer, BaseResolver):  # type: ignore[no-redef]
        def __init__(self, stream: str) -> None:
            Reader.__init__(self, stream)
            Scanner.__init__(self)
            Parser.__init__(self)
            Composer.__init__(self)
            BaseResolver.__init__(self)


_INT = re.compile(r"-?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"-?[0-9]+\.[0-9]+\Z")
_WORDS = {"true": True, "True": True, "false": False, "False": False}
_NULLS = {"", "~", "null", "Null", "NULL"}
_DEEP = 64
"""Deeper nesting is refused: libyaml's composer recurses, and would end the process."""

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What neither XML nor HTML can hold (XML 1.0, production Char)."""


class Source(typing.NamedTuple):
    """Where a YAML text stands: its file, the text, and the file's line before its first."""

    path: str
    text: str
    first_line: int = 0

    def problem(
        self, mark: yaml.Mark | None, message: str, code: str, hint: str = "", prefix: str = ""
    ) -> Problem:
        """Make the problem that a mark of this text points at, with its line as excerpt."""
        line = mark.line if mark else 0
        column = mark.column + 1 if mark else 0
        lines = self.text.splitlines()
        return Problem(
            path=self.path,
            line=self.first_line + line + 1,
            column=column,
            code=code,
            message=message,
            hint=hint,
            excerpt=lines[line] if line < len(lines) else "",
        )


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def compose(source: Source) -> tuple[yaml.MappingNode | None, list[Problem]]:
    """Parse a text to its top mapping; None where it is empty or has problems."""
    problem = control_character(source)
    if problem is not None:
        return None, [problem]
    try:
        problem = _refuse_events(source)
        if problem is not None:
            return None, [problem]
        node = _Composer(source.text).get_single_node()
    except yaml.MarkedYAMLError as error:
        return None, [source.problem(*_explain(error, source))]
    except (yaml.YAMLError, RecursionError) as error:
        reason = getattr(error, "reason", "it nests too deep")
        return None, [source.problem(None, f"this is not YAML: {reason}", "yaml.syntax")]
    if node is None or _is_null(node):
        return None, []
    problems = list(_refuse_traps(node, source))
    if problems:
        return None, problems
    if not isinstance(node, yaml.MappingNode):
        hint = "write one `key: value` on each line"
        return None, [
            source.problem(node.start_mark, "keys and values are expected here", "yaml.shape", hint)
        ]
    return node, []


def _is_null(node: yaml.Node) -> bool:
    # libyaml gives a plain scalar the style "", PyYAML's own parser None.
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in _NULLS


def control_character(source: Source) -> Problem | None:
    """Find the first character that no page and no feed can hold."""
    found = FORBIDDEN.search(source.text)
    if found is None:
        return None
    start = source.text.rfind("\n", 0, found.start()) + 1
    line = source.text.count("\n", 0, start)
    return Problem(
        path=source.path,
        line=source.first_line + line + 1,
        column=found.start() - start + 1,
        code="text.control-character",
        message=f"there is a control character here (U+{ord(found[0]):04X})",
        hint="delete it; some editors show it as ^" + chr(ord(found[0]) % 128 ^ 64),
        excerpt=source.text[start:].partition("\n")[0],
    )


_CLOSERS = (("']'", "list", "]"), ("'}'", "group", "}"))


def _explain(error: yaml.MarkedYAMLError, source: Source) -> tuple[yaml.Mark | None, str, str, str]:
    mark = error.problem_mark or error.context_mark
    problem = (error.problem or "cannot be read").strip()
    hint = ""
    if "mapping values are not allowed" in problem:
        line = source.text.splitlines()[mark.line] if mark else ""
        if mark and ": " in line[: mark.column]:
            problem = "a second colon makes this line ambiguous"
            hint = 'put the value in quotes: title: "Baku: a city"'
        else:
            problem = "this line is indented too far"
            hint = "begin it in the same column as the key above"
    elif mark and (at := _character_at(mark, source)) == "\t":
        problem = "a tab stands where spaces are needed"
        hint = "indent with spaces"
    elif mark and ("undefined alias" in problem or "cannot start any token" in problem):
        problem = f"a value cannot begin with {at}"
        hint = "put it in quotes"
    elif "quoted scalar" in (error.context or "") and "end of stream" in problem:
        mark, problem = error.context_mark, "the quote that begins here is not closed"
        hint = "end the text with the same quote"
    elif "another document" in problem:
        problem = "a second document begins here"
        hint = "take this line of --- out"
    elif problem == "did not find expected key":
        hint = """in a text in single quotes, write each ' twice, or take double quotes"""
    for closer, name, bracket in _CLOSERS:
        if closer in problem and error.context_mark is not None:
            mark, problem = error.context_mark, f"the {name} that begins here is not closed"
            hint = f"end it with {bracket}, and put items that hold , : [ or {{ in quotes"
    return mark, f"this is not YAML: {problem}", "yaml.syntax", hint


def _character_at(mark: yaml.Mark, source: Source) -> str:
    lines = source.text.splitlines()
    return lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""


def _refuse_events(source: Source) -> Problem | None:
    """Find what is gone once the nodes are made, or would break their making."""
    text = source.text
    deep = sum(text.count(c) for c in "[{-?") > _DEEP or " " * _DEEP in text
    if not (deep or "&" in text or "!" in text):
        return None
    parser: Any = _Composer(text)
    depth = 0
    while parser.check_event():
        event: Any = parser.get_event()
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEP:
            return source.problem(event.start_mark, "this nests too deep", "yaml.depth")
        if getattr(event, "anchor", None) is not None:
            hint = "repeat the value, or put a text that begins with & or * in quotes"
            message = "anchors and aliases (&, *) are not supported"
            return source.problem(event.start_mark, message, "yaml.alias", hint)
        if getattr(event, "tag", None) is not None:
            hint = "put a text that begins with ! in quotes"
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            message = f"YAML tags ({tag}) are not supported"
            return source.problem(event.start_mark, message, "yaml.tag", hint)
    return None


def _refuse_traps(root: yaml.Node, source: Source) -> Iterator[Problem]:
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, yaml.SequenceNode):
            pending.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            yield from _refuse_keys(node, source)
            pending.extend(value for _, value in node.value)
        elif isinstance(node, yaml.ScalarNode) and node.style == '"':
            found = FORBIDDEN.search(node.value)
            if found is None:
                continue
            message = f"this text holds a control character (U+{ord(found[0]):04X})"
            hint = "take the escape out"
            yield source.problem(node.start_mark, message, "text.control-character", hint)


def _refuse_keys(node: yaml.MappingNode, source: Source) -> Iterator[Problem]:
    keys: dict[str, yaml.Node] = {}
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            yield source.problem(key.start_mark, "a key must be a plain word", "yaml.key")
        elif key.value in keys:
            first = source.first_line + keys[key.value].start_mark.line + 1
            message = f"`{key.value}` stands twice; line {first} has it already"
            hint = "keep one of the two"
            yield source.problem(key.start_mark, message, "yaml.duplicate-key", hint)
        else:
            keys[key.value] = key


def text_value(node: yaml.Node) -> Any:
    """Read a node with every scalar as text, an empty or null plain scalar as None."""
    if isinstance(node, yaml.ScalarNode):
        return None if _is_null(node) else node.value
    if isinstance(node, yaml.SequenceNode):
        return [text_value(item) for item in node.value]
    return {key.value: text_value(value) for key, value in node.value}


def free_value(node: yaml.Node) -> Any:
    """Read a node with true, false, null and decimal numbers typed.

    A number is one only if it would be written the same again: `010` and `1.10` stay text.
    """
    if isinstance(node, yaml.ScalarNode):
        value: str = node.value
        if node.style:
            return value
        if value in _NULLS:
            return None
        if value in _WORDS:
            return _WORDS[value]
        for pattern, number in ((_INT, int), (_FLOAT, float)):
            if pattern.match(value) and str(number(value)) == value:
                return number(value)
        return value
    if isinstance(node, yaml.SequenceNode):
        return [free_value(item) for item in node.value]
    return {key.value: free_value(value) for key, value in node.value}


# --- declared types -----------------------------------------------------------------------


class _Field(typing.NamedTuple):
    name: str
    type: Any
    struct: type[msgspec.Struct] | None
    """The struct type of the field or of its items, so that problems inside have a place."""
    many: bool
    free: bool
    list_of_text: bool
    required: bool
    words: str
    """What the field holds, in the user's words; from a limited one's `extra={"is": …}`."""
    filled: bool
    """Whether a text must hold something else than white space."""


@lru_cache(maxsize=256)
def _fields(declared: type[msgspec.Struct]) -> dict[str, _Field]:
    result = {}
    hints = typing.get_type_hints(declared, include_extras=True)
    for info in msgspec.structs.fields(declared):
        bare = _bare(hints[info.name])
        item = _bare(typing.get_args(bare)[0]) if typing.get_origin(bare) is tuple else None
        struct = next((t for t in (bare, item) if _is_struct(t)), None)
        result[info.encode_name] = _Field(
            name=info.name,
            type=hints[info.name],
            struct=struct,
            many=item is not None,
            free=typing.get_origin(bare) is dict and typing.get_args(bare)[1] is Any,
            list_of_text=item is str,
            required=info.required,
            words=_limited_words(hints[info.name], bare),
            filled=any(meta.min_length for meta in _metas(hints[info.name])),
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


def _limited_words(declared: Any, bare: Any) -> str:
    for meta in _metas(declared):
        if meta.extra and "is" in meta.extra:
            return str(meta.extra["is"])
        if meta.ge is not None and meta.le is not None:
            return f"{_words(bare)} from {meta.ge} to {meta.le}"
    return _words(bare)


def _words(declared: Any) -> str:
    if typing.get_origin(declared) is typing.Literal:
        return "one of " + ", ".join(str(a) for a in typing.get_args(declared))
    if typing.get_origin(declared) is tuple:
        return f"a list ({_words(_bare(typing.get_args(declared)[0]))} each)"
    if _is_struct(declared):
        return "a group of keys (" + ", ".join(_fields(declared)) + ")"
    names = {str: "text", int: "a whole number", bool: "true or false", dict: "a group of keys"}
    return names.get(typing.get_origin(declared) or declared, "another kind of value")


def convert(
    node: yaml.MappingNode, declared: type[msgspec.Struct], source: Source, prefix: str = ""
) -> tuple[dict[str, Any], list[Problem]]:
    """Check a mapping against a declared struct; the values by attribute, and every problem.

    Keys with an empty value are left out, as if they were not written. The caller makes the
    struct, once the values are complete.
    """
    fields = _fields(declared)
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value_node in node.value:
        spec = fields.get(key.value)
        if spec is None:
            problems.append(_unknown_key(key, fields, source, prefix))
            continue
        try:
            value = _convert_field(value_node, spec, source, prefix + key.value)
        except _Refused as refused:
            problems.append(refused.problem)
            continue
        except _Many as many:
            problems.extend(many.problems)
            continue
        if value is not None:
            values[spec.name] = value
    for name, spec in fields.items():
        if spec.required and spec.name not in values:
            problems.extend(_missing(node, prefix, name, source))
    return values, problems


def _missing(node: yaml.MappingNode, prefix: str, name: str, source: Source) -> Iterator[Problem]:
    found = next(((key, value) for key, value in node.value if key.value == name), None)
    if found is None:
        message = f"`{prefix}{name}` is missing"
        yield source.problem(node.start_mark, message, "yaml.missing-key")
    elif text_value(found[1]) is None:
        message = f"`{prefix}{name}` is empty"
        yield source.problem(found[0].start_mark, message, "yaml.missing-key")


class _Many(Exception):
    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems


def _unknown_key(
    key: yaml.ScalarNode, fields: dict[str, _Field], source: Source, prefix: str
) -> Problem:
    close = difflib.get_close_matches(key.value, fields, n=1)
    hint = f"did you mean `{close[0]}`?" if close else "known keys: " + ", ".join(fields)
    return source.problem(
        key.start_mark, f"unknown key `{prefix}{key.value}`", "yaml.unknown-key", hint
    )


def _convert_field(node: yaml.Node, spec: _Field, source: Source, key: str) -> Any:
    if _is_null(node):
        return None
    if spec.struct is not None:
        return _convert_structs(node, spec, source, key)
    value = free_value(node) if spec.free else text_value(node)
    if spec.list_of_text and isinstance(node, yaml.SequenceNode):
        _refuse_items(node, source, key)
        value = [item for item in value if item is not None]
    if spec.filled and isinstance(value, str) and not value.strip():
        raise _Refused(source.problem(node.start_mark, f"`{key}` is empty", "yaml.empty"))
    try:
        return msgspec.convert(value, spec.type, strict=False)
    except msgspec.ValidationError:
        raise _Refused(_wrong_type(node, value, spec, source, key)) from None


def _refuse_items(node: yaml.SequenceNode, source: Source, key: str) -> None:
    problems = []
    for item in node.value:
        if isinstance(item, yaml.ScalarNode):
            continue
        group = isinstance(item, yaml.MappingNode)
        message = f"an item of `{key}` must be text, not {'a group of keys' if group else 'a list'}"
        hint = 'put a text with a colon in quotes: "Baku: a city"' if group else ""
        problems.append(source.problem(item.start_mark, message, "yaml.wrong-type", hint))
    if problems:
        raise _Many(problems)


def _convert_structs(node: yaml.Node, spec: _Field, source: Source, key: str) -> Any:
    assert spec.struct is not None
    items = node.value if spec.many and isinstance(node, yaml.SequenceNode) else [node]
    if spec.many and not isinstance(node, yaml.SequenceNode):
        raise _Refused(_wrong_type(node, text_value(node), spec, source, key))
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
        raise _Many(problems)
    return tuple(made) if spec.many else made[0]


def _wrong_type(node: yaml.Node, value: Any, spec: _Field, source: Source, key: str) -> Problem:
    plain = not (spec.many or spec.struct or spec.free)
    text = f"“{value}”" if plain else f"the text “{value}”"
    got: dict[type, str] = {str: text, list: "a list", dict: "a group of keys"}
    words = got.get(type(value), "empty")
    message = f"`{key}` must be {spec.words}, not {words}"
    hint = ""
    if spec.many and isinstance(value, str) and not spec.struct:
        hint = f"write [{value}]"
    elif spec.struct is not None and not spec.many and isinstance(value, str):
        hint = f"write {{{next(iter(_fields(spec.struct)))}: {value}}}"
    return source.problem(node.start_mark, message, "yaml.wrong-type", hint)


def place(source: Source, *keys: str | int) -> yaml.Mark | None:
    """Find where the value at a path of keys and list positions stands; None where it is not."""
    node: yaml.Node | None
    node, _ = compose(source)
    mark = None
    for key in keys:
        if isinstance(node, yaml.MappingNode) and isinstance(key, str):
            node = next((v for k, v in node.value if k.value == key), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
            node = node.value[key] if key < len(node.value) else None
        else:
            return mark
        if node is None:
            return mark
        mark = node.start_mark
    return mark
