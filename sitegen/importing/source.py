"""The source: every line that tells where an article was first published is a witness."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from .article import Findings, Given, Origin
from .header import Header
from .headline import Headline
from .lines import Line, fold, is_prose, phrases

_DATELINE = re.compile(
    r"(?P<place>[A-ZÇƏĞİÖŞÜ][\w'’./-]*(?:[\s,/]+[\w'’.-]+){0,5}?)"
    r"(?:,?\s+[\w.]+\s+\d{1,2}|,?\s+\d{1,2}\s+\w+)?,?\s*"
    r"\((?P<name>[A-Z][\w&/.’' -]{1,40})\)\s*[-–—]{1,2}(?=\s)"
)
_LABEL = re.compile(
    phrases(
        """
        source|original(?: source)?|originally published (?:by|on|in|at)
        mənbə|kaynak|источник|منبع
        """
    )
    + r"\s*[:：]\s*(?P<value>\S.{0,80})",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s<>\"]+")
_DOMAIN = re.compile(r"(?:www\.)?(?P<name>(?:[a-z0-9-]+\.)+[a-z]{2,12})", re.IGNORECASE)
_TRUST = re.compile(r"our standards:\s*the thomson reuters trust principles", re.IGNORECASE)


class Witness(Struct, frozen=True):
    """What a line says of the source, and how it says it."""

    line: int
    name: str = ""
    url: str = ""


class Source(Struct, frozen=True):
    """The source, and the positions of the lines of the body that say nothing else."""

    origin: Origin
    used: frozenset[int] = frozenset()


def find_source(
    above: Sequence[Line],
    headline: Headline,
    header: Header,
    body: Sequence[Line],
    given: Given,
    findings: Findings,
) -> Source:
    """Weigh the witnesses: lines above the body, its dateline, its last lines."""
    witnesses: list[Witness] = []
    if header.outlet:
        witnesses.append(Witness(0, header.outlet))
    if headline.outlet:
        witnesses.append(Witness(above[headline.at].number, headline.outlet))
    witnesses += filter(None, map(_read_line, above))
    used = set()
    foot = next((n for n in range(len(body), 0, -1) if is_prose(body[n - 1].text)), 0)
    for at in range(foot, len(body)):
        if witness := _read_line(body[at], with_domain=False):
            witnesses.append(witness)
            used.add(at)
    witnesses += _in_text(body)
    name = given.source_name or _agreed_name(witnesses, findings)
    url = given.source_url or _agreed_url(witnesses, findings)
    return Source(Origin(name, url), frozenset(used))


def _read_line(line: Line, with_domain: bool = True) -> Witness | None:
    text = line.text
    label = _LABEL.fullmatch(text)
    value = label["value"].strip() if label else text
    if _URL.fullmatch(value):
        return Witness(line.number, url=value)
    if label:
        return Witness(line.number, value.rstrip("."))
    domain = _DOMAIN.fullmatch(text) if with_domain else None
    return Witness(line.number, domain["name"]) if domain else None


def _in_text(body: Sequence[Line]) -> list[Witness]:
    """The dateline, "BEIRUT, March 7 (Reuters) -", and an agency's standing notice."""
    found = []
    for line in body[:6]:
        dateline = _DATELINE.match(line.text)
        if dateline and _is_place(dateline["place"]):
            found.append(Witness(line.number, dateline["name"].strip()))
            break
    found += [Witness(line.number, "Reuters") for line in body if _TRUST.match(line.text)]
    return found


def _is_place(text: str) -> bool:
    """A dateline's place is in capitals, all of it or word by word."""
    words = [word for word in re.split(r"[\s,/]+", text) if word]
    return all(word[0].isupper() or word in ("the", "of", "and", "on", "al") for word in words)


def _agreed_name(witnesses: list[Witness], findings: Findings) -> str | None:
    names = [witness for witness in witnesses if witness.name]
    if not names:
        return None
    best = max(names, key=lambda witness: "." not in witness.name)
    for other in names:
        if not _same(best.name, other.name):
            message = f"the source may be “{best.name}” or “{other.name}”; it is left out"
            findings.warn("source", message, other.line, "name it with --source-name")
            return None
    return best.name


def _same(one: str, other: str) -> bool:
    """Tell whether two spellings name one outlet: al-monitor.com, Al-Monitor."""
    a, b = (re.sub(r"^(?:www|the)|[^a-z0-9]|\.[a-z.]{2,6}$", "", fold(n).strip()) or fold(n)
            for n in (one, other))  # fmt: skip
    return a in b or b in a


def _agreed_url(witnesses: list[Witness], findings: Findings) -> str | None:
    urls = list(dict.fromkeys(witness.url for witness in witnesses if witness.url))
    if len(urls) > 1:
        line = next(witness.line for witness in witnesses if witness.url == urls[1])
        message = f"the source may be {urls[0]} or {urls[1]}; it is left out"
        findings.warn("source", message, line, "name it with --source-url")
        return None
    return urls[0] if urls else None
