"""Two articles in one file: a second header below the text of the first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .article import Findings
from .body import is_foot
from .dates import read_dates
from .lines import Line, fold, is_prose
from .people import is_name, read_by, read_dotted
from .related import RelatedList
from .topics import read_topics

_RULE = re.compile(r"[=#*_~-]{5,}|(?:[*=_-] ){4,}[*=_-]")
_REACH = 5
_HINT = "put each article into a file of its own"


def find_second_article(
    lines: Sequence[Line], body: Sequence[Line], lists: Sequence[RelatedList], findings: Findings
) -> None:
    """Report a second article below the first: `lines` are all, `body` those of the body."""
    line = _after_list(lines, lists) or _second_header(body) or _after_rule(body)
    if line is not None:
        shown = line.text if len(line.text) <= 60 else line.text[:57] + "…"
        message = f"a second article seems to begin here: “{shown}”"
        findings.error("two-articles", message, line.number, _HINT)


def _after_list(lines: Sequence[Line], lists: Sequence[RelatedList]) -> Line | None:
    """A "More from" list ends its page; two paragraphs below it are another page's."""
    for related in lists:
        if not any(item.authors or item.date for item in related.items):
            continue
        rest = lines[related.end :]
        if is_foot(rest):
            continue
        if sum(is_prose(line.text) for line in rest) >= 2:
            return rest[0]
    return None


def _second_header(body: Sequence[Line]) -> Line | None:
    """Two kinds of a header's lines close together, with text above and below."""
    first_prose = next((at for at, line in enumerate(body) if is_prose(line.text)), len(body))
    for at in range(first_prose + 1, len(body)):
        if not _kind(body, at):
            continue
        reach = range(at, min(at + _REACH, len(body)))
        kinds = {kind for position in reach if (kind := _kind(body, position))}
        end = max(position for position in reach if _kind(body, position)) + 1
        if len(kinds) >= 2 and any(is_prose(line.text) for line in body[end + 1 :]):
            return _title_above(body, at)
    return None


def _kind(body: Sequence[Line], at: int) -> str:
    text = body[at].text
    if read_topics(body, at):
        return "topics"
    if read_by(text) or _is_doubled_name(body, at):
        return "byline"
    if read_dotted(text, frozenset()):
        return "dotted"
    return "date" if any(date.day for date in read_dates(text)) else ""


def _is_doubled_name(body: Sequence[Line], at: int) -> bool:
    below = body[at + 1 : at + 2]
    return is_name(body[at].text) and bool(below) and fold(below[0].text) == fold(body[at].text)


def _title_above(body: Sequence[Line], at: int) -> Line:
    for position in range(at - 1, max(at - 4, 0), -1):
        if not is_prose(body[position].text):
            return body[position]
    return body[at]


def _after_rule(body: Sequence[Line]) -> Line | None:
    """A rule across the page, then a line that reads as a title, then text."""
    for at, line in enumerate(body[:-2]):
        if not _RULE.fullmatch(line.text) or not body[at + 1].gap or not at:
            continue
        title, below = body[at + 1], body[at + 2]
        if is_prose(body[at - 1].text) and not is_prose(title.text) and is_prose(below.text):
            return title
    return None
