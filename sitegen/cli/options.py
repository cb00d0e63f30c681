"""Options that several commands share, and what they mean."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from ..config import Config, find_site, load_config
from ..problems import Problem, UsageError


def site_option(command: Any) -> Any:
    """Add `--site` to a command."""
    return click.option(
        "--site",
        metavar="DIR",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="The site's folder; by default the one with site.yml, here or above.",
    )(command)


def site_options(command: Any) -> Any:
    """Add `--site` and `--base-url` to a command."""
    command = click.option(
        "--base-url", metavar="URL", help="Where it will be published, instead of site.yml's."
    )(command)
    return site_option(command)


def view_options(command: Any) -> Any:
    """Add `--drafts`, `--future` and `--now` to a command."""
    command = click.option(
        "--now", metavar="WHEN", help="Build as of a moment: 2026-05-04 or 2026-05-04T10:05Z."
    )(command)
    command = click.option("--future", is_flag=True, help="Show what is dated later, too.")(command)
    return click.option("--drafts", is_flag=True, help="Show drafts, too.")(command)


def open_site(site: Path | None, base_url: str | None = None) -> Config:
    """Find and read the configuration of the site that a command is about."""
    return load_config(find_site(site or Path.cwd()), base_url)


def moment_of(now: str | None, config: Config) -> datetime:
    """Turn `--now` into an aware moment; without it, the clock's. UsageError if it is no date."""
    from zoneinfo import ZoneInfo

    from ..reading.frontmatter import canonical_date

    if now is None:
        return datetime.now(UTC)
    try:
        value = datetime.fromisoformat(canonical_date(now))
    except ValueError:
        raise UsageError(
            Problem(
                "--now",
                f"“{now}” is not a date",
                "usage.now",
                hint="write it as 2026-05-04 or 2026-05-04T10:05+04:00",
            )
        ) from None
    return value if value.tzinfo else value.replace(tzinfo=ZoneInfo(config.file.timezone))
