"""Find doubtful pictures: nothing refers to them, or they are small, huge or without a credit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ..config import Config
from ..execution.content import Read
from ..execution.planned import Planned
from ..formats.pictures import PICTURES, is_drawing
from ..model import Article, Profile, Target, files_and_links
from ..pages import Image, Page
from ..planning.assets import resolve
from ..planning.kinds.article import ArticlePage
from ..planning.kinds.copy import CopyPage
from ..planning.kinds.text import TextPage
from ..planning.links import output_at
from ..problems import Problem, Unplaced
from ..reporting import format_size

_BY_NAME = ("apple-touch-icon.png", "apple-touch-icon-precomposed.png")
"""Browsers ask for these without being told to."""

_SMALL = 720
"""Pixels: a picture at the top of a text is shown at up to about 1,000."""

_HUGE, _HUGE_FOR_READERS = 8_000_000, 1_000_000
"""Bytes of a picture that is published in smaller sizes, too, and of one that is not."""

_RASTER = tuple(suffix for suffix in PICTURES if suffix != ".svg")

_SCRIPTS = (".js", ".mjs", ".json", ".xml", ".txt")


def unused_pictures(
    config: Config,
    pages: Mapping[str, Page],
    links: Iterable[str],
    records: Iterable[Article | Profile],
) -> Iterator[Problem]:
    """Find the copied pictures that no page, style sheet, article or script names.

    `links` are all that built documents link to (`Document.links`). Drafts count, too: their
    pictures will be needed.
    """
    root, content, base = Path(config.root), config.file.content, config.base
    sources: dict[str, list[str]] = {}
    for path, page in pages.items():
        if (
            isinstance(page, CopyPage)
            and path.lower().endswith(PICTURES)
            and page.source.startswith((f"{content}/", "static/"))
            and path not in _BY_NAME
        ):
            sources.setdefault(page.source, []).append(path)
    used = {
        output_at(link.partition("#")[0][len(base) :], pages)
        for link in links
        if link.startswith(base + "/")
    }
    named = set(_named(content, records))
    unused = [
        source
        for source, paths in sources.items()
        if used.isdisjoint(paths) and source not in named
    ]
    for source in _not_in_scripts(root, unused, pages):
        message = "nothing refers to this picture"
        hint = "show it somewhere, or delete it; it is published all the same"
        yield Problem(source, message, "image.unused", hint=hint, severity="warning")


def check_pictures(
    planned: Planned, read: Read, config: Config, records: Iterable[Article | Profile]
) -> Iterator[Unplaced]:
    """Find the pictures of pages that are small, huge or without a credit, and titles not drawn."""
    owners = frozenset(planned.owners.values())
    for path, page in planned.pages.items():
        if isinstance(page, ArticlePage | TextPage) and page.image is not None:
            yield from _doubts_of_hero(planned.owners[path], page.image, config)
    if config.file.pictures.credit:
        for record in records:
            if record.path in owners:
                yield from _missing_credits(record)
    for owner in planned.not_drawn:
        if owner in read.articles or owner in read.profiles:
            message = "there is no share image of this page: its font lacks letters of the title"
            hint = "set `share_image` in the theme's settings for such pages"
            yield _warning(owner, "image.not-drawn", message, hint, ("title",))


def huge_pictures(read: Read, config: Config) -> Iterator[Problem]:
    """Find the raster pictures that have more bytes than a reader or a repository should get."""
    has_sizes = config.file.pictures.sizes
    limit = _HUGE if has_sizes else _HUGE_FOR_READERS
    hint = "scale it down to 3,000 pixels, and save it as JPEG"
    if not has_sizes:
        hint = "scale it down, or let sitegen make smaller sizes: `pictures: {sizes: true}`"
    for path, file in read.files.items():
        if file.size > limit and path.lower().endswith(_RASTER):
            message = f"this picture has {format_size(file.size)}"
            yield Problem(path, message, "image.huge", hint=hint, severity="warning")


def _doubts_of_hero(owner: str, image: Image, config: Config) -> Iterator[Unplaced]:
    if 0 < image.width < _SMALL and not is_drawing(image.url.partition("?")[0]):
        message = f"the picture above the text is {image.width} pixels wide, which looks blurred"
        hint = f"use one of at least {_SMALL} pixels, or show it inside the text"
        yield _warning(owner, "image.small", message, hint, ("image", "src"))
    if config.file.pictures.credit and not image.credit:
        message = "the picture above the text has no credit"
        hint = "say who made it: `credit:` below `src:`"
        yield _warning(owner, "image.credit", message, hint, ("image", "src"))


def _missing_credits(record: Article | Profile) -> Iterator[Unplaced]:
    inside = [
        (target, "fill in its `credit`")
        for target, options in _pictures_of_embeds(record)
        if not str(options.get("credit", "")).strip()
    ]
    hint = "only a figure has a credit: make it a `:::figure`"
    inside += [(target, hint) for target in record.targets if target.kind == "image"]
    for target, hint in inside:
        message = f"the picture “{unquote(target.href)}” has no credit"
        place = (target.line, target.href, "warning", target.column)
        yield Unplaced(record.path, "image.credit", message, hint, (), *place)


def _warning(
    path: str, code: str, message: str, hint: str, keys: tuple[str | int, ...]
) -> Unplaced:
    return Unplaced(path, code, message, hint, keys, severity="warning")


def missing_alts_of_embeds(record: Article | Profile) -> Iterator[Target]:
    """Find the pictures of embeds whose alternative text (`alt`) is empty."""
    for target, options in _pictures_of_embeds(record):
        if not str(options.get("alt", "-")).strip():
            yield target


def _pictures_of_embeds(record: Article | Profile) -> Iterator[tuple[Target, dict[str, Any]]]:
    """Give each picture that an embed shows, and the options that are about it."""
    for embed in record.embeds:
        places = {target.href: target for target in embed.targets if target.kind == "image"}
        groups: list[Any] = [embed.options]
        for value in embed.options.values():
            groups += value if isinstance(value, list | tuple) else ()
        for group in groups:
            place = places.get(group.get("src", "")) if isinstance(group, dict) else None
            if place is not None:
                yield place, group


def _named(content: str, records: Iterable[Article | Profile]) -> Iterator[str]:
    """Give the files that articles and profiles name, by their path from the site's root."""
    for record in records:
        image = record.image if isinstance(record, Article) else record.avatar
        hrefs = [target.href for target in files_and_links(record)]
        for href in (*hrefs, image.src if image else ""):
            if href.startswith("/"):
                yield "static" + unquote(href)
            elif href:
                yield f"{content}/{resolve(record.path, href)}"


def _not_in_scripts(root: Path, unused: list[str], pages: Mapping[str, Page]) -> Iterator[str]:
    """Leave out what a script or a data file of the site names."""
    if not unused:
        return
    texts = [
        (root / page.source).read_bytes()
        for page in pages.values()
        if isinstance(page, CopyPage) and page.path.endswith(_SCRIPTS)
    ]
    for source in unused:
        name = source.rpartition("/")[2].encode()
        if not any(name in text for text in texts):
            yield source
