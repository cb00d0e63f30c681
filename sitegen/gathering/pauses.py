"""Which hosts are left alone, and until when: what they asked for is kept in the cache."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from ..incremental import store
from ..network import Unanswered
from ..network.addresses import target_of
from ..network.hosts import PATIENCE

_SHORTEST = 600.0
"""Seconds of the first pause where the host names none; each further one is twice as long."""
_LONGEST = 24 * 3600.0
_GONE = 30 * 24 * 3600.0
"""Seconds after which a feed that was gone for good is asked for once more."""


class Pause(Struct, frozen=True):
    """Until when (seconds since the epoch) something is not asked, and why, in words.

    `times` is how often in a row the host asked for patience.
    """

    until: float
    why: str
    times: int = 1


class Pauses:
    """The pauses of hosts that asked for patience, and of feeds that are gone for good."""

    def __init__(self, cache: Path) -> None:
        self._file = cache / "pauses.msgpack"
        self._pauses = dict(_load(self._file))
        self._saved = dict(self._pauses)

    def of(self, address: str, now: float) -> Pause | None:
        """Give the pause that an address is under; None where it may be asked."""
        for key in (address, _host(address)):
            pause = self._pauses.get(key)
            if pause is not None and pause.until > now:
                return pause
        return None

    def note(self, address: str, error: Unanswered, now: float) -> None:
        """Remember what a host answered: 429, 503 (RFC 6585, RFC 9110) or 410."""
        if error.status == 410:
            self._pauses[address] = Pause(now + _GONE, str(error))
        elif error.status in PATIENCE and error.failure == "status":
            host = _host(address)
            before = self._pauses.get(host)
            times = before.times + 1 if before else 1
            usual = min(_SHORTEST * 2 ** (times - 1), _LONGEST)
            wait = min(error.retry_after or usual, 7 * _LONGEST)
            why = f"the host asked for patience ({error.status})"
            self._pauses[host] = Pause(now + wait, why, times)

    def clear(self, address: str) -> None:
        """Forget the pauses of an address that has answered."""
        self._pauses.pop(address, None)
        self._pauses.pop(_host(address), None)

    def save(self) -> None:
        """Keep the pauses for the next run; a full or read-only disk costs requests only."""
        if self._pauses == self._saved:
            return
        try:
            store.save(self._file, msgspec.msgpack.encode(self._pauses))
        except OSError:
            return


def _host(address: str) -> str:
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
