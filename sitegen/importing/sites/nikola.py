"""Nikola: `posts/` and `pages/` in Markdown, reStructuredText or HTML, with `.. title:` lines.

Sources: getnikola.com, "The Nikola Handbook", "Metadata fields", "Shortcodes". `conf.py` is a
program, and is not run: only settings that are plain values are read from it.
"""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ...formats.names import slugify
from ...problems import ContentError
from .bodies import embed, options_of
from .folder import (
    MARKDOWN,
    MARKUP,
    add_files,
    is_one_of,
    list_files,
    read_text,
    report_left,
    split_front,
)
from .model import Body, SourceSite, Tool
from .rst import Directive, markdown_of_rst
from .texts import Place, Text, markdown_of, section_values, write_page
from .values import Front, Keys, language_of, our_aliases, our_values

_KEYS = Keys(
    updated=("updated",),
    summary=("description", "summary"),
    authors=("authors", "author"),
    image=("previewimage",),
)
_FOLDERS = {
    "FILES_FOLDERS": {"files": ""},
    "IMAGE_FOLDERS": {"images": "images"},
    "GALLERY_FOLDERS": {"galleries": "galleries"},
    "LISTINGS_FOLDERS": {"listings": "listings"},
}
_POSTS = (("posts/*.rst", "posts"), ("posts/*.md", "posts"), ("posts/*.html", "posts"))
_PAGES = (("pages/*.rst", "pages"), ("pages/*.md", "pages"), ("pages/*.html", "pages"))
_RST = frozenset({".rst", ".txt"})
_TEXTS = MARKUP | _RST
_HIDDEN = frozenset({"draft", "private"})
"""What is not in the lists: a status, and in older sites a tag."""


def read_site(folder: Path, section: str) -> SourceSite:
    """Read the folder of a Nikola site; `section` is for posts without one."""
    site = SourceSite(folder)
    reader = _Reader(site, _settings(site), section)
    for source in list_files(site):
        reader.read(source)
    report_left(site, reader.taken)
    return site


# --- conf.py ------------------------------------------------------------------------------


def _settings(site: SourceSite) -> dict[str, Any]:
    """Read the plain values of `conf.py`, and those made of them; none where it is not Python."""
    text = read_text(site, "conf.py") or ""
    try:
        statements = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 0
        message = "this is not Python that can be read; Nikola's own settings are taken"
        site.warn("conf.py", message, line=line)
        return {}
    values: dict[str, Any] = {}
    for statement in statements:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            try:
                found = ast.literal_eval(_Known(values).visit(statement.value))
            except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                continue
            values[statement.targets[0].id] = found
    return values


