"""One text of an old site: read from its file, and set down as an article, a page or a profile."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from ...formats.names import slugify
from .folder import MARKDOWN, read_split, read_text, title_of_name
from .model import SourcePage, SourceSite
from .values import Front, language_of


class Text(Struct):
    """A text that was read: its front matter, its body as Markdown, the lines before the body."""

    source: str
    front: Front
    body: str
    line: int
    lang: str = ""


Parts = tuple[dict[str, Any], str, int]
"""The values of a text, its body, and the number of lines before the body."""


def read_text_file(
    site: SourceSite, source: str, part: Callable[[str], Parts] | None = None
) -> Text | None:
    """Read a text as Markdown; None where that cannot be done, which is reported.

    `part` parts a Markdown text whose values are not front matter.
    """
    stem, suffix = posixpath.splitext(source)
    if suffix not in (*MARKDOWN, ".html", ".htm"):
        hint = "turn it into Markdown (pandoc can), and import the site again"
        site.refuse(source, f"texts in {suffix} are not read", hint)
        return None
    split: Parts | None
    if part is None:
        split = read_split(site, source)
    else:
        whole = read_text(site, source)
        is_markdown = suffix in MARKDOWN
        split = None if whole is None else part(whole) if is_markdown else _of_page(whole)
    if split is None:
        return None
    values, body, line = split
    if suffix not in MARKDOWN:
        body = markdown_of(body)
    front = Front(values, site, source)
    bare, lang = language_of(stem)
    if not (site.folder / f"{bare}{suffix}").is_file():
        lang = ""  # A dot in the name of a file need not part a language off.
    return Text(source, front, body, line, lang)


def _of_page(markup: str) -> Parts:
    """Part a whole HTML page: the values of its `meta`, its title, and its body."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(markup)
    values: dict[str, Any] = {}
    for meta in page.css("meta[name][content]"):
        values[str(meta.attributes["name"]).lower()] = meta.attributes["content"]
    title = page.css_first("title")
    if title is not None:
        values["title"] = title.text(strip=True)
    return values, page.body.inner_html or "" if page.body is not None else "", 0


def markdown_of(markup: str) -> str:
    """Turn the HTML of a text into Markdown; raises UsageError where lxml is missing."""
    from ..html import read_fragment

    return read_fragment(markup, "").body


def section_values(values: dict[str, Any], section: str, more: list[str]) -> str:
    """Put an article into a section, its other categories among its tags; return the folder."""
    folder = slugify(section, "ascii")
    if folder != section:
        values["section"] = section
    values["tags"] = list(dict.fromkeys([*values["tags"], *more]))
    return folder or "posts"


def write_page(
    site: SourceSite,
    text: Text,
    target: str,
    values: Mapping[str, Any],
    urls: tuple[str, ...],
    names: tuple[str, ...] = (),
) -> None:
    """Set an article or a page down; what is left of its front matter goes into `extra`."""
    found = dict(values)
    if not found.get("title"):
        stem = posixpath.splitext(target)[0].removesuffix("/index")
        found["title"] = title_of_name(posixpath.basename(stem))
        message = f"there is no title; “{found['title']}” is made of the file's name"
        site.warn(text.source, message)
    lang = text.front.text("lang", "language", "locale") or text.lang
    if lang:
        found["lang"] = lang
    if urls:
        found["aliases"] = list(dict.fromkeys(urls))
    found["extra"] = {key: value for key, value in text.front.rest.items() if value is not None}
    page = SourcePage(
        text.source, target, found, text.body, text.line, urls, names, bool(found.get("draft"))
    )
    site.pages.append(page)


def write_profile(site: SourceSite, text: Text, target: str, urls: tuple[str, ...]) -> None:
    """Set the words about a section, a tag or an author down; other values are reported."""
    front = text.front
    values: dict[str, Any] = {}
    if target != "index.md":
        stem = posixpath.dirname(target) if target.endswith("/_index.md") else target[:-3]
        values["name"] = front.text("title", "name") or title_of_name(posixpath.basename(stem))
        values["description"] = front.text("description", "summary")
    left = {key: value for key, value in front.rest.items() if value not in (None, "", [], {})}
    if left:
        said = "; ".join(f"{key}: {value}" for key, value in left.items())
        site.warn(text.source, f"these values have no place in {target}: {said}")
    site.pages.append(SourcePage(text.source, target, values, text.body, text.line, urls))
