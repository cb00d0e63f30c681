"""Containers: the forms in which people keep articles, told by content and never by name.

A container is read by one pure function from its bytes to what lies in it: web pages, plain
texts, or items of a list. The readers of pages and texts make articles of these.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Page(Struct, frozen=True):
    """A web page as it was saved or fetched.

    `url` is its address and the base of its relative links, "" where the container does not tell
    it. `saved_at` is the day or moment at which it was saved (ISO 8601). `resources` are the files
    that were saved with it: the reference as it is written in `html` leads to the file's bytes.
    """

    html: str
    url: str = ""
    saved_at: str = ""
    resources: Mapping[str, bytes] = {}


class Text(Struct, frozen=True):
    """An article's plain text; `fields` are labelled values that came apart from it.

    The keys of `fields` are names of `ImportedArticle` ("title", "date") or of `Origin` with a
    prefix ("source.name", "source.url"); several names in one value are parted by "; ".
    """

    text: str
    fields: Mapping[str, str] = {}


class Item(Struct, frozen=True):
    """An entry of a feed, an export or a list of links; what the container does not hold is empty.

    `date` is ISO 8601, `summary` plain text. `html` is the whole text as an HTML fragment; an item
    without it becomes a brief. `publisher` is the name of the feed or site that it came from.
    """

    title: str
    url: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    publisher: str = ""
    summary: str = ""
    html: str = ""
