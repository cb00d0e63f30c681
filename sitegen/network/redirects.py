"""Redirects: followed within limits, never in a circle, and never from https to http."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urldefrag, urlsplit

from msgspec import Struct

from .addresses import Unanswered
from .request import Answer

HOPS = 5
"""So many redirects are followed."""

_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Visit(Struct, frozen=True):
    """Where an address led: the last answer and its URL.

    `moved_to` is the new address if the first redirects are permanent ones, else "".
    """

    answer: Answer
    url: str
    moved_to: str = ""


def follow(url: str, ask: Callable[[str], Answer]) -> Visit:
    """Ask for an address and follow where it leads; raises Unanswered."""
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
    """Say why a redirect is not followed, "" where it is."""
    scheme = urlsplit(target).scheme
    if scheme not in ("http", "https"):
        return f"it redirects to another scheme: {target[:80]}"
    if scheme == "http" and at.startswith("https:"):
        return f"it redirects to an address that is not encrypted: {target[:200]}"
    return "it redirects in a circle" if target in seen else ""
