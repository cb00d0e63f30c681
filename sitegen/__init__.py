"""sitegen: a static site generator for topic digests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .extending.extension import Extension

__version__ = "0.1.0"

__all__ = ["Extension", "__version__"]

_PUBLIC = {"Extension": "sitegen.extending.extension"}
"""Where public names are defined: each is imported when it is first used."""


def __getattr__(name: str) -> Any:
    """Import a public name."""
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_PUBLIC[name]), name)
