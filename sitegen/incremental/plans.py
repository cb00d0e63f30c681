"""Plans: what the last build's was made of, and between which moments it stays the same."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from ..config import Config
from ..formats.dates import moment
from ..model import Content, View
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


def plan_record(key: bytes, content: Content, now: float, zone: str) -> PlanRecord:
    """Tell between which moments a plan that was made now stays the same."""
    everything = (*content.articles, *content.pages)
    changes = [change for a in everything for change in (a.moment, a.leaves)]
    # A change of the text that is still to come is warned of.
    changes += [moment(a.updated, zone) for a in everything if a.updated]
    since = max((change for change in changes if change <= now), default=float("-inf"))
    until = min((change for change in changes if change > now), default=float("inf"))
    return PlanRecord(key, since, until)
