"""Values: what the scalars of a document say."""

from __future__ import annotations

import re
from typing import Any

import yaml

_INT = re.compile(r"-?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"-?[0-9]+\.[0-9]+\Z")
_WORDS = {"true": True, "True": True, "false": False, "False": False}
_NULLS = {"", "~", "null", "Null", "NULL"}


def is_null(node: yaml.Node) -> bool:
    """Tell whether a value was left empty or written as a plain null."""
    # libyaml gives a plain scalar the style "", PyYAML's own parser None.
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in _NULLS


def text_value(node: yaml.Node) -> Any:
    """Read a node with every scalar as text, an empty or null plain scalar as None."""
    if isinstance(node, yaml.ScalarNode):
        return None if is_null(node) else node.value
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
