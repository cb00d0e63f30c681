"""Themes: where their templates and static files are found, their settings and strings."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from operator import itemgetter
from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from ..config import Config, builtin_themes, languages_of, site_problem
from ..extending.data import load_data
from ..extending.load import NONE, Extensions, load_extensions
from ..files.walk import walk
from ..formats.paths import dead_link, not_utf8_name
from ..problems import Problem, UsageError, readable, unreadable
from . import Store
from .theme_file import (
    DEFAULT,
    Link,
    Strings,
    default_file,
    read_text,
    shown_path,
    theme_chain,
)

TEMPLATE_SUFFIXES = (".html", ".xml", ".txt", ".json", ".opml", ".css", ".js")


EMBEDS, LAYOUTS = "embeds/", "layouts/"
"""Folders of templates that are not those of a kind of page."""


class Template(Struct, frozen=True):
    """The source text of a template, the name of its file in problems, and whether it is ours."""

    source: str
    shown: str
    shipped: bool = False


class Theme(Struct, frozen=True):
    """A theme with all themes that it extends, and the site's own templates and static files.

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


def load_theme(config: Config, store: Store | None = None) -> Theme:
    """Find and read the site's theme; UsageError if it, or a theme that it extends, is wrong.

    The store keeps what is in the `theme.yml` of themes that come with sitegen.
    """
    chain = list(theme_chain(config, store))
    templates: dict[str, Template] = {}
    problems: list[Problem] = []
    for name, folder, _ in reversed(chain):
        for inner, template in _templates(config, folder / "templates", problems):
            templates[inner] = templates[f"{name}/{inner}"] = template
    templates.update(_templates(config, Path(config.root, "templates"), problems))
    folders = [folder for _, folder, _ in chain]
    own = _settings(chain)
    if chain[-1][0] != DEFAULT:
        missing, lacks_page = _missing(config, templates)
        folder = builtin_themes() / DEFAULT
        if lacks_page and "base.html" not in templates:
            folders.append(folder)
        if lacks_page:
            chain.append((DEFAULT, folder, default_file(config, chain, store)))
        templates.update(missing)
    # Any theme can show the embeds of the default theme, so it has their words as well.
    common = default_file(config, chain, store).strings
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
    """Return the words of themes in a language; English fills the gaps.

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


def _missing(config: Config, templates: Mapping[str, Template]) -> tuple[dict[str, Template], bool]:
    """Return the default templates that a theme lacks, and whether a kind of page needs one.

    So a new kind of page does not break an old theme. Its template is shown in the theme's own
    `base.html`, or in the default one, with its style sheet, where the theme has none. A theme that
    has the templates of all kinds gets those of embeds alone.
    """
    found = dict(_templates(config, builtin_themes() / DEFAULT / "templates", []))
    lacks_page = any(_is_page(name) and name not in templates for name in found)
    missing = {
        name: template
        for name, template in found.items()
        if name not in templates and (lacks_page or name.startswith(EMBEDS))
    }
    return missing, lacks_page


def _is_page(name: str) -> bool:
    return name != "base.html" and not name.startswith(("_", EMBEDS))


def _load_extensions(config: Config, templates: Mapping[str, Template]) -> Extensions:
    if not config.file.extensions:
        return NONE
    from .filters import OWN_NAMES

    return load_extensions(config, OWN_NAMES, templates.keys())


def _templates(
    config: Config, folder: Path, problems: list[Problem]
) -> Iterator[tuple[str, Template]]:
    bounds, shown_folder = config.bounds, shown_path(config, folder)
    if not folder.is_dir():
        if dead := dead_link(folder, shown_folder):
            problems.append(dead)
        return
    if not bounds.allow_file(folder):
        problems.append(bounds.leads_out(shown_folder, os.path.realpath(folder)))
        return
    shipped = folder.is_relative_to(builtin_themes())
    for path, entry in _everything_in(config, folder):
        is_template = path.endswith(TEMPLATE_SUFFIXES) and entry.name[0] != "."
        shown = f"{shown_folder}/{path}"
        if entry.is_symlink() and os.path.exists(entry.path) and not bounds.allow_file(entry.path):
            problems.append(bounds.leads_out(shown, os.path.realpath(entry.path)))
        elif is_template and (dead := dead_link(entry.path, shown)):
            problems.append(dead)
        elif is_template and os.path.isfile(entry.path):
            if readable(shown) != shown:
                raise UsageError(not_utf8_name(shown))
            yield path, Template(read_text(Path(entry.path), shown), shown, shipped)


def _everything_in(config: Config, folder: Path) -> list[tuple[str, os.DirEntry[str]]]:
    """List the files and folders below a folder; UsageError if one cannot be listed."""
    try:
        return sorted(walk(folder), key=itemgetter(0))
    except OSError as error:
        raise UsageError(unreadable(shown_path(config, Path(error.filename)), error)) from None


def _check_settings(config: Config, known: dict[str, Any]) -> None:
    """Report settings that the theme does not have, also in the languages of the site."""
    problems = list(_settings_problems(config, ("theme",), config.file.theme.settings, known))
    for code, own in config.file.languages.items():
        problems += _settings_problems(config, ("languages", code), own.settings, known)
    if problems:
        raise UsageError(problems)


def _settings_problems(
    config: Config, owner: tuple[str, ...], settings: dict[str, Any], known: dict[str, Any]
) -> Iterator[Problem]:
    for name, value in settings.items():
        if name not in known:
            from difflib import get_close_matches

            close = get_close_matches(name, known, n=1)
            message, code = f"the theme has no setting `{name}`", "theme.unknown-setting"
            hint = f"did you mean `{close[0]}`?" if close else "it knows: " + ", ".join(known)
        elif isinstance(known[name], bool) and not isinstance(value, bool):
            message, code = f"`{name}` must be true or false, not “{value}”", "theme.setting"
            hint = ""
        else:
            continue
        yield site_problem(config, (*owner, "settings", name), message, code, hint)
