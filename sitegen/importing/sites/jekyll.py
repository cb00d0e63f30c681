"""Jekyll: `_posts/`, `_drafts/`, collections, pages anywhere, Liquid in texts.

Sources: jekyllrb.com, "Front Matter", "Posts", "Permalinks", "Collections", "Liquid tags".
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any, NamedTuple

from ...formats.names import slugify
from .bodies import fence
from .folder import (
    MARKDOWN,
    add_files,
    is_one_of,
    list_files,
    read_configs,
    read_settings,
    report_left,
    split_front,
)
from .links import address_of
from .model import Body, SourceSite, Tool
from .texts import Place, Text, read_text_file, section_values, write_page, write_profile
from .values import Keys, our_aliases, our_values

_CONFIGS = ("_config.yml", "_config.yaml", "_config.toml")
_KEYS = Keys(
    updated=("last_modified_at", "updated", "lastmod"),
    summary=("description", "excerpt", "summary"),
    image=("image", "cover", "thumbnail"),
    aliases=("redirect_from",),
    separator=" ",
)
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "none": "/:categories/:title.html",
}
_POST = re.compile(r"(?P<date>\d{4}-\d{1,2}-\d{1,2})-(?P<title>.+)")
_BUILD = re.compile(
    r"(?:Gemfile(?:\.lock)?|Rakefile|.*\.gemspec|package(?:-lock)?\.json|readme\b.*|licen[cs]e\b.*"
    r"|changelog\b.*)\Z", re.IGNORECASE,
)  # fmt: skip
_LEFT = frozenset({"_site", "node_modules", "vendor"})


def read_site(folder: Path, section: str) -> SourceSite:
    """Read the folder of a Jekyll site; `section` is for posts without one."""
    site = SourceSite(folder)
    settings: dict[str, Any] = {}
    for found in read_configs(site, _CONFIGS):
        settings |= found
    base = str(settings.get("baseurl") or "").rstrip("/")
    site.addresses = tuple(filter(None, [str(settings.get("url") or "") + base, base]))
    reader = _Reader(site, settings, section)
    for source in list_files(site):
        reader.read(source)
    report_left(site, {*reader.taken, *_CONFIGS, *reader.data})
    return site


class _Entry(NamedTuple):
    """What the path of a post or of an entry of a collection says about it."""

    name: str
    title: str
    categories: tuple[str, ...]
    is_draft: bool = False
    collection: str = ""


class _Reader:
    def __init__(self, site: SourceSite, settings: dict[str, Any], section: str) -> None:
        self.taken: set[str] = set()
        self.data: tuple[str, ...] = ("_data/authors.yml",)
        self._site = site
        self._section = section
        self._people = read_settings(site, self.data[0])
        collections = settings.get("collections") or {}
        self._collections = frozenset(collections) - {"posts"}
        pattern = str(settings.get("permalink") or "date")
        self._pattern = _STYLES.get(pattern, pattern).replace(":output_ext", ".html")

    def read(self, source: str) -> None:
        """Read a file in the way Jekyll does."""
        parts = source.split("/")
        suffix = posixpath.splitext(source)[1]
        is_text = suffix in MARKDOWN or suffix in (".html", ".htm")
        private = next((part for part in parts[:-1] if part.startswith("_")), "")
        if parts[0] in _LEFT or _BUILD.match(source):
            return
        if (
            private
            and private not in ("_posts", "_drafts")
            and private[1:] not in self._collections
        ):
            return
        if not self._has_front(source):
            if not private:
                self.taken.add(source)
                add_files(self._site, [source], "", "static")
            return
        if not is_text or (suffix not in MARKDOWN and _TEMPLATE.search(self._body(source))):
            return  # A style sheet or a template: only Jekyll makes something of it.
        self.taken.add(source)
        text = read_text_file(self._site, source)
        if text is None:
            return
        if private in ("_posts", "_drafts"):
            self._read_post(text, parts, private == "_drafts")
        elif private:
            self._read_entry(text, parts, private[1:])
        else:
            self._read_page(text, source)

    def _has_front(self, source: str) -> bool:
        try:
            with (self._site.folder / source).open("rb") as file:
                return file.read(6).removeprefix(b"\xef\xbb\xbf").startswith(b"---")
        except OSError:
            return False

    def _body(self, source: str) -> str:
        text = (self._site.folder / source).read_text(encoding="utf-8", errors="replace")
        return split_front(text.replace("\r\n", "\n"), source).body

    def _read_post(self, text: Text, parts: list[str], is_draft: bool) -> None:
        """Read a post: its name gives the day and the title, its folders are categories."""
        name = posixpath.splitext(parts[-1])[0]
        found = _POST.match(name)
        title, front = (found["title"] if found else name), text.front
        if found and front.rest.get("date") in (None, ""):
            front.rest["date"] = found["date"]
        private = "_drafts" if is_draft else "_posts"
        above = parts[: parts.index(private)]
        categories = [*above, *front.names(" ", "categories")]
        category = front.text("category")
        categories += [category] if category else []
        self._write(text, _Entry(name, title, tuple(dict.fromkeys(categories)), is_draft))

    def _read_entry(self, text: Text, parts: list[str], collection: str) -> None:
        """Read an entry of a collection, which is a section."""
        name = posixpath.splitext(parts[-1])[0]
        self._write(text, _Entry(name, name, (collection,), collection=collection))

    def _write(self, text: Text, entry: _Entry) -> None:
        front, title, collection = text.front, entry.title, entry.collection
        front.rest.setdefault("title", title.replace("-", " ").replace("_", " ").title())
        permalink, aliases = front.text("permalink"), our_aliases(front, _KEYS, "")
        slug = str(front.rest.get("slug") or title)
        values = self._values(text)
        values["draft"] = values["draft"] or entry.is_draft
        facts = {"title": slug, "slug": slugify(slug, "unicode"), "date": values["date"] or "",
                 "categories": "/".join(slugify(one, "unicode") for one in entry.categories),
                 "collection": collection}  # fmt: skip
        pattern = permalink or (f"/{collection}/:title.html" if collection else self._pattern)
        url = address_of(pattern, facts) if values["date"] or ":year" not in pattern else None
        if url is None and not values["draft"]:
            self._site.warn(text.source, f"its old address is not known: {pattern}")
        section = entry.categories[0] if entry.categories else self._section
        folder = section_values(values, section, list(entry.categories[1:]))
        urls = (*([url] if url else []), *aliases)
        write_page(
            self._site, text, Place(f"{folder}/{entry.name}.md", urls, (entry.name,)), values
        )

    def _read_page(self, text: Text, source: str) -> None:
        stem = posixpath.splitext(source)[0]
        if stem == "index":
            write_profile(self._site, text, "index.md", ("/",))
            return
        bare = stem.removesuffix("/index")
        permalink, aliases = text.front.text("permalink"), our_aliases(text.front, _KEYS, "")
        usual = f"/{bare}/" if self._pattern.endswith("/") or bare != stem else f"/{bare}.html"
        values = self._values(text)
        place = Place(f"pages/{bare}.md", (permalink or usual, *aliases))
        write_page(self._site, text, place, values)

    def _values(self, text: Text) -> dict[str, Any]:
        front = text.front
        is_hidden = str(front.rest.get("published", "")).lower() == "false"
        if is_hidden:
            front.rest.pop("published")
        values = our_values(front, _KEYS)
        values["draft"] = values["draft"] or is_hidden
        values["authors"] = [self._name_of(author) for author in values["authors"]]
        return values

    def _name_of(self, author: str) -> str:
        """Return the name of an author whom `_data/authors.yml` knows by a key."""
        person = self._people.get(author)
        return str(person["name"]) if isinstance(person, dict) and person.get("name") else author


_TEMPLATE = re.compile(r"\{%|\{\{")

CODES = r"""
    \{%-?\s*highlight\s+(?P<lang>[\w+-]+)(?P<style>[^%]*)%\}(?P<lines>.*?)
    \{%-?\s*endhighlight\s*-?%\}
  | \{%-?\s*raw\s*-?%\}(?P<raw>.*?)\{%-?\s*endraw\s*-?%\}
  | \{%-?\s*comment\s*-?%\}(?P<note>.*?)\{%-?\s*endcomment\s*-?%\}
  | \{%.*?%\} | \{\{.*?\}\} | \{:[^{}\n]*\}