class _Known(ast.NodeTransformer):
    """Replaces the names of earlier settings by their values."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self._values:
            return node
        return ast.parse(repr(self._values[node.id]), mode="eval").body


class _Source(NamedTuple):
    """Where texts of one kind are: the folder, its files, and the folder of their addresses."""

    folder: str
    pattern: str
    output: str
    is_post: bool


def _sources_of(settings: Mapping[str, Any]) -> Iterator[_Source]:
    for key, usual, is_post in (("POSTS", _POSTS, True), ("PAGES", _PAGES, False)):
        listed = settings.get(key)
        for entry in listed if isinstance(listed, tuple | list) else usual:
            if isinstance(entry, tuple | list) and all(isinstance(one, str) for one in entry[:2]):
                folder, pattern = posixpath.split(entry[0])
                yield _Source(folder, pattern, entry[1].strip("/"), is_post)


# --- texts --------------------------------------------------------------------------------


class _Reader:
    def __init__(self, site: SourceSite, settings: Mapping[str, Any], section: str) -> None:
        self.taken: set[str] = set()
        self._site = site
        self._section = section
        self._sources = list(_sources_of(settings))
        self._folders = {
            folder: where
            for key, usual in _FOLDERS.items()
            for folder, where in _mapping(settings.get(key), usual).items()
        }
        self._is_pretty = settings.get("PRETTY_URLS", True) is not False
        self._language = str(settings.get("DEFAULT_LANG") or "en")
        self._several = settings.get("MULTIPLE_AUTHORS_PER_POST", False) is True
        addresses = (settings.get(key) for key in ("SITE_URL", "BASE_URL"))
        site.addresses = tuple(one for one in addresses if isinstance(one, str) and one)

    def read(self, source: str) -> None:
        """Read a file in the way Nikola does."""
        suffix = posixpath.splitext(source)[1]
        place = self._place(source)
        if place is not None and suffix in _TEXTS:
            self.taken.add(source)
            text = self._text(source, suffix)
            if text is not None:
                self._write(text, source, place)
            return
        if place is not None and suffix == ".meta" and self._has_text(source):
            self.taken.add(source)
            return
        for folder, where in self._folders.items():
            if source.startswith(f"{folder}/"):
                self.taken.add(source)
                add_files(self._site, [source], folder, "static", where)

    def _place(self, source: str) -> _Source | None:
        return next((one for one in self._sources if source.startswith(f"{one.folder}/")), None)

    def _has_text(self, source: str) -> bool:
        stem = source.removesuffix(".meta")
        return any(
            (self._site.folder / f"{stem}{suffix}").is_file() for suffix in (*MARKUP, ".txt")
        )

    def _text(self, source: str, suffix: str) -> Text | None:
        """Read a text and its values, which may be in a `.meta` file beside it."""
        stem = source.removesuffix(suffix)
        if suffix not in (*MARKDOWN, *_RST, ".html", ".htm"):
            hint = "turn it into Markdown (pandoc can), and import the site again"
            self._site.refuse(source, f"texts in {suffix} are not read", hint)
            return None
        whole = read_text(self._site, source)
        if whole is None:
            return None
        try:
            values, body, line = split_front(whole, (self._site.folder / source).as_posix())
        except ContentError as error:
            self._site.problems += error.problems
            return None
        if not values:
            values, body, line = metadata_lines(whole)
        beside = f"{stem}.meta"
        if (self._site.folder / beside).is_file():
            values |= metadata_lines(read_text(self._site, beside) or "", is_alone=True)[0]
        if suffix in _RST:
            body = markdown_of_rst(body, _expand_directive, self._warner(source, line))
            line = 0
        elif suffix not in MARKDOWN:
            body = markdown_of(body)
        bare, lang = language_of(stem)
        if not (self._site.folder / f"{bare}{suffix}").is_file():
            lang = ""
        return Text(source, Front(values, self._site, source), body, line, lang)

    def _warner(self, source: str, lines: int) -> Callable[[str, int], None]:
        return lambda message, line: self._site.warn(source, message, line=lines + line)

    def _write(self, text: Text, source: str, place: _Source) -> None:
        front = text.front
        folders = posixpath.dirname(source).removeprefix(place.folder).strip("/")
        stem = posixpath.basename(posixpath.splitext(source)[0])
        slug = front.text("slug") or slugify(language_of(stem)[0], "unicode")
        url = self._address(front, [place.output, folders, slug], text.lang)
        values = self._values(text)
        aliases = (url, *our_aliases(front, _KEYS, ""))
        names = (f"/link/slug/{slug}", f"/link/filename/{source}")
        # Folders below are a part of the name here, so that no two texts get the same.
        name = f"{folders.replace('/', '-')}-{stem}" if place.is_post and "/" in folders else stem
        if name != slug and not text.lang:
            values["slug"] = slug
        if not place.is_post:
            target = "/".join(filter(None, ["pages", folders, f"{stem}.md"]))
            write_page(self._site, text, Place(target, aliases, names), values)
            return
        # Folders such as 2026/05 say when a text was written, not what it is about.
        named = next((one for one in folders.split("/") if one and not one.isdigit()), "")
        category = front.text("category") or named or self._section
        first, *more = [one.strip() for one in category.split("/") if one.strip()] or [
            self._section
        ]
        folder = section_values(values, first, more)
        write_page(self._site, text, Place(f"{folder}/{name}.md", aliases, names), values)

    def _address(self, front: Front, parts: list[str], lang: str) -> str:
        """Return the address that Nikola gave a text."""
        is_pretty = self._is_pretty and str(front.take("pretty_url")).lower() != "false"
        before = lang if lang and lang != self._language else ""
        path = "/".join(filter(None, [before, *parts]))
        return f"/{path}/" if is_pretty else f"/{path}.html"

    def _values(self, text: Text) -> dict[str, Any]:
        front = text.front
        status = (front.text("status") or "published").lower()
        if not self._several and isinstance(front.rest.get("author"), str):
            front.rest["author"] = [front.rest["author"]]
        values = our_values(front, _KEYS)
        marks = {tag.lower() for tag in values["tags"]} & _HIDDEN
        values["tags"] = [tag for tag in values["tags"] if tag.lower() not in _HIDDEN]
        if status == "featured":
            values["featured"] = True
        elif status not in ("published", *_HIDDEN):
            front.rest["status"] = status
        if status == "private" or "private" in marks:
            self._site.warn(text.source, "it was private, in no list; it is a draft now")
        values["draft"] = bool(values["draft"] or marks or status in _HIDDEN)
        if front.rest.get("type") == "text":
            front.rest.pop("type")
        return values


def _mapping(value: Any, usual: dict[str, str]) -> dict[str, str]:
    found = value if isinstance(value, dict) else usual
    return {str(key).strip("/"): str(item).strip("/") for key, item in found.items()}


_LINE = re.compile(r"\.\. (?P<key>[A-Za-z][\w-]*):(?!:)(?:[ \t]+(?P<value>.*))?")
_COMMENT = re.compile(r"\s*<!--[ \t]*\n?(?P<lines>.*?)-->[ \t]*\n?", re.S)


def metadata_lines(text: str, is_alone: bool = False) -> tuple[dict[str, Any], str, int]:
    """Split the lines `.. title: …` from a text; Markdown and HTML have them in a comment.

    Returns the values, the rest, and the number of lines before it. `is_alone` says that the text
    is a file of nothing else.
    """
    comment = _COMMENT.match(text)
    is_comment = comment is not None and ".. " in comment["lines"]
    lines = (comment["lines"] if comment is not None and is_comment else text).split("\n")
    values: dict[str, Any] = {}
    count = 0
    for line in lines:
        found = _LINE.fullmatch(line.strip())
        if found:
            if found["value"] and found["value"].strip():
                values[found["key"].lower()] = found["value"].strip()
        elif line.strip() or (values and not is_comment and not is_alone):
            break
        count += 1
    if comment is not None and is_comment:
        left = "\n".join(lines[count:]).strip()
        rest = (f"<!-- {left} -->\n" if left else "") + text[comment.end() :]
        return values, rest, text.count("\n", 0, comment.end())
    return values, "\n".join(lines[count:]), count


# --- what texts contain ---------------------------------------------------------------------

CODES = r"""
    \{\{%\s*raw\s*%\}\}(?P<raw>.*?)\{\{%\s*/raw\s*%\}\}
  | \{\{%\s*doc\s*%\}\}(?P<doc>.*?)\{\{%\s*/doc\s*%\}\}
  | \{\{%\s*thumbnail\s+(?P<picture>.*?)%\}\}(?P<caption>.*?)\{\{%\s*/thumbnail\s*%\}\}
  | \{\{%\s*(?P<name>[\w-]+)\s*(?P<args>.*?)%\}\}
  | \{\{%.*?%\}\}
