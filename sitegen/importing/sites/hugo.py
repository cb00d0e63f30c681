"""Hugo: `content/` with bundles and `_index.md`, `static/`, short codes in `{{< >}}`.

Sources: gohugo.io, "Front matter", "Page bundles", "Permalinks", "Shortcodes".
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from ...formats.dates import moment
from .codes import embed, fence, options_of
from .folder import MARKUP, add_files, is_one_of, list_files
from .model import Body, SourceSite, Tool
from .permalinks import address_of
from .settings import read_settings, report_left, report_settings
from .texts import Text, read_text_file, write_page, write_profile
from .values import Keys, our_aliases, our_values

_CONFIGS = tuple(
    f"{name}.{suffix}" for name in ("hugo", "config") for suffix in ("toml", "yaml", "yml", "json")
)
_FOLDED = tuple(f"config/_default/{name}" for name in _CONFIGS)
_KEYS = Keys(
    updated=("lastmod", "modified", "updated"),
    image=("image", "cover", "featured_image", "featuredImage", "images"),
    expires=("expiryDate", "unpublishdate"),
)


def read_site(folder: Path, section: str) -> SourceSite:
    """List what lies in the folder of a Hugo site; each has a section, but for pages."""
    site = SourceSite(folder)
    settings: dict[str, Any] = {}
    for name in (*_CONFIGS, *_FOLDED):
        found = read_settings(site, name)
        report_settings(site, name, found)
        settings = {**{key.lower(): value for key, value in found.items()}, **settings}
    site.addresses = tuple(filter(None, [str(settings.get("baseurl") or "")]))
    below = str(settings.get("contentdir") or "content").strip("/")
    static = settings.get("staticdir") or "static"
    for one in static if isinstance(static, list) else [static]:
        add_files(site, list(list_files(site, str(one))), str(one), "static")
    _read_content(site, below, settings)
    known = {*(file.source for file in site.files), *_CONFIGS, *_FOLDED}
    known |= set(list_files(site, below))
    report_left(site, known)
    return site


def _read_content(site: SourceSite, below: str, settings: dict[str, Any]) -> None:
    sources = [posixpath.relpath(source, below) for source in list_files(site, below)]
    texts = [path for path in sources if posixpath.splitext(path)[1] in MARKUP]
    # In a leaf bundle, other texts are parts of the page, which only its template can show.
    leaves = {posixpath.dirname(path) for path in texts if _stem(path) == "index"}
    with_articles = {path.split("/")[0] for path in texts if "/" in path and _stem(path) != "_index"
                     and posixpath.dirname(path) not in (leaves & _top(leaves))}  # fmt: skip
    for path in sources:
        source = f"{below}/{path}"
        if path not in texts:
            add_files(site, [source], below, "content")
            if path.split("/")[0] in _top(leaves):
                file = site.files.pop()
                site.files.append(type(file)(source, f"pages/{path}", "content"))
            continue
        text = read_text_file(site, source)
        if text is None:
            continue
        if _stem(path) == "_index":
            _read_index(site, text, path, with_articles)
        else:
            _read_page(site, text, path, settings)


def _top(folders: set[str]) -> set[str]:
    """Return the folders that lie at the top of the content."""
    return {folder for folder in folders if folder and "/" not in folder}


def _stem(path: str) -> str:
    return posixpath.basename(path).partition(".")[0]


def _read_index(site: SourceSite, text: Text, path: str, with_articles: set[str]) -> None:
    """Read the text about a list: the front page, a section, or a term."""
    folders = posixpath.dirname(path).split("/") if "/" in path else []
    if not folders:
        write_profile(site, text, "index.md", ())
    elif len(folders) == 2 and folders[0] in ("tags", "categories", "authors"):
        kind = "tags" if folders[0] == "categories" else folders[0]
        write_profile(site, text, f"{kind}/{folders[1]}.md", (f"/{'/'.join(folders)}/",))
    elif len(folders) == 1 and folders[0] in with_articles:
        write_profile(site, text, f"{folders[0]}/_index.md", (f"/{folders[0]}/",))
    elif folders[0] in ("tags", "categories", "authors"):
        words = " ".join(" ".join([*map(str, text.front.rest.values()), text.body]).split())
        site.warn(text.source, f"a list of all {folders[0]} has no text with us: {words}")
    else:
        url = f"/{'/'.join(folders)}/"
        values = our_values(text.front, _KEYS)
        write_page(site, text, f"pages/{'/'.join(folders)}.md", values, (url,))


def _read_page(site: SourceSite, text: Text, path: str, settings: dict[str, Any]) -> None:
    folders = path.split("/")[:-1]
    stem = _stem(path)
    front = text.front
    shown = str(front.rest.get("slug") or (folders[-1] if stem == "index" and folders else stem))
    parents = folders[:-1] if stem == "index" else folders
    is_page = not parents
    wanted = front.text("url")
    base = "/" + "".join(f"{part}/" for part in parents)
    aliases = our_aliases(front, _KEYS, base)
    published = _taken_publish_date(front)
    title = str(front.rest.get("title") or "")
    values = our_values(front, _KEYS)
    _apply_publish_date(site, text, values, published)
    categories = front.names(",", "categories", "category")
    values["tags"] = list(dict.fromkeys([*values["tags"], *categories]))
    patterns = settings.get("permalinks") or {}
    pattern = _pattern(patterns, parents[0] if parents else "")
    facts = {
        "section": parents[0] if parents else "", "sections": "/".join(parents),
        "slug": shown, "slugorfilename": shown, "slugorcontentbasename": shown,
        "title": title, "filename": stem, "contentbasename": stem, "date": values["date"] or "",
    }  # fmt: skip
    url = wanted or (address_of(pattern, facts) if pattern else f"{base}{shown}/".lower())
    if url is None:
        site.warn(text.source, f"its old address is not known: `permalinks` has {pattern}")
    target = f"pages/{path}" if is_page else path
    target = posixpath.splitext(target)[0] + ".md"
    urls = (url if url.startswith("/") else f"/{url}",) if url else ()
    write_page(site, text, target, values, (*urls, *aliases), _names(path))


def _pattern(patterns: Any, section: str) -> str:
    """Return the permalink pattern of a section; "" where it is the default."""
    if not isinstance(patterns, dict):
        return ""
    pages = patterns.get("page")
    found = {**patterns, **(pages if isinstance(pages, dict) else {})}.get(section, "")
    return found if isinstance(found, str) else ""


def _names(path: str) -> tuple[str, ...]:
    """Name a page as `ref` does: by its path with or without suffix, or by its file alone."""
    bare = posixpath.splitext(path)[0].removesuffix("/index")
    found = (path, bare, f"/{path}", f"/{bare}", posixpath.basename(bare))
    return (*found, posixpath.basename(path)) if _stem(path) != "index" else found


def _taken_publish_date(front: Any) -> str | None:
    date: str | None = front.date("publishDate", "pubdate", "published")
    return date


def _apply_publish_date(
    site: SourceSite, text: Text, values: dict[str, Any], published: str | None
) -> None:
    """Let an article appear no earlier than Hugo shows it."""
    date = values["date"]
    if published is None:
        return
    if date is None:
        values["date"] = published
    elif moment(published, "UTC") > moment(date, "UTC"):
        values["date"] = published
        text.front.rest["date"] = date
        site.warn(text.source, f"it appears on {published}, so this is its date; "
                  f"{date} is in `extra.date`")  # fmt: skip
    else:
        text.front.rest["publishDate"] = published


CODES = r"""
    \{\{[<%]/\*.*?\*/[>%]\}\}
  | \{\{[<%]\s*highlight\s+(?P<lang>[\w+-]+)(?P<style>[^>%]*)[>%]\}\}(?P<lines>.*?)
    \{\{[<%]\s*/\s*highlight\s*[>%]\}\}
  | \{\{[<%]\s*(?P<close>/)?\s*(?P<name>[\w./-]+)(?P<args>.*?)/?[>%]\}\}
