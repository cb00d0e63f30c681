"""The file of an editor's words about a week or a month, with what is known of the ones before."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from ..config import Config
from ..execution.content import read_content, reading_key
from ..execution.run import Run
from ..formats.dates import Period, day_of, period_named, period_of
from ..incremental.sources import SourceCache
from ..incremental.store import prepare_cache, site_lock
from ..model import View
from ..planning.kinds.editions import issues, kinds_of, topics_before
from ..planning.site import Site, build_site
from ..problems import Problem, UsageError
from ..reading.frontmatter import FENCE, dump
from ..rendering.theme import load_theme
from ..reporting import Reporter
from .new import write_new

_PLACES = "title:\nsummary:\nlead:\norder: []\nleft_out: []\n"


def new_edition(config: Config, name: str, now: datetime, reporter: Reporter) -> Path:
    """Make `content/editions/2014-w15.md`, which keeps the topics of the periods before.

    Without a name it is of the latest week that is over. UsageError where there is no
    such period, or the file is there already.
    """
    moment = now.timestamp()
    site = read_site(config, View(moment), reporter).by_language[0]
    kinds = kinds_of(site)
    period = _period(config, name, moment)
    if not kinds or period.kind not in kinds:
        hint = f"set `editions: {{{period.kind}s: true}}` in site.yml"
        raise _refusal(period.name, f"this site has no editions of {period.kind}s", hint)
    if not any(issue.period == period for issue in issues(site, period.kind)) and not name:
        hint = "name one: sitegen new edition 2014-w15"
        raise _refusal(period.name, "this week has too few articles for an edition", hint)
    before = topics_before(site, period)
    kept = dump({"before": before}).removeprefix(f"{FENCE}\n") if before else f"{FENCE}\n"
    path = config.content / "editions" / f"{period.name}.md"
    return write_new(path, f"{FENCE}\n{_PLACES}{kept}")


def read_site(config: Config, view: View, reporter: Reporter) -> Site:
    """Read the content of a site, as a build does, and group it; nothing is written but caches."""
    with site_lock(config.cache, reporter.note):
        prepare_cache(config.cache)
        theme = load_theme(config)
        sources = SourceCache(config.cache, reading_key(config, theme))
        content = read_content(Run(config, theme, reporter), sources).content
    return build_site(content, config, view)


def _period(config: Config, name: str, moment: float) -> Period:
    if not name:
        return period_of(day_of(moment, config.file.timezone), "week").before
    period = period_named(name)
    if isinstance(period, str):
        raise _refusal(name, period, "write a week of ISO 8601 as 2026-w15, or a month as 2026-05")
    return period


def _refusal(name: str, message: str, hint: str) -> UsageError:
    return UsageError(Problem(os.fspath(name), message, "new.refused", hint=hint))
