"""One run of `gather`: new entries of feeds become drafts, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from ..config import Config
from ..formats.addresses import address_key
from ..formats.names import folded
from ..importing.containers import Unreadable
from ..importing.content_view import Change, Plan, addresses_of, read_heads
from ..importing.journal import Journal
from ..importing.write import carry_out, remove_unfinished
from ..incremental import store
from ..network import Client, Manners, Unanswered, agent_for
from ..problems import Problem, UsageError
from ..reporting import Reporter
from .entries import Entry, FreeNames, draft_of
from .feeds import FILE_NAME, Feed, Listed, load_feeds
from .fetch import FetchedFeed, Fetcher, Pauses
from .inbox import draft_id, read_dropped
from .spelling import Spellings

TIMEOUT = 20.0
"""Seconds for a feed or a page."""


_POSTPONED = "left for the next time: the host of its page asked for patience"


class Options(Struct, frozen=True):
    """How to gather, and as of which moment; `names` are feeds by name or glob, all by default.

    `full` fetches the page of every new entry. `allowed` are hosts that may have a private address.
    """

    now: datetime
    names: tuple[str, ...] = ()
    full: bool = False
    dry_run: bool = False
    allowed: frozenset[str] = frozenset()
    timeout: float = TIMEOUT


class NewDraft(Struct, frozen=True):
    """A draft that was made; `path` begins with the content folder."""

    id: str
    path: str
    title: str
    source: str
    address: str
    date: str | None


class Gathered(Struct, frozen=True):
    """The result of a run for one feed.

    `state` is "fetched", "unchanged", "paused" or "failed". `known`, `dropped` and `ruled_out`
    count the entries that are here already, were dropped by an editor, or by a rule.
    """

    feed: Feed
    state: str
    new: tuple[NewDraft, ...] = ()
    known: int = 0
    dropped: int = 0
    ruled_out: int = 0
    problems: tuple[Problem, ...] = ()

    def record(self) -> dict[str, Any]:
        """Return the feed as `--json` prints it."""
        counts = {name: getattr(self, name) for name in ("known", "dropped", "ruled_out")}
        new = [structs.asdict(draft) for draft in self.new]
        problems = [problem.message for problem in self.problems]
        names = {"name": self.feed.name, "address": self.feed.address, "state": self.state}
        return {**names, "new": new, **counts, "problems": problems}


@contextmanager
def inbox_lock(config: Config, reporter: Reporter) -> Iterator[None]:
    """Let only one process at a time change the inbox of a site; others wait."""
    with store.site_lock(config.cache, reporter.note, work="gather"):
        store.prepare_cache(config.cache)
        yield


def gather(config: Config, options: Options, reporter: Reporter) -> Iterator[Gathered]:
    """Gather the feeds of a site; return the result of each, in the order of feeds.yml.

    Raises UsageError if feeds.yml or dropped.txt is not right, or another run does not end.
    """
    listed = load_feeds(config)
    feeds = _chosen(listed, options.names)
    with inbox_lock(config, reporter):
        yield from _Run(config, listed, options).run(feeds, reporter)


class _Run:
    def __init__(self, config: Config, listed: Listed, options: Options) -> None:
        self.config = config
        self.listed = listed
        self.options = options
        self.now = options.now.timestamp()
        self.day = options.now.astimezone(ZoneInfo(config.file.timezone)).date().isoformat()
        root = Path(config.root)
        remove_unfinished(config.content)
        heads = list(read_heads(config.content))
        self.known = addresses_of(heads)
        self.spellings = Spellings(heads, config.file.slugs)
        self.dropped = read_dropped(root)
        self.journal = Journal(root, config.cache, config.content)
        self.names = FreeNames(config.content)
        self.pauses = Pauses(config.cache)
        manners = Manners(
            agent_for("gather", config.file.base_url), options.allowed, timeout=options.timeout
        )
        # Made here, so that no two threads make it at once.
        memory = config.cache / "fetched"
        with suppress(OSError):
            memory.mkdir(exist_ok=True)
        self.fetcher = Fetcher(
            Client(manners, memory), root, options.now, self._is_known, options.full
        )

    def run(self, feeds: tuple[Feed, ...], reporter: Reporter) -> Iterator[Gathered]:
        """Fetch the feeds that are not paused, and make drafts of their new entries."""
        paused = {} if self.options.names else self._paused(feeds)
        fetched = self.fetcher.fetch_all(feed for feed in feeds if feed.name not in paused)
        reporter.phase("gathering", len(feeds))
        try:
            for feed in feeds:
                yield paused.get(feed.name) or self._drafts(next(fetched))
                reporter.advance(1)
        finally:
            self.pauses.save()
            fetched.close()

    def _is_known(self, key: str) -> bool:
        return key in self.known or key in self.dropped

    def _paused(self, feeds: Iterable[Feed]) -> dict[str, Gathered]:
        found = {}
        for feed in feeds:
            pause = None if feed.is_file else self.pauses.of(feed.address, self.now)
            if pause is None:
                continue
            zone = ZoneInfo(self.config.file.timezone)
            until = datetime.fromtimestamp(pause.until, zone).strftime("%Y-%m-%d %H:%M")
            hint = _HINTS.get("gone" if "gone" in pause.why else "", "name it to ask all the same")
            message = f"not asked before {until}: {pause.why}"
            problem = self.listed.problem(feed, message, "paused", hint)
            found[feed.name] = Gathered(feed, "paused", problems=(problem,))
        return found

    def _drafts(self, fetched: FetchedFeed) -> Gathered:
        """Make drafts of the entries that are new."""
        feed, failure = fetched.feed, fetched.failure
        if failure is not None:
            return Gathered(feed, "failed", problems=(self._failed(feed, failure),))
        self.pauses.clear(feed.address)
        counts: Counter[str] = Counter()
        new: list[NewDraft] = []
        notes: dict[str, list[str]] = {}
        problems = list(self._about(fetched))
        for entry in fetched.entries.entries:
            keys = {entry.key}
            if entry.article is not None and entry.article.source.url:
                keys.add(address_key(entry.article.source.url))
            if keys & self.dropped.keys():
                counts["dropped"] += 1
            elif keys & self.known.keys():
                counts["known"] += 1
            elif entry.is_postponed:
                notes.setdefault(_POSTPONED, []).append(entry.item.title)
            else:
                spelled = self.spellings.in_entry(entry)
                made = self._draft(spelled, feed)
                if isinstance(made, Problem):
                    problems.append(made)
                    continue
                new.append(made)
                self.known |= dict.fromkeys(keys, made.path)
                for note in spelled.notes:
                    notes.setdefault(note, []).append(made.title)
        if new and fetched.entries.has_scripts:
            notes["scripts in its HTML are left out"] = []
        problems += self._warnings(feed, notes)
        state = "unchanged" if fetched.is_unchanged else "fetched"
        ruled_out = fetched.entries.ruled_out
        return Gathered(
            feed, state, tuple(new), counts["known"], counts["dropped"], ruled_out, tuple(problems)
        )

    def _draft(self, entry: Entry, feed: Feed) -> NewDraft | Problem:
        as_here = self.spellings.in_feed(feed)
        file = draft_of(entry, as_here, self.day, self.config.file.slugs)
        if isinstance(file, Problem):
            return self.listed.problem(feed, file.message, "draft", file.hint)
        path = self.names.path_for(file)
        if not self.options.dry_run:
            change = Change("write", path, file.text, url=file.url or "")
            try:
                carry_out(Plan(path, (change,)), self.config.content, self.journal)
            except OSError as error:
                message = f"{path} cannot be written: {error.strerror}"
                return self.listed.problem(feed, message, "unwritable")
        shown = f"{self.config.file.content}/{path}"
        url = file.url or entry.item.url
        return NewDraft(draft_id(url, path), shown, file.title, feed.name, url, file.date)

    def _failed(self, feed: Feed, failure: Unanswered | Unreadable) -> Problem:
        if isinstance(failure, Unanswered):
            self.pauses.note(feed.address, failure, self.now)
            code: str = "gone" if failure.status == 410 else failure.failure
            words = "the feed is gone for good (410)" if code == "gone" else str(failure)
            return self.listed.problem(feed, words, code, _HINTS.get(code, ""))
        return self.listed.problem(feed, str(failure), failure.code, failure.hint)

    def _about(self, fetched: FetchedFeed) -> Iterator[Problem]:
        feed = fetched.feed
        if fetched.moved_to:
            message = f"the feed has moved for good to {fetched.moved_to}"
            yield _warning(
                self.listed.problem(feed, message, "moved", "change its address in feeds.yml")
            )
        for words in fetched.entries.left_out:
            yield self.listed.problem(feed, words, "left-out")

    def _warnings(self, feed: Feed, notes: dict[str, list[str]]) -> Iterator[Problem]:
        for note, titles in notes.items():
            what = f"“{titles[0]}”: " if titles else ""
            what = f"{len(titles)} new entries: " if len(titles) > 1 else what
            yield _warning(self.listed.problem(feed, what + note, "entry"))


def _warning(problem: Problem) -> Problem:
    return structs.replace(problem, severity="warning")


def _chosen(listed: Listed, names: tuple[str, ...]) -> tuple[Feed, ...]:
    """Return the feeds that were named; raises UsageError for a name that no feed has."""
    if not names:
        return listed.feeds
    chosen: set[str] = set()
    for name in names:
        found = {f.name for f in listed.feeds if fnmatchcase(folded(f.name), folded(name))}
        if not found:
            known = ", ".join(feed.name for feed in listed.feeds[:8])
            message = f"{FILE_NAME} has no feed of this name"
            raise UsageError(Problem(name, message, "gather.unknown", hint=f"known: {known}"))
        chosen |= found
    return tuple(feed for feed in listed.feeds if feed.name in chosen)


_HINTS = {
    "gone": "take it out of feeds.yml",
    "private": "name the host with --allow-host, if you trust it",
    "timeout": "try again later",
    "status": "open its address in a browser, and see what is there",
    "unknown-host": "check the address, and that this machine is online",
    "tls": "the host must renew its certificate; nothing is fetched without a safe connection",
}
