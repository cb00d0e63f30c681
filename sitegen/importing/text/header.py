"""The header: everything between the top of the page and the first paragraph of the text.

Lines that say what they are (a byline with "By", a date, labelled topics, a credited picture) are
anchors (`header_parts`). What is taken by its place alone (a dek without an anchor, a bare name)
carries a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from ..article import Findings
from ..credits import ImageLine
from ..dates import FoundDate
from ..lines import ends_sentence, fold, shorten
from ..people import could_be_name, is_author, is_staff, split_names
from ..vocabulary import is_reading_time, is_role, is_section_word
from .bylines import Byline
from .classify import PageLine
from .header_parts import ANCHORS, Clues, Part, PartReader, names_on, reads_as_dek
from .header_picture import HeaderPicture, choose_picture
from .headline import Headline


class Header(Struct, frozen=True):
    """The values of a header; the text begins at position `end`.

    `roles` tells what each of its lines became, by position: the name of a value, "frame" for
    buttons and menus, "body" for what is no value. `above` are the dates above the
    title, which may be the day when the page was saved.
    """

    end: int
    summary: str | None = None
    names: tuple[str, ...] = ()
    outlet: str = ""
    dates: tuple[tuple[FoundDate, PageLine], ...] = ()
    above: tuple[tuple[FoundDate, PageLine], ...] = ()
    tags: tuple[str, ...] = ()
    image: ImageLine | None = None
    roles: Mapping[int, str] = {}


def read_header(
    lines: Sequence[PageLine], headline: Headline, clues: Clues, findings: Findings
) -> Header:
    """Read the header of a dump whose headline is known."""
    reader = PartReader(lines, headline, clues, findings)
    above = [reader.part(at) for at in range(headline.at)]
    parts, end = reader.collect(headline.at + 1)
    return _Assembly(reader, above, parts, end).header()


class _Assembly:
    """Chooses the values of a header among its parts."""

    def __init__(self, reader: PartReader, above: list[Part], parts: list[Part], end: int) -> None:
        self.lines = reader.lines
        self.reader = reader
        self.findings = reader.findings
        self.above = above
        self.parts = parts
        self.end = end
        self.roles: dict[int, str] = {}

    def header(self) -> Header:
        """Assemble the header."""
        bylines = self._bylines()
        names = tuple(dict.fromkeys(name for one in bylines for name in one.names))
        for part in (*self.above, *self.parts):
            self._give_role(part, names)
        picture = choose_picture(self.lines, self.parts, self.above, self.roles)
        self.roles.update(picture.roles)
        self._report_picture(picture)
        summary = self._dek(names)
        tags = tuple(tag for part in self.parts if part.topics for tag in part.topics.tags)
        outlets = [byline.outlet for byline in bylines if byline.outlet]
        for at in range(self.reader.headline.at + 1, self.end):
            self.roles.setdefault(at, "body")
        for at in self.reader.headline.repeats:
            self.roles[at] = "title"
        return Header(
            end=self.end,
            summary=summary,
            names=names,
            outlet=outlets[0] if outlets else "",
            dates=self._dates(self.parts),
            above=self._dates(self.above),
            tags=tags,
            image=picture.image,
            roles=self.roles,
        )

    def _give_role(self, part: Part, names: tuple[str, ...]) -> None:
        role = {"byline": "authors", "topics": "tags", "free": "", "name": "", "repeat": ""}.get(
            part.kind, part.kind
        )
        first = self.lines[part.start]
        if part.kind == "free" and any(first.text.startswith(f"{name} ") for name in names):
            role = "bio"
        if part.kind in ("free", "image", "topics") and part in self.above:
            role = "frame"
        if part.kind == "name":
            same = {fold(name) for name in part.byline.names} if part.byline else set()
            is_repeat = bool(same) and same <= {fold(name) for name in names}
            role = "authors" if is_repeat else ("frame" if part in self.above else "")
        if part.kind == "free" and not role and _is_role_line(first):
            self.findings.warn("byline", f"“{first.text}” is left out", first.number)
            role = "frame"
        if role:
            self.roles.update(dict.fromkeys(range(part.start, part.end), role))

    def _dates(self, parts: Iterable[Part]) -> tuple[tuple[FoundDate, PageLine], ...]:
        found = []
        for part in parts:
            line = self.lines[part.start]
            dates = part.byline.dates if part.byline else line.dates if part.kind == "date" else ()
            found += [(date, line) for date in dates]
        return tuple(found)

    # --- authors ----------------------------------------------------------------------------

    def _bylines(self) -> list[Byline]:
        found = [(part.byline, part.start) for part in (*self.above, *self.parts)
                 if part.kind == "byline"]  # fmt: skip
        bylines = self._with_report(found)
        if not any(byline.names for byline in bylines):
            bylines += self._unlabelled()
        return bylines

    def _unlabelled(self) -> list[Byline]:
        """Find names without a label: among anchors, or alone between title and text."""
        inside = [part for part in self.parts if part.kind == "name" and self._is_anchored(part)]
        if inside:
            for part in inside:
                self.roles[part.start] = "authors"
            return self._with_report([(part.byline, part.start) for part in inside])
        for at in self._places_above_text():
            byline = self._alone(at)
            if byline:
                self.roles[at] = "authors"
                self._extend(at)
                return self._with_report([(byline, at)])
        return []

    def _extend(self, name_at: int) -> None:
        """Extend the header to a name below its anchors, with all lines above the name."""
        while self.end < name_at:
            part = self.reader.part(self.end)
            self.parts.append(part)
            self.end = part.end
        self.end = max(self.end, name_at + 1)

    def _with_report(self, found: Iterable[tuple[Byline | None, int]]) -> list[Byline]:
        """Return the bylines, and report what was next to their names."""
        bylines = []
        for byline, at in found:
            if byline is None:
                continue
            bylines.append(byline)
            for text in byline.left_out:
                message = f"“{text}” in the byline is left out"
                self.findings.warn("byline", message, self.lines[at].number)
        return bylines

    def _is_anchored(self, part: Part) -> bool:
        """Return True if an anchor is next to a name; a script without capitals requires one."""
        at = part.start
        anchors = [one for one in self.parts if one.kind in ANCHORS]
        if could_be_name(self.lines[at].text):
            near = [one for one in anchors if one.kind in ("date", "topics")]
            return any(at in (one.end, one.start - 1) for one in near)
        if at + 1 < len(self.lines) and is_reading_time(self.lines[at + 1].text):
            return True
        return any(one.start > at or one.end == at for one in anchors)

    def _places_above_text(self) -> list[int]:
        """Return the positions above the text where a byline may be; a dek may be in between."""
        at = self.end
        places = [part.start for part in self.parts if part.kind == "name"]
        while at < len(self.lines) and at <= self.end + 3:
            part = self.reader.part(at)
            if part.kind == "name":
                places.append(at)
                break
            is_dek = reads_as_dek(self.lines[at]) and at <= self.reader.headline.at + 2
            if part.kind not in ("frame", "image") and not (part.kind == "free" and is_dek):
                break
            at = part.end
        return places

    def _alone(self, at: int) -> Byline | None:
        line = self.lines[at]
        below = next(
            (one for one in self.lines[at + 1 : at + 4] if one.kind not in ("button", "section")),
            None,
        )
        if below is None or not (below.is_prose or below.kind in ("image", "text")):
            return None
        found = split_names(line.text)
        is_known = line.folded in self.reader.clues.authors or is_staff(line.text)
        if not is_known:
            if not found or could_be_name(line.text) or not all(is_author(n) for n in found[0]):
                return None
            if is_section_word(line.text) or self._is_spoken_of(found[0], at):
                message = f"“{line.text}” may be the byline or a heading; it is kept in the body"
                hint = "say who wrote it with --author"
                self.findings.warn("byline", message, line.number, hint)
                return None
        message = f"“{line.text}” is taken as the byline because of its place above the text"
        self.findings.warn("byline", message, line.number)
        return names_on(line)

    def _is_spoken_of(self, names: Sequence[str], at: int) -> bool:
        """Return True if the text is about the name, so that it is a heading."""
        text = " ".join(
            fold(line.text) for line in self.lines[self.end :] if line.kind == "paragraph"
        )
        # What is below the text tells of the author by name ("Jane Doe is a reporter").
        text = re.sub(r"\s", " ", text)
        return all(
            re.search(rf"\b{re.escape(fold(name.split()[-1]))}\b", text) is not None
            and not re.search(rf"\b{re.escape(fold(name))} (?:is|covers|reports|writes)\b", text)
            for name in names
        )

    def _report_picture(self, picture: HeaderPicture) -> None:
        image = picture.image
        if image and image.doubt:
            message = f"“{image.doubt}” may be the picture's alt text; it is kept in the caption"
            self.findings.warn("image", message, self.lines[picture.at].number)
        if image and image.left_out:
            message = f"“{image.left_out}” in front of the picture's caption is left out"
            self.findings.warn("image", message, self.lines[picture.at].number)

    # --- dek ----------------------------------------------------------------------------------

    def _dek(self, names: tuple[str, ...]) -> str | None:
        """Find the dek: the first free line above an anchor, or a line right above the text."""
        free = [
            part.start for part in self.parts
            if part.kind == "free" and part.start not in self.roles
        ]  # fmt: skip
        anchors = {part.kind for part in self.parts} & {"byline", "date", "topics", "repeat"}
        has_anchor = bool(anchors or names)
        # A line without the end of a sentence is more likely a dek than a sentence above it.
        for at in sorted(free, key=lambda at: ends_sentence(self.lines[at].text)):
            line = self.lines[at]
            if not reads_as_dek(line):
                continue
            credit = next((p for p in self.parts if p.start == at + 1 and p.kind == "image"), None)
            is_doubtful = credit is not None and not (
                credit.picture and credit.picture.image.caption
            )
            if ends_sentence(line.text) and (not has_anchor or is_doubtful):
                if is_doubtful or not self._is_short_beside_text(line):
                    return None
                message = f"“{shorten(line.text)}” is taken as the summary because of its place"
                self.findings.warn("summary", message, line.number)
            self.roles[at] = "summary"
            return line.text
        return self._dek_above_text()

    def _dek_above_text(self) -> str | None:
        """Find a dek below the header: not a sentence, and above a longer paragraph."""
        at = self.end
        while at < len(self.lines) and self.reader.part(at).kind == "frame":
            at += 1
        if at + 1 >= len(self.lines) or not reads_as_dek(self.lines[at]):
            return None
        line, below = self.lines[at], self.lines[at + 1]
        if ends_sentence(line.text) or line.text.endswith((":", ",")) or not below.is_prose:
            return None
        if len(line.text) >= len(below.text) or not (line.kind == "text" or line.is_prose):
            return None
        message = f"“{shorten(line.text)}” is taken as the summary because of its place"
        self.findings.warn("summary", message, line.number)
        for frame in range(self.end, at):
            self.roles[frame] = "frame"
        self.roles[at] = "summary"
        self.end = at + 1
        return line.text

    def _is_short_beside_text(self, line: PageLine) -> bool:
        """Return True for a dek right below the title that is shorter than the text."""
        paragraphs = [len(one.text) for one in self.lines[self.end :] if one.kind == "paragraph"]
        return len(line.text) <= 200 and bool(paragraphs) and len(line.text) < max(paragraphs[:3])


def _is_role_line(line: PageLine) -> bool:
    """Return True for a line with only the role of an author."""
    text = line.text
    return is_role(text) and len(text.split()) <= 6 and not ends_sentence(text)