"""
_REF = re.compile(r"""\{\{[<%]\s*(?:rel)?ref\s+(?:path\s*=\s*)?["'`]?([^"'`\s>%]+)["'`]?.*?\}\}""")
_ADDRESSES = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "gist": "https://gist.github.com/{}/{}",
}


def _address(written: str) -> str:
    return _REF.sub(lambda found: found[1], written)


def _expand(found: re.Match[str], body: Body) -> str | None:
    """Write the short codes that Hugo brings along as Markdown and embeds of ours."""
    code, name = found["code"], found["name"]
    if name is None and found["lang"] is None:
        return code.replace("/*", "", 1).replace("*/", "", 1)
    if found["lang"] is not None:
        return fence(found, body)
    if found["close"]:
        return None
    if name in ("ref", "relref"):
        return body.link(_address(code))
    plain, named = options_of(found["args"])
    if name == "figure":
        if "attr" in named:
            named["credit"] = named.pop("attr")
        return embed("figure", named, found, body) if not plain else None
    if name in _ADDRESSES:
        ids = [*plain, *([named.pop("id")] if "id" in named else [])]
        form = _ADDRESSES[name]
        if len(ids) == form.count("{}") and not named and all(ids):
            return f"<{form.format(*ids)}>"
    return None


HUGO = Tool(
    name="hugo",
    marker="hugo.toml (or .yaml, .json) and content/",
    is_site=lambda folder: is_one_of(folder, *_CONFIGS, *_FOLDED),
    read=read_site,
    codes=CODES,
    expand=_expand,
    address=_address,
)