"""
_VIDEOS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "gist": "https://gist.github.com/{}",
}
_TERMS = {"tag": "/tags/", "category": "/", "author": "/authors/"}
_LINK = re.compile(r"link://(?P<kind>\w+)(?:/(?P<rest>[^#?]*))?(?P<fragment>#.*)?")
_DOC = re.compile(r"(?P<words>.*?)\s*<(?P<slug>[^<>]+)>\s*", re.S)


def _address(written: str) -> str:
    found = _LINK.fullmatch(written)
    if found is None:
        return written
    rest, fragment = found["rest"] or "", found["fragment"] or ""
    if found["kind"] in _TERMS:
        return f"{_TERMS[found['kind']]}{slugify(rest, 'ascii')}/"
    if found["kind"] == "index":
        return "/"
    return f"/link/{found['kind']}/{rest}{fragment}"


def _expand(found: re.Match[str], body: Body) -> str | None:
    if found["raw"] is not None:
        return str(found["raw"])
    if found["doc"] is not None:
        return _doc(found["doc"], body)
    if found["picture"] is not None:
        plain, named = options_of(found["picture"])
        named = {"src": plain[0] if plain else "", **named}
        if found["caption"].strip():
            named["caption"] = found["caption"].strip()
        return embed("figure", named, found, body)
    if found["name"] in _VIDEOS:
        plain, named = options_of(found["args"])
        ids = [*plain, *filter(None, [named.pop("id", "")])]
        return f"<{_VIDEOS[found['name']].format(ids[0])}>" if len(ids) == 1 and not named else None
    return None


def _doc(written: str, body: Body) -> str | None:
    """Write a link to another text: `words <slug>`, or a slug alone."""
    found = _DOC.fullmatch(written)
    slug, words = (found["slug"], found["words"]) if found else (written.strip(), written.strip())
    target = body.link(f"/link/slug/{slug}")
    return f"[{words}]({target})" if target else None


def _expand_directive(directive: Directive) -> str | None:
    """Write a directive as the short code that Nikola has for it."""
    if directive.name in _VIDEOS and "\n" not in directive.source.strip():
        return f"{{{{% {directive.name} {directive.argument} %}}}}"
    return None


NIKOLA = Tool(
    name="nikola",
    marker="conf.py",
    is_site=lambda folder: is_one_of(folder, "conf.py"),
    read=read_site,
    codes=CODES,
    expand=_expand,
    address=_address,
)
