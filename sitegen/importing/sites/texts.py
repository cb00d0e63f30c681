"""Read the texts of an old site, alone or in a tree of folders, and add them as content files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from msgspec import Struct

from ...formats.names import slugify
from .folder import MARKDOWN, MARKUP, list_files, read_split, read_text, title_of_name
from .model import SourceFile, SourcePage, SourceSite
from .values import Front, Keys, language_of, our_values


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
    """Read a text as Markdown; None if that cannot be done, which is reported.

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
    """Split a whole HTML page: the values of its `meta`, its title, and its body."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(markup)
    values: dict[str, Any] = {}
    for meta in page.css("meta[name][content]"):
        values[str(meta.attributes["name"]).lower()] = meta.attributes["content"]
    title = page.css_first("title")
    if title is not None:
        values["title"] = title.text(strip=True)
    return values, page.body.inner_html or "" if page.body is not None else "", 0


_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SAFE = "/:?#[]@!$&'*+,;=%~{}"
_HELD = "https://import.invalid/"
_HELD_ADDRESS = re.compile(rf"{re.escape(_HELD)}([0-9]+)\.jpg")


def markdown_of(markup: str) -> str:
    """Turn the HTML of a text into Markdown; raises UsageError if lxml is missing.

    Addresses stay as they were written: what they lead to is found later.
    """
    from selectolax.lexbor import LexborHTMLParser

    from ..html import read_fragment

    page = LexborHTMLParser(markup)
    held: list[str] = []
    for name, selector in (("href", "a[href]"), ("src", "img[src]")):
        for node in page.css(selector):
            written = (node.attributes[name] or "").strip()
            scheme = _SCHEME.match(written)
            if written and (name == "src" or scheme is None or scheme[1].lower() == "link"):
                # Each is another one, so that nothing of one picture is taken for the next.
                node.attrs[name] = f"{_HELD}{len(held)}.jpg"
                held.append(quote(written, _SAFE))
    body = read_fragment(page.body.inner_html or "" if page.body is not None else "", "").body
    return _HELD_ADDRESS.sub(lambda found: held[int(found[1])], body)


def section_values(values: dict[str, Any], section: str, more: list[str]) -> str:
    """Put an article into a section, and its other categories into its tags; return the folder."""
    folder = slugify(section, "ascii")
    if folder != section:
        values["section"] = section
    values["tags"] = list(dict.fromkeys([*values["tags"], *more]))
    return folder or "posts"


class Place(NamedTuple):
    """Where a text goes in our content folder, its old addresses, and the names that link to it."""

    target: str
    urls: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def write_page(site: SourceSite, text: Text, place: Place, values: Mapping[str, Any]) -> None:
    """Add an article or a page; what is left of its front matter goes into `extra`."""
    target, urls, names = place
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
    """Add the text about a section, a tag or an author; its other values are reported."""
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


_TERMS = {"tags": "tags", "categories": "tags", "authors": "authors"}
"""The folders of terms, and where the texts about terms are with us."""

_OURS = frozenset({"pages", "tags", "authors", "sections"})
"""Folders that have a meaning of their own with us."""


def read_tree(
    site: SourceSite, below: str, keys: Keys, read_page: Callable[[Text, str], None]
) -> None:
    """Read the folder `below`; `read_page` takes each text with its path, except `_index.md`."""
    sources = [posixpath.relpath(source, below) for source in list_files(site, below)]
    texts = [path for path in sources if posixpath.splitext(path)[1] in MARKUP]
    # In a leaf bundle, other texts are parts of the page, which only its template can show.
    leaves = {posixpath.dirname(path) for path in texts if stem_of(path) == "index"}
    with_articles = {
        path.split("/")[0] for path in texts if place_of(path)[0] and stem_of(path) != "_index"
    }
    for path in sources:
        source = f"{below}/{path}"
        if path not in texts:
            top = path.split("/")[0]
            target = f"pages/{path}" if top in _top(leaves) or top in _OURS else path
            site.files.append(SourceFile(source, target, "content"))
            continue
        text = read_text_file(site, source)
        if text is None:
            continue
        if stem_of(path) != "_index":
            read_page(text, path)
        elif not _read_index(site, text, path, with_articles):
            folder = posixpath.dirname(path)
            place = Place(f"pages/{folder}.md", (f"/{folder}/",))
            write_page(site, text, place, our_values(text.front, keys))


def _top(folders: set[str]) -> set[str]:
    """Return the folders that are at the top of the content."""
    return {folder for folder in folders if folder and "/" not in folder}


def place_of(path: str) -> tuple[list[str], str]:
    """Return the folders above a text and its name; a bundle has the name of its folder."""
    folders = path.split("/")[:-1]
    if stem_of(path) == "index" and folders:
        return folders[:-1], folders[-1]
    return folders, stem_of(path)


def target_of(path: str) -> str:
    """Return where a text goes: a text in no section or in a folder of ours is a page."""
    parents, _ = place_of(path)
    is_page = not parents or parents[0] in _OURS
    return (f"pages/{path}" if is_page else path).removesuffix(posixpath.splitext(path)[1]) + ".md"


def stem_of(path: str) -> str:
    """Return the name of a file up to its first dot."""
    return posixpath.basename(path).partition(".")[0]


def _read_index(site: SourceSite, text: Text, path: str, with_articles: set[str]) -> bool:
    """Read the text about the front page, a section or a term; False for any other."""
    folders = posixpath.dirname(path).split("/") if "/" in path else []
    if not folders:
        write_profile(site, text, "index.md", ())
    elif len(folders) == 2 and folders[0] in _TERMS:
        write_profile(
            site, text, f"{_TERMS[folders[0]]}/{folders[1]}.md", (f"/{'/'.join(folders)}/",)
        )
    elif folders[0] in _TERMS:
        words = " ".join(" ".join([*map(str, text.front.rest.values()), text.body]).split())
        site.warn(text.source, f"a list of all {folders[0]} has no text with us: {words}")
    elif len(folders) == 1 and folders[0] in with_articles:
        write_profile(site, text, f"{folders[0]}/_index.md", (f"/{folders[0]}/",))
    else:
        return False
    return True