"""
_SITE = re.compile(r"\{\{-?\s*site\.(?:base)?url\s*-?\}\}")
_FILTERED = re.compile(
    r"""\{\{-?\s*["']([^"']*)["']\s*(?:\|\s*(?:prepend:\s*site\.\w+|relative_url|absolute_url)\s*)*
    -?\}\}""", re.VERBOSE,
)  # fmt: skip
_LINKED = re.compile(r"\{%-?\s*(?:link|post_url)\s+(\S+?)\s*-?%\}")


def _address(written: str) -> str:
    for pattern in (_FILTERED, _LINKED):
        written = pattern.sub(lambda found: found[1], written)
    return _SITE.sub("", written)


def _expand(found: re.Match[str], body: Body) -> str | None:
    if found["lang"] is not None:
        return fence(found, body)
    if found["raw"] is not None:
        return str(found["raw"])
    if found["note"] is not None:
        return f"<!--{found['note']}-->" if "--" not in found["note"] else None
    address = _address(found["code"])
    return body.link(address) if address != found["code"] and address else None


JEKYLL = Tool(
    name="jekyll",
    marker="_config.yml or _posts/",
    is_site=lambda folder: is_one_of(folder, *_CONFIGS) or (folder / "_posts").is_dir(),
    read=read_site,
    codes=CODES,
    expand=_expand,
    address=_address,
)
