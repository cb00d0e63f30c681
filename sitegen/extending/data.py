"""Data files: `data/<name>.yml`, `.json`, `.toml` or `.csv` is `site.data.<name>` in templates.

YAML is read as in front matter: `no`, `12:30` and dates stay text. JSON is RFC 8259, TOML 1.0, and
CSV RFC 4180 in UTF-8, a list of rows by the names of its first line.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time
from math import isfinite
from pathlib import Path
from typing import Any

from .. import yamldoc
from ..config import Config
from ..formats.paths import Bounds, dead_link, is_ignored
from ..problems import ContentError, Problem, not_utf8, unreadable

FOLDER = "data"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_UNPRINTABLE = re.compile(f"{yamldoc.FORBIDDEN.pattern}|[\ud800-\udfff]")


class _Refused(Exception):
    def __init__(self, *problems: Problem) -> None:
        self.problems = problems


class _WrongValue(Exception):
    """JSON that can be parsed has something that a page cannot show: a message, and its text."""

    def __init__(self, message: str, written: str) -> None:
        super().__init__(message)
        self.written = written


def load_data(config: Config, bounds: Bounds, doubts: list[Problem]) -> dict[str, Any]:
    """Read the site's data files, each under its name; ContentError with all their problems.

    Links that lead out of the bounds are left out, and added to `doubts`.
    """
    folder = Path(config.root, FOLDER)
    if dead := dead_link(folder, FOLDER):
        doubts.append(dead)
        return {}
    if folder.is_dir() and not bounds.allow_file(folder):
        doubts.append(bounds.leads_out(FOLDER, os.path.realpath(folder)))
        return {}
    values: dict[str, Any] = {}
    taken: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if is_ignored(path.name):
            continue
        shown = f"{FOLDER}/{path.name}"
        if path.is_symlink() and path.exists() and not bounds.allow_file(path):
            doubts.append(bounds.leads_out(shown, os.path.realpath(path)))
            continue
        try:
            read = _reader_of(path, shown)
            if path.stem in taken:
                message = f"{taken[path.stem]} has the name `{path.stem}` already"
                raise _Refused(Problem(shown, message, "data.name", hint="rename one of them"))
            taken[path.stem] = shown
            values[path.stem] = read(_text(path, shown), shown)
        except _Refused as refused:
            problems.extend(refused.problems)
    if problems:
        raise ContentError(problems)
    return values


def _reader_of(path: Path, shown: str) -> Callable[[str, str], Any]:
    kinds = ", ".join(_READERS)
    if path.is_dir():
        hint = f"put the files directly into {FOLDER}/"
        raise _Refused(Problem(shown, "a folder of data files is not read", "data.kind", hint=hint))
    if path.exists() and not path.is_file():
        # Reading a pipe that nobody writes to would never end.
        raise _Refused(Problem(shown, "cannot be read: it is not a file", "data.unreadable"))
    read = _READERS.get(path.suffix.lower())
    if read is None:
        message = f"“{path.suffix or path.name}” is not a kind of data file"
        raise _Refused(Problem(shown, message, "data.kind", hint=f"use one of {kinds}"))
    if not _NAME.match(path.stem):
        message = f"a template cannot name “{path.stem}”"
        hint = "use letters, digits and _ alone, and begin with a letter: gas_fields.yml"
        raise _Refused(Problem(shown, message, "data.name", hint=hint))
    return read


def _text(path: Path, shown: str) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _Refused(unreadable(shown, error)) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Refused(not_utf8(shown, data, error)) from None


def _yaml(text: str, shown: str) -> Any:
    node, problems = yamldoc.parse(yamldoc.YamlText(shown, text))
    if problems:
        raise _Refused(*problems)
    return None if node is None else yamldoc.free_value(node)


def _json(text: str, shown: str) -> Any:
    import json

    try:
        value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        words = error.msg[:1].lower() + error.msg[1:]
        raise _refusal(shown, text, "JSON", words, (error.lineno, error.colno)) from None
    except _WrongValue as error:
        raise _refusal(shown, text, "JSON", str(error), _place_of(error, shown, text)) from None
    except (RecursionError, ValueError) as error:
        raise _refusal(shown, text, "JSON", _limit(error), (0, 0)) from None
    _refuse_values(value, shown, text)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    import json

    values = dict(pairs)
    if len(values) < len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise _WrongValue(f"`{twice}` is here twice", json.dumps(twice, ensure_ascii=False))
    return values


def _refuse_constant(name: str) -> Any:
    raise _WrongValue(f"{name} is not a number", name)


def _place_of(error: _WrongValue, shown: str, text: str) -> tuple[int, int]:
    """Find the line and column of what JSON's parser names without a place; 0, 0 for none.

    Most JSON is YAML as well, whose parser knows the places of equal keys.
    """
    _, problems = yamldoc.parse(yamldoc.YamlText(shown, text))
    for problem in problems:
        if problem.code == "yaml.duplicate-key":
            return problem.line, problem.column
    at = text.rfind(error.written)
    return (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)) if at >= 0 else (0, 0)


def _limit(error: RecursionError | ValueError) -> str:
    """Say which limit of Python a text is above; a ValueError is that of a number's digits."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return "a number in it has too many digits"


