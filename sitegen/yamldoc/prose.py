"""Prose in YAML: texts of which a reader of YAML would leave a part out, or which hold HTML.

A field is prose where its declaration says so: `Meta(extra={"prose": True})`. In other fields
(addresses, dates, names of folders) what stands behind a `#` can only be a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from ..problems import Problem
from .source import Source
from .values import is_null

_COMMENT = re.compile(r"[ \t]+#")
# Nothing but a comment that is written like text: `summary: #5 of ten`.
_HASH_WORD = re.compile(r"[ \t]*#[^\s#!]")


def prose_problems(node: yaml.Node, key: str, source: Source) -> Iterator[Problem]:
    """Find the texts of a value that a comment cuts short, or that hold an HTML comment."""
    if isinstance(node, yaml.ScalarNode):
        yield from _text_problems(node, key, source)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from prose_problems(item, key, source)
    elif isinstance(node, yaml.MappingNode):
        for inner, value in node.value:
            yield from prose_problems(value, f"{key}.{inner.value}", source)


def _text_problems(node: yaml.ScalarNode, key: str, source: Source) -> Iterator[Problem]:
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
