"""Read the body: what is below the header, without the page's furniture and its tail.

Every line gets a role. "body" stays; all others are values or go with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from ..article import Findings
from ..lines import ends_in_period, ends_sentence, shorten
from ..vocabulary import pattern
from .classify import PageLine, is_late_prompt
from .ending import read_signature
from .pictures import read_picture
from .topics import Topics, read_topics

_NUMBERED = re.compile(r"\d{1,2}\.\s")
_FRAME = frozenset("button notice consent section label url tail".split())


class Body(Struct, frozen=True):
    """The lines of an article's text, and what was found around it.

    `truncated` is true where a paywall ends the text. `topics` are those below it, `reporters`
    the names of its sign-off or of a note on the author, each with its line. `roles` tells what
    each line became, by position.
    """

    lines: tuple[PageLine, ...]
    roles: Mapping[int, str]
    truncated: bool = False
    topics: Topics | None = None
    reporters: tuple[tuple[str, int], ...] = ()


def read_body(
    lines: Sequence[PageLine], start: int, names: Sequence[str], findings: Findings
) -> Body:
    """Read the text that begins at position `start`; `names` are those of the byline."""
    return _BodyReader(lines, start, names, findings).read()


class _BodyReader:
    def __init__(
        self, lines: Sequence[PageLine], start: int, names: Sequence[str], findings: Findings
    ) -> None:
        self.lines = lines
        self.start = start
        self.names = tuple(names)
        self.findings = findings
        self.has_gaps = sum(line.gap for line in lines) >= 3
        self.roles: dict[int, str] = {}
        self.truncated = False
        self.topics: Topics | None = None

    def read(self) -> Body:
        """Give every line of the text its role."""
        end = self._cut_tail(len(self.lines))
        self._drop_prompts(end)
        at = self.start
        while at < end:
            at = self._read_line(at, end)
        signature = read_signature(self.lines, self._kept(), self.roles, self.names, self.findings)
        self.roles.update(signature.roles)
        kept = tuple(self.lines[at] for at in self._kept())
        self._report_doubts(kept)
        roles = {at: self.roles.get(at, "body") for at in range(self.start, len(self.lines))}
        return Body(kept, roles, self.truncated, self.topics, signature.names)

    def _kept(self) -> list[int]:
        return [at for at in range(self.start, len(self.lines)) if at not in self.roles]

    def _mark(self, start: int, end: int, role: str) -> None:
        for at in range(start, end):
            self.roles.setdefault(at, role)

    # --- the tail of the page ---------------------------------------------------------------

    def _cut_tail(self, end: int) -> int:
        """Find where the page continues after the article; keep sign-offs and topics."""
        paragraphs = [
            at for at in range(self.start, end) if self.lines[at].kind in ("paragraph", "item")
        ]
        if not paragraphs:
            return end
        above = 0
        total = len(paragraphs)
        cut = end
        for at in range(paragraphs[0] + 1, end):
            above += self.lines[at - 1].kind in ("paragraph", "item")
            line = self.lines[at]
            if line.kind not in ("tail", "topics"):
                continue
            below = total - above
            # What speaks of comments ends an article however much readers wrote below it.
            strong = pattern("endings").fullmatch(line.text) is not None and above >= 2
            if strong or below <= above * 0.25:
                cut = at
                break
        self._read_topics(min(cut, paragraphs[-1] + 1), end)
        for at in range(cut, end):
            if self.lines[at].kind == "signoff":
                self.roles.setdefault(at, "signoff")
        self._mark(cut, end, "tail")
        return cut

    def _read_topics(self, start: int, end: int) -> None:
        """Read topics below the last paragraph: labelled with a colon, or several."""
        for at in range(start, end):
            topics = read_topics(self.lines, at)
            if topics is None:
                continue
            is_list = ":" in self.lines[at].text or len(topics.tags) > 1
            if not is_list and self.lines[topics.end - 1].kind == "name":
                continue
            self.topics = topics
            self._mark(topics.start, topics.end, "tags")
            return

    # --- paywalls ---------------------------------------------------------------------------

    def _drop_prompts(self, end: int) -> None:
        """Drop prompts to subscribe; if no text follows, the article is cut off there."""
        last = max((at for at in range(self.start, end) if self._is_text(at)), default=-1)
        at = self.start
        while at < end:
            line = self.lines[at]
            if line.kind != "prompt" and not (at >= last and is_late_prompt(line)):
                at += 1
                continue
            stop = self._prompt_end(at, end)
            first, final = line, self.lines[stop - 1]
            place = f"line {first.number}"
            if final is not first:
                place += f" to {final.number}"
            if stop == end:
                self.truncated = True
                message = f"the body is cut off by a paywall; its text ({place}) is left out"
                self.findings.warn("truncated", message, first.number)
            else:
                message = f"a paywall's text within the body ({place}) is left out"
                self.findings.warn("paywall", message, first.number)
            self._mark(at, stop, "paywall")
            at = stop

    def _is_text(self, at: int) -> bool:
        return self.lines[at].kind == "paragraph"

    def _prompt_end(self, start: int, end: int) -> int:
        """Find the end of a prompt with its bullets, further prompts and short last lines."""
        at = start + 1
        introduces = self.lines[start].text.endswith((":", "："))
        while at < end:
            line = self.lines[at]
            if line.kind in ("prompt", "consent", "notice") or is_late_prompt(line):
                introduces = line.text.endswith((":", "："))
            elif not (introduces and line.kind == "item"):
                break
            at += 1
        rest = self.lines[at:end]
        if len(rest) <= 10 and all(len(x.text) < 80 and not _speaks(x) for x in rest):
            return end
        return at

    # --- lines inside the text --------------------------------------------------------------

    def _read_line(self, at: int, end: int) -> int:
        """Give the lines at a position their role; return the next position."""
        line = self.lines[at]
        if at in self.roles:
            return at + 1
        if line.kind == "signoff":
            self._mark(at, at + 1, "signoff")
            return at + 1
        if line.kind == "rule" and at + 1 < end:
            return at + 1
        is_age = line.kind == "date" and all(date.doubt == "relative" for date in line.dates)
        if (
            line.kind in _FRAME
            or line.kind == "rule"
            or is_age
            or pattern("links").fullmatch(line.text)
        ):
            if pattern("list-headings").fullmatch(line.text):
                return self._drop_list(at, end)
            is_heading = line.kind == "section" and self._is_between(at, end)
            if not is_heading:
                self._mark(at, at + 1, "frame")
            return at + 1
        if pattern("list-headings").fullmatch(line.text):
            return self._drop_list(at, end)
        picture = read_picture(self.lines[:end], at, self.has_gaps)
        is_text = line.is_prose and not self._has_text_below(picture.end if picture else at)
        if picture and picture.is_certain and not (is_text or self._is_heading_of(at, picture.end)):
            self._mark(at, picture.end, "caption")
            return picture.end
        return at + 1

    def _has_text_below(self, at: int) -> bool:
        return any(line.kind == "paragraph" for line in self.lines[at:])

    def _is_heading_of(self, at: int, picture_end: int) -> bool:
        """Return True for two short lines that may be a dialogue; a repeated caption is longer."""
        return (
            picture_end == at + 2
            and len(self.lines[at].text.split()) < 4
            and (self.lines[at].kind == "text" and self.lines[at + 1].kind == "text")
        )

    def _is_between(self, at: int, end: int) -> bool:
        """Return True for a line between two paragraphs: a section's name there is a heading."""
        return (
            self.start < at
            and at + 1 < end
            and self.lines[at - 1].kind == "paragraph"
            and self.lines[at + 1].kind == "paragraph"
        )

    def _drop_list(self, at: int, end: int) -> int:
        """Drop a list of links: the lines up to a blank one, or one title above a paragraph."""
        stop = at + 1
        while stop < end and not self.lines[stop].gap:
            if _is_long(self.lines[stop]) and not _NUMBERED.match(self.lines[stop].text):
                break
            stop += 1
        if stop == at + 1 and stop + 1 < end and self.lines[stop].gap:
            title, below = self.lines[stop], self.lines[stop + 1]
            if not ends_in_period(title.text) and len(title.text) <= 160 and below.is_prose:
                stop += 1
        self._mark(at, stop, "frame")
        return stop

    def _report_doubts(self, kept: Sequence[PageLine]) -> None:
        """Report short lines above the first paragraph, and bylines and dates within the text."""
        is_above = True
        for line in kept:
            text = line.text
            is_above = is_above and not (
                line.is_prose or ends_sentence(text) or text.endswith((":", "،", "؛"))
            )
            if self.findings.has_warned(line.number):
                continue
            shown = shorten(text)
            if is_above and line.kind in ("text", "name") and len(text) < 60:
                message = f"cannot tell what “{shown}” above the text is; it is kept in the body"
                self.findings.warn("header", message, line.number)
            elif line.kind in ("byline", "date", "image"):
                what = "a picture's caption" if line.kind == "image" else "a byline or a date"
                message = f"“{shown}” is kept in the body; it looks like {what}"
                self.findings.warn("suspect", message, line.number)


def _speaks(line: PageLine) -> bool:
    """Return True for a line that may belong to the article: a sentence, a bracket, a sign-off."""
    text = line.text
    return (
        (ends_sentence(text) and len(text.split()) > 4) or line.kind == "signoff" or text[0] == "("
    )


def _is_long(line: PageLine) -> bool:
    return line.kind == "paragraph" and ends_in_period(line.text) and len(line.text) > 150
