"""Parse YAML to nodes, and refuse what can be read in more than one way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import yaml

from ..problems import Problem

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What neither XML nor HTML can hold (XML 1.0, production Char)."""


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
    """Part a text into lines; kept, for a file may have many thousand problems."""
    return text.splitlines()


def control_character(source: YamlText) -> Problem | None:
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


_INT = re.compile(r"-?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"-?[0-9]+\.[0-9]+\Z")
_WORDS = {"true": True, "True": True, "false": False, "False": False}
_NULLS = {"", "~", "null", "Null", "NULL"}


def is_null(node: yaml.Node) -> bool:
    """Tell whether a value was left empty or written as a plain null."""
    # libyaml gives a plain scalar the style "", PyYAML's own parser None.
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in _NULLS


def is_absent(node: yaml.Node) -> bool:
    """Tell whether a value is null or an empty text, in quotes or not."""
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

    class _Composer(_Untyped, _Parser):  # type: ignore[misc, unused-ignore]
        def __init__(self, stream: str) -> None:
            _Parser.__init__(self, stream)

else:  # PyYAML without libyaml: slower, the same nodes.
    from yaml.composer import Composer
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class _Composer(_Untyped, Reader, Scanner, Parser, Composer):  # type: ignore[no-redef]
        def __init__(self, stream: str) -> None:
            Reader.__init__(self, stream)
            Scanner.__init__(self)
            Parser.__init__(self)
            Composer.__init__(self)


_DEEP = 64
"""Deeper nesting is refused: libyaml's composer recurses, and would end the process."""


def compose(source: YamlText) -> tuple[yaml.MappingNode | None, list[Problem]]:
    """Parse a text to its top mapping; None where it is empty or has problems."""
    node, problems = parse(source)
    if node is None or isinstance(node, yaml.MappingNode):
        return node, problems
    hint = "write one `key: value` on each line"
    return None, [
        source.problem(node.start_mark, "keys and values are expected here", "yaml.shape", hint)
    ]


def parse(source: YamlText) -> tuple[yaml.Node | None, list[Problem]]:
    """Parse a text to its top node, of any kind; None where it is empty or has problems."""
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
            hint = f"end it with {bracket}, and put items that hold , : [ or {{ in quotes"
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
