"""Names of topics, authors and sections, written in drafts as the site writes them.

Feeds write “GAS” where a site has “gas”. Two spellings of one name are a problem of a build
(`planning/taxonomy.py`), so a draft takes the site's.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from ..formats.names import SlugStyle, clean_name
from ..importing.content_view import Head
from ..planning.taxonomy import likeness
from ..reading.layout import kind_of
from .entries import Entry
from .feeds import Feed

_LONGEST = 200
"""Bytes of a slug; a file's name has at most 255."""


class Spellings:
    """The spellings of a site, by kind of term; those of new drafts are added as they come."""

    def __init__(self, heads: Iterable[Head], style: SlugStyle) -> None:
        self._style = style
        self._by_likeness: dict[tuple[str, str, str], str] = {}
        self._by_slug: dict[tuple[str, str], str] = {}
        self._exact: set[tuple[str, str]] = set()
        articles = []
        for head in heads:
            if head.name:
                self._add_profile(kind_of(head.path), head)
            else:
                articles.append(head)
        for head in articles:
            # A folder's name says nothing of how its section is written.
            if head.section != head.path.partition("/")[0]:
                self._add("section", head.section)
            for kind, names in (("tag", head.tags), ("author", head.authors)):
                for name in names:
                    self._add(kind, name)

    def _add_profile(self, kind: str, head: Head) -> None:
        for name in (head.name, *head.aliases):
            self._exact.add((kind, name))
            self._add(kind, head.name, of=name)

    def _add(self, kind: str, name: str, of: str = "") -> None:
        slug, signs = likeness(of or name, self._style)
        self._by_likeness.setdefault((kind, slug, signs), name)
        self._by_slug.setdefault((kind, slug), name)

    def in_feed(self, feed: Feed) -> Feed:
        """Write the section and the tags of a feed as the site does."""
        tags, _ = self.spelled("tag", feed.tags)
        section, _ = self.spelled("section", (feed.section,))
        return structs.replace(feed, tags=tags, section=next(iter(section), feed.section))

    def in_entry(self, entry: Entry) -> Entry:
        """Write the tags and authors of an entry as the site does; its notes say what is left out.

        Left out is what can have no page: a name without letters or digits, one that is too long,
        or one that has the address of another.
        """
        notes = list(entry.notes)
        made = []
        for part in (entry.item, entry.article):
            if part is not None:
                tags, tag_faults = self.spelled("tag", part.tags)
                authors, author_faults = self.spelled("author", part.authors)
                part = structs.replace(part, tags=tags, authors=authors)
                notes += (f"{fault}, and is left out" for fault in (*tag_faults, *author_faults))
            made.append(part)
        item, article = made
        return structs.replace(entry, item=item, article=article, notes=tuple(dict.fromkeys(notes)))

    def spelled(self, kind: str, names: Iterable[str]) -> tuple[tuple[str, ...], list[str]]:
        """Return names as the site writes them, and what is wrong with those that it cannot have.

        New names are known from now on. `kind` is "tag", "author" or "section".
        """
        found: dict[str, None] = {}
        faults = []
        for name in map(clean_name, names):
            fault = self._fault(kind, name)
            if fault:
                faults.append(f"the {kind} “{name[:60]}” {fault}")
                continue
            if (kind, name) not in self._exact:
                slug, signs = likeness(name, self._style)
                self._add(kind, name)
                name = self._by_likeness[kind, slug, signs]
            found[name] = None
        return tuple(found), faults

    def _fault(self, kind: str, name: str) -> str:
        """Say why a name can have no page: nothing is left of it in a URL, or another name's."""
        slug, signs = likeness(name, self._style)
        if not slug:
            return "has no letters or digits"
        if len(slug.encode()) > _LONGEST:
            return "is too long"
        is_known = (kind, name) in self._exact or (kind, slug, signs) in self._by_likeness
        other = "" if is_known else self._by_slug.get((kind, slug), "")
        return f"has the address of “{other}”" if other else ""
