"""The `theme.yml` of themes: find the chain of themes that extend each other, and parse each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, MsgspecError, Struct, msgpack, structs

from .. import yamldoc
from ..config import Config, builtin_themes, site_problem
from ..problems import Problem, UsageError, not_utf8, unreadable
from . import Store

DEFAULT = "default"
"""The theme that comes with sitegen."""

Strings = dict[str, str | dict[str, str]]
"""The words of a theme by name; a text with a number may have plural forms."""


class ThemeFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of `theme.yml`: settings with their defaults, and strings by language."""

    name: str = ""
    extends: str = ""
    settings: dict[str, Any] = {}
    strings: Annotated[
        dict[str, Strings], Meta(extra={"is": "a group of words for each language"})
    ] = {}


Link = tuple[str, Path, ThemeFile]
"""A theme in a chain of themes that extend each other: its name, its folder, its `theme.yml`."""


def theme_chain(config: Config, store: Store | None) -> Iterator[Link]:
    """Yield the site's theme, then those that it extends; UsageError if one is missing or wrong."""
    name = config.file.theme.name
    seen: list[str] = []
    named_in: Path | None = None
    while name:
        if name in seen:
            raise UsageError(
                Problem(
                    f"themes/{name}/theme.yml",
                    f"the themes extend each other in a circle: {' → '.join([*seen, name])}",
                    "theme.circle",
                    hint="take one `extends:` out",
                )
            )
        seen.append(name)
        folder = _find(config, name, named_in)
        named_in = folder / "theme.yml"
        file = theme_file(config, folder, store)
        yield name, folder, file
        name = file.extends


def _find(config: Config, name: str, named_in: Path | None) -> Path:
    places = (Path(config.root, "themes"), builtin_themes())
    for place in places:
        if (place / name).is_dir() and "/" not in name and name not in (".", ".."):
            return place / name
    folders = (f for place in places if place.is_dir() for f in place.iterdir() if f.is_dir())
    known = sorted({folder.name for folder in folders})
    message = f"there is no theme called “{name}”"
    hint = "known themes: " + ", ".join(known)
    if named_in is None:
        keys = ("theme", "name")
        raise UsageError(site_problem(config, keys, message, "theme.missing", hint))
    shown = shown_path(config, named_in)
    source = yamldoc.YamlText(shown, read_text(named_in, shown))
    mark = yamldoc.place(source, "extends")
    raise UsageError(source.problem(mark, message, "theme.missing", hint))


def theme_file(config: Config, folder: Path, store: Store | None) -> ThemeFile:
    """Read the `theme.yml` of a theme's folder; a theme may have none."""
    path = folder / "theme.yml"
    if store is not None and folder.parent == builtin_themes():
        return _kept_file(config, path, store)
    if not path.is_file():
        return ThemeFile()
    shown = shown_path(config, path)
    bounds = config.bounds
    if not bounds.allow_file(path):
        problem = bounds.leads_out(shown, os.path.realpath(path))
        raise UsageError(structs.replace(problem, severity="error"))
    return _parsed(path, shown)


def _kept_file(config: Config, path: Path, store: Store) -> ThemeFile:
    """Read the `theme.yml` of a theme that comes with sitegen; the parsed result is stored."""
    name, digest = shown_path(config, path), blake2b(path.read_bytes(), digest_size=16).digest()
    kept = store.get(name, True)
    if kept is not None and kept.startswith(digest):
        with suppress(MsgspecError):
            return msgpack.decode(kept[len(digest) :], type=ThemeFile)
    file = _parsed(path, name)
    store.put(name, True, digest + msgpack.encode(file))
    return file


def _parsed(path: Path, shown: str) -> ThemeFile:
    source = yamldoc.YamlText(shown, read_text(path, shown))
    node, problems = yamldoc.compose(source)
    values: dict[str, Any] = {}
    if node is not None:
        values, problems = yamldoc.convert(node, ThemeFile, source)
    problems += _plural_problems(values.get("strings", {}), source)
    if problems:
        raise UsageError(problems)
    return ThemeFile(**values)


def _plural_problems(strings: dict[str, Strings], source: yamldoc.YamlText) -> Iterator[Problem]:
    """Report the plural forms that no language has, and the texts without the form `other`."""
    from ..formats.localised import PLURAL_FORMS

    for language, words in strings.items():
        for name, forms in words.items():
            if not isinstance(forms, dict):
                continue
            keys = ("strings", language, name)
            for form in forms.keys() - PLURAL_FORMS:
                mark = yamldoc.place(source, *keys, form)
                message = f"“{form}” is no plural form"
                hint = "known forms: " + ", ".join(PLURAL_FORMS)
                yield source.problem(mark, message, "theme.plural", hint)
            if "other" not in forms:
                mark = yamldoc.place(source, *keys)
                message = f"`{name}` has no plural form `other`"
                hint = "add it; it is the form where no other one fits"
                yield source.problem(mark, message, "theme.plural", hint)


def default_file(config: Config, chain: list[Link], store: Store | None) -> ThemeFile:
    """Return the `theme.yml` of the default theme, which most chains end with."""
    folder = builtin_themes() / DEFAULT
    last = chain[-1]
    return last[2] if last[1] == folder else theme_file(config, folder, store)


def read_text(path: Path, shown: str) -> str:
    """Read a text file of a theme, with plain line ends; `shown` is how problems name it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(unreadable(shown, error)) from None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise UsageError(not_utf8(shown, data, error)) from None


def shown_path(config: Config, path: Path) -> str:
    """Return how problems name a file: from the site's root, or from the themes' folder."""
    for root in (Path(config.root), builtin_themes().parent):
        if path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return path.as_posix()
