"""Find where an article's text ends: its signature, and a second article in the same file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from ..article import Findings
from ..lines import ends_sentence, shorten
from ..people import is_name, split_names
from ..vocabulary import is_role
from .classify import PageLine
from .related import RelatedList, is_foot

_BIO = re.compile(
    r"\b(?:is|was) (?:an?|the)\b.{0,80}\b(?:reporter|correspondent|editor|journalist|writer|"
    r"columnist|analyst|fellow|researcher|professor|author|contributor|producer|director)\b"
    r"|\b(?:covers|reports on|writes (?:about|on|for)|has (?:covered|written|reported|worked))\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"[^:：]{2,20}[:：]\s")
_REPORTERS = re.compile(
    r"(?:additional )?reporting (?:by|from)\s+(?P<names>.+?)"
    r"(?=[;.)\]]|$|,?\s+(?:additional |writing |editing |edited ))",
    re.IGNORECASE,
)


class Signature(Struct, frozen=True):
    """The end of a text: the roles of its lines by position.

    `names` are those of its authors, each with its line: from a byline below the text, the
    sign-off, or a note on the author.
    """

    roles: Mapping[int, str]
    names: tuple[tuple[str, int], ...] = ()


def read_signature(
    lines: Sequence[PageLine],
    kept: Sequence[int],
    roles: Mapping[int, str],
    names: Sequence[str],
    findings: Findings,
) -> Signature:
    """Read the end of a text whose lines are at the positions `kept`.

    `roles` are those of the other lines by position, `names` those of the byline above the text.
    """
    reader = _EndReader(lines, kept, roles, names, findings)
    reader.drop_bio()
    reader.trim()
    return Signature(reader.new, reader.reporters())


class _EndReader:
    def __init__(
        self,
        lines: Sequence[PageLine],
        kept: Sequence[int],
        roles: Mapping[int, str],
        names: Sequence[str],
        findings: Findings,
    ) -> None:
        self.lines = lines
        self.kept = list(kept)
        self.known = roles
        self.names = names
        self.findings = findings
        self.new: dict[int, str] = {}
        # Names that sign the text, each with its line.
        self.signed: list[tuple[str, int]] = []

    def _drop(self, at: int, role: str) -> None:
        self.new[at] = role
        self.kept.remove(at)

    def _roles(self) -> dict[int, str]:
        return {**self.known, **self.new}

    def drop_bio(self) -> None:
        """Drop the note about the author below the text."""
        last = self.kept[-4:] if len(self.kept) > 2 else []
        for at in reversed(last):
            if at not in self.kept:
                continue
            line = self.lines[at]
            above = self.lines[at - 1] if at - 1 in self.kept else None
            is_named = above is not None and is_name(above.text) and _tells_of(line, above)
            if is_named or self._is_bio(line):
                self._drop(at, "bio")
                if above is not None and is_name(above.text):
                    self._drop(at - 1, "bio")
            elif line.is_prose:
                return

    def _is_bio(self, line: PageLine) -> bool:
        text = line.text
        if any(text.startswith(name) for name in self.names) and _BIO.search(text[:200]):
            return True
        parts = text.split()
        return (
            len(text) <= 400
            and is_name(" ".join(parts[:2]))
            and re.match(r"\S+ \S+(?: \S+)? (?:is|was) an?\b", text) is not None
            and is_role(text[:140])
        )

    def trim(self) -> None:
        """Drop headings, names and dates at the end of the text."""
        kept = self.kept
        has_text = any(self.lines[at].kind == "paragraph" for at in kept)
        while has_text and len(kept) > 1:
            line = self.lines[kept[-1]]
            is_short = line.kind in ("text", "name", "byline", "date", "section", "rule", "image")
            is_value = line.kind in ("date", "byline")
            is_sentence = line.is_prose or ends_sentence(line.text) or line.text.endswith(":")
            if not is_short or (is_sentence and not is_value):
                return
            self._drop(kept[-1], self._role_at_end(line))

    def _role_at_end(self, line: PageLine) -> str:
        """Return the role of a line at the end; a byline there counts if none is above."""
        names = line.byline.names if line.byline else ()
        if line.kind == "name" and is_name(line.text):
            names = (line.text,)
        if names and not self.names and not self.signed:
            self.signed = [(name, line.number) for name in names]
            return "authors"
        if line.text in self.names:
            return "authors"
        if line.kind == "name":
            message = f"“{line.text}” ends the text; it may be the author, and is left out"
            hint = "say who wrote it with --author"
            self.findings.warn("suspect", message, line.number, hint)
        return "tail"

    def reporters(self) -> tuple[tuple[str, int], ...]:
        """Return the reporters of the sign-off, without those who wrote it down or edited it."""
        found: list[tuple[str, int]] = []
        for at, role in sorted(self._roles().items()):
            if role != "signoff":
                continue
            for match in _REPORTERS.finditer(self.lines[at].text):
                names = split_names(re.sub(r"\s+in [A-Z][\w .'’-]+", "", match["names"]))
                found += [(name, self.lines[at].number) for name in (names[0] if names else ())]
        return tuple(self.signed or found or self._labelled() or self._described())

    def _labelled(self) -> list[tuple[str, int]]:
        """Return the names of a byline with a label in the first lines below the text."""
        start = self.kept[-1] + 1 if self.kept and not self.names else len(self.lines)
        for line in self.lines[start : start + 6]:
            if line.kind == "byline" and line.byline and _LABELLED.match(line.text):
                return [(name, line.number) for name in line.byline.names]
        return []

    def _described(self) -> list[tuple[str, int]]:
        """Return the name above a note about this person ("Jane Doe is …")."""
        roles = self._roles()
        for at in range(1, len(self.lines) - 1):
            line, below = self.lines[at], self.lines[at + 1]
            if roles.get(at) not in ("bio", "tail") or not is_name(line.text):
                continue
            job = is_role(below.text) and len(below.text.split()) <= 5
            after = self.lines[at + 2] if at + 2 < len(self.lines) else below
            if _tells_of(below, line) or (job and line.text.split()[0] in after.text):
                return [(line.text, line.number)]
        return []


def _tells_of(line: PageLine, name: PageLine) -> bool:
    """Return True if a line is about the person whose name is on another line."""
    first, *_, last = name.text.split()
    begins = line.text[:60]
    is_named = last in begins or first in begins or begins.startswith(first[:4])
    return is_named and _BIO.search(line.text[:300]) is not None


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
        shown = shorten(line.text)
        message = f"a second article seems to begin here: “{shown}”"
        findings.error("two-articles", message, line.number, _HINT)


def _after_list(lines: Sequence[PageLine], lists: Sequence[RelatedList]) -> PageLine | None:
    """Find text below a "More from" list: the list ends its page, so this is another article."""
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
    """Find two kinds of header lines close together, with text above and below."""
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
    """Find a rule, then a line that reads as a title, then text."""
    for at, line in enumerate(body[:-2]):
        if line.kind != "rule" or not body[at + 1].gap or not at:
            continue
        title, below = body[at + 1], body[at + 2]
        if body[at - 1].is_prose and not title.is_prose and below.is_prose:
            return title
    return None
