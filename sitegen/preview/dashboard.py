"""The preview's own pages: drafts, problems, and all pages with why each was last rendered."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from ..pages import Page
from ..planning.kinds.copy import CopyPage
from .problems import ShownProblem, edit_url, shown
from .snapshot import homes_of, source_of
from .workspace import Workspace

SHOWN = 200
"""How many pages are listed at a time."""


class _Row(NamedTuple):
    url: str
    path: str
    because: tuple[str, ...]
    edit: str


class _Draft(NamedTuple):
    title: str
    path: str
    url: str
    edit: str


def dashboard(workspace: Workspace, search: str, number: str) -> bytes:
    """Render the overview; `search` narrows the pages down, `number` is the part of the list."""
    snapshot = workspace.snapshot
    planned, config = snapshot.planned, snapshot.config
    wanted = search.casefold()
    pages = [page for page in planned.pages.values() if _is_listed(page, wanted)]
    last = max(1, -(-len(pages) // SHOWN))
    part = min(max(1, int(number)), last) if number.isascii() and number.isdigit() else 1
    rows = [
        _Row(
            page.url,
            page.path,
            workspace.history.because(page.path),
            edit_url(config, source_of(planned, page)),
        )
        for page in pages[(part - 1) * SHOWN : part * SHOWN]
    ]
    homes = homes_of(planned)
    drafts = [
        _Draft(draft.title, draft.path, homes.get(draft.path, ""), edit_url(config, draft.path))
        for draft in snapshot.drafts
    ]
    text = _template("dashboard.html").render(
        site=planned.site,
        drafts=drafts,
        problems=shown(config, workspace.problems),
        rows=rows,
        count=len(pages),
        search=search,
        part=part,
        last=last,
    )
    return text.encode()


def problem_list(problems: Iterable[ShownProblem]) -> bytes:
    """Render the problems alone, for the overlay."""
    return _template("problems.html").render(problems=tuple(problems)).encode()


def failure_page(problems: Iterable[ShownProblem]) -> bytes:
    """Render the page shown instead of one whose template fails."""
    return _template("failure.html").render(problems=tuple(problems)).encode()


def _is_listed(page: Page, wanted: str) -> bool:
    if isinstance(page, CopyPage):
        return False
    return not wanted or wanted in page.path.casefold()


@lru_cache(maxsize=3)
def _template(name: str) -> Template:
    folder = Path(__file__).parent / "browser"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
