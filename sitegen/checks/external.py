"""Links that lead out of the site: which are dead, which have moved, and which are in doubt.

Asked politely: one request at a time to a host and a pause after it, answers remembered for days,
HEAD before GET, and nothing more of a host that asks for patience.
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
from ..network.hosts import PATIENCE
from ..network.redirects import follow
from ..network.request import Request
from ..reporting import Reporter

Verdict = Literal["fine", "moved", "dead", "doubtful"]

THREADS = 16
"""So many hosts are asked at the same time."""

_DAY = 24 * 3600.0
_KEPT: dict[Verdict, float] = {
    "fine": 7 * _DAY,
    "moved": 7 * _DAY,
    "dead": _DAY,
    "doubtful": _DAY / 24,
}
"""Seconds for which an answer is believed."""

_FORGOTTEN = 60 * _DAY
_DEAD = frozenset({"unknown-host", "refused", "not-a-url"})
_OFFLINE = frozenset({"unknown-host", "broken"})
_GONE = frozenset({404, 410})


class Found(Struct, frozen=True):
    """What became of one address: the verdict and why, in words.

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
    urls: Iterable[str], memo: Path, manners: Manners, reporter: Reporter
) -> dict[str, Found]:
    """Find out about addresses, from the memo where its answer is young enough."""
    known = _load(memo)
    now = time.time()
    wanted = sorted({urldefrag(url).url: None for url in urls})
    stale = [url for url in wanted if not _is_young(known.get(url), now)]
    reporter.phase("asking", len(stale))
    asker = _Asker(manners)
    found = {}
    try:
        for answer in _side_by_side(stale, asker):
            found[answer.url] = answer
            reporter.advance(1)
    finally:  # Also where a person had enough of waiting.
        if _is_offline(found.values()):
            found = {url: _offline(answer) for url, answer in found.items()}
        elif found:
            _save(memo, known | found, now)
    return {url: found.get(url) or known[url] for url in wanted}


def _side_by_side(urls: list[str], asker: _Asker) -> Iterator[Found]:
    """Ask hosts side by side, and each host's addresses one after the other."""
    hosts: dict[str, list[str]] = {}
    for url in urls:
        hosts.setdefault(_host(url), []).append(url)
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="asking")
    try:
        waiting = [pool.submit(_in_turn, addresses, asker) for addresses in hosts.values()]
        for future in waiting:
            yield from future.result()
    finally:
        asker.stop()
        pool.shutdown(wait=True, cancel_futures=True)


def _in_turn(urls: list[str], asker: _Asker) -> list[Found]:
    return [asker.find_out(url) for url in urls]


def _host(url: str) -> str:
    try:
        return target_of(url).host
    except Unanswered:
        return ""


# --- asking -------------------------------------------------------------------------------


class _Asker:
    def __init__(self, manners: Manners) -> None:
        self._hosts = Hosts(manners)

    def stop(self) -> None:
        """Begin no request any more."""
        self._hosts.stop()

    def find_out(self, url: str) -> Found:
        """Ask for an address and follow where it leads."""
        try:
            visit = follow(url, self._ask)
        except Unanswered as error:
            verdict: Verdict = "dead" if error.failure in _DEAD else "doubtful"
            return Found(url, verdict, str(error), "", error.status, error.failure, time.time())
        return _judge(url, visit.moved_to, visit.answer.status)

    def _ask(self, url: str) -> Answer:
        """Ask with HEAD, and with GET where a host will not answer that."""
        answer = self._hosts.send(Request(url, "HEAD"))
        if answer.status >= 400 and answer.status not in (410, *PATIENCE):
            answer = self._hosts.send(Request(url))
        return answer


def _judge(url: str, to: str, status: int) -> Found:
    now = time.time()
    if 200 <= status < 300:
        if not to:
            return Found(url, "fine", status=status, at=now)
        return Found(url, "moved", f"it has moved to {to}", to, status, at=now)
    if status in _GONE:
        what = "is gone for good" if status == 410 else "is not there"
        where = f", where it redirects to: {to}" if to else ""
        return Found(url, "dead", f"the page {what} ({status}){where}", to, status, at=now)
    return Found(url, "doubtful", f"the host answers {status}", to, status, at=now)


# --- the memo -----------------------------------------------------------------------------


def _is_young(found: Found | None, now: float) -> bool:
    return found is not None and 0 <= now - found.at < _KEPT[found.verdict]


def _load(memo: Path) -> dict[str, Found]:
    payload = store.load(memo)
    if payload is None:
        return {}
    try:
        return msgspec.msgpack.decode(payload, type=dict[str, Found])
    except msgspec.MsgspecError:
        return {}


def _save(memo: Path, found: Mapping[str, Found], now: float) -> None:
    young = {url: answer for url, answer in found.items() if now - answer.at < _FORGOTTEN}
    store.save(memo, msgspec.msgpack.encode(young))


def _is_offline(found: Iterable[Found]) -> bool:
    """Tell whether nothing at all could be reached: then it is this machine, not the links."""
    failures = [answer.failure for answer in found]
    return bool(failures) and all(failure in _OFFLINE for failure in failures)


def _offline(answer: Found) -> Found:
    why = f"{answer.why}; nothing could be reached: is this machine online?"
    return msgspec.structs.replace(answer, verdict="doubtful", why=why)
