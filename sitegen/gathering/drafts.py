"""An entry of a feed as a draft: a content file that says where it came from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import structs

from ..formats.names import SlugStyle
from ..importing.article import Given, ImportedArticle
from ..importing.files import (
    ContentFile,
    article_file,
    brief_file,
    is_untouched_brief,
    joined,
    parts_of,
    sealed,
    without_seal,
)
from ..importing.read import brief_of, read_item
from ..planning.entry_ids import file_id
from ..problems import ContentError, Problem
from ..reading.frontmatter import FENCE, dump
from .entries import Entry
from .feeds import Feed
from .inbox import draft_id

_DATED = re.compile(r"\d{4}-\d{2}-\d{2}-")


def draft_of(entry: Entry, feed: Feed, day: str, style: SlugStyle) -> ContentFile | Problem:
    """Make the file of an entry: an article where its text is known, else a brief.

    `day` is the day of gathering. A Problem where no path can be made for it.
    """
    item = structs.replace(entry.item, saved_at=day)
    given = Given(feed.section, tags=feed.tags, source_name=feed.name)
    article = entry.article
    if article is not None:
        article = structs.replace(article, date=article.date or item.date or None)
    elif item.html:
        try:
            article = read_item(item, item.url, given)
        except ContentError:
            item = structs.replace(item, html="")
    if article is not None:
        file = article_file(_accessed(article, feed, day), style, feed.name)
    else:
        file = brief_file(brief_of(item, given), style, feed.name)
    if isinstance(file, Problem):
        return file
    noted = {"feed": feed.name, "day": day}
    if file.url != item.url:
        noted["address"] = item.url
    # Files of one name are told apart by a number, and may be moved; an id is never given twice.
    identity = f"{file_id(file.path)}-{draft_id(item.url, file.path)}"
    return structs.replace(file, text=_as_draft(file.text, noted, identity))


def _accessed(article: ImportedArticle, feed: Feed, day: str) -> ImportedArticle:
    """Note the day of gathering; leave out the related items of a page."""
    source = structs.replace(article.source, name=feed.name, accessed=day)
    return structs.replace(article, source=source, section=feed.section, related=())


def _as_draft(text: str, noted: dict[str, str], identity: str) -> str:
    """Make a draft of a content file, with an id, and a note of where it was gathered."""
    parts = parts_of(without_seal(text)) or {}
    body = parts.pop("body", "")
    parts |= {"id": _lines({"id": identity}), "draft": "draft: true"}
    parts |= {"extra": _lines({"extra": {"gathered": noted}}), "body": body}
    draft = joined(parts)
    return sealed(draft) if is_untouched_brief(text) else draft


def _lines(values: Mapping[str, Any]) -> str:
    """Write values as lines of front matter, without fences."""
    return dump(values).removeprefix(f"{FENCE}\n").removesuffix(f"\n{FENCE}\n")


class FreeNames:
    """Chooses file names that nothing in a section's folder has; no two have one URL."""

    def __init__(self, content: Path) -> None:
        self._content = content
        self._slugs: dict[str, set[str]] = {}

    def path_for(self, file: ContentFile) -> str:
        """Return the path of a new file, with a number at its end where its name is taken."""
        section, _, name = file.path.partition("/")
        slugs = self._slugs.get(section)
        if slugs is None:
            folder = self._content / section
            entries = list(folder.iterdir()) if folder.is_dir() else []
            slugs = {_slug(entry.name) for entry in entries}
            self._slugs[section] = slugs
        stem = name.removesuffix(".md")
        number = 1
        while (slug := _slug(stem if number == 1 else f"{stem}-{number}")) in slugs:
            number += 1
        slugs.add(slug)
        return f"{section}/{stem}.md" if number == 1 else f"{section}/{stem}-{number}.md"


def _slug(name: str) -> str:
    return _DATED.sub("", name.removesuffix(".md")).casefold()
