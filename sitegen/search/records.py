"""What is indexed of an article: a record that its page is found and shown by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
from html import escape, unescape

import msgspec
from msgspec import Struct

from ..model import EMBED_BEGIN, EMBED_END, Body
from .folding import indexed

_MOST = 4
"""How often a word of a text counts: a fifth time would raise an article's rank by next to nothing
(BM25, by which Pagefind ranks, levels off)."""


class Record(Struct, frozen=True, array_like=True):
    """An article as search sees it; `url` has the base path, `text` is the digest of the body
    to index, None if there is none.

    `date` is ISO 8601, `year` that of the site's calendar, or both are ""; `lang` is never empty;
    `dir` is "" if it is the site's.
    """

    url: str
    title: str
    summary: str
    section: str
    topics: tuple[str, ...]
    authors: tuple[str, ...]
    date: str
    year: str
    lang: str
    dir: str
    text: bytes | None

    @property
    def name(self) -> str:
        """A file name that stays the same as long as the address does."""
        return f"{blake2b(self.url.encode(), digest_size=10).hexdigest()}.html"

    @property
    def facets(self) -> list[tuple[str, str]]:
        """Return what results can be narrowed to: pairs of a name and a value."""
        found = [("section", self.section), ("language", self.lang), ("year", self.year)]
        found += [("topic", topic) for topic in self.topics]
        found += [("author", author) for author in self.authors]
        return [(name, value) for name, value in found if value]


def token(name: str, value: str) -> str:
    """Return the word for a facet in the index; no text has such a word.

    Pagefind's own filters come out in another order each time, so that no two indexes of the
    same articles would have the same bytes.
    """
    digest = blake2b(f"{name}:{value}".encode(), digest_size=8).hexdigest()
    return "zq" + digest.translate(_HEX_AS_LETTERS)


_HEX_AS_LETTERS = str.maketrans("0123456789abcdef", "ghijklmnopqrstuv")


def facet_table(records: Iterable[Record]) -> bytes:
    """Write all facets as JSON: by name their values, each with its word and how many articles."""
    counts = Counter(facet for record in records for facet in record.facets)
    table: dict[str, list[tuple[str, str, int]]] = {}
    for (name, value), count in sorted(counts.items()):
        table.setdefault(name, []).append((value, token(name, value), count))
    return msgspec.json.encode(table)


class Shown(Struct, frozen=True):
    """What a result shows, as JSON for the browser."""

    url: str
    title: str
    summary: str
    section: str
    date: str
    lang: str
    dir: str


def document(record: Record, body: Body | None) -> str:
    """Write a record as the small HTML document that Pagefind indexes; its words are folded.

    The title weighs most, then summary, section, topics and authors (pagefind.app, "Weighting").
    """
    names = " ".join((record.summary, record.section, *record.topics, *record.authors))
    shown = Shown(
        record.url,
        record.title,
        record.summary,
        record.section,
        record.date,
        record.lang,
        record.dir,
    )
    tokens = " ".join(token(name, value) for name, value in record.facets)
    return "".join(
        (
            "<!doctype html><html><body><div data-pagefind-ignore>",
            f'<p data-pagefind-meta="card">{escape(msgspec.json.encode(shown).decode())}</p>',
            f'</div><h1 data-pagefind-weight="10">{indexed(record.title)}</h1>',
            f'<p data-pagefind-weight="4">{indexed(names)}</p>',
            f"<p>{_thinned(plain_text(body)) if body else ''}</p><p>{tokens}</p></body></html>",
        )
    )


def _thinned(text: str) -> str:
    """Return the words of a text in all forms; what is said very often is left out after a while.

    Where a word is in nearly every article, a search reads all its places in each of them.
    """
    counts: Counter[str] = Counter()
    words = []
    for word in indexed(text).split(" "):
        counts[word] += 1
        if counts[word] <= _MOST:
            words.append(word)
    return " ".join(words)


def plain_text(body: Body) -> str:
    """Take the words of a body out of its HTML, with a space in place of every tag."""
    words = []
    inside = False  # Links are gaps between the pieces, inside of a tag.
    for piece in body.pieces:
        rest = piece
        while rest:
            if inside:
                _, found, rest = rest.partition(">")
                inside = not found
            else:
                text, found, rest = rest.partition("<")
                words.append(text)
                inside = bool(found)
    text = " ".join(words).replace(EMBED_BEGIN, " ").replace(EMBED_END, " ")
    return unescape(text)