def _toml(text: str, shown: str) -> Any:
    import tomli

    try:
        value = _plain(tomli.loads(text))
    except tomli.TOMLDecodeError as error:
        raise _refusal(shown, text, "TOML", error.msg, (error.lineno, error.colno)) from None
    except (RecursionError, ValueError) as error:
        raise _refusal(shown, text, "TOML", _limit(error), (0, 0)) from None
    _refuse_values(value, shown, text)
    return value


def _plain(value: Any) -> Any:
    """Write TOML's dates and times as ISO 8601 text, which the filters of templates take."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value


def _refuse_values(value: Any, shown: str, text: str) -> None:
    """Refuse what no page can show, or the cache cannot keep: raise _Refused with the place."""
    pending: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, dict):
            pending.extend(((*path, key), inner) for key, inner in value.items())
            pending.extend(((*path, key), key) for key in value)
        elif isinstance(value, list):
            pending.extend(((*path, number), inner) for number, inner in enumerate(value))
        elif message := _fault(value):
            # Most JSON is YAML as well, whose parser knows places.
            mark = yamldoc.place(yamldoc.YamlText(shown, text), *path)
            place = (mark.line + 1, mark.column + 1) if mark else (0, 0)
            name = ".".join(map(str, path))
            raise _refusal(shown, text, "", f"`{name}`: {message}", place)


def _fault(value: Any) -> str:
    """Say what is wrong with a single value; empty if nothing is."""
    if isinstance(value, str) and (found := _UNPRINTABLE.search(value)):
        return f"this text has a control character in it (U+{ord(found[0]):04X})"
    if isinstance(value, float) and not isfinite(value):
        return "this is not a number that can be shown"
    if isinstance(value, int) and value.bit_length() > 63:
        return "this number is too large; write it as a text, in quotes"
    return ""


def _csv(text: str, shown: str) -> list[dict[str, str]]:
    import csv
    import io

    problem = yamldoc.control_character(yamldoc.YamlText(shown, text))
    if problem is not None:
        raise _Refused(problem)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    names: list[str] = []
    rows = []
    try:
        for row in reader:
            if not names:
                names = _column_names(row, shown, text, reader.line_num)
            elif row and len(row) != len(names):
                message = f"this row has {len(row)} values, and there are {len(names)} columns"
                raise _refusal(shown, text, "", message, (reader.line_num, 1))
            elif row:
                rows.append(dict(zip(names, row, strict=True)))
    except csv.Error as error:
        raise _refusal(shown, text, "CSV", str(error), (reader.line_num, 1)) from None
    return rows


def _column_names(row: list[str], shown: str, text: str, line: int) -> list[str]:
    names = [name.strip() for name in row]
    for name, count in Counter(names).items():
        if not name or count > 1:
            message = f"two columns are called “{name}”" if name else "a column has no name"
            raise _refusal(shown, text, "", message, (line, 1))
    return names


def _refusal(shown: str, text: str, kind: str, message: str, place: tuple[int, int]) -> _Refused:
    line, column = place
    lines = text.splitlines()
    return _Refused(
        Problem(
            shown,
            f"this is not {kind}: {message}" if kind else message,
            "data.syntax",
            line=line,
            column=column,
            excerpt=lines[line - 1] if 0 < line <= len(lines) else "",
        )
    )


_READERS: dict[str, Callable[[str, str], Any]] = {
    ".yml": _yaml,
    ".yaml": _yaml,
    ".json": _json,
    ".toml": _toml,
    ".csv": _csv,
}
