"""The cache of pages: from an output path to the key of the page that was rendered to it.

A page is current when its key is the same and the file is still the one that was written. The
cache also has the key of the last plan, and between which moments that plan stays the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from hashlib import blake2b, sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..config import FILE_NAME, Config, SiteFile
from ..formats.dates import PeriodKind, bounds, moment
from ..model import NEWS_SECONDS, UNDATED, Content, View
from ..pages import Page
from ..problems import Problem
from ..rendering import Dependencies
from ..rendering.theme import Theme
from . import store
from .fingerprint import code_fingerprint
from .keys import LABEL, Keys, TemplateInputs


class PlanRecord(msgspec.Struct, array_like=True, frozen=True):
    """What a plan was made of, between which moments it stays the same, and its warnings."""

    key: bytes = b""
    since: float = 0.0
    until: float = 0.0
    warnings: tuple[Problem, ...] = ()


def plan_key(config: Config, theme: Theme, scanned_ns: int, view: View) -> bytes:
    """Digest all that a plan is made of, except the moment: equal keys are equal plans.

    `scanned_ns` changes with all content: it is that of the cache of sources as this build found it
    or stored it, and that cache is stored under another one as soon as anything differs. Warnings
    of a plan name lines of `site.yml`, so its text is part of the key.
    """
    made_of = (
        (code_fingerprint(), theme.digest, _digest_of(Path(config.root, FILE_NAME))),
        (config.file, theme.settings, theme.static_folders, theme.data),
        (theme.strings, theme.translated),
        (scanned_ns, view.drafts, view.future),
    )
    return sha256(msgspec.msgpack.encode(made_of)).digest()[:16]


def _digest_of(file: Path) -> bytes:
    return sha256(file.read_bytes()).digest() if file.is_file() else b""


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
    """Return the moments next to now at which an edition is, or was, complete."""
    start, end = bounds(now, kind, file.timezone)
    earlier, _ = bounds(start - 1, kind, file.timezone)
    moments = [article.moment for article in content.articles]
    return [
        until
        for since, until in ((earlier, start), (start, end))
        if content.editions
        or sum(since <= moment < until for moment in moments) >= file.editions.minimum
    ]


HasStat = Callable[[str, int, int], bool]
"""Tells whether a file of the output is there with a size and a time of modification."""

_encoder = msgspec.msgpack.Encoder()


class PageRecord(msgspec.Struct, array_like=True, frozen=True):
    """A page that was rendered: its key, the digest and stat of its file, and its labels.

    `labels` are 4-byte checksums of the labelled inputs, end to end, named by `label_names`.
    """

    key: bytes
    digest: bytes
    size: int
    mtime_ns: int
    labels: bytes


class _Stored(msgspec.Struct, array_like=True):
    themes: dict[bytes, dict[str, Dependencies]]
    label_names: dict[str, tuple[str, ...]]
    pages: dict[str, tuple[str, PageRecord]]
    plan: PlanRecord = PlanRecord()


_decoder = msgspec.msgpack.Decoder(_Stored)


class Stale(NamedTuple):
    """A page that must be rendered: its encoding, its key, and the digest of the old file."""

    page: Page
    encoded: bytes
    key: bytes
    old_digest: bytes


class PageCache:
    """Knows the pages of the last build into one output folder."""

    def __init__(self, path: Path, fresh: bool = False) -> None:
        self._path = path
        stored = None if fresh else store.load_value(self._path, _decoder)
        stored = stored or _Stored({}, {}, {})
        self._themes = stored.themes
        self._label_names = stored.label_names
        self._pages = stored.pages
        self._plan = stored.plan
        self._new_plan = PlanRecord()
        self._new: dict[str, tuple[str, PageRecord]] = {}
        self._new_names: dict[str, tuple[str, ...]] = {}
        self._new_theme = False
        self._key = Keys()

    def dependencies(self, theme: bytes) -> dict[str, Dependencies] | None:
        """Return what the templates of a theme depend on, if it is known; `theme` is its digest."""
        return self._themes.get(blake2b(theme + code_fingerprint()).digest())

    def remember_dependencies(self, theme: bytes, dependencies: dict[str, Dependencies]) -> None:
        """Keep what the templates of a theme depend on, for the next build."""
        self._themes = {blake2b(theme + code_fingerprint()).digest(): dependencies}
        self._new_theme = True

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The warnings of the last build's plan."""
        return self._plan.warnings

    @property
    def paths(self) -> Set[str]:
        """The output paths of the last build."""
        return self._pages.keys()

    def has_plan(self, key: bytes, now: float, has_stat: HasStat) -> bool:
        """Return True if the last build has this plan, and all its files are there."""
        plan = self._plan
        return (
            plan.key == key
            and plan.since <= now < plan.until
            and all(
                record.key and has_stat(path, record.size, record.mtime_ns)
                for path, (_, record) in self._pages.items()
            )
        )

    def remember_plan(self, plan: PlanRecord) -> None:
        """Keep what the pages of this build were planned from, for the next build."""
        self._new_plan = plan

    def keep_plan(self, key: bytes) -> None:
        """Keep the last build's plan under another key, and all its pages except those rendered."""
        self._new_plan = msgspec.structs.replace(self._plan, key=key)
        self._new = {**self._pages, **self._new}

    def keep_all(self) -> None:
        """Keep the last build's pages beside those rendered, but no plan: the next build plans."""
        self._new_plan = PlanRecord()
        self._new = {**self._pages, **self._new}

    def encode(self, page: Page) -> bytes:
        """Encode a page as its job carries it."""
        return _encoder.encode(page)

    def current(self, page: Page, inputs: TemplateInputs, has_stat: HasStat) -> PageRecord | Stale:
        """Judge a page: its record if it and its file are current, else what to render."""
        key = self._key(page, inputs)
        known = self._pages.get(page.path)
        if known is None:
            return Stale(page, self.encode(page), key, b"")
        record = known[1]
        whole = has_stat(page.path, record.size, record.mtime_ns)
        if record.key == key and whole:
            return record
        return Stale(page, self.encode(page), key, record.digest if whole else b"")

    def keep(self, page: Page, record: PageRecord) -> None:
        """Carry a page's record on to the next build."""
        self._new[page.path] = (page.rendered_with, record)

    def rendered(self, page: Page, record: PageRecord, names: tuple[str, ...]) -> None:
        """Remember a page that was rendered; `names` are the labels of its template."""
        self._new[page.path] = (page.rendered_with, record)
        self._new_names[page.rendered_with] = names

    def because(self, page: Page, labels: bytes, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return which labelled inputs differ from the last time a page was rendered."""
        known = self._pages.get(page.path)
        if known is None:
            return ("new page",)
        template, record = known
        if template != page.rendered_with:
            return ("template",)
        before = _by_name(self._label_names.get(template, ()), record.labels)
        after = _by_name(names, labels)
        differ = [name for name, digest in after.items() if before.get(name) != digest]
        differ += [name for name in before if name not in after]
        return tuple(differ) or ("the file was gone or altered",)

    def save(self) -> None:
        """Store the pages of this build, unless that is what is stored already."""
        if not self.changed:
            return
        names = {**self._label_names, **self._new_names}
        stored = _Stored(self._themes, names, self._new, self._new_plan)
        store.save(self._path, _encoder.encode(stored))
        self._pages, self._new = self._new, {}
        self._plan = self._new_plan
        self._label_names = names

    @property
    def changed(self) -> bool:
        """Return True if saving would store anything else than what is stored."""
        return (
            self._new_theme
            or bool(self._new_names)
            or self._new_plan != self._plan
            or self._new != self._pages
        )


def _by_name(names: Iterable[str], labels: bytes) -> dict[str, bytes]:
    return {
        name: labels[number * LABEL : (number + 1) * LABEL] for number, name in enumerate(names)
    }
