"""Hugo: `content/` with bundles and `_index.md`, `static/`, short codes in `{{< >}}`.

Sources: gohugo.io, "Front matter", "Page bundles", "Permalinks", "Shortcodes".
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from ...formats.dates import moment
from .bodies import embed, fence, options_of
from .folder import add_files, is_one_of, list_files, read_configs, report_left
from .links import address_of
from .model import Body, SourceSite, Tool
from .texts import Place, Text, place_of, read_tree, stem_of, target_of, write_page
from .values import Front, Keys, our_aliases, our_values

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
    """Read the folder of a Hugo site; each text except pages has a section."""
    site = SourceSite(folder)
    settings: dict[str, Any] = {}
    for found in read_configs(site, (*_CONFIGS, *_FOLDED)):
        settings = {**{key.lower(): value for key, value in found.items()}, **settings}
    site.addresses = tuple(filter(None, [str(settings.get("baseurl") or "")]))
    below = str(settings.get("contentdir") or "content").strip("/")
    static = settings.get("staticdir") or "static"
    for one in static if isinstance(static, list) else [static]:
        add_files(site, list(list_files(site, str(one))), str(one), "static")
    read_tree(site, below, _KEYS, lambda text, path: _read_page(site, text, path, settings))
    known = {*(file.source for file in site.files), *_CONFIGS, *_FOLDED}
    known |= set(list_files(site, below))
    report_left(site, known)
    return site


def _read_page(site: SourceSite, text: Text, path: str, settings: dict[str, Any]) -> None:
    front, stem = text.front, stem_of(path)
    parents, name = place_of(path)
    shown = str(front.rest.get("slug") or name)
    wanted = front.text("url")
    base = "/" + "".join(f"{part}/" for part in parents)
    aliases = our_aliases(front, _KEYS, base)
    published = _taken_publish_date(front)
    title = str(front.rest.get("title") or "")
    values = our_values(front, _KEYS)
    values["draft"] = values["draft"] or _is_not_rendered(front)
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
    urls = (url if url.startswith("/") else f"/{url}",) if url else ()
    write_page(site, text, Place(target_of(path), (*urls, *aliases), _names(path)), values)


def _is_not_rendered(front: Front) -> bool:
    """Return True for a text that Hugo does not render."""
    build = front.rest.get("build") or front.rest.get("_build")
    render = str(build.get("render", "")) if isinstance(build, dict) else ""
    return str(front.rest.get("headless", "")).lower() == "true" or render in ("never", "False")


def _pattern(patterns: Any, section: str) -> str:
    """Return the permalink pattern of a section; "" if it is the default."""
    if not isinstance(patterns, dict):
        return ""
    pages = patterns.get("page")
    found = {**patterns, **(pages if isinstance(pages, dict) else {})}.get(section, "")
    return found if isinstance(found, str) else ""


def _names(path: str) -> tuple[str, ...]:
    """Name a page as `ref` does: by its path with or without suffix, or by its file alone."""
    bare = posixpath.splitext(path)[0].removesuffix("/index")
    found = (path, bare, f"/{path}", f"/{bare}", posixpath.basename(bare))
    return (*found, posixpath.basename(path)) if stem_of(path) != "index" else found


def _taken_publish_date(front: Front) -> str | None:
    return front.date("publishDate", "pubdate", "published")


def _apply_publish_date(
    site: SourceSite, text: Text, values: dict[str, Any], published: str | None
) -> None:
    """Keep an article hidden until the day on which Hugo shows it."""
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
    """Write Hugo's own short codes as Markdown and embeds."""
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
