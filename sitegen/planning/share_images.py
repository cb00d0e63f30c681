"""Share images: what social networks show beside a link, a photo of the page or its drawn title.

Each is planned once, however many pages share it; its name changes with what it shows.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

from msgspec.msgpack import encode
from msgspec.structs import replace

from ..config import Config
from ..model import Asset
from ..pages import Image, Page
from ..pictures.letters import direction_in, drawable, needs_shaping
from ..pictures.recipes import LEAST_SHARE_SIZE, SHARE_SIZE, WIDTHS, Drawing, Recipe
from .assets import rendition_path
from .kinds.copy import copied_files
from .kinds.edition import EditionPage
from .kinds.home import HomePage
from .kinds.kind import Output, Planning
from .kinds.listing import ListingPage
from .kinds.not_found import NotFoundPage
from .kinds.picture import DrawnPage, PicturePage
from .kinds.redirect import RedirectPage
from .kinds.series import SeriesPage
from .provided import ShareStyle
from .urls import quoted

FOLDER = "share"
"""The folder of drawn pictures in the output."""

_NOT_SHARED = (NotFoundPage, RedirectPage)


class _Subject(NamedTuple):
    """What a page is about; a page without a title is about the site."""

    title: str = ""
    label: str = ""
    image: Image | None = None
    language: str = ""
    direction: str = ""


def _subject(page: Page) -> _Subject:
    if isinstance(page, HomePage):
        lead = page.front.lead if page.front else None
        return _Subject(image=lead.image if lead else None)
    if isinstance(page, ListingPage):
        image = page.term.avatar or (page.lead.image if page.lead else None)
        return _Subject(page.title, image=image, direction=direction_in(page.title))
    if isinstance(page, EditionPage):
        lead = page.edition.lead
        return _Subject(page.edition.title, image=lead.image if lead else None)
    if isinstance(page, SeriesPage):
        name = page.series.name
        return _Subject(name, image=page.series.avatar, direction=direction_in(name))
    return _Subject(
        getattr(page, "title", ""),
        getattr(getattr(page, "section", None), "text", ""),
        getattr(page, "image", None),
        getattr(page, "lang", ""),
        getattr(page, "dir", ""),
    )


class ShareImages:
    """Gives pages their share images, and collects the pictures to be made.

    `outputs` are the pictures by path. `unknown` are the owners of pages whose title has letters
    that the font lacks; `unshaped` counts the pages whose letters cannot be joined on this machine.
    """

    def __init__(self, planning: Planning, style: ShareStyle) -> None:
        self.outputs: dict[str, Output] = {}
        self.unknown: list[str] = []
        self.unshaped = 0
        self.shapes = style.shapes
        self._base = planning.site.config.base
        self._style = style
        self._files = {
            self._url(output): (source, output, asset)
            for source, output, asset in copied_files(planning)
            if asset.raster is not None
        }

    def shared(self, output: Output, config: Config) -> Output:
        """Return a page with its share image; pages that networks do not show stay as they are.

        `config` is that of the page's language.
        """
        page = output.page
        if not page.template.endswith(".html") or isinstance(page, _NOT_SHARED):
            return output
        subject = _subject(page)
        image = self._crop(subject.image) or self._drawing(subject, output.owner, config)
        return output._replace(page=replace(page, share_image=image)) if image else output

    def _url(self, path: str) -> str:
        return self._base + quoted("/" + path)

    def _crop(self, image: Image | None) -> Image | None:
        """Plan a crop of a picture; None if no picture is large enough."""
        found = self._files.get(image.url) if image else None
        if image is None or found is None or not _is_large(found[2]):
            return None
        source, output, asset = found
        recipe = Recipe("share", SHARE_SIZE[0], image.focus)
        path = rendition_path(output, asset, recipe)
        page = PicturePage(path, self._url(path), source, asset.digest, recipe)
        self.outputs[path] = Output(source, page, name=source)
        return Image(page.url, image.alt, "", image.credit, *SHARE_SIZE)

    def _drawing(self, subject: _Subject, owner: str, config: Config) -> Image | None:
        """Plan a picture of a page's title; None if it cannot be drawn."""
        file = config.file
        title, name = subject.title or file.title, file.title
        if not subject.title:
            name = file.description
        texts = [drawable(text) for text in (title, subject.label, name)]
        shown = [text for text in texts if text is not None]
        if len(shown) < len(texts) or not shown[0]:
            self.unknown.append(owner)
            return None
        if not self._style.shapes and any(map(needs_shaping, shown)):
            self.unshaped += 1
            return None
        drawing = Drawing(
            title=shown[0],
            label=shown[1],
            name=shown[2],
            direction=subject.direction or config.direction,
            site_direction=config.direction,
            language=subject.language or file.language,
            accent=self._style.accent,
            shaped=self._style.shapes,
        )
        digest = blake2b(encode(drawing), digest_size=16).digest()
        path = f"{FOLDER}/{digest.hex()[:16]}.png"
        page = DrawnPage(path, self._url(path), drawing, digest)
        self.outputs[path] = Output("the share images", page)
        return Image(page.url, title, "", "", *SHARE_SIZE)


def _is_large(asset: Asset) -> bool:
    """Return True if a picture is large enough to be shared, after a wide one is scaled down."""
    scale = min(1, WIDTHS[-1] / asset.width) if asset.width else 0
    width, height = LEAST_SHARE_SIZE
    return asset.width * scale >= width and asset.height * scale >= height
