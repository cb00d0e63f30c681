"""Pictures made from other pictures: other sizes and formats, or without private metadata."""

from __future__ import annotations

from collections.abc import Iterator

from ...formats.pictures import is_drawing
from ...pages import Icon, Page
from ...pictures.recipes import CLEAN, ICON_WIDTHS, Drawing, Recipe, recipes_of
from ..assets import rendition_path
from ..site import Site
from ..urls import quoted
from .copy import CopyPage, copied_files
from .kind import Kind, Output, Planning


class PicturePage(CopyPage, frozen=True):
    """A picture made of the file `source` by a recipe; `digest` is that of the source."""

    recipe: Recipe


class DrawnPage(Page, frozen=True):
    """A picture of a title, shown by social networks; `digest` is that of the drawing."""

    template = ""

    drawing: Drawing
    digest: bytes


MadePage = PicturePage | DrawnPage
"""The pages that are pictures."""


def plan_pictures(planning: Planning) -> Iterator[Output]:
    """Plan the site's icons, and every size and format of the pictures that it copies.

    Which of them a text shows does not matter: an edit of a text makes no new files.
    """
    base = planning.site.config.base
    yield from _icons(planning)
    if not planning.site.config.file.pictures.sizes:
        return
    for source, output, asset in copied_files(planning):
        for recipe in recipes_of(asset):
            path = rendition_path(output, asset, recipe)
            page = PicturePage(path, base + quoted("/" + path), source, asset.digest, recipe)
            yield Output(source, page, name=source)


def plan_copies(planning: Planning) -> Iterator[Output]:
    """Plan the static files, and the files of the content folder that are published."""
    base = planning.site.config.base
    has_sizes = planning.site.config.file.pictures.sizes
    for source, output, asset in copied_files(planning):
        url = base + quoted("/" + output)
        if has_sizes and asset.raster is not None and asset.raster.is_private:
            page: CopyPage = PicturePage(output, url, source, asset.digest, CLEAN)
        else:
            page = CopyPage(output, url, source, asset.digest)
        yield Output(source, page, name=source)


def plan_share_images(planning: Planning) -> Iterator[Output]:
    """Plan the pictures that social networks show beside links to the pages planned so far."""
    yield from planning.share_images


def icons_of(site: Site) -> tuple[Icon, ...]:
    """Return the icons made from `pictures.icon`, an SVG itself first; none if it is missing."""
    name, base = site.config.file.pictures.icon, site.config.site_base
    if name not in site.content.static:
        return ()
    drawing = [Icon(f"{base}/{quoted(name)}", "image/svg+xml")] if is_drawing(name) else []
    made = [Icon(f"{base}/{_icon_path(width)}", "image/png", width) for width in ICON_WIDTHS]
    return (*drawing, *made)


def _icons(planning: Planning) -> Iterator[Output]:
    """Plan the icons; a file of the site with the name of an icon takes its place."""
    if not planning.provided.makes_icons:
        return
    name, static = planning.site.config.file.pictures.icon, planning.site.content.static
    if name not in static:
        return
    source = f"{planning.folders[name]}/{name}"
    for width in ICON_WIDTHS:
        path = _icon_path(width)
        if path not in static:
            url = f"{planning.site.config.base}/{path}"
            page = PicturePage(path, url, source, static[name].digest, Recipe("icon", width))
            yield Output(source, page, name=source)


def _icon_path(width: int) -> str:
    """Return the path of an icon's file; browsers ask for the first one by themselves."""
    return "apple-touch-icon.png" if width == ICON_WIDTHS[0] else f"icon-{width}.png"


COPY = Kind("copy", (CopyPage,), plan_copies, ease=1, texts=False, shared=True)
PICTURE = Kind("picture", (PicturePage,), plan_pictures, ease=1, texts=False, shared=True)
SHARE_IMAGE = Kind("share image", (DrawnPage,), plan_share_images, ease=1, texts=False, shared=True)
