"""Fetching feeds: hosts side by side, and one request at a time to each of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from msgspec import Struct, structs

from ..importing.article import Given
from ..importing.containers import Unreadable
from ..importing.html import read_page
from ..importing.inputs import Input
from ..importing.read import fetched_page
from ..network import Client, Unanswered
from ..network.addresses import target_of
from ..network.hosts import PATIENCE
from ..problems import ContentError
from .entries import Entries, Entry, read_entries
from .feeds import Feed

LARGEST = 10_000_000
"""Bytes of a feed."""

THREADS = 16
"""So many hosts are asked at the same time."""


class FetchedFeed(Struct, frozen=True):
    """What became of a feed: its entries, or the reason why it could not be read.

    `moved_to` is its new address where it has moved for good; `is_unchanged` is True where the
    host said so.
    """

    feed: Feed
    entries: Entries = Entries(())
    moved_to: str = ""
    is_unchanged: bool = False
    failure: Unanswered | Unreadable | None = None


class Fetcher(Struct, frozen=True):
    """How feeds are fetched: by which client, for which site, as of which moment.

    `is_known` tells by an address's key whether an entry is here already; its page is not fetched.
    """

    client: Client
    root: Path
    now: datetime
    is_known: Callable[[str], bool]
    full: bool = False

    def fetch_all(self, feeds: Iterable[Feed]) -> Generator[FetchedFeed]:
        """Fetch feeds, and give them in their order."""
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
            # The user has named this very address, so robots.txt is not asked.
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
    try:
        return target_of(feed.address).host
    except Unanswered:
        return feed.address


def _read_file(root: Path, feed: Feed) -> bytes:
    """Read a feed that is a file of the site; raises Unreadable."""
    path = (root / feed.address).resolve()
    hint = "name a feed inside the site, or begin its address with https://"
    if not path.is_relative_to(root.resolve()):
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
