"""Fetch addresses within limits, follow redirects, and obey robots.txt.

Redirects are never followed in a circle, and never from https to http. robots.txt: RFC 9309.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urldefrag, urlsplit, urlunsplit

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ..incremental import store
from ..problems import optional
from .addresses import Unanswered
from .hosts import Hosts, Manners
from .request import Answer, Request

if TYPE_CHECKING:
    from protego import Protego

HOPS = 5
"""The most redirects that are followed."""

_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Visit(Struct, frozen=True):
    """The end of a chain of redirects: the last answer and its URL.

    `moved_to` is the new address if the first redirects are permanent ones, else "".
    """

    answer: Answer
    url: str
    moved_to: str = ""


def follow(url: str, ask: Callable[[str], Answer]) -> Visit:
    """Request an address and follow its redirects; raises Unanswered."""
    at, moved_to, is_permanent = url, "", True
    seen = {url}
    for _ in range(HOPS + 1):
        answer = ask(at)
        if answer.status not in _REDIRECTS or not answer.location:
            return Visit(answer, at, moved_to)
        target = urldefrag(answer.location).url
        if words := _refusal(at, target, seen):
            raise Unanswered("redirect", words, answer.status)
        is_permanent = is_permanent and answer.status in _PERMANENT
        if is_permanent:
            moved_to = target
        at = target
        seen.add(at)
    raise Unanswered("redirect", f"it redirects more than {HOPS} times")


def _refusal(at: str, target: str, seen: set[str]) -> str:
    """Return why a redirect is not followed; "" if it is."""
    scheme = urlsplit(target).scheme
    if scheme not in ("http", "https"):
        return f"it redirects to another scheme: {target[:80]}"
    if scheme == "http" and at.startswith("https:"):
        return f"it redirects to an address that is not encrypted: {target[:200]}"
    return "it redirects in a circle" if target in seen else ""


LARGEST_ROBOTS = 500 * 1024
"""Bytes of a robots.txt (RFC 9309, 2.5); a larger one is not read, and allows nothing."""

PRODUCT = "sitegen"


class Robots:
    """The rules of the hosts of one run; each robots.txt is fetched once."""

    def __init__(self, ask: Callable[[str], Answer]) -> None:
        """`ask` sends one GET request for an address, of at most `LARGEST_ROBOTS` bytes."""
        self._ask = ask
        self._rules: dict[str, Protego] = {}

    def allows(self, url: str) -> bool:
        """Return True if the rules of a URL's host allow us to fetch it."""
        parts = urlsplit(url)
        origin = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
        if origin not in self._rules:
            parse = optional("protego", "reading robots.txt").Protego.parse
            self._rules[origin] = parse(self._read(f"{origin}/robots.txt"))
        return self._rules[origin].can_fetch(url, PRODUCT)

    def _read(self, url: str) -> str:
        """Fetch a robots.txt; a missing one allows everything, a broken host nothing (2.3.1)."""
        try:
            answer = follow(url, self._ask).answer
        except Unanswered as error:
            if error.failure in ("private", "not-a-url"):
                raise
            return "User-agent: *\nDisallow: /\n"
        if 200 <= answer.status < 300:
            return answer.body.decode("utf-8", "replace")
        if 400 <= answer.status < 500 and answer.status != 429:
            return ""
        return "User-agent: *\nDisallow: /\n"


LARGEST = 20_000_000
"""Bytes of an answer, decompressed, unless the caller sets another limit."""

_FORGOTTEN = 60 * 24 * 3600.0
"""Seconds after which an unused answer is deleted."""

_GONE = {404: "there is no such page (404)", 410: "the page is gone for good (410)"}
_CLOSED = {401: "the page asks for a login (401)", 403: "the host refuses the page (403)"}


class Fetched(Struct, frozen=True):
    """What was fetched from an address.

    `url` is where it was found in the end, `moved_to` the new address of what has moved for good.
    `media_type` and `charset` are those that the host declares, in lower case, "" if it does
    not. `fetched_at` is ISO 8601, in UTC; for an answer that has not changed since it was
    remembered (`is_unchanged`), too.
    """

    url: str
    body: bytes
    media_type: str = ""
    charset: str = ""
    moved_to: str = ""
    fetched_at: str = ""
    is_unchanged: bool = False


