"""YAML texts and their nodes: scalars have no type before a declaration gives them one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

import yaml

from ..problems import Problem

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What neither XML nor HTML can contain (XML 1.0, production Char)."""


class YamlText(NamedTuple):
    """A YAML text, its file, and the number of lines before it in the file."""

    path: str
    text: str
    first_line: int = 0

    @property
    def lines(self) -> list[str]:
        """The lines of the text, as marks count them."""
        return _lines_of(self.text)

    def problem(
        self, mark: yaml.Mark | None, message: str, code: str, hint: str = "", prefix: str = ""
    ) -> Problem:
        """Make the problem that a mark of this text points at, with its line as excerpt."""
        line = mark.line if mark else 0
        column = mark.column + 1 if mark else 0
        lines = self.lines
        return Problem(
            path=self.path,
            line=self.first_line + line + 1,
            column=column,
            code=code,
            message=message,
            hint=hint,
            excerpt=lines[line] if line < len(lines) else "",
        )


@lru_cache(maxsize=4)
def _lines_of(text: str) -> list[str]:
    """Split a text into lines; kept, for a file may have many thousand problems."""
    return text.splitlines()


def control_character(source: YamlText) -> Problem | None:
    """Find the first character that no page and no feed can contain."""
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


_INT = re.compile(r"-?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"-?[0-9]+\.[0-9]+\Z")
_WORDS = {"true": True, "True": True, "false": False, "False": False}
_NULLS = {"", "~", "null", "Null", "NULL"}


def is_null(node: yaml.Node) -> bool:
    """Return True if a value was left empty or written as a plain null."""
    # libyaml gives a plain scalar the style "", PyYAML's own parser None.
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in _NULLS


def is_absent(node: yaml.Node) -> bool:
    """Return True if a value is null or an empty text, in quotes or not."""
    return isinstance(node, yaml.ScalarNode) and (is_null(node) or not node.value)


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


_Parser: Any
try:
    from yaml.cyaml import CParser as _Parser  # type: ignore[attr-defined, unused-ignore]
except ImportError:
    _Parser = None


class _Untyped:
    """Replaces PyYAML's resolver: no scalar has a type before a declaration gives it one."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        return ""

    def descend_resolver(self, parent: Any, index: Any) -> None:
        return

    def ascend_resolver(self) -> None:
        return


if _Parser is not None:

    class NodeComposer(_Untyped, _Parser):  # type: ignore[misc, unused-ignore]
        """Reads a text to events or to nodes whose scalars have no type (libyaml)."""

        def __init__(self, stream: str) -> None:
            _Parser.__init__(self, stream)

else:  # PyYAML without libyaml: slower, the same nodes.
    from yaml.composer import Composer
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class NodeComposer(_Untyped, Reader, Scanner, Parser, Composer):  # type: ignore[no-redef]
        """Reads a text to events or to nodes whose scalars have no type."""

        def __init__(self, stream: str) -> None:
            Reader.__init__(self, stream)
            Scanner.__init__(self)
            Parser.__init__(self)
            Composer.__init__(self)
