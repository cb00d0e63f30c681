"""Render pages: theme and page → bytes; and what a template depends on (without Jinja)."""

from __future__ import annotations

from msgspec import Struct

EVERYTHING = "*"


class Dependencies(Struct, frozen=True, array_like=True):
    """What a template and the templates that it uses depend on.

    `digest` covers the sources of all templates in it; `site` are attribute names, `assets` file
    names, and either may be ("*",) for all. `extensions` are the paths of the extensions whose
    filters and functions it calls.
    """

    digest: bytes
    site: tuple[str, ...]
    assets: tuple[str, ...]
    extensions: tuple[str, ...] = ()
