"""Files that are copied as they are: static ones, and those beside articles."""

from __future__ import annotations

from collections.abc import Iterator

from ...model import Asset
from ...pages import Page
from .kind import Planning


class CopyPage(Page, frozen=True):
    """A file copied as it is: a picture of a bundle, a static file. `source` is its full path."""

    template = ""

    source: str
    digest: bytes


def copied_files(planning: Planning) -> Iterator[tuple[str, str, Asset]]:
    """Yield each file to copy: its path from the site's root, its output path, what it is.

    Where texts alone are planned, the folders of static files are not known, nor needed.
    """
    site = planning.site
    for path, asset in site.content.static.items():
        yield f"{planning.folders.get(path, '')}/{path}", path, asset
    for path, asset in site.images.bundled.items():
        yield f"{site.config.file.content}/{path}", site.images.output_of(path), asset
