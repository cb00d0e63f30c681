"""Pictures that are made of others: in other sizes and formats, or without private metadata."""

from __future__ import annotations

from collections.abc import Iterator

from ...pictures.recipes import CLEAN, Recipe, recipes_of
from ..pictures import rendition_path
from ..urls import quoted
from .copy import CopyPage, copied_files
from .kind import Kind, Output, Planning


class PicturePage(CopyPage, frozen=True):
    """A picture made of the file `source` by a recipe; `digest` is that of the source."""

    recipe: Recipe


def plan_pictures(planning: Planning) -> Iterator[Output]:
    """Plan every size and format of the pictures that the site copies.

    Which of them a text shows does not matter: an edit of a text makes no new files.
    """
    base = planning.site.config.base
    for source, output, asset in copied_files(planning):
        for recipe in recipes_of(asset):
            path = rendition_path(output, asset, recipe)
            page = PicturePage(path, base + quoted("/" + path), source, asset.digest, recipe)
            yield Output(source, page, name=source)


def plan_copies(planning: Planning) -> Iterator[Output]:
    """Plan the static files, and the files of the content folder that are published."""
    base = planning.site.config.base
    for source, output, asset in copied_files(planning):
        url = base + quoted("/" + output)
        if asset.raster is not None and asset.raster.is_private:
            page: CopyPage = PicturePage(output, url, source, asset.digest, CLEAN)
        else:
            page = CopyPage(output, url, source, asset.digest)
        yield Output(source, page, name=source)


COPY = Kind("copy", (CopyPage,), plan_copies, ease=1, texts=False, shared=True)
PICTURE = Kind("picture", (PicturePage,), plan_pictures, ease=1, texts=False, shared=True)
