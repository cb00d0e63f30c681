"""Zola: `content/` with bundles and `_index.md`, `static/`, links that begin with `@/`.

Sources: getzola.org, "Page", "Section", "Internal links", "Shortcodes".
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ...formats.names import slugify
from .bodies import options_of
from .folder import add_files, is_one_of, list_files, read_configs, report_left
from .model import Body, SourceSite, Tool
from .texts import Place, Text, place_of, read_tree, target_of, write_page
from .values import Keys, our_aliases, our_values

_CONFIGS = ("zola.toml", "config.toml")
_KEYS = Keys()
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}(?:T[^_-]*)?[-_](?P<slug>.+)")


def read_site(folder: Path, section: str) -> SourceSite:
    """Read the folder of a Zola site; each text except pages has a section."""
    site = SourceSite(folder)
    settings: dict[str, Any] = {}
    for found in read_configs(site, _CONFIGS):
        settings |= found
    site.addresses = tuple(filter(None, [str(settings.get("base_url") or "")]))
    add_files(site, list(list_files(site, "static")), "static", "static")
    read_tree(site, "content", _KEYS, lambda text, path: _read_page(site, text, path))
    known = {*(file.source for file in site.files), *_CONFIGS, *list_files(site, "content")}
    report_left(site, known)
    return site


def _read_page(site: SourceSite, text: Text, path: str) -> None:
    front = text.front
    parents, name = place_of(path)
    dated = _DATED.fullmatch(name)
    if dated and front.rest.get("date") in (None, ""):
        front.rest["date"] = name[:10]
    shown = slugify(str(front.rest.get("slug") or (dated["slug"] if dated else name)), "unicode")
    wanted = front.text("path")
    url = f"/{wanted.strip('/')}/" if wanted else "/".join(["", *parents, shown, ""])
    aliases = our_aliases(front, _KEYS, "")
    terms = front.rest.get("taxonomies")
    groups = dict(terms) if isinstance(terms, dict) else {}
    for key in ("tags", "authors"):
        if key in groups:
            front.rest[key] = [*(front.rest.get(key) or []), *groups.pop(key)]
    categories = [str(one) for one in groups.pop("categories", [])]
    if groups or not isinstance(terms, dict):
        front.rest["taxonomies"] = groups or None
    else:
        front.rest.pop("taxonomies")
    values = our_values(front, _KEYS)
    values["tags"] = list(dict.fromkeys([*values["tags"], *categories]))
    if str(front.rest.get("render", "")).lower() == "false":
        values["draft"] = True  # Zola makes no page of it.
    write_page(site, text, Place(target_of(path), (url, *aliases), (f"@/{path}",)), values)


CODES = r"""
    \{\{/\*.*?\*/\}\}
  | \{%-?/\*.*?\*/-?%\}
  | \{\{-?\s*(?P<name>\w+)\((?P<args>.*?)\)\s*-?\}\}
  | \{%-?\s*(?:\w+\(.*?\)|end)\s*-?%\}
"""
_ADDRESSES = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
}


def _expand(found: re.Match[str], body: Body) -> str | None:
    """Write Zola's own short codes as links."""
    code, name = found["code"], found["name"]
    if "/*" in code[:5]:
        return code.replace("/*", "", 1).replace("*/", "", 1)
    plain, named = options_of((found["args"] or "").replace(",", " "))
    if name in _ADDRESSES and not plain and set(named) == {"id"}:
        return f"<{_ADDRESSES[name].format(named['id'])}>"
    return None


ZOLA = Tool(
    name="zola",
    marker="config.toml and content/",
    is_site=lambda folder: is_one_of(folder, *_CONFIGS) and (folder / "content").is_dir(),
    read=read_site,
    codes=CODES,
    expand=_expand,
    address=str,
)
