"""Parse YAML to nodes, and refuse what can be read in more than one way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import yaml

from ..problems import Problem
from .nodes import FORBIDDEN, NodeComposer, YamlText, control_character, is_absent, is_null

_DEEP = 64
"""Deeper nesting is refused: libyaml's composer recurses, and would end the process."""


def compose(source: YamlText) -> tuple[yaml.MappingNode | None, list[Problem]]:
    """Parse a text to its top mapping; None if it is empty or has problems."""
    node, problems = parse(source)
    if node is None or isinstance(node, yaml.MappingNode):
        return node, problems
    hint = "write one `key: value` on each line"
    return None, [
        source.problem(node.start_mark, "keys and values are expected here", "yaml.shape", hint)
    ]


def parse(source: YamlText) -> tuple[yaml.Node | None, list[Problem]]:
    """Parse a text to its top node, of any kind; None if it is empty or has problems."""
    problem = control_character(source)
    if problem is not None:
        return None, [problem]
    try:
        problem = _refuse_events(source)
        if problem is not None:
            return None, [problem]
        node = NodeComposer(source.text).get_single_node()
    except yaml.MarkedYAMLError as error:
        return None, [source.problem(*_explain(error, source))]
    except (yaml.YAMLError, RecursionError) as error:
        reason = getattr(error, "reason", "it nests too deep")
        return None, [source.problem(None, f"this is not YAML: {reason}", "yaml.syntax")]
    if node is None or is_null(node):
        return None, []
    problems = list(_refuse_traps(node, source))
    return (None, problems) if problems else (node, [])


_CLOSERS = (("']'", "list", "]"), ("'}'", "group", "}"))


def _explain(
    error: yaml.MarkedYAMLError, source: YamlText
) -> tuple[yaml.Mark | None, str, str, str]:
    mark = error.problem_mark or error.context_mark
    problem = (error.problem or "cannot be read").strip()
    if "nesting depth" in problem:
        # Newer releases of libyaml have a limit of their own, which may come before ours.
        return mark, "this nests too deep", "yaml.depth", ""
    hint = ""
    if "mapping values are not allowed" in problem:
        line = source.lines[mark.line] if mark else ""
        if mark and ": " in line[: mark.column]:
            problem = "a second colon makes this line ambiguous"
            hint = 'put the value in quotes: title: "Baku: a city"'
        else:
            problem = "this line is indented too far"
            hint = "begin it in the same column as the key above"
    elif mark and (at := _character_at(mark, source)) == "\t":
        problem = "there is a tab where spaces are needed"
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
            hint = f"end it with {bracket}, and put items that contain , : [ or {{ in quotes"
    return mark, f"this is not YAML: {problem}", "yaml.syntax", hint


def _character_at(mark: yaml.Mark, source: YamlText) -> str:
    lines = source.lines
    return lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""


def _refuse_events(source: YamlText) -> Problem | None:
    """Find what is gone once the nodes are made, or would break their making."""
    text = source.text
    deep = sum(text.count(c) for c in "[{-?") > _DEEP or " " * _DEEP in text
    if not (deep or "&" in text or "!" in text):
        return None
    parser: Any = NodeComposer(text)
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


def _refuse_traps(root: yaml.Node, source: YamlText) -> Iterator[Problem]:
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
            message = f"this text has a control character in it (U+{ord(found[0]):04X})"
            hint = "take the escape out"
            yield source.problem(node.start_mark, message, "text.control-character", hint)


def _refuse_keys(node: yaml.MappingNode, source: YamlText) -> Iterator[Problem]:
    keys: dict[str, yaml.Node] = {}
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            yield source.problem(key.start_mark, "a key must be a plain word", "yaml.key")
        elif key.value in keys:
            first = source.first_line + keys[key.value].start_mark.line + 1
            message = f"`{key.value}` is here twice; line {first} has it already"
            hint = "keep one of the two"
            yield source.problem(key.start_mark, message, "yaml.duplicate-key", hint)
        else:
            keys[key.value] = key


def place(source: YamlText, *keys: str | int) -> yaml.Mark | None:
    """Find the place of the value at a path of keys and list positions.

    For a value that is missing, return the place of what it would be in; None outside any value.
    Empty items of a list do not count, as in what is converted.
    """
    marks = _marks(source)
    for end in range(len(keys), 0, -1):
        if mark := marks.get(keys[:end]):
            return mark
    return None


@lru_cache(maxsize=4)
def _marks(source: YamlText) -> dict[tuple[str | int, ...], yaml.Mark]:
    """Map the path of each value to its place.

    Made once for a file, which may ask for the places of many thousand values.
    """
    marks: dict[tuple[str | int, ...], yaml.Mark] = {}
    root, _ = parse(source)
    pending: list[tuple[tuple[str | int, ...], yaml.Node | None]] = [((), root)]
    while pending:
        path, node = pending.pop()
        inner: Iterable[tuple[str | int, yaml.Node]] = ()
        if isinstance(node, yaml.MappingNode):
            inner = ((key.value, value) for key, value in node.value)
        elif isinstance(node, yaml.SequenceNode):
            inner = enumerate(item for item in node.value if not is_absent(item))
        for key, value in inner:
            marks[*path, key] = value.start_mark
            pending.append(((*path, key), value))
    return marks