class _Remembered(Struct, frozen=True):
    """A stored answer, and the validators for the next request (RFC 9110, 8.8)."""

    etag: str
    last_modified: str
    fetched: Fetched

    @classmethod
    def of(cls, answer: Answer, fetched: Fetched) -> Self:
        get = answer.headers.get
        return cls(get("etag", ""), get("last-modified", ""), fetched)

    @property
    def conditions(self) -> Mapping[str, str]:
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value}


_decoder = msgspec.msgpack.Decoder(_Remembered)


class Client:
    """Fetches the addresses of one run; threads may share it."""

    def __init__(self, manners: Manners, memory: Path | None = None) -> None:
        """Store answers with validators in the folder `memory`; with None store nothing."""
        self._hosts = Hosts(manners)
        self._memory = memory
        self._robots = Robots(lambda url: self._hosts.send(Request(url, largest=LARGEST_ROBOTS)))

    def stop(self) -> None:
        """Start no more requests, and end those that are under way."""
        self._hosts.stop()

    def fetch(self, url: str, *, largest: int = LARGEST, obey_robots: bool = True) -> Fetched:
        """Fetch an address, at most `largest` bytes of it; raises Unanswered.

        `obey_robots` is False only for a single page that the user has named.
        """
        known = self._recall(url)

        def ask(at: str) -> Answer:
            if obey_robots and not self._robots.allows(at):
                raise Unanswered("robots", "the host's robots.txt does not allow programs here")
            conditions = known.conditions if known and at == known.fetched.url else {}
            return self._hosts.send(Request(at, headers=conditions, largest=largest))

        # After a permanent redirect the new address is requested (RFC 9110, 15.4.2).
        moved_to = known.fetched.moved_to if known else ""
        visit = follow(moved_to or url, ask)
        if moved_to and visit.answer.status in _GONE:
            moved_to, visit = "", follow(url, ask)
        moved_to = visit.moved_to or moved_to
        answer, now = visit.answer, datetime.now(UTC).isoformat(timespec="seconds")
        if answer.status == 304 and known:
            fetched = replace(known.fetched, moved_to=moved_to, fetched_at=now, is_unchanged=True)
            self._touch(url)
            return fetched
        if not 200 <= answer.status < 300:
            words = (_GONE | _CLOSED).get(answer.status, f"the host answers {answer.status}")
            patience = _retry_after(answer.headers.get("retry-after", ""))
            raise Unanswered("status", words, answer.status, patience)
        media_type, charset = _content_type(answer.headers.get("content-type", ""))
        fetched = Fetched(visit.url, answer.body, media_type, charset, moved_to, now)
        self._remember(url, _Remembered.of(answer, fetched))
        return fetched

    def _file(self, url: str) -> Path | None:
        digest = blake2b(url.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        return self._memory / f"{digest}.msgpack" if self._memory else None

    def _recall(self, url: str) -> _Remembered | None:
        file = self._file(url)
        return store.load_value(file, _decoder) if file else None

    def _remember(self, url: str, known: _Remembered) -> None:
        """Store an answer; if the disk is full or read-only, the next run just fetches it again."""
        file = self._file(url)
        if file is None or self._memory is None or not known.conditions:
            return
        try:
            if not self._memory.is_dir():
                store.prepare_cache(self._memory.parent)
            store.save(file, msgspec.msgpack.encode(known))
            _forget(self._memory)
        except OSError:
            return

    def _touch(self, url: str) -> None:
        file = self._file(url)
        try:
            if file:
                file.touch()
        except OSError:
            return


def _forget(folder: Path) -> None:
    """Delete answers that have not been used for a long time."""
    oldest = time.time() - _FORGOTTEN
    for file in folder.glob("*.msgpack"):
        if file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)


def _retry_after(header: str) -> float:
    """Read a Retry-After header, seconds or a date (RFC 9110, 10.2.3), as seconds from now."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _content_type(header: str) -> tuple[str, str]:
    """Split a Content-Type header into media type and charset, both in lower case."""
    if not header:
        return "", ""
    message = Message()
    message["Content-Type"] = header
    declared = message.get_param("charset", "")
    charset = declared if isinstance(declared, str) else ""
    return message.get_content_type(), charset.strip(" '\"").lower()
