"""Themes: where their templates and static files are found, their settings and strings."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from operator import itemgetter
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, MsgspecError, Struct, msgpack, structs

from .. import yamldoc
from ..config import Config, builtin_themes, languages_of, site_problem
from ..extending.data import load_data
from ..extending.load import NONE, Extensions, load_extensions
from ..files.walk import walk
from ..formats.localised import PLURAL_FORMS
from ..formats.paths import not_utf8_name
from ..problems import Problem, UsageError, not_utf8, readable, unreadable
from . import Store

TEMPLATE_SUFFIXES = (".html", ".xml", ".txt", ".json", ".opml", ".css", ".js")


EMBEDS, LAYOUTS = "embeds/", "layouts/"
"""Folders of templates that are not those of a kind of page."""

DEFAULT = "default"
"""The theme that comes with sitegen."""


Strings = dict[str, str | dict[str, str]]
"""The words of a theme by name; a text that counts may be given in its plural forms."""


class ThemeFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of `theme.yml`: settings with their defaults, and strings by language."""

    name: str = ""
    extends: str = ""
    settings: dict[str, Any] = {}
    strings: Annotated[
        dict[str, Strings], Meta(extra={"is": "a group of words for each language"})
    ] = {}


class Template(Struct, frozen=True):
    """A template's source text, how problems name its file, and if it comes with sitegen."""

    source: str
    shown: str
    shipped: bool = False


class Theme(Struct, frozen=True):
    """A theme with all that it extends, and the site's own templates and static files on top.

    `templates` maps a name ("article.html", and "default/article.html" for the one of a certain
    theme) to its source; `static_folders` are in the order in which they win. `data` are the values
    of the site's data files by name. `translated` are the strings in the site's other languages.
    `digest` covers the templates and the extensions. `problems`
    are warnings of templates that were left out.
    """

    templates: dict[str, Template]
    static_folders: tuple[str, ...]
    settings: dict[str, Any]
    strings: Strings
    digest: bytes
    data: dict[str, Any]
    extensions: Extensions = NONE
    problems: tuple[Problem, ...] = ()
    translated: dict[str, Strings] = {}

    def in_language(self, config: Config) -> Theme:
        """Return the theme with the words and the settings of a language of the site."""
        strings = self.translated.get(config.file.language, self.strings)
        settings = {**self.settings, **config.file.theme.settings}
        return structs.replace(self, strings=strings, settings=settings)

    @property
    def layouts(self) -> frozenset[str]:
        """The names that `layout` in front matter may have."""
        paths = (name.removeprefix(LAYOUTS) for name in self.templates if name.startswith(LAYOUTS))
        return frozenset(path.removesuffix(".html") for path in paths if path.endswith(".html"))


Link = tuple[str, Path, ThemeFile]
"""A theme in a chain of themes that extend each other: its name, its folder, its `theme.yml`."""


def load_theme(config: Config, store: Store | None = None) -> Theme:
    """Find and read the site's theme; UsageError where it, or what it extends, is not right.

    The store keeps what is in the `theme.yml` of themes that come with sitegen.
    """
    chain = list(_chain(config, store))
    templates: dict[str, Template] = {}
    problems: list[Problem] = []
    for name, folder, _ in reversed(chain):
        for inner, template in _templates(config, folder / "templates", problems):
            templates[inner] = templates[f"{name}/{inner}"] = template
    templates.update(_templates(config, Path(config.root, "templates"), problems))
    folders = [folder for _, folder, _ in chain]
    own = _settings(chain)
    if chain[-1][0] != DEFAULT:
        _fall_back(config, chain, folders, templates, store)
    # What an embed of the default theme says is in any theme that has none of its own.
    common = _default_file(config, chain, store).strings
    words = [common, *(file.strings for _, _, file in reversed(chain))]
    languages = [one.file.language for one in languages_of(config)]
    _check_settings(config, own)
    settings = {**_settings(chain), **config.file.theme.settings}
    static = [Path(config.root, "static"), *(folder / "static" for folder in folders)]
    digest = blake2b(digest_size=16)
    for name, template in sorted(templates.items()):
        digest.update(f"{name}\0{len(template.source)}\0{template.source}".encode())
    extensions = _load_extensions(config, templates)
    digest.update(extensions.key)
    data = load_data(config, config.bounds, problems)
    return Theme(
        templates=templates,
        static_folders=tuple(str(folder) for folder in static),
        settings=settings,
        strings=_strings(words, config.file.language),
        digest=digest.digest(),
        data=data,
        extensions=extensions,
        problems=tuple(problems),
        translated={language: _strings(words, language) for language in languages[1:]},
    )


def _strings(words: list[dict[str, Strings]], language: str) -> Strings:
    """Return the words of themes in a language, and in English what they lack of it.

    `words` are those of each theme by language: the default theme first, then the one that is
    extended before the one that extends it.
    """
    found: Strings = {}
    languages = dict.fromkeys(("en", language.split("-", maxsplit=1)[0], language))
    for of_theme in words[:1], words[1:]:
        for code in languages:
            for strings in of_theme:
                found.update(strings.get(code, {}))
    return found


