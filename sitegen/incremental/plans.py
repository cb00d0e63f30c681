"""Plans: what the last build's was made of, and between which moments it stays the same."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from ..config import Config, SiteFile
from ..formats.dates import PeriodKind, bounds, moment
from ..model import NEWS_SECONDS, UNDATED, Content, View
from ..rendering.theme import Theme
from .fingerprint import code_fingerprint


class PlanRecord(msgspec.Struct, array_like=True, frozen=True):
    """What a plan without problems was made of, and the moments between which it stays the same."""

    key: bytes = b""
    since: float = 0.0
    until: float = 0.0


def plan_key(config: Config, theme: Theme, scanned_ns: int, view: View) -> bytes:
    """Digest all that a plan is made of, but the moment: equal keys are equal plans.

    `scanned_ns` changes with all content: it is that of the cache of sources as this build found it
    or stored it, and that cache is stored under another one as soon as anything differs.
    """
    made_of = (
        (code_fingerprint(), theme.digest),
        (config.file, theme.settings, theme.strings, theme.static_folders, theme.data),
        (scanned_ns, view.drafts, view.future),
    )
    return sha256(msgspec.msgpack.encode(made_of)).digest()[:16]


def plan_record(key: bytes, content: Content, now: float, file: SiteFile) -> PlanRecord:
    """Tell between which moments a plan that was made now stays the same."""
    zone = file.timezone
    everything = (*content.articles, *content.pages)
    changes = [change for a in everything for change in (a.moment, a.leaves)]
    if file.sharing.news_sitemap:
        changes += [a.moment + NEWS_SECONDS for a in content.articles if a.moment != UNDATED]
    # A change of the text that is still to come is warned of.
    changes += [moment(a.updated, zone) for a in everything if a.updated]
    if file.editions.weeks:
        changes += _ends(content, now, "week", file)
    if file.editions.months:
        changes += _ends(content, now, "month", file)
    since = max((change for change in changes if change <= now), default=float("-inf"))
    until = min((change for change in changes if change > now), default=float("inf"))
    return PlanRecord(key, since, until)


def _ends(content: Content, now: float, kind: PeriodKind, file: SiteFile) -> list[float]:
    """Give the moments next to now at which an edition is, or was, complete."""
    start, end = bounds(now, kind, file.timezone)
    earlier, _ = bounds(start - 1, kind, file.timezone)
    moments = [article.moment for article in content.articles]
    return [
        until
        for since, until in ((earlier, start), (start, end))
        if content.editions
        or sum(since <= moment < until for moment in moments) >= file.editions.minimum
    ]
