"""Adding a key to a YAML text: everything else keeps its bytes."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from .nodes import YamlText
from .parse import compose

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def lines_of(text: str) -> list[str]:
    """Split a text into lines with their ends: \\n, \\r\\n or \\r."""
    return _LINE.findall(text)


def add_key(text: str, key: str, value: str, inside: str = "") -> str | None:
    """Add `key: value` to a mapping, or to the mapping under the top key `inside`.

    None if the text is not a mapping that a line can be added to: the result is read again, and
    must contain what it contained before and the new key.
    """
    root = _mapping(text)
    if root is None or root.flow_style:
        return None
    wanted = dict(_plain(root))
    group = (wanted.get(inside) or {}) if inside else wanted
    if not isinstance(group, dict):
        return None
    wanted |= {inside: {**group, key: value}} if inside else {key: value}
    added = _added(lines_of(text), root, key, value, inside)
    again = _mapping(added)
    return added if again is not None and _plain(again) == wanted else None


def _mapping(text: str) -> yaml.MappingNode | None:
    return compose(YamlText("", text.replace("\r\n", "\n").replace("\r", "\n")))[0]


def _added(lines: list[str], root: yaml.MappingNode, key: str, value: str, inside: str) -> str:
    end = "\r\n" if lines[0].endswith("\r\n") else "\r" if lines[0].endswith("\r") else "\n"
    indent = " " * root.start_mark.column
    line = f"{key}: {_scalar(value)}{end}"
    found = next((pair for pair in root.value if pair[0].value == inside), None)
    if not inside or found is None:
        if lines[-1][-1] not in "\r\n":
            lines[-1] += end
        opening = f"{end}{indent}{inside}:{end}{indent}  " if inside else indent
        return "".join([*lines, opening, line])
    name, group = found
    mark = group.start_mark
    if isinstance(group, yaml.MappingNode) and group.flow_style:
        row, column = mark.line, mark.column + 1
        rest = ", " if group.value else ""
        written = f"{key}: {json.dumps(value, ensure_ascii=False)}{rest}"
        lines[row] = lines[row][:column] + written + lines[row][column:]
    elif isinstance(group, yaml.MappingNode):
        lines.insert(mark.line, " " * mark.column + line)
    else:
        lines.insert(name.start_mark.line + 1, f"{indent}  {line}")
    return "".join(lines)


def _scalar(value: str) -> str:
    """Write a text plain where YAML reads it back as it is, else in quotes."""
    plain = yaml.safe_dump(value, allow_unicode=True, width=10**6)
    return plain.partition("\n")[0]


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    # An empty value is no text.
    return node.value or None if getattr(node, "style", None) is None else node.value
