"""The headline: which of the first lines is it?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct

from .article import Findings
from .dates import read_dates
from .lines import Line, ends_in_period, fold, is_prose
from .paywall import BULLET, is_consent, is_prompt
from .people import could_be_name, is_name, read_by, read_dotted, split_names
from .topics import read_topics
from .vocabulary import is_agency, is_furniture, is_labelled, is_navigation, is_section_word

_WINDOW = 40
_DOMAIN = re.compile(r"(?:www\.)?(?:[a-z0-9-]+\.)+[a-z]{2,12}", re.IGNORECASE)
_URL = re.compile(r"https?://\S+")
_LABEL = re.compile(r"(?:title|headline|subject)\s*:\s*", re.IGNORECASE)
_SUFFIX = re.compile(r"\s+[|–—-]\s+(?P<outlet>[^|–—]{2,40})$")


class Headline(Struct, frozen=True):
    """A title and where it stands: the position of its line, and of all that repeat it.

    `outlet` is the name that the page's own title carries behind the headline.
    """

    title: str
    at: int
    repeats: frozenset[int] = frozenset()
    outlet: str = ""


def find_headline(
    lines: Sequence[Line], names: frozenset[str], findings: Findings
) -> Headline | None:
    """Find the title among the first lines; None, with an error, where none is certain.

    `names` are folded names of the dump's sections, tags and outlets, which may stand above it.
    """
    above = _Above(lines, names)
    candidates = [at for at in range(min(len(lines), _WINDOW)) if not above.is_no_title(at)]
    if not candidates:
        _report_none(lines, findings)
        return None
    repeated = _find_repeated(lines, candidates)
    if repeated is not None:
        return repeated
    first = candidates[0]
    title = _LABEL.sub("", lines[first].text)
    if title != lines[first].text and title:
        return Headline(title, first, frozenset({first}))
    if not reads_as_title(title):
        _report_none(lines, findings, lines[first])
        return None
    if len(title.split()) <= 3 and len(candidates) > 1:
        second = candidates[1]
        below = lines[second].text
        if len(below.split()) >= 4 and reads_as_title(below) and not is_prose(below):
            hint = "delete what stands above the title, or part title and summary by a period"
            message = f"“{title}” or “{below}” may be the title; the dump does not tell which"
            findings.error("title", message, lines[first].number, hint)
            return None
    return _without_outlet(title, first)


def reads_as_title(text: str) -> bool:
    """Tell whether a line has the form of a headline: no paragraph, no full stop at its end."""
    if len(text) > 250 or ends_in_period(text) or text.endswith((",", ";")):
        return False
    return BULLET.match(text) is None


class _Above:
    """Tells which lines can stand above a title and are none."""

    def __init__(self, lines: Sequence[Line], names: frozenset[str]) -> None:
        self.lines = lines
        self.names = names

    def is_no_title(self, at: int) -> bool:
        text = self.lines[at].text
        checks: tuple[Callable[[str], object], ...] = (
            is_labelled, is_navigation, is_furniture, is_section_word, is_agency, is_consent,
            is_prompt, _DOMAIN.fullmatch, _URL.fullmatch, read_dates, read_by,
        )  # fmt: skip
        if any(check(text) for check in checks) or fold(text) in self.names:
            return True
        if read_dotted(text, frozenset()) is not None or read_topics(self.lines, at) is not None:
            return True
        before = self.lines[at - 1].text if at else ""
        return re.fullmatch(r"(?:topics covered|tags?|topics?)\s*:?", before, re.I) is not None


def _find_repeated(lines: Sequence[Line], candidates: Sequence[int]) -> Headline | None:
    """A line that stands twice at the top is the title: of the page, then of the article."""
    top: list[int] = []
    for at in candidates:
        if is_prose(lines[at].text) and ends_in_period(lines[at].text) and top:
            break
        top.append(at)
    for position, at in enumerate(top[:8]):
        text = lines[at].text
        if len(text.split()) < 2 or len(text) > 250 or (position and _holds_names(text)):
            continue
        same = {at} | {o for o in top[position + 1 :] if fold(lines[o].text) == fold(text)}
        outlet = _SUFFIX.search(text)
        bare = [o for o in top[position + 1 :]
                if outlet and fold(lines[o].text) == fold(text[: outlet.start()])]  # fmt: skip
        if bare and outlet:
            return Headline(lines[bare[0]].text, at, frozenset({at, *bare}), outlet["outlet"])
        if len(same) > 1:
            return Headline(text, at, frozenset(same))
    return None


def _holds_names(text: str) -> bool:
    return is_name(text) or could_be_name(text) or split_names(text) is not None


def _without_outlet(title: str, at: int) -> Headline:
    """Drop a well-known outlet's name from the end of a page's title."""
    outlet = _SUFFIX.search(title)
    if outlet and is_agency(outlet["outlet"]):
        return Headline(title[: outlet.start()], at, frozenset({at}), outlet["outlet"])
    return Headline(title, at, frozenset({at}))


def _report_none(lines: Sequence[Line], findings: Findings, line: Line | None = None) -> None:
    hint = "put the headline on the first line, without a period at its end"
    if line is None:
        findings.error("no-title", "no line at the top reads as a title", lines[0].number, hint)
    else:
        shown = line.text if len(line.text) <= 60 else line.text[:57] + "…"
        message = f"there is no title: “{shown}” reads as a sentence"
        findings.error("no-title", message, line.number, hint)
