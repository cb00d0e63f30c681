"""Fetch feeds: several hosts at a time, one request to each, none to a paused host.

What a host asked for is kept in the cache, so it is left alone in the next run, too.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from ..importing.article import Given
from ..importing.containers import Unreadable
from ..importing.html import read_page
from ..importing.inputs import Input
from ..importing.read import fetched_page
from ..incremental import store
from ..network import Client, Unanswered
from ..network.addresses import target_of
from ..network.hosts import PATIENCE
from ..problems import ContentError
from .entries import Entries, Entry, read_entries
from .feeds import Feed

_SHORTEST = 600.0
"""Seconds of the first pause where the host names none; each further one is twice as long."""
_LONGEST = 24 * 3600.0
_GONE = 30 * 24 * 3600.0
"""Seconds after which a feed that was gone is requested again."""


class Pause(Struct, frozen=True):
    """A time (seconds since the epoch) until which nothing is requested, and the reason.

    `times` is how often in a row the host asked for patience.
    """

    until: float
    why: str
    times: int = 1


class Pauses:
    """The pauses of hosts that asked us to wait, and of feeds that are gone for good."""

    def __init__(self, cache: Path) -> None:
        self._file = cache / "pauses.msgpack"
        self._pauses = dict(_load(self._file))
        self._saved = dict(self._pauses)

    def of(self, address: str, now: float) -> Pause | None:
        """Return the pause of an address; None if it may be requested."""
        for key in (address, _host_key(address)):
            pause = self._pauses.get(key)
            if pause is not None and pause.until > now:
                return pause
        return None

    def note(self, address: str, error: Unanswered, now: float) -> None:
        """Remember what a host answered: 429, 503 (RFC 6585, RFC 9110) or 410."""
        if error.status == 410:
            self._pauses[address] = Pause(now + _GONE, str(error))
        elif error.status in PATIENCE and error.failure == "status":
            host = _host_key(address)
            before = self._pauses.get(host)
            times = before.times + 1 if before else 1
            usual = min(_SHORTEST * 2 ** (times - 1), _LONGEST)
            wait = min(error.retry_after or usual, 7 * _LONGEST)
            why = f"the host asked for patience ({error.status})"
            self._pauses[host] = Pause(now + wait, why, times)

    def clear(self, address: str) -> None:
        """Forget the pauses of an address that has answered."""
        self._pauses.pop(address, None)
        self._pauses.pop(_host_key(address), None)

    def save(self) -> None:
        """Store the pauses for the next run; a full or read-only disk only costs some requests."""
        if self._pauses == self._saved:
            return
        try:
            store.save(self._file, msgspec.msgpack.encode(self._pauses))
        except OSError:
            return


def _host_key(address: str) -> str:
    try:
        return target_of(address).host
    except Unanswered:
        return address


def _load(file: Path) -> Mapping[str, Pause]:
    payload = store.load(file)
    if payload is None:
        return {}
    try:
        return msgspec.msgpack.decode(payload, type=dict[str, Pause])
    except msgspec.MsgspecError:
        return {}


LARGEST = 10_000_000
"""Bytes of a feed."""

THREADS = 16
"""The number of hosts that are requested at the same time."""


class FetchedFeed(Struct, frozen=True):
    """The result of fetching a feed: its entries, or the reason why it could not be read.

    `moved_to` is its new address where it has moved for good; `is_unchanged` is True if the
    host said so.
    """

    feed: Feed
    entries: Entries = Entries(())
    moved_to: str = ""
    is_unchanged: bool = False
    failure: Unanswered | Unreadable | None = None


class Fetcher(Struct, frozen=True):
    """Fetches feeds with a client, for a site, as of a moment.

    `is_known` tells by an address's key whether an entry is here already; its page is not fetched.
    """

    client: Client
    root: Path
    now: datetime
    is_known: Callable[[str], bool]
    full: bool = False

    def fetch_all(self, feeds: Iterable[Feed]) -> Generator[FetchedFeed]:
        """Fetch feeds; return the results in the same order."""
        listed = list(feeds)
        queues: dict[str, list[Feed]] = {}
        for feed in listed:
            queues.setdefault(_host(feed), []).append(feed)
        pool = ThreadPoolExecutor(THREADS, thread_name_prefix="gathering")
        try:
            waiting = {host: pool.submit(self._in_turn, queue) for host, queue in queues.items()}
            for feed in listed:
                yield waiting[_host(feed)].result()[feed.name]
        finally:
            self.client.stop()
            pool.shutdown(wait=True, cancel_futures=True)

    def _in_turn(self, queue: list[Feed]) -> dict[str, FetchedFeed]:
        """Fetch the feeds of one host, one after the other."""
        return {feed.name: self._fetch(feed) for feed in queue}

    def _fetch(self, feed: Feed) -> FetchedFeed:
        try:
            if feed.is_file:
                return self._finish(feed, FetchedFeed(feed), _read_file(self.root, feed), "", "")
            # The user has named this address, so robots.txt does not matter.
            found = self.client.fetch(feed.address, largest=LARGEST, obey_robots=False)
            fetched = FetchedFeed(feed, moved_to=found.moved_to, is_unchanged=found.is_unchanged)
            return self._finish(feed, fetched, found.body, found.url, found.charset)
        except (Unanswered, Unreadable) as failure:
            return FetchedFeed(feed, failure=failure)

    def _finish(
        self, feed: Feed, fetched: FetchedFeed, data: bytes, url: str, charset: str
    ) -> FetchedFeed:
        entries = read_entries(data, url, charset, feed, self.now)
        if feed.full or self.full:
            with_pages = tuple(self._with_page(feed, entry) for entry in entries.entries)
            entries = structs.replace(entries, entries=with_pages)
        return structs.replace(fetched, entries=entries)

    def _with_page(self, feed: Feed, entry: Entry) -> Entry:
        """Fetch the page of a new entry, where robots.txt allows it."""
        if self.is_known(entry.key):
            return entry
        url = entry.item.url
        try:
            found = self.client.fetch(url)
            page = fetched_page(Input(url, found.body, found.url, found.charset, found.fetched_at))
            given = Given(feed.section, tags=feed.tags, source_name=feed.name)
            article = read_page(page, url, given)
        except Unanswered as error:
            if error.status in PATIENCE:
                return structs.replace(entry, is_postponed=True)
            return _without_page(entry, str(error))
        except ContentError as error:
            return _without_page(entry, "; ".join(problem.message for problem in error.problems))
        return structs.replace(entry, article=article)


def _without_page(entry: Entry, why: str) -> Entry:
    note = f"its page gives no article, so it is a brief: {why}"
    return structs.replace(entry, notes=(*entry.notes, note))


def _host(feed: Feed) -> str:
    if feed.is_file:
        return ""
    return _host_key(feed.address)


def _read_file(root: Path, feed: Feed) -> bytes:
    """Read a feed that is a file of the site; raises Unreadable."""
    path = Path(os.path.realpath(root / feed.address))
    hint = "name a feed inside the site, or begin its address with https://"
    if not path.is_relative_to(os.path.realpath(root)):
        raise Unreadable(f"{feed.address} leads out of the site", hint, "outside")
    if not path.is_file():
        raise Unreadable(f"there is no file {feed.address}", hint, "no-file")
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(f"{feed.address} cannot be read: {error.strerror}", "", "file") from None
    if len(data) > LARGEST:
        raise Unreadable(f"the file is larger than {LARGEST // 1_000_000} MB", "", "too-large")
    return data
