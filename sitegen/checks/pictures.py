"""Find pictures that nothing refers to: beside articles, and in the site's static folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ..config import Config
from ..formats.pictures import PICTURES
from ..model import Article, Profile, Target, files_and_links
from ..pages import Page
from ..planning.assets import resolve
from ..planning.kinds.copy import CopyPage
from ..planning.links import output_at
from ..problems import Problem

_BY_NAME = ("apple-touch-icon.png", "apple-touch-icon-precomposed.png")
"""Browsers ask for these without being told to."""

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
    sources = {
        page.source: path
        for path, page in pages.items()
        if isinstance(page, CopyPage)
        and path.lower().endswith(PICTURES)
        and page.source.startswith((f"{content}/", "static/"))
        and path not in _BY_NAME
    }
    used = {
        output_at(link.partition("#")[0][len(base) :], pages)
        for link in links
        if link.startswith(base + "/")
    }
    named = set(_named(content, records))
    unused = [
        source for source, path in sources.items() if path not in used and source not in named
    ]
    for source in _not_in_scripts(root, unused, pages):
        message = "nothing refers to this picture"
        hint = "show it somewhere, or delete it; it is published all the same"
        yield Problem(source, message, "image.unused", hint=hint, severity="warning")


def missing_alts_of_embeds(record: Article | Profile) -> Iterator[Target]:
    """Find the pictures of embeds whose alternative text (`alt`) is empty."""
    for embed in record.embeds:
        places = {target.href: target for target in embed.targets if target.kind == "image"}
        groups: list[Any] = [embed.options]
        for value in embed.options.values():
            groups += value if isinstance(value, list | tuple) else ()
        for group in groups:
            if isinstance(group, dict) and not str(group.get("alt", "-")).strip():
                yield from filter(None, (places.get(group.get("src", "")),))


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
