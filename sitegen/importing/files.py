"""What an article and its related items look like as content files: paths and texts."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Any

from msgspec import Struct

from ..config import SiteFile
from ..formats.names import SlugStyle, slugify
from ..planning.entry_ids import file_id
from ..planning.kinds import reserved_sections
from ..problems import Problem
from ..reading.frontmatter import FENCE, dump
from .article import ImportedArticle, RelatedItem

_LONGEST_SLUG = 120
_SEAL = re.compile(rf"(?P<text>{FENCE}\n.*\n)  imported: brief-(?P<digest>\w+)\n{FENCE}\n\Z", re.S)


class ContentFile(Struct, frozen=True):
    """A file below the content folder; `slug` and `date` are those of its name.

    `url` is the address of its source.
    """

    path: str
    text: str
    title: str
    slug: str
    date: str | None
    is_brief: bool = False
    url: str | None = None


def article_file(
    article: ImportedArticle, style: SlugStyle, shown: str, in_bundle: bool = False
) -> ContentFile | Problem:
    """Make an article's file, or the problem that keeps it from having a path.

    A bundle is a folder of its own, with the article's pictures beside it.
    """
    place = _place(article.title, article.section, article.date, style, shown)
    if isinstance(place, Problem):
        return place
    path, slug = place
    if in_bundle:
        path = path.removesuffix(".md") + "/index.md"
    values: dict[str, Any] = {
        "title": article.title,
        "date": article.date,
        "updated": article.updated,
        "summary": article.summary,
        "authors": article.authors,
        "tags": article.tags,
        "section": article.section,
        "lang": article.lang,
        "image": article.image,
        "source": article.source,
        "truncated": article.truncated,
        "id": file_id(path),
    }
    text = f"{dump(values)}\n{article.body}\n"
    return ContentFile(path, text, article.title, slug, article.date, url=article.source.url)


def brief_file(item: RelatedItem, style: SlugStyle, shown: str) -> ContentFile | Problem:
    """Make a related item's file: front matter without a body."""
    place = _place(item.title, item.section, item.date, style, shown)
    if isinstance(place, Problem):
        return place
    path, slug = place
    values: dict[str, Any] = {
        "title": item.title,
        "date": item.date,
        "summary": item.summary,
        "authors": item.authors,
        "tags": item.tags,
        "section": item.section,
        "source": {"name": item.publisher, "url": item.url, "accessed": item.accessed},
        "id": file_id(path),
    }
    text = sealed(dump(values))
    return ContentFile(path, text, item.title, slug, item.date, is_brief=True, url=item.url)


def sealed(text: str) -> str:
    """Add a digest of a brief to its front matter, so that a changed brief is known as such.

    `extra` is the last key of the front matter, where there is one.
    """
    plain = text.removesuffix(f"{FENCE}\n")
    key = "" if "\nextra:\n" in plain else "extra:\n"
    return f"{plain}{key}  imported: brief-{_digest(plain)}\n{FENCE}\n"


def without_seal(text: str) -> str:
    """Take the digest out of a brief; any other text stays as it is."""
    seal = _SEAL.match(text)
    return f"{_sealed_part(seal['text'])}{FENCE}\n" if seal else text


def is_untouched_brief(text: str) -> bool:
    """Return True for a brief that sitegen wrote, and nobody has changed since."""
    seal = _SEAL.match(text)
    return seal is not None and seal["digest"] == _digest(_sealed_part(seal["text"]))


def _sealed_part(text: str) -> str:
    return text.removesuffix("\nextra:\n") + "\n" if text.endswith("\nextra:\n") else text


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=6).hexdigest()


def _place(
    title: str, section: str | None, date: str | None, style: SlugStyle, shown: str
) -> tuple[str, str] | Problem:
    if not section:
        message = f"“{title}” has no section, so there is no folder for it"
        hint = "name one with --section"
        return Problem(shown, message, "import.no-section", hint=hint)
    folder = slugify(section, style)
    if not folder or folder in reserved_sections(SiteFile(title="-")):
        message = f"a section cannot be called “{section}”"
        return Problem(shown, message, "import.section", hint="name another with --section")
    slug = _shorten(slugify(title, style))
    if not slug or (slug == "index" and not date):
        message = f"the title “{title}” leaves no name for the file"
        hint = "write the article's file by hand, with a `slug:`"
        return Problem(shown, message, "import.slug", hint=hint)
    name = f"{date[:10]}-{slug}" if date else slug
    return f"{folder}/{name}.md", slug


def _shorten(slug: str) -> str:
    """File systems take 255 bytes; a long title keeps its first words."""
    while len(slug.encode()) > _LONGEST_SLUG and "-" in slug:
        slug = slug.rpartition("-")[0]
    return slug.encode()[:_LONGEST_SLUG].decode(errors="ignore")
