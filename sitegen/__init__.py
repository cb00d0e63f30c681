"""sitegen: a static site generator for topic digests.

The public names are for the extensions of a site (docs/extending.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .embeds.declaration import DataFile, File, Href, Options, Picture
    from .extending.extension import Extension
    from .pages import Box, Card, FeedEntry, Image, Link, Page, Pagination, Version
    from .planning.kinds.feed import feed_entry, feed_page
    from .planning.kinds.kind import Address, Kind, Output, Planning
    from .planning.lists import paginate

__version__ = "0.2.0"

__all__ = [
    "Address",
    "Box",
    "Card",
    "DataFile",
    "Extension",
    "FeedEntry",
    "File",
    "Href",
    "Image",
    "Kind",
    "Link",
    "Options",
    "Output",
    "Page",
    "Pagination",
    "Picture",
    "Planning",
    "Version",
    "__version__",
    "feed_entry",
    "feed_page",
    "paginate",
]

_PUBLIC = {
    "embeds.declaration": ("DataFile", "File", "Href", "Options", "Picture"),
    "extending.extension": ("Extension",),
    "pages": ("Box", "Card", "FeedEntry", "Image", "Link", "Page", "Pagination", "Version"),
    "planning.kinds.feed": ("feed_entry", "feed_page"),
    "planning.kinds.kind": ("Address", "Kind", "Output", "Planning"),
    "planning.lists": ("paginate",),
}
"""Where public names are defined: each module is imported when one of its names is first used."""


def __getattr__(name: str) -> Any:
    """Import a public name."""
    from importlib import import_module

    for module, names in _PUBLIC.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
