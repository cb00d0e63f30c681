"""A small site without a fault, to be changed by one thing at a time, and a check of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sitegen.checks.release import Destination, load_published
from sitegen.checks.run import Checked, CheckOptions, check
from sitegen.model import View
from sitegen.reporting import Recording
from tests.conftest import WriteFiles
from tests.site.edges import png

NOW = datetime(2026, 5, 10, tzinfo=UTC)

PNG = png(900, 600)

SITE: Mapping[str, str | bytes] = {
    "site.yml": (
        "title: Digest\nbase_url: https://user.github.io/repo/\n"
        "feed: {authority: user.github.io,2026}\n"
    ),
    "content/iran/2026-05-04-talks.md": """
        ---
        title: The talks
        id: iran/2026-05-04-talks
        authors: [Farnaz Calafi]
        tags: [Diplomacy]
        ---
        Both sides [met before](2026-05-01-before.md#h-a-first-meeting).
        """,
    "content/iran/2026-05-01-before.md": """
        ---
        title: Before the talks
        id: iran/2026-05-01-before
        tags: [Diplomacy]
        ---
        ## A first meeting

        It was short.
        """,
}

Check = Callable[..., Checked]
CheckSite = Callable[..., Checked]


@pytest.fixture
def site(write_files: WriteFiles) -> Path:
    """Give the folder of the small site."""
    return write_files(SITE)


@pytest.fixture
def check_site(site: Path, write_files: WriteFiles) -> CheckSite:
    """Give `check_site(files={}, drafts=False, future=False)`: write files, then check."""

    def run(
        files: Mapping[str, str | bytes] | None = None,
        drafts: bool = False,
        future: bool = False,
        external: bool = False,
    ) -> Checked:
        write_files(files or {})
        view = View(NOW.timestamp(), drafts, future)
        config = load_published(site, Destination())
        checked = check(config, CheckOptions(view, 1, external), Recording())
        # Most files of these tests have no date, and do not say what they are called in feeds.
        plain = ("feed.id-of-path", "feed.no-date")
        others = [p for p in checked.problems if p.code not in plain]
        return checked._replace(problems=tuple(others))

    return run


def told(checked: Checked) -> list[str]:
    """Give each problem as `severity place code: message`, to compare with."""
    return [f"{p.severity} {p.place} {p.code}: {p.message}" for p in checked.problems]


def article(matter: str = "", body: str = "Text.", title: str = "Another") -> str:
    """Make the text of an article."""
    lines = f"title: {title}\n{matter}".rstrip("\n")
    return f"---\n{lines}\n---\n{body}\n"