def _settings(chain: list[Link]) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    for _, _, file in reversed(chain):
        settings.update(file.settings)
    return settings


def _fall_back(
    config: Config,
    chain: list[Link],
    folders: list[Path],
    templates: dict[str, Template],
    store: Store | None,
) -> None:
    """Add what the theme lacks of the default theme's, if it lacks the template of a page kind.

    So a new kind of page does not break an old theme. Its template is shown in the theme's own
    `base.html`, or in the default one, with its style sheet, where the theme has none.
    """
    folder = builtin_themes() / DEFAULT
    problems: list[Problem] = []
    found = dict(_templates(config, folder / "templates", problems))
    pages = {name for name in found if _is_page(name)}
    embeds = {name: found[name] for name in found if name.startswith(EMBEDS)}
    for name, template in embeds.items():
        templates.setdefault(name, template)
    if pages <= templates.keys():
        return
    if "base.html" not in templates:
        folders.append(folder)
    for name, template in found.items():
        templates.setdefault(name, template)
    chain.append((DEFAULT, folder, _theme_file(config, folder, store)))


def _default_file(config: Config, chain: list[Link], store: Store | None) -> ThemeFile:
    """Return the `theme.yml` of the default theme, which most chains end with."""
    folder = builtin_themes() / DEFAULT
    last = chain[-1]
    return last[2] if last[1] == folder else _theme_file(config, folder, store)


def _is_page(name: str) -> bool:
    return name != "base.html" and not name.startswith(("_", EMBEDS))


def _load_extensions(config: Config, templates: Mapping[str, Template]) -> Extensions:
    if not config.file.extensions:
        return NONE
    from .filters import OWN_NAMES

    return load_extensions(config, OWN_NAMES, templates.keys())


def _chain(config: Config, store: Store | None) -> Iterator[Link]:
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
        file = _theme_file(config, folder, store)
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
    source = yamldoc.YamlText(shown, _read_text(named_in, shown))
    mark = yamldoc.place(source, "extends")
    raise UsageError(source.problem(mark, message, "theme.missing", hint))


def _theme_file(config: Config, folder: Path, store: Store | None) -> ThemeFile:
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
    """Read the `theme.yml` of a theme that comes with sitegen; it is parsed once and kept."""
    name, digest = shown_path(config, path), blake2b(path.read_bytes(), digest_size=16).digest()
    kept = store.get(name, True)
    if kept is not None and kept.startswith(digest):
        with suppress(MsgspecError):
            return msgpack.decode(kept[len(digest) :], type=ThemeFile)
    file = _parsed(path, name)
    store.put(name, True, digest + msgpack.encode(file))
    return file


def _parsed(path: Path, shown: str) -> ThemeFile:
    source = yamldoc.YamlText(shown, _read_text(path, shown))
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


def _templates(
    config: Config, folder: Path, problems: list[Problem]
) -> Iterator[tuple[str, Template]]:
    if not folder.is_dir():
        return
    bounds, shown_folder = config.bounds, shown_path(config, folder)
    if not bounds.allow_file(folder):
        problems.append(bounds.leads_out(shown_folder, os.path.realpath(folder)))
        return
    shipped = folder.is_relative_to(builtin_themes())
    for path, entry in _everything_in(config, folder):
        shown = f"{shown_folder}/{path}"
        if entry.is_symlink() and os.path.exists(entry.path) and not bounds.allow_file(entry.path):
            problems.append(bounds.leads_out(shown, os.path.realpath(entry.path)))
        elif path.endswith(TEMPLATE_SUFFIXES) and entry.is_file() and entry.name[0] != ".":
            if readable(shown) != shown:
                raise UsageError(not_utf8_name(shown))
            yield path, Template(_read_text(Path(entry.path), shown), shown, shipped)


def _everything_in(config: Config, folder: Path) -> list[tuple[str, os.DirEntry[str]]]:
    """List the files and folders below a folder; UsageError where one cannot be listed."""
    try:
        return sorted(walk(folder), key=itemgetter(0))
    except OSError as error:
        raise UsageError(unreadable(shown_path(config, Path(error.filename)), error)) from None


def _read_text(path: Path, shown: str) -> str:
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


def _check_settings(config: Config, known: dict[str, Any]) -> None:
    """Report the settings that the theme does not have, also those of the site's languages."""
    problems = list(_settings_problems(config, ("theme",), config.file.theme.settings, known))
    for code, own in config.file.languages.items():
        problems += _settings_problems(config, ("languages", code), own.settings, known)
    if problems:
        raise UsageError(problems)


def _settings_problems(
    config: Config, owner: tuple[str, ...], settings: dict[str, Any], known: dict[str, Any]
) -> Iterator[Problem]:
    import difflib

    for name, value in settings.items():
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            message, code = f"the theme has no setting `{name}`", "theme.unknown-setting"
            hint = f"did you mean `{close[0]}`?" if close else "it knows: " + ", ".join(known)
        elif isinstance(known[name], bool) and not isinstance(value, bool):
            message, code = f"`{name}` must be true or false, not “{value}”", "theme.setting"
            hint = ""
        else:
            continue
        yield site_problem(config, (*owner, "settings", name), message, code, hint)
