"""Links that lead out of the site: which are dead, which have moved, and which are in doubt.

Asked politely: one request at a time to a host and a pause after it, answers remembered for days,
HEAD before GET, and nothing more of a host that asks for patience.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal
from urllib.parse import urldefrag, urlsplit

import msgspec
from msgspec import Struct

from .. import __version__
from ..cache import storage
from ..report import Reporter
from .asking import TIMEOUT, Answer, Unanswered, ask, target_of

Verdict = Literal["fine", "moved", "dead", "doubtful"]

HOPS = 5
"""So many redirects are followed."""

PAUSE = 1.0
"""Seconds between two requests to one host."""

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
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_PATIENCE = frozenset({429, 503})


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


class Manners(Struct, frozen=True):
    """How to ask: as whom, which private hosts all the same, and with how much patience.

    `allowed` are hosts, with or without port; `pause` and `timeout` are in seconds.
    """

    agent: str
    allowed: frozenset[str] = frozenset()
    pause: float = PAUSE
    timeout: float = TIMEOUT


def agent_for(base_url: str) -> str:
    """Name ourselves truthfully, with the site on whose behalf we ask (RFC 9110, 10.1.5)."""
    site = f"; links of {base_url}" if base_url.isascii() and base_url.isprintable() else ""
    return f"sitegen/{__version__} (link check{site})"


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


class _Turn:
    """Whose turn it is at one host, and when the next request may go out."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.free_at = 0.0
        self.patience = ""


class _Asker:
    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._turns: dict[str, _Turn] = {}
        self._turns_lock = threading.Lock()
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Begin no request any more."""
        self._stopped.set()

    def find_out(self, url: str) -> Found:
        """Ask for an address and follow where it leads."""
        try:
            return self._follow(url)
        except Unanswered as error:
            verdict: Verdict = "dead" if error.failure in _DEAD else "doubtful"
            return Found(url, verdict, str(error), failure=error.failure, at=time.time())

    def _follow(self, url: str) -> Found:
        at, to, is_permanent = url, "", True
        seen = {url}
        for _ in range(HOPS + 1):
            answer = self._ask(at)
            if answer.status not in _REDIRECTS or not answer.location:
                return _judge(url, to, answer.status)
            target = urldefrag(answer.location).url
            is_permanent = is_permanent and answer.status in _PERMANENT
            if why := _refusal(at, target, seen):
                return Found(url, "doubtful", why, status=answer.status, at=time.time())
            if is_permanent:
                to = target
            at = target
            seen.add(at)
        why = f"it redirects more than {HOPS} times"
        return Found(url, "doubtful", why, at=time.time())

    def _ask(self, url: str) -> Answer:
        """Ask with HEAD, and with GET where a host will not answer that."""
        answer = self._in_turn(url, "HEAD")
        if answer.status >= 400 and answer.status not in (410, *_PATIENCE):
            answer = self._in_turn(url, "GET")
        return answer

    def _in_turn(self, url: str, method: str) -> Answer:
        manners = self._manners
        with self._turns_lock:
            turn = self._turns.setdefault(target_of(url).host, _Turn())
        with turn.lock:
            if turn.patience:
                raise Unanswered("timeout", turn.patience)
            self._stopped.wait(max(0.0, turn.free_at - time.monotonic()))
            if self._stopped.is_set():
                raise Unanswered("timeout", "the check was stopped")
            try:
                answer = ask(url, method, manners.agent, manners.allowed, manners.timeout)
            finally:
                turn.free_at = time.monotonic() + manners.pause
            if answer.status in _PATIENCE:
                turn.patience = f"not asked: the host asked for patience ({answer.status})"
            return answer


def _refusal(at: str, target: str, seen: set[str]) -> str:
    """Say why a redirect is not followed, "" where it is."""
    scheme = urlsplit(target).scheme
    if scheme not in ("http", "https"):
        return f"it redirects to another scheme: {target[:80]}"
    if scheme == "http" and at.startswith("https:"):
        return f"it redirects to an address that is not encrypted: {target[:200]}"
    return "it redirects in a circle" if target in seen else ""


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
    payload = storage.load(memo)
    if payload is None:
        return {}
    try:
        return msgspec.msgpack.decode(payload, type=dict[str, Found])
    except msgspec.MsgspecError:
        return {}


def _save(memo: Path, found: Mapping[str, Found], now: float) -> None:
    young = {url: answer for url, answer in found.items() if now - answer.at < _FORGOTTEN}
    storage.save(memo, msgspec.msgpack.encode(young))


def _is_offline(found: Iterable[Found]) -> bool:
    """Tell whether nothing at all could be reached: then it is this machine, not the links."""
    failures = [answer.failure for answer in found]
    return bool(failures) and all(failure in _OFFLINE for failure in failures)


def _offline(answer: Found) -> Found:
    why = f"{answer.why}; nothing could be reached: is this machine online?"
    return msgspec.structs.replace(answer, verdict="doubtful", why=why)
