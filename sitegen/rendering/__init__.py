"""Render pages: theme and page → bytes. This module has only types and does not load Jinja."""

from __future__ import annotations

from typing import Protocol

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


class Store(Protocol):
    """Keeps data made from a theme's files between builds; returns all of it or None.

    `shipped` tells that a file comes with sitegen: many sites have it.
    """

    def get(self, name: str, shipped: bool) -> bytes | None:
        """Return the data stored under a name."""

    def put(self, name: str, shipped: bool, data: bytes) -> None:
        """Store data under a name."""
