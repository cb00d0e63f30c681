"""Write articles and related items as content files, and update earlier imports.

Front matter is compared value by value, as text, so what the editor wrote keeps its form and its
comments. The body is one value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
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
from .journal import digest_of

_LONGEST_SLUG = 120
_SEAL = re.compile(rf"(?P<text>{FENCE}\n.*\n)  imported: brief-(?P<digest>\w+)\n{FENCE}\n\Z", re.S)


class ContentFile(Struct, frozen=True):
    """A file below the content folder; `slug` and `date` are the ones in its name.

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
    """Make an article's file, or the problem why it can have no path.

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
    """Add a digest of a brief to its front matter, so that edits can be recognized.

    `extra` is the last key of the front matter, where there is one.
    """
    plain = text.removesuffix(f"{FENCE}\n")
    key = "" if "\nextra:\n" in plain else "extra:\n"
    return f"{plain}{key}  imported: brief-{_brief_digest(plain)}\n{FENCE}\n"


def without_seal(text: str) -> str:
    """Remove the digest from a brief; keep any other text as it is."""
    seal = _SEAL.match(text)
    return f"{_sealed_part(seal['text'])}{FENCE}\n" if seal else text


def is_untouched_brief(text: str) -> bool:
    """Return True for a brief that sitegen wrote, and nobody has changed since."""
    seal = _SEAL.match(text)
    return seal is not None and seal["digest"] == _brief_digest(_sealed_part(seal["text"]))


def _sealed_part(text: str) -> str:
    return text.removesuffix("\nextra:\n") + "\n" if text.endswith("\nextra:\n") else text


def _brief_digest(text: str) -> str:
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
    """Shorten a slug to its first words: file systems allow 255 bytes."""
    while len(slug.encode()) > _LONGEST_SLUG and "-" in slug:
        slug = slug.rpartition("-")[0]
    return slug.encode()[:_LONGEST_SLUG].decode(errors="ignore")


BODY = "body"
ID = "id"

_SHARED = 0.6
"""The part of the words that two versions of one article share at least."""

_WORD = re.compile(r"\w+")
_KEY = re.compile(r"([A-Za-z_][\w-]*):", re.M)


class Difference(Struct, frozen=True):
    """A value that an import would change: the one in the file and the imported one.

    `is_kept` is True if the editor has changed the value since, so that the file's stays.
    """

    name: str
    here: str
    imported: str
    is_kept: bool = False


class Update(Struct, frozen=True):
    """A file's new text, and how it differs from the present one."""

    text: str
    differences: tuple[Difference, ...] = ()


def parts_of(text: str) -> dict[str, str] | None:
    """Split a content file into the text of each value and the body; None if it has no fences."""
    opening = f"{FENCE}\n"
    matter, fence, body = text.removeprefix(opening).partition(f"\n{FENCE}\n")
    if not text.startswith(opening) or not fence:
        return None
    parts: dict[str, str] = {}
    name = ""
    for line in matter.split("\n"):
        if key := _KEY.match(line):
            name = key[1]
        parts[name] = f"{parts[name]}\n{line}" if name in parts else line
    parts[BODY] = body.strip("\n")
    return parts


def digests_of(text: str) -> dict[str, str]:
    """Return the digest of each value of a content file, and of its body."""
    return {name: digest_of(part.encode()) for name, part in (parts_of(text) or {}).items()}


def merge(here: str, imported: str, before: Mapping[str, str]) -> Update | None:
    """Update a file with the values of a new import.

    `here` is the file's text, `before` are the digests of what the last import wrote. None where
    the file cannot be parted into values.
    """
    mine, theirs = parts_of(here), parts_of(imported)
    if mine is None or theirs is None:
        return None
    found: list[Difference] = []
    for name in dict.fromkeys((*mine, *theirs)):
        if name == ID:  # The id of an article in feeds never changes.
            continue
        part, new, last = mine.get(name), theirs.get(name), before.get(name)
        if part == new or _digest(new) == last:
            continue
        is_kept = _digest(part) != last
        found.append(Difference(name, part or "", new or "", is_kept))
        if is_kept:
            continue
        if new is None:
            del mine[name]
        else:
            mine[name] = new
    is_same = all(one.is_kept for one in found)
    return Update(here if is_same else joined(mine), tuple(found))


def is_same_article(here: str, imported: str) -> bool:
    """Return True if two content files share most of their words: one may correct the other."""
    mine, theirs = (Counter(_WORD.findall(text.casefold())) for text in (here, imported))
    shared = (mine & theirs).total()
    return shared >= _SHARED * max(mine.total(), theirs.total(), 1)


def is_same_but_for_id(here: str | None, imported: str) -> bool:
    """Return True if two content files differ in their ids alone, or not at all."""
    mine, theirs = parts_of(here or ""), parts_of(imported)
    return bool(mine and theirs) and {**(mine or {}), ID: ""} == {**(theirs or {}), ID: ""}


def with_id(text: str, identity: str) -> str:
    """Replace the id of an imported file."""
    parts = parts_of(text)
    if parts is None or ID not in parts:
        return text
    parts[ID] = dump({ID: identity}).split("\n")[1]
    return joined(parts)


def _digest(part: str | None) -> str | None:
    return None if part is None else digest_of(part.encode())


def joined(parts: Mapping[str, str]) -> str:
    """Join the parts of a file: values in the editor's order, then new ones."""
    matter = "\n".join(part for name, part in parts.items() if name != BODY)
    body = parts.get(BODY, "")
    return f"{FENCE}\n{matter}\n{FENCE}\n" + (f"\n{body}\n" if body else "")
