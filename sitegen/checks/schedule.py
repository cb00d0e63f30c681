"""The clock's part: which articles appear or leave by themselves, and when the next one does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from ..formats.dates import written
from ..model import NEVER, Article
from ..planning.site import View


class Change(Struct, frozen=True):
    """The next moment at which a build comes out different by itself.

    `moment` is RFC 3339 in the site's time zone; `path` is the first content file concerned,
    which "appears" or "leaves". `ahead` and `expiring` count all that are still to do so.
    """

    moment: str
    path: str
    deed: str
    ahead: int
    expiring: int

    def text(self) -> str:
        """Say it in a sentence."""
        parts = [f"{self.ahead:,} dated ahead"] if self.ahead else []
        parts += [f"{self.expiring:,} to expire"] if self.expiring else []
        when = self.moment[:16].replace("T", " ")
        return f"next change due {when}: {self.path} {self.deed} ({', '.join(parts)})"


def next_change(records: Iterable[Article], view: View, folder: str, zone: str) -> Change | None:
    """Find the next change after the moment of a view; `folder` is the content folder's name."""
    ahead: list[tuple[float, str]] = []
    expiring: list[tuple[float, str]] = []
    for record in records:
        if record.draft or record.leaves <= max(view.now, record.moment):
            continue
        if record.moment > view.now:
            ahead.append((record.moment, record.path))
        if record.leaves != NEVER:
            expiring.append((record.leaves, record.path))
    if not ahead and not expiring:
        return None
    moment, path = min(ahead + expiring)
    deed = "appears" if (moment, path) in ahead else "leaves"
    when = written(datetime.fromtimestamp(moment, ZoneInfo(zone)))
    return Change(when, f"{folder}/{path}", deed, len(ahead), len(expiring))
