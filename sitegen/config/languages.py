"""The languages of a site: the settings of each, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from .schema import Config, LanguageSettings, SiteFile, direction_of

_OWN = ("title", "description", "calendar", "menu", "social", "contact", "more_from", "front")
"""The keys of `site.yml` that a language can have of its own, beside settings of the theme."""


def languages_of(config: Config) -> tuple[Config, ...]:
    """Return the settings of each language, the site's own first.

    Those of a site that sets no `languages` are the settings themselves.
    """
    file = config.file
    if not file.languages:
        return (config,)
    main = file.language.lower()
    codes = sorted(file.languages, key=lambda code: (code.lower() != main, code.lower()))
    return tuple([_in_language(config, code) for code in codes])


def _in_language(config: Config, code: str) -> Config:
    own = config.file.languages[code]
    is_main = code.lower() == config.file.language.lower()
    file = config.file if is_main else _without_words(config.file, code)
    settings = {**file.theme.settings, **own.settings}
    file = replace(file, theme=replace(file.theme, settings=settings), **_given(own))
    prefix = "" if is_main else language_prefix(code)
    direction = config.direction if is_main else direction_of(code)
    return replace(
        config,
        file=file,
        base=config.base + prefix,
        direction=own.direction or direction,
        prefix=prefix,
    )


def language_prefix(code: str) -> str:
    """Return what the paths of a language begin with: `/fa`, or `/pt-br` for pt-BR."""
    return f"/{code.lower()}"


def _without_words(file: SiteFile, code: str) -> SiteFile:
    """Leave out what is written in the site's own language, or names its articles."""
    return replace(
        file,
        language=code,
        description="",
        calendar="gregorian",
        menu=(),
        more_from=replace(file.more_from, title=""),
        front=replace(file.front, pinned=()),
    )


def _given(own: LanguageSettings) -> dict[str, Any]:
    values = {name: getattr(own, name) for name in _OWN}
    return {name: value for name, value in values.items() if value is not None and value != ""}


def language_faults(file: SiteFile) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Find what is wrong with `languages` as a whole: keys, message and hint of each fault."""
    if not file.languages:
        return
    seen: dict[str, str] = {}
    for code in file.languages:
        first = seen.setdefault(code.lower(), code)
        if first != code:
            message = f"“{first}” and “{code}” are one language"
            yield ("languages", code), message, "take one of the two out"
    if file.language.lower() not in seen:
        message = f"`languages` lacks the site's own language, {file.language}"
        hint = f"add `{file.language}: {{}}`, or set `language:` to one of them"
        yield ("languages",), message, hint
    prefixes = {language_prefix(code) for code in seen if code != file.language.lower()}
    for name in ("tags", "authors"):
        path: str = getattr(file.permalinks, name)
        if path.lower()[: path.find("/", 1)] in prefixes:
            message = f"“{path}” is where the pages of a language are"
            yield ("permalinks", name), message, "choose another folder"
