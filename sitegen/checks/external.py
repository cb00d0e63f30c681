"""Check the links to other sites: which are dead, which have moved, which are in doubt.

Hosts are asked politely: one request at a time and a pause after it, answers are kept for days,
HEAD comes before GET, and a host that asks for patience is not asked again.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal
from urllib.parse import urldefrag

import msgspec
from msgspec import Struct

from ..incremental import store
from ..network import Answer, Hosts, Manners, Unanswered
from ..network.addresses import target_of
from ..network.client import follow
from ..network.hosts import PATIENCE
from ..network.request import Request
from ..problems import Problem
from ..reporting import Reporter

Verdict = Literal["fine", "moved", "dead", "doubtful"]

THREADS = 16
"""Number of hosts that are asked at the same time."""

_DAY = 24 * 3600.0
_KEPT: dict[Verdict, float] = {
    "fine": 7 * _DAY,
    "moved": 7 * _DAY,
    "dead": _DAY,
    "doubtful": _DAY / 24,
}
"""Seconds for which an answer is kept."""

_FORGOTTEN = 60 * _DAY
_DEAD = frozenset({"unknown-host", "refused", "not-a-url"})
_OFFLINE = frozenset({"unknown-host", "broken"})
_GONE = frozenset({404, 410})


class LinkStatus(Struct, frozen=True):
    """What is known of one address: the verdict, and why in words.

    `to` is the new address of what has moved; `status` the last code that a host answered, 0 for
    none, and `failure` then the kind of failure; `at` is the moment of asking, in seconds since
    the epoch.
    """

    url: str
    verdict: Verdict
    why: str = ""
    to: str = ""
    status: int = 0
    failure: str = ""
    at: float = 0.0


def ask_all(
    urls: Iterable[str], cache: Path, manners: Manners, reporter: Reporter
) -> dict[str, LinkStatus]:
    """Find the status of addresses, from the file `cache` where its answer is young enough.

    Addresses are without fragment in the result.
    """
    known = store.load_value(cache, _decoder) or {}
    now = time.time()
    wanted = sorted({urldefrag(url).url: None for url in urls})
    stale = [url for url in wanted if not _is_young(known.get(url), now)]
    reporter.phase("asking", len(stale))
    asker = _Asker(manners)
    found = {}
    try:
        for answer in _ask_hosts(stale, asker):
            found[answer.url] = answer
            reporter.advance(1)
    finally:  # Also if the run is interrupted.
        if _is_offline(found.values()):
            found = {url: _offline(answer) for url, answer in found.items()}
        elif found:
            _save(cache, known | found, now)
    return {url: found.get(url) or known[url] for url in wanted}


def _ask_hosts(urls: list[str], asker: _Asker) -> Iterator[LinkStatus]:
    """Ask hosts at the same time, and each host's addresses one after the other."""
    hosts: dict[str, list[str]] = {}
    for url in urls:
        hosts.setdefault(_host(url), []).append(url)
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="asking")
    try:
        waiting = [pool.submit(_ask_in_turn, addresses, asker) for addresses in hosts.values()]
        for future in waiting:
            yield from future.result()
    finally:
        asker.stop()
        pool.shutdown(wait=True, cancel_futures=True)


def _ask_in_turn(urls: list[str], asker: _Asker) -> list[LinkStatus]:
    return [asker.find_out(url) for url in urls]


def _host(url: str) -> str:
    try:
        return target_of(url).host
    except Unanswered:
        return ""


def judge_links(
    outgoing: Mapping[str, Problem], answers: Mapping[str, LinkStatus]
) -> tuple[list[Problem], list[str]]:
    """Return the problems of dead (errors) and moved links (warnings), and notes on doubtful ones.

    `outgoing` has for each link the place where it is written, a problem without a message.
    """
    problems, notes = [], []
    for url, place in outgoing.items():
        answer = answers[urldefrag(url).url]
        if answer.verdict == "doubtful":
            notes.append(f"{place.place}: doubtful link {url}: {answer.why}")
        elif answer.verdict != "fine":
            is_dead = answer.verdict == "dead"
            problems.append(
                msgspec.structs.replace(
                    place,
                    message=f"{answer.verdict} link {url}: {answer.why}",
                    code=f"external.{answer.verdict}",
                    hint="" if is_dead else "link to the new address",
                    severity="error" if is_dead else "warning",
                )
            )
    return problems, notes


# --- asking -------------------------------------------------------------------------------


class _Asker:
    def __init__(self, manners: Manners) -> None:
        self._hosts = Hosts(manners)

    def stop(self) -> None:
        """Start no more requests, and end those that are under way."""
        self._hosts.stop()

    def find_out(self, url: str) -> LinkStatus:
        """Request an address and follow its redirects."""
        try:
            visit = follow(url, self._ask)
        except Unanswered as error:
            verdict: Verdict = "dead" if error.failure in _DEAD else "doubtful"
            return LinkStatus(
                url, verdict, str(error), "", error.status, error.failure, time.time()
            )
        return _judge(url, visit.moved_to, visit.answer.status)

    def _ask(self, url: str) -> Answer:
        """Ask with HEAD, and with GET where a host will not answer that."""
        answer = self._hosts.send(Request(url, "HEAD"))
        if answer.status >= 400 and answer.status not in (410, *PATIENCE):
            answer = self._hosts.send(Request(url))
        return answer


def _judge(url: str, to: str, status: int) -> LinkStatus:
    now = time.time()
    if 200 <= status < 300:
        if not to:
            return LinkStatus(url, "fine", status=status, at=now)
        return LinkStatus(url, "moved", f"it has moved to {to}", to, status, at=now)
    if status in _GONE:
        what = "is gone for good" if status == 410 else "is not there"
        where = f", where it redirects to: {to}" if to else ""
        return LinkStatus(url, "dead", f"the page {what} ({status}){where}", to, status, at=now)
    return LinkStatus(url, "doubtful", f"the host answers {status}", to, status, at=now)


# --- the cache ----------------------------------------------------------------------------


_decoder = msgspec.msgpack.Decoder(dict[str, LinkStatus])


def _is_young(found: LinkStatus | None, now: float) -> bool:
    return found is not None and 0 <= now - found.at < _KEPT[found.verdict]


def _save(cache: Path, found: Mapping[str, LinkStatus], now: float) -> None:
    young = {url: answer for url, answer in found.items() if now - answer.at < _FORGOTTEN}
    store.save(cache, msgspec.msgpack.encode(young))


def _is_offline(found: Iterable[LinkStatus]) -> bool:
    """Return True if no host at all could be reached: this machine is offline, not the links."""
    failures = [answer.failure for answer in found]
    return bool(failures) and all(failure in _OFFLINE for failure in failures)


def _offline(answer: LinkStatus) -> LinkStatus:
    why = f"{answer.why}; nothing could be reached: is this machine online?"
    return msgspec.structs.replace(answer, verdict="doubtful", why=why)
