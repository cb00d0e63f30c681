"""What a template depends on, as the analysis of its source tells (no Jinja in here)."""

from __future__ import annotations

from msgspec import Struct

EVERYTHING = "*"


class Reach(Struct, frozen=True, array_like=True):
    """What the closure of a template reads.

    `digest` covers the sources of all templates in it; `site` are attribute names, `assets` file
    names, and either may be ("*",) for all. `extensions` are the paths of the extensions whose
    filters and functions it calls.
    """

    digest: bytes
    site: tuple[str, ...]
    assets: tuple[str, ...]
    extensions: tuple[str, ...] = ()
