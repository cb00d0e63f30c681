"""`sitegen import --from`: bring the site of another generator over, and say what stays behind."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from ..config import Config
from ..problems import Problem
from ..reporting import Console

NAMES = ("hugo", "jekyll", "pelican", "zola")


def run(name: str, folder: Path, config: Config, given: dict[str, object]) -> int:
    """Import the site in a folder, print what became of each source, and return the exit code."""
    from ..importing.sites.run import SiteOptions, import_site

    console = Console()
    options = SiteOptions(
        config=config,
        section=str(given["section"] or "Posts"),
        now=datetime.now(UTC).timestamp(),
        force=bool(given["force"]),
        dry_run=bool(given["dry_run"]),
    )
    counts: Counter[str] = Counter()
    for result in import_site(name, folder, options):
        if isinstance(result, Problem):
            counts[result.severity] += 1
            console.problem(result)
            continue
        for problem in (*result.warnings, *result.errors):
            counts[problem.severity] += 1
            console.problem(problem)
        if result.errors:
            continue
        counts["draft" if result.is_draft else result.kind] += 1
        if given["as_json"]:
            click.echo(msgspec.json.encode(result.record()).decode())
        elif result.kind != "file":
            deed = {"write": "written", "replace": "replaced", "keep": "unchanged"}[result.deed]
            would = "would be " if options.dry_run and result.deed != "keep" else ""
            click.echo(f"{result.path}: {would}{deed}")
    console.pause()
    if not given["as_json"]:
        click.echo(_summary(counts))
    return 1 if counts["error"] else 0


_KINDS = (
    "article",
    "draft",
    "page",
    "section",
    "tag",
    "author",
    "front",
    "file",
    "warning",
    "error",
)
_SAID = {"section": "section text", "tag": "tag text", "author": "author text",
         "front": "front page text"}  # fmt: skip


def _summary(counts: Counter[str]) -> str:
    parts = []
    for kind in _KINDS:
        if counts[kind]:
            said = _SAID.get(kind, kind)
            parts.append(f"{counts[kind]} {said}{'s' if counts[kind] > 1 else ''}")
    return ", ".join(parts) or "nothing is there"
