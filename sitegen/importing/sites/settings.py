"""What of an old site is not brought over: its settings, its templates; all of it is reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from ...problems import ContentError
from .folder import list_files, read_text
from .front import read_data
from .model import SourceSite


def read_settings(site: SourceSite, source: str) -> dict[str, Any]:
    """Read a file of settings; empty where it is not there or cannot be read (reported)."""
    if not (site.folder / source).is_file():
        return {}
    text = read_text(site, source)
    if text is None:
        return {}
    try:
        return read_data(text, PurePosixPath(source).suffix, (site.folder / source).as_posix())
    except ContentError as error:
        site.problems += error.problems
        return {}


def report_settings(site: SourceSite, source: str, settings: dict[str, Any]) -> None:
    """Say what a file of settings holds: none of it is brought over."""
    if settings:
        values = "; ".join(f"{key}: {_short(value)}" for key, value in settings.items())
        hint = "set what you need in site.yml"
        site.warn(source, f"settings are not brought over: {values}", hint)


def report_left(site: SourceSite, taken: Iterable[str]) -> None:
    """Report how many files of each top folder stay behind; `taken` are those that came over."""
    known = frozenset(taken)
    left: Counter[str] = Counter()
    for source in list_files(site):
        if source not in known:
            top, _, rest = source.partition("/")
            left[f"{top}/" if rest else top] += 1
    for top, count in sorted(left.items()):
        what = f"{count} {'files stay' if count > 1 else 'file stays'} behind" if top.endswith(
            "/") else "this file stays behind"  # fmt: skip
        site.warn(top.rstrip("/"), f"{what}: it has no place with us" if count == 1
                  else f"{what}: they have no place with us")  # fmt: skip


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 200 else text[:200] + "…"
