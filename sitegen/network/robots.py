"""robots.txt: which addresses a host lets programs fetch (RFC 9309)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from ..problems import optional
from .addresses import Unanswered
from .redirects import follow
from .request import Answer

if TYPE_CHECKING:
    from protego import Protego

LARGEST = 500 * 1024
"""Bytes of a robots.txt (RFC 9309, 2.5); a larger one is not read, and allows nothing."""

PRODUCT = "sitegen"


class Robots:
    """The rules of the hosts of one run; each robots.txt is fetched once."""

    def __init__(self, ask: Callable[[str], Answer]) -> None:
        """`ask` sends one GET request for an address, of at most `LARGEST` bytes."""
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
