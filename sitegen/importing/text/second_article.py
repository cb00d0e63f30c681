"""Two articles in one file: a second header below the text of the first."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Findings
from .classify import PageLine
from .related import RelatedList, is_foot

_WINDOW = 5
_HINT = "put each article into a file of its own"


def find_second_article(
    lines: Sequence[PageLine],
    body: Sequence[PageLine],
    lists: Sequence[RelatedList],
    findings: Findings,
) -> None:
    """Report a second article below the first: `lines` are all, `body` those of the body."""
    line = _after_list(lines, lists) or _second_header(body) or _after_rule(body)
    if line is not None:
        shown = line.text if len(line.text) <= 60 else line.text[:57] + "…"
        message = f"a second article seems to begin here: “{shown}”"
        findings.error("two-articles", message, line.number, _HINT)


def _after_list(lines: Sequence[PageLine], lists: Sequence[RelatedList]) -> PageLine | None:
    """A "More from" list ends its page; two paragraphs below it are another page's."""
    for related in lists:
        if not any(item.authors or item.date for item in related.items):
            continue
        rest = lines[related.end :]
        if is_foot(rest):
            continue
        if sum(line.is_prose for line in rest) >= 2:
            return rest[0]
    return None


def _second_header(body: Sequence[PageLine]) -> PageLine | None:
    """Two kinds of a header's lines close together, with text above and below."""
    first_prose = next((at for at, line in enumerate(body) if line.is_prose), len(body))
    for at in range(first_prose + 1, len(body)):
        if not _kind(body, at):
            continue
        window = range(at, min(at + _WINDOW, len(body)))
        kinds = {kind for position in window if (kind := _kind(body, position))}
        end = max(position for position in window if _kind(body, position)) + 1
        if len(kinds) >= 2 and any(line.is_prose for line in body[end + 1 :]):
            return _title_above(body, at)
    return None


def _kind(body: Sequence[PageLine], at: int) -> str:
    line = body[at]
    if line.kind == "byline" and line.byline:
        return "" if line.byline.is_weak else "byline"
    if line.kind == "name" and body[at + 1 : at + 2]:
        return "byline" if body[at + 1].folded == line.folded else ""
    if line.kind == "topics":
        return "topics"
    return "date" if line.kind == "date" and any(date.day for date in line.dates) else ""


def _title_above(body: Sequence[PageLine], at: int) -> PageLine:
    for position in range(at - 1, max(at - 4, 0), -1):
        if not body[position].is_prose:
            return body[position]
    return body[at]


def _after_rule(body: Sequence[PageLine]) -> PageLine | None:
    """A rule across the page, then a line that reads as a title, then text."""
    for at, line in enumerate(body[:-2]):
        if line.kind != "rule" or not body[at + 1].gap or not at:
            continue
        title, below = body[at + 1], body[at + 2]
        if body[at - 1].is_prose and not title.is_prose and below.is_prose:
            return title
    return None
