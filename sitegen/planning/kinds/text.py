"""Pages outside the sections, such as “About”."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...formats.dates import local_day
from ...model import Article, Correction, Heading
from ...pages import BodyUse, Image, Page, Version
from ..links import text_page_url
from ..site import is_visible, language_of
from ..urls import output_path, quoted
from .kind import Address, Kind, Output, Planning


class TextPage(Page, frozen=True):
    """A page outside the sections (`content/pages/about.md`)."""

    template = "page.html"

    title: str
    summary: str
    image: Image | None
    updated: str | None
    body: BodyUse
    toc: tuple[Heading, ...]
    corrections: tuple[Correction, ...]
    lang: str
    dir: str
    extra: dict[str, Any]
    layout: str = ""
    calendar: str = ""
    translations: tuple[Version, ...] = ()


def plan_texts(planning: Planning) -> Iterator[Output]:
    """Plan the pages of `content/pages/` that are visible."""
    site = planning.site
    zone = site.config.file.timezone
    for text in site.content.pages:
        if not is_visible(text, planning.view) or not planning.wants(text.path):
            continue
        page = _text_page(text, planning)
        changed = text.updated or text.date
        day = local_day(changed, zone) if changed else None
        address = Address(page.url, day, page.translations)
        name = f"{site.config.file.content}/{text.path}"
        yield Output(text.path, page, name=name, address=address)


def _text_page(text: Article, planning: Planning) -> TextPage:
    site = planning.site
    path = text_page_url(text)
    url = site.config.base + quoted(path)
    image = None
    if text.image is not None and text.image.src:
        image = site.images.find(text.image, text.path, ("image", "src"))
    lang, direction = language_of(text, site.config)
    return TextPage(
        path=output_path(path),
        url=url,
        title=text.title,
        summary=text.summary,
        image=image,
        updated=text.updated,
        body=planning.links.use(text, url) if text.body else BodyUse(b""),
        toc=text.toc,
        corrections=text.corrections,
        lang=lang,
        dir=direction,
        extra=text.extra,
        layout=planning.provided.layout(text),
        calendar=text.calendar or "",
        translations=planning.translations.get(text.path, ()),
    )


TEXT = Kind("text", (TextPage,), plan_texts, ease=2, names_versions=True)
