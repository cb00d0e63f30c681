"""Find the headline among the first lines of a dump.

The rule: the headline is the first line that is no part of the page's frame, no sentence and no
caption, with at least three words that mean something, a third of which the text uses. A line
that is at the top twice is the headline whatever the text says: of the page, then of the article.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from msgspec import Struct

from ..lines import BULLET, ends_in_period, fold
from ..people import could_be_name
from ..vocabulary import is_agency, is_role, looks_like_outlet, pattern
from .classify import PageLine
from .topics import read_topics
from .wording import (
    content_words,
    could_be_of_text,
    reads_as_site_name,
    says_the_same,
    shares_words,
    stems,
)

_WINDOW = 60
_LABEL = re.compile(r"(?:title|headline|subject)\s*:\s*", re.IGNORECASE)
_SUFFIX = re.compile(r"\s+[|–—-]\s+(?P<outlet>[^|–—]{2,40})$")
_FRAME = frozenset(
    """section button date byline label url rule tail prompt consent notice name item image signoff
    topics""".split()
)


_ANCHORS = frozenset(("byline", "date"))


class Headline(Struct, frozen=True):
    """A title and its place: the position of its line, and of all that repeat it.

    `outlet` is the name that the page's own title has behind the headline.
    """

    title: str
    at: int
    repeats: frozenset[int] = frozenset()
    outlet: str = ""


def find_headline(lines: Sequence[PageLine], names: Collection[str]) -> Headline | None:
    """Find the headline; None if no line can be it.

    `names` are folded names of the dump's sections, tags and outlets, which may be above it.
    """
    top = _top(lines)
    candidates = [at for at in top if _can_be_title(lines, at) and lines[at].folded not in names]
    if found := _find_labelled(lines, top):
        return found
    used = stems(
        line.text for line in lines if line.is_prose and line.kind in ("paragraph", "item")
    )
    others = [
        at
        for at in candidates
        if not _is_outlet(lines[at].text)
        and not _has_credit(lines, at)
        and not pattern("links").fullmatch(lines[at].text)
        and not _is_cut_off(lines, at, candidates)
    ] or candidates
    others = _without_site_name(lines, others, used)
    spoken = next((at for at in others if could_be_of_text(lines[at].text, used)), None)
    repeated = _find_repeated(lines, others)
    if repeated and (spoken is None or not _is_below_header(lines, spoken, repeated.at)):
        return repeated
    if spoken is not None:
        return _headline(lines, spoken)
    # A short headline, or one of other words than the text: only where nothing else can be it.
    wordy = [at for at in others if len(lines[at].text.split()) >= 2] or others
    by_length = [at for at in wordy if len(content_words(lines[at].text)) >= 3] or wordy
    if by_length:
        return _headline(lines, by_length[0])
    return _find_sentence(lines, top)


def _find_sentence(lines: Sequence[PageLine], top: Sequence[int]) -> Headline | None:
    """Find a headline that may be a sentence: short, with a byline or a date right below."""
    for at in top:
        line = lines[at]
        if line.kind in ("button", "section", "rule", "url"):
            continue
        below = {other.kind for other in lines[at + 1 : at + 4]}
        if line.kind in ("text", "paragraph") and len(line.text) <= 120 and below & _ANCHORS:
            return Headline(line.text, at, frozenset({at}))
        return None
    return None


def _top(lines: Sequence[PageLine]) -> list[int]:
    """Return the lines above the text: a headline is never below two paragraphs in a row."""
    found: list[int] = []
    paragraphs = 0
    below_topics = 0
    for at, line in enumerate(lines[:_WINDOW]):
        if topics := read_topics(lines, at):
            below_topics = topics.end
        if at < below_topics:
            continue
        is_paragraph = line.kind == "paragraph" and ends_in_period(line.text)
        paragraphs = paragraphs + 1 if is_paragraph else 0
        if paragraphs >= 2 and any(_can_be_title(lines, above) for above in found):
            break
        found.append(at)
    return found


def _can_be_title(lines: Sequence[PageLine], at: int) -> bool:
    line = lines[at]
    # A short title in a script without capitals has the form of a name.
    if line.kind in _FRAME and not (line.kind == "name" and could_be_name(line.text)):
        return False
    if len(line.text) > 250 or is_of_numbers(line.text):
        return False
    if ends_in_period(line.text) or line.text.endswith((",", ";", ":")) or BULLET.match(line.text):
        return False
    if is_role(line.text) and len(line.text.split()) <= 4:
        return False
    return not _is_alt_text(lines, at)


def is_of_numbers(text: str) -> bool:
    """Return True for a line with more digits than letters, such as a date of an unknown form."""
    return sum(c.isdigit() for c in text) > sum(c.isalpha() for c in text)


def _is_alt_text(lines: Sequence[PageLine], at: int) -> bool:
    """Return True for a line above a caption with the same content: it is alt text."""
    if at + 1 >= len(lines) or lines[at + 1].gap:
        return False
    below = lines[at + 1]
    if below.kind != "image" and not (below.is_prose and ends_in_period(below.text)):
        return False
    return says_the_same(lines[at].text, below.text)


def _is_cut_off(lines: Sequence[PageLine], at: int, candidates: Sequence[int]) -> bool:
    """Return True for a breadcrumb with the beginning of a headline that follows in full."""
    start = lines[at].text.rstrip(" .…")
    longer = (lines[other].text for other in candidates if other > at)
    return len(start) >= 15 and any(
        text.startswith(start) and len(text) > len(start) and not _SUFFIX.match(text[len(start) :])
        for text in longer
    )


def _without_site_name(
    lines: Sequence[PageLine], candidates: list[int], used: frozenset[str]
) -> list[int]:
    """Drop the name of a site, right above a line that shares words with the text."""
    if len(candidates) < 2:
        return candidates
    first, second = candidates[:2]
    is_above = second - first <= 3 and not any(
        line.kind in _ANCHORS for line in lines[first:second]
    )
    is_name = reads_as_site_name(lines[first].text, used)
    return (
        candidates[1:]
        if is_above and is_name and shares_words(lines[second].text, used)
        else candidates
    )


def _has_credit(lines: Sequence[PageLine], at: int) -> bool:
    """Return True for a line above a picture's credit: it is a caption."""
    below = lines[at + 1] if at + 1 < len(lines) else None
    return below is not None and below.image is not None and not below.image.caption


