"""Where the other sizes and formats of a picture are: beside it, under names of their own."""

from __future__ import annotations

from hashlib import blake2b
from itertools import groupby

from ..model import Asset
from ..pages import Renditions
from ..pictures.recipes import TYPES, Recipe, recipes_of
from .urls import quoted

_LONGEST_STEM = 40
"""Characters of a picture's name that the names of its renditions begin with."""


def rendition_path(output: str, asset: Asset, recipe: Recipe) -> str:
    """Return the output path of a rendition of the picture at `output`.

    It changes with the picture's bytes, so browsers may keep it for long.
    """
    folder, slash, name = output.rpartition("/")
    stem = name.rpartition(".")[0][:_LONGEST_STEM]
    mark = blake2b(asset.digest + name.encode(), digest_size=4).hexdigest()
    return f"{folder}{slash}{stem}.{mark}-{recipe.name}"


def renditions_of(output: str, asset: Asset, base: str) -> Renditions | None:
    """Return what a browser can choose from in place of the picture at `output`."""
    sources = []
    for encoding, recipes in groupby(recipes_of(asset), key=lambda recipe: recipe.encoding):
        srcset = ", ".join(
            f"{base}{quoted('/' + rendition_path(output, asset, recipe))} {recipe.width}w"
            for recipe in recipes
        )
        sources.append((TYPES[encoding][0], srcset))
    if not sources or asset.raster is None:
        return None
    return Renditions(asset.raster.colour, tuple(sources))
