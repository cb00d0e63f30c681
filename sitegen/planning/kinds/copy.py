"""Files that are copied as they are: static ones, and those beside articles."""

from __future__ import annotations

from collections.abc import Iterator

from ...pages import Page
from ..urls import quoted
from .kind import Kind, Output, Planning


class CopyPage(Page, frozen=True):
    """A file copied as it is: a picture of a bundle, a static file. `source` is its full path."""

    template = ""

    source: str
    digest: bytes


def plan_copies(planning: Planning) -> Iterator[Output]:
    """Plan the static files, and the files of the content folder that are published."""
    site = planning.site
    base = site.config.base
    for path, asset in site.content.static.items():
        source = f"{planning.folders[path]}/{path}"
        page = CopyPage(path, base + quoted("/" + path), source, asset.digest)
        yield Output(source, page, name=source)
    for path, asset in site.images.bundled.items():
        output = site.images.output_of(path)
        source = f"{site.config.file.content}/{path}"
        page = CopyPage(output, base + quoted("/" + output), source, asset.digest)
        yield Output(source, page, name=source)


COPY = Kind("copy", (CopyPage,), plan_copies, ease=1, texts=False)
