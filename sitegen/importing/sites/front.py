"""Front matter as generators write it: YAML, TOML or JSON, with its place in the file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, NamedTuple

from ... import yamldoc
from ...problems import ContentError, Problem

_YAML = re.compile(r"---[ \t]*\n(?P<matter>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)
_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<matter>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.S | re.M)


class Split(NamedTuple):
    """A file in its parts: values as plain data with text keys, body, lines before the body."""

    values: dict[str, Any]
    body: str
    line: int


def split_front(text: str, shown: str) -> Split:
    """Part a file; raises ContentError where its front matter cannot be read."""
    if found := _YAML.match(text):
        values = _of_yaml(found["matter"], shown)
    elif found := _TOML.match(text):
        values = _of_toml(found["matter"], shown)
    elif text.startswith("{") and not text.startswith(("{{", "{%")):
        return _of_json(text, shown)
    else:
        return Split({}, text, 0)
    return Split(values, text[found.end() :], text.count("\n", 0, found.end()))


def read_data(text: str, suffix: str, shown: str) -> dict[str, Any]:
    """Read a file of settings or data by its suffix; raises ContentError."""
    if suffix == ".toml":
        return _of_toml(text, shown, first_line=0)
    if suffix == ".json":
        return _of_json(text, shown).values
    return _of_yaml(text, shown, first_line=0)


def _of_yaml(text: str, shown: str, first_line: int = 1) -> dict[str, Any]:
    node, problems = yamldoc.compose(yamldoc.YamlText(shown, text, first_line))
    if problems:
        raise ContentError(problems)
    value = yamldoc.free_value(node) if node is not None else {}
    assert isinstance(value, dict)
    return value


def _of_toml(text: str, shown: str, first_line: int = 1) -> dict[str, Any]:
    import tomli

    try:
        values: dict[str, Any] = plain(tomli.loads(text))
    except tomli.TOMLDecodeError as error:
        line = first_line + error.lineno
        message = f"this is not TOML: {error.msg}"
        raise ContentError(
            Problem(shown, message, "toml.syntax", line=line, column=error.colno)
        ) from None
    return values


def _of_json(text: str, shown: str) -> Split:
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        message = f"this is not JSON: {getattr(error, 'msg', 'it nests too deep')}"
        raise ContentError(Problem(shown, message, "json.syntax", line=line)) from None
    rest = text[end:]
    body = rest.lstrip("\n")
    return Split(plain(value), body, text.count("\n", 0, len(text) - len(body)))


def plain(value: Any) -> Any:
    """Bring data to what YAML holds: dates become ISO texts, keys become texts."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value
