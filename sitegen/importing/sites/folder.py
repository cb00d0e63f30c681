"""The folder of an old site: its files, its texts, its front matter and its settings.

Front matter is YAML, TOML or JSON. Settings and templates are not brought over, but reported.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from ... import yamldoc
from ...files.walk import walk
from ...formats.paths import is_ignored
from ...problems import ContentError, Problem, not_utf8
from .model import Place, SourceFile, SourceSite

_YAML = re.compile(r"---[ \t]*\n(?P<matter>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)
_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<matter>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.S | re.M)


class Split(NamedTuple):
    """A file in its parts: values as plain data with text keys, body, lines before the body."""

    values: dict[str, Any]
    body: str
    line: int


def split_front(text: str, shown: str) -> Split:
    """Split a file; raises ContentError if its front matter cannot be read."""
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
    """Turn data into what YAML can express: dates become ISO texts, keys become texts."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value


MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd"})
MARKUP = frozenset({*MARKDOWN, ".html", ".htm", ".rst", ".adoc", ".org", ".ipynb", ".textile"})
"""Files that other generators turn into pages."""

_MADE = frozenset(
    """
    index.html 404.html robots.txt sitemap.xml feed.xml rss.xml feed.json feed.css feeds.opml
    style.css
    """.split()
)
"""Files that every build makes at the top of the site, and the style sheet of its theme."""


def list_files(site: SourceSite, below: str = "") -> Iterator[str]:
    """Yield the files below a folder of the site, sorted, by their path in the site.

    Hidden files and what programs leave behind are passed over; links are reported.
    """
    top = site.folder / below
    found = []
    for path, entry in walk(top, lambda path: not is_ignored(PurePosixPath(path).name)):
        if is_ignored(entry.name):
            continue
        shown = f"{below}/{path}" if below else path
        if entry.is_symlink():
            site.warn(shown, "this is a link; it is not followed", "copy what it leads to")
        elif entry.is_file():
            found.append(shown)
    yield from sorted(found)


def read_text(site: SourceSite, source: str) -> str | None:
    """Read a text; None if it cannot be read, which is reported."""
    path = site.folder / source
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        site.refuse(source, f"cannot be read: {error.strerror}")
        return None
    except UnicodeDecodeError as error:
        site.problems.append(not_utf8(path.as_posix(), data, error))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_split(site: SourceSite, source: str) -> Split | None:
    """Read a text in its parts; None if it cannot be read, which is reported."""
    text = read_text(site, source)
    if text is None:
        return None
    try:
        return split_front(text, (site.folder / source).as_posix())
    except ContentError as error:
        site.problems += error.problems
        return None


def add_files(
    site: SourceSite, sources: Iterable[str], below: str, place: Place, where: str = ""
) -> None:
    """Add files that are copied; their paths from the folder `below` stay, now below `where`.

    Static files that a build makes itself are left out, and reported.
    """
    for source in sources:
        target = (PurePosixPath(where) / PurePosixPath(source).relative_to(below)).as_posix()
        if place == "static" and target.casefold() in _MADE:
            site.warn(source, "sitegen makes a file of this name itself; this one stays behind")
            continue
        site.files.append(SourceFile(source, target, place))


def title_of_name(name: str) -> str:
    """Make a title of a file's name, as generators do: `new-harbour` is "New harbour"."""
    words = " ".join(re.split(r"[-_\s]+", name)).strip()
    return words[:1].upper() + words[1:]


def is_one_of(folder: Path, *names: str) -> bool:
    """Return True if a folder has one of these files."""
    return any((folder / name).is_file() for name in names)


def read_settings(site: SourceSite, source: str) -> dict[str, Any]:
    """Read a file of settings; empty if it is not there or cannot be read (reported)."""
    if not (site.folder / source).is_file():
        return {}
    text = read_text(site, source)
    if text is None:
        return {}
    try:
        return read_data(text, PurePosixPath(source).suffix, (site.folder / source).as_posix())
    except ContentError as error:
        site.problems += error.problems
        return {}


def read_configs(site: SourceSite, sources: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Read the existing files of settings, and report their values, which are not imported."""
    for source in sources:
        settings = read_settings(site, source)
        _report(site, source, settings)
        yield settings


def _report(site: SourceSite, source: str, settings: dict[str, Any]) -> None:
    if settings:
        values = "; ".join(f"{key}: {_short(value)}" for key, value in settings.items())
        hint = "set what you need in site.yml"
        site.warn(source, f"settings are not brought over: {values}", hint)


def report_left(site: SourceSite, taken: Iterable[str]) -> None:
    """Report how many files of each top folder stay behind; `taken` are those that came over."""
    known = frozenset(taken)
    left: Counter[str] = Counter()
    for source in list_files(site):
        if source not in known:
            top, _, rest = source.partition("/")
            left[f"{top}/" if rest else top] += 1
    for top, count in sorted(left.items()):
        what = f"{count} {'files stay' if count > 1 else 'file stays'} behind" if top.endswith(
            "/") else "this file stays behind"  # fmt: skip
        site.warn(top.rstrip("/"), f"{what}: it has no place with us" if count == 1
                  else f"{what}: they have no place with us")  # fmt: skip


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 200 else text[:200] + "…"
