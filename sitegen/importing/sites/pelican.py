"""Pelican: texts with lines of metadata, folders as categories, links such as `{filename}a.md`.

Sources: docs.getpelican.com, "Writing content", "Settings". `pelicanconf.py` is a program, and is
not run: the addresses are those that Pelican gives by itself.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from ...formats.names import slugify
from .folder import MARKUP, add_files, is_one_of, list_files, report_left
from .model import Body, SourceSite, Tool
from .texts import Place, Text, read_text_file, section_values, write_page
from .values import Keys, our_aliases, our_values

_KEYS = Keys(updated=("modified",), authors=("authors", "author"), image=("image", "cover"))
_HIDDEN = frozenset({"draft", "hidden", "skip"})
_DATED = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})")


def read_site(folder: Path, section: str) -> SourceSite:
    """Read the folder of a Pelican site; `section` is for texts at the top."""
    site = SourceSite(folder)
    below = "content" if (folder / "content").is_dir() else ""
    sources = list(list_files(site, below))
    taken = []
    for source in sources:
        path = posixpath.relpath(source, below) if below else source
        if posixpath.splitext(path)[1] in MARKUP:
            text = read_text_file(site, source, metadata_lines)
            taken.append(source)
            if text is not None:
                _read_text(site, text, path, section)
        elif below:
            add_files(site, [source], below, "static")
            taken.append(source)
    report_left(site, taken)
    return site


def _read_text(site: SourceSite, text: Text, path: str, section: str) -> None:
    front = text.front
    parents = posixpath.dirname(path).split("/") if "/" in path else []
    stem = posixpath.basename(path).partition(".")[0]
    dated = _DATED.match(stem)
    if dated and front.rest.get("date") in (None, ""):
        front.rest["date"] = dated["date"]
    title = str(front.rest.get("title") or stem)
    status = (front.text("status") or "").lower()
    if status not in ("", "published", *_HIDDEN):
        front.rest["status"] = status
    elif status in _HIDDEN - {"draft"}:
        site.warn(text.source, f"its status is “{status}”; it is a draft now")
    category = front.text("category")
    slug = slugify(str(front.rest.get("slug") or title), "unicode")
    wanted = front.text("save_as") or front.text("url")
    aliases = our_aliases(front, _KEYS, "")
    values = our_values(front, _KEYS)
    values["draft"] = status in _HIDDEN
    names = (path, f"/{path}")
    if parents[:1] == ["pages"]:
        urls = (f"/{(wanted or f'pages/{slug}.html').lstrip('/')}", *aliases)
        target = posixpath.splitext(path)[0] + ".md"
        write_page(site, text, Place(target, urls, names), values)
        return
    # The deepest folder is the category, as with Pelican.
    folder = section_values(values, category or (parents[-1] if parents else section), [])
    urls = (f"/{(wanted or f'{slug}.html').lstrip('/')}", *aliases)
    write_page(site, text, Place(f"{folder}/{stem}.md", urls, names), values)


_LINE = re.compile(r"(?P<key>[A-Za-z][\w-]*):[ \t]*(?P<value>.*)")
_FENCE = re.compile(r"-{3}[ \t]*\n(?P<lines>.*?)^(?:-{3}|\.{3})[ \t]*\n", re.S | re.M)


def metadata_lines(text: str) -> tuple[dict[str, Any], str, int]:
    """Split lines of metadata (`Title: …`) off a text; a line that is indented goes on.

    The source is Python-Markdown's extension `meta`. Returns the values, the rest, and the number
    of lines before it.
    """
    fenced = _FENCE.match(text)
    lines = (fenced["lines"] if fenced else text).split("\n")
    values: dict[str, Any] = {}
    key, count = "", 0
    for line in lines:
        found = _LINE.fullmatch(line)
        if found:
            key = found["key"].lower()
            before = values.get(key)
            values[key] = (
                f"{before}, {found['value'].strip()}" if before else found["value"].strip()
            )
        elif key and line.startswith("    ") and line.strip():
            values[key] = f"{values[key]} {line.strip()}".strip()
        else:
            break
        count += 1
    if fenced:
        return values, text[fenced.end() :], text.count("\n", 0, fenced.end())
    return values, "\n".join(lines[count:]), count


CODES = r"\{%.*?%\} | ^\[TOC\][ \t]*$"
_MARK = re.compile(
    r"[{|](?P<what>filename|static|attach|tag|category|author|index)[}|](?P<rest>.*)"
)
_TERMS = {"tag": "/tags/", "category": "/", "author": "/authors/"}


def _address(written: str) -> str:
    found = _MARK.fullmatch(written)
    if found is None:
        return written
    if found["what"] == "index":
        return "/"
    base = _TERMS.get(found["what"])
    return f"{base}{slugify(found['rest'], 'ascii')}/" if base else found["rest"]


def _expand(found: re.Match[str], body: Body) -> str | None:
    return None


PELICAN = Tool(
    name="pelican",
    marker="pelicanconf.py",
    is_site=lambda folder: is_one_of(folder, "pelicanconf.py", "publishconf.py"),
    read=read_site,
    codes=CODES,
    expand=_expand,
    address=_address,
)
