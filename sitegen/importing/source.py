"""The source: where an article was first published, as far as its lines agree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from .article import Findings, Given, Origin
from .lines import fold, phrases

_DATELINE = re.compile(
    r"(?P<place>[A-ZÇƏĞİÖŞÜ][\w'’./-]*(?:[\s,/]+[\w'’.-]+){0,5}?)"
    r"(?:,?\s+[\w.]+\s+\d{1,2}|,?\s+\d{1,2}\s+\w+)?,?\s*"
    r"\((?P<name>[A-Z][\w&/.’' -]{1,40})\)\s*[-–—]{1,2}(?=\s)"
)
_LABEL = re.compile(
    phrases(
        """
        source|original(?: source)?|originally published (?:by|on|in|at)
        mənbə|kaynak|quelle|источник|منبع|المصدر
        """
    )
    + r"\s*[:：]\s*(?P<value>\S.{0,80})",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s<>\"]+")
_DOMAIN = re.compile(r"(?:www\.)?(?P<name>(?:[a-z0-9-]+\.)+[a-z]{2,12})", re.IGNORECASE)
_TRUST = re.compile(r"our standards:\s*the thomson reuters trust principles", re.IGNORECASE)


class Mention(Struct, frozen=True):
    """What a line says of the source; `line` is 0 where the value has no line of its own."""

    line: int
    name: str = ""
    url: str = ""


def choose_source(mentions: Sequence[Mention], given: Given, findings: Findings) -> Origin:
    """Choose the name and the address on which the mentions agree; what the user says goes first.

    Where they contradict each other the value is left out, with a warning.
    """
    name = given.source_name or _agreed_name(mentions, findings)
    url = given.source_url or _agreed_url(mentions, findings)
    return Origin(name, url)


def read_mention(number: int, text: str, with_domain: bool = True) -> Mention | None:
    """Read a line that names the source and nothing else; None where it does not."""
    label = _LABEL.fullmatch(text)
    value = label["value"].strip() if label else text
    if _URL.fullmatch(value):
        return Mention(number, url=value)
    if label:
        return Mention(number, value.rstrip("."))
    domain = _DOMAIN.fullmatch(text) if with_domain else None
    return Mention(number, domain["name"]) if domain else None


def read_dateline(number: int, text: str) -> Mention | None:
    """Read the agency in "BEIRUT, March 7 (Reuters) -" or in its notice."""
    dateline = _DATELINE.match(text)
    if dateline and _is_place(dateline["place"]):
        return Mention(number, dateline["name"].strip())
    return Mention(number, "Reuters") if _TRUST.match(text) else None


def _is_place(text: str) -> bool:
    """A dateline's place is in capitals, all of it or word by word."""
    words = [word for word in re.split(r"[\s,/]+", text) if word]
    return all(word[0].isupper() or word in ("the", "of", "and", "on", "al") for word in words)


def _agreed_name(mentions: Sequence[Mention], findings: Findings) -> str | None:
    names = [one for one in mentions if one.name]
    if not names:
        return None
    best = max(names, key=lambda one: "." not in one.name)
    for other in names:
        if not _same(best.name, other.name):
            message = f"the source may be “{best.name}” or “{other.name}”; it is left out"
            findings.warn("source", message, other.line, "name it with --source-name")
            return None
    return best.name


def _same(one: str, other: str) -> bool:
    """Return True if two spellings name one outlet: al-monitor.com, Al-Monitor."""
    a, b = (re.sub(r"^(?:www|the)|[^a-z0-9]|\.[a-z.]{2,6}$", "", fold(n).strip()) or fold(n)
            for n in (one, other))  # fmt: skip
    return a in b or b in a


def _agreed_url(mentions: Sequence[Mention], findings: Findings) -> str | None:
    urls = list(dict.fromkeys(one.url for one in mentions if one.url))
    if len(urls) > 1:
        line = next(one.line for one in mentions if one.url == urls[1])
        message = f"the source may be {urls[0]} or {urls[1]}; it is left out"
        findings.warn("source", message, line, "name it with --source-url")
        return None
    return urls[0] if urls else None
