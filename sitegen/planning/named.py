"""Articles that front matter names by their paths."""

from __future__ import annotations

from ..problems import Unplaced
from .assets import resolve
from .links import LinkResolver
from .site import Entry
from .urls import nfc


def named_article(
    links: LinkResolver, path: str, href: str, keys: tuple[str | int, ...], code: str
) -> Entry | None:
    """Find the article that a value of the content file `path` names; report it if there is none.

    `href` is a path from that file or from the content folder, `keys` lead to the value.
    """
    target = resolve(path, href) or ""
    names = {target, nfc(href)}
    found = links.entries.get(target) or links.entries.get(nfc(href))
    if found is not None or names & links.unread:
        return found
    message = f"there is no article “{href}”"
    hint = "write a path from this file (2026-05-04-other.md) or from the content folder"
    if names & links.hidden:
        message = f"“{href}” is a draft, of the future, or expired"
        hint = "take it out for now"
    links.findings.append(Unplaced(path, code, message, hint, keys))
    return None