def _is_outlet(text: str) -> bool:
    return looks_like_outlet(text) and len(text.split()) <= 5


def _is_below_header(lines: Sequence[PageLine], title: int, at: int) -> bool:
    """Return True for a line below the byline or date of a headline."""
    return any(line.kind in ("byline", "date") for line in lines[title:at])


def _find_labelled(lines: Sequence[PageLine], top: Sequence[int]) -> Headline | None:
    for at in top:
        title = _LABEL.sub("", lines[at].text, count=1)
        if title and title != lines[at].text:
            return Headline(title, at, frozenset({at}))
    return None


def _find_repeated(lines: Sequence[PageLine], candidates: Sequence[int]) -> Headline | None:
    """Find a line that occurs twice, also with the name of an outlet after the first."""
    for position, at in enumerate(candidates[:8]):
        text = lines[at].text
        if len(text.split()) < 2:
            continue
        later = candidates[position + 1 :]
        same = {at, *(other for other in later if lines[other].text and _same(lines, at, other))}
        outlet = _SUFFIX.search(text)
        if outlet:
            bare = fold(text[: outlet.start()])
            again = [other for other in later if fold(lines[other].text) == bare]
            if again:
                title = lines[again[0]].text
                return Headline(title, at, frozenset({at, *again}), outlet["outlet"])
        if len(same) > 1:
            return Headline(text, at, frozenset(same))
    return None


def _same(lines: Sequence[PageLine], one: int, other: int) -> bool:
    return fold(lines[one].text) == fold(lines[other].text)


def _headline(lines: Sequence[PageLine], at: int) -> Headline:
    """Make a headline of a line, without the name of a well-known outlet at its end."""
    title = lines[at].text
    outlet = _SUFFIX.search(title)
    if outlet and is_agency(outlet["outlet"]):
        return Headline(title[: outlet.start()], at, frozenset({at}), outlet["outlet"])
    same = {other for other in range(at, min(at + 20, len(lines))) if _same(lines, at, other)}
    return Headline(title, at, frozenset(same))
