"""The body: what is left below the header, without paywall, cookie notice and page furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from .article import Findings
from .credits import has_counter, read_image_line
from .dates import read_dates
from .lines import Line, ends_sentence, is_prose, phrases
from .paywall import BULLET, find_cuts, is_consent
from .people import is_name, read_by
from .topics import Topics, read_topics
from .vocabulary import is_furniture, is_navigation


class Body(Struct, frozen=True):
    """The lines of an article's text; `truncated` where a paywall ends them.

    `topics` are those that stand below the text.
    """

    lines: tuple[Line, ...]
    truncated: bool = False
    topics: Topics | None = None


_MIDDLE = re.compile(
    phrases(
        """
        advertisement(?: ?[·•-] ?scroll to continue)?|advertising|sponsored
        story continues below(?: advertisement)?|continue reading (?:the main story|below)
        article continues (?:after|below).*
        open image in gallery|view image in fullscreen|play video|image
        """
    )
    + r"\.?",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright\b).{0,120}", re.IGNORECASE)
# What stays, for nobody but its editor can tell, and is worth a look.
_SUSPECTS = tuple(
    (re.compile(pattern, re.IGNORECASE), what)
    for pattern, what in (
        (r"our standards:", "an agency's standing notice"),
        (r"sign up (?:here|for)\b", "a newsletter's notice"),
        (r".*\bnewsletters?\b.*\b(?:sign up|subscribe|inbox)\b", "a newsletter's notice"),
        (
            r"(?:read (?:more|also|next)|also read|related|see also|more on this|watch|listen)\s*:",
            "a link to another article",
        ),
        (r"follow (?:us|him|her|them|me)\b", "a call to follow somebody"),
        (r"follow .{2,30} on (?:twitter|x|facebook)\b", "a call to follow somebody"),
        (r"image (?:source|caption),", "a picture's caption"),
        (r"(?:read )?more from\b.{0,40}$", "the heading of a list"),
    )
)


def read_body(lines: Sequence[Line], findings: Findings) -> Body:
    """Take away what is no text; every line that goes is named in a warning."""
    lines, topics = _part_topics(lines)
    lines, truncated = _cut_paywalls(lines, findings)
    kept = _drop_furniture(lines, findings)
    _report_edges(kept, findings)
    for line in kept:
        if not findings.has_warned(line.number):
            _report_suspect(line, findings)
    return Body(tuple(kept), truncated, topics)


def _report_edges(kept: Sequence[Line], findings: Findings) -> None:
    """What stands above the first paragraph, and a name below the last one, may be values."""
    for line in kept:
        text = line.text
        if len(kept) < 2 or len(text) >= 60 or ends_sentence(text) or text.endswith((":", "،")):
            break
        if not findings.has_warned(line.number) and not BULLET.match(line.text):
            message = f"“{_short(line.text)}” stands above the text; it is kept in the body"
            findings.warn("header", message, line.number)
    if kept and is_name(kept[-1].text):
        message = f"“{kept[-1].text}” ends the body; it may be the author"
        findings.warn("suspect", message, kept[-1].number, "say who wrote it with --author")


def _part_topics(lines: Sequence[Line]) -> tuple[Sequence[Line], Topics | None]:
    """Topics may stand below the last paragraph."""
    foot = next((n for n in range(len(lines), 0, -1) if is_prose(lines[n - 1].text)), 0)
    for at in range(foot, len(lines)):
        topics = read_topics(lines, at)
        if topics:
            return [*lines[: topics.start], *lines[topics.end :]], topics
    return lines, None


def _cut_paywalls(lines: Sequence[Line], findings: Findings) -> tuple[Sequence[Line], bool]:
    truncated = False
    dropped: set[int] = set()
    for cut in find_cuts(lines):
        dropped.update(range(cut.start, cut.end))
        first, last = lines[cut.start], lines[cut.end - 1]
        place = f"line {first.number}" + (f" to {last.number}" if last is not first else "")
        if cut.ends_body:
            truncated = True
            message = f"the body is cut off by a paywall; its text ({place}) is left out"
            findings.warn("truncated", message, first.number)
        else:
            message = f"a paywall's text within the body ({place}) is left out"
            findings.warn("paywall", message, first.number)
    return [line for at, line in enumerate(lines) if at not in dropped], truncated


def _drop_furniture(lines: Sequence[Line], findings: Findings) -> list[Line]:
    """At the edges every button and menu goes; in the middle only what is none of the text."""
    start, end = 0, len(lines)
    while start < end and _is_edge(lines[start].text):
        start += 1
    while end > start and _is_edge(lines[end - 1].text):
        end -= 1
    middle = [
        line for line in lines[start:end]
        if not _MIDDLE.fullmatch(line.text) and not is_consent(line.text)
    ]  # fmt: skip
    kept = {line.number for line in middle}
    gone = [line for line in lines if line.number not in kept]
    report_dropped(gone, findings)
    return middle


def report_dropped(gone: Sequence[Line], findings: Findings) -> None:
    """Name the lines that are left out as parts of the page around the article."""
    if gone:
        shown = ", ".join(f"“{_short(line.text)}”" for line in gone[:6])
        more = f" and {len(gone) - 6} more" if len(gone) > 6 else ""
        findings.warn("furniture", f"left out as part of the page: {shown}{more}", gone[0].number)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def is_foot(lines: Sequence[Line]) -> bool:
    """Tell whether lines below a related list are a page's foot: no text, or a copyright first."""
    for line in lines:
        if _COPYRIGHT.fullmatch(line.text):
            return True
        if is_prose(line.text) and not is_consent(line.text):
            return False
    return True


def _is_edge(text: str) -> bool:
    return (
        is_furniture(text)
        or is_consent(text)
        or _COPYRIGHT.fullmatch(text) is not None
        or (is_navigation(text) and not is_prose(text))
    )


def _report_suspect(line: Line, findings: Findings) -> None:
    text = line.text
    what = next((what for pattern, what in _SUSPECTS if pattern.match(text)), "")
    if not what and (has_counter(text) or read_image_line(text, "") is not None):
        what = "a picture's caption"
    if not what and (read_by(text) or read_dates(text)):
        what = "a byline or a date"
    if what:
        message = f"“{_short(text)}” is kept in the body; it looks like {what}"
        findings.warn("suspect", message, line.number)
