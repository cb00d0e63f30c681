"""A page of each kind: two digests that have them all, and which page to look at."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from sitegen.config import load_config
from sitegen.execution.content import read_content, reading_key
from sitegen.execution.planned import plan_site
from sitegen.execution.run import Run
from sitegen.incremental.sources import SourceCache
from sitegen.model import View
from sitegen.pages import Page
from sitegen.planning.kinds.redirect import RedirectPage
from sitegen.rendering.theme import load_theme
from sitegen.reporting import Recording
from tests.building import NOW, ROOT
from tests.site import persian


def copy_demo(folder: Path) -> Path:
    """Copy the demo digest, without what was built of it."""
    for name in ("content", "data", "static"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "site.yml", folder)
    return folder


def write_demo(root: Path) -> Path:
    """Copy the demo digest into a folder, and turn on what it leaves off."""
    copy_demo(root)
    config = root / "site.yml"
    text = config.read_text("utf-8").replace("minimum: 1", "minimum: 1\n  months: true")
    config.write_text(f"{text}\nsearch: true\n", "utf-8")
    return root


DIGESTS = {"english": write_demo, "persian": persian.write}
"""Digests with every kind of page: each writes its sources into a folder."""


def page_kinds(root: Path) -> dict[str, str]:
    """Return the path of the fullest HTML page of each kind of a site, by the kind's name.

    The name is that of its template, then what else tells pages of it apart: `listing-author`.
    """
    config = load_config(root)
    theme = load_theme(config)
    sources = SourceCache(config.cache, reading_key(config, theme), fresh=True)
    read = read_content(Run(config, theme, Recording(), 1), sources)
    planned = plan_site(config, theme, read, View(NOW.timestamp()))
    fullest: dict[str, tuple[int, str]] = {}
    for page in planned.pages.values():
        if page.path.endswith(".html") and not isinstance(page, RedirectPage):
            rank = (len(msgspec.msgpack.encode(page)), page.path)
            name = _kind_name(page)
            fullest[name] = max(rank, fullest.get(name, (0, "")))
    return {name: path for name, (_, path) in sorted(fullest.items())}


def _kind_name(page: Page) -> str:
    parts = [page.template.removesuffix(".html"), getattr(page, "kind", "")]
    edition = getattr(page, "edition", None)
    parts.append(edition.kind if edition else "")
    parts.append("year" if getattr(page, "year", None) and parts[0] == "archive" else "")
    pagination = getattr(page, "pagination", None)
    parts.append("older" if pagination and pagination.number > 1 else "")
    return "-".join(filter(None, parts))
