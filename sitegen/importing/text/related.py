"""The "More from <section>" list: its heading, and the items below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from ..article import Findings, RelatedItem
from ..dates import FoundDate, read_dates
from ..lines import BULLET, ends_sentence, fold, phrases
from ..people import is_author, split_names
from ..vocabulary import is_agency
from .classify import PageLine


class RelatedList(Struct, frozen=True):
    """A list on the lines at positions [start, end); `section` is what it is "More from"."""

    start: int
    end: int
    line: int
    heading: str
    section: str | None
    items: tuple[RelatedItem, ...]


_MORE_FROM = re.compile(
    phrases(
        r"""
        (?:read )?more from(?:\s*:)?(?:\s+(?P<name>.+?))?\s*:?
        بیشتر از\s+(?P<fa>.+?)\s*:?|daha çox\s*:\s*(?P<az>.+)
        """
    ),
    re.IGNORECASE,
)
_RELATED = re.compile(
    phrases(
        r"""
        related(?: (?:articles?|stories|news|content|coverage|reading|posts))?|see also
        read (?:more|next|also)|more (?:stories|news|on this story|like this|coverage)
        you (?:may|might) also (?:like|be interested in)|recommended(?: for you| stories)?
        most (?:read|popular|viewed)|up next|what to read next|top stories
        latest (?:news|stories)|related topics and stories
        oxşar xəbərlər|əlaqəli xəbərlər|ilgili haberler|читайте также
        مطالب مرتبط|اخبار مرتبط|بیشتر بخوانید
        """
    )
    + r"\s*:?",
    re.IGNORECASE,
)
_NO_SECTION = re.compile(
    r"(?:this|our|the (?:author|web|same)|around|partners?|elsewhere|other|author)\b|(?:us|me)$",
    re.IGNORECASE,
)
_BAR = re.compile(r"\s*\|\s*")
_URL = re.compile(r"https?://\S+")


def find_related(lines: Sequence[PageLine], findings: Findings) -> tuple[RelatedList, ...]:
    """Find the related lists of a dump, in order."""
    found: list[RelatedList] = []
    at = 0
    while at < len(lines):
        one = _read_list(lines, at, findings)
        if one is None:
            at += 1
        else:
            found.append(one)
            at = max(one.end, at + 1)
    return tuple(found)


def _read_list(lines: Sequence[PageLine], at: int, findings: Findings) -> RelatedList | None:
    text = lines[at].text
    if len(text) > 80 or ends_sentence(text):
        return None
    more = _MORE_FROM.fullmatch(text)
    if not more and not _RELATED.fullmatch(text):
        return None
    start = at + 1
    name = next((value for value in more.groups() if value), None) if more else None
    if more and not name and start < len(lines) and len(lines[start].text.split()) <= 4:
        name, start = lines[start].text, start + 1
    if name and len(name.split()) > 6:
        return None
    end, strong = _extent(lines, start)
    # Without one line of "authors | tag | date" below it, only the end of the page makes a list
    # of the lines that follow: the same words may head a part of the text.
    is_last = end == len(lines)
    if not strong and not (is_last and more):
        return None
    items = _read_items(lines[start:end], strong, findings)
    section = None if not name or _NO_SECTION.match(name) else name
    return RelatedList(at, end, lines[at].number, text, section, items)


def _extent(lines: Sequence[PageLine], start: int) -> tuple[int, bool]:
    """Return where a list ends, and whether it has a line of "authors | tag | date"."""
    end = start
    strong = False
    while end < len(lines):
        text = lines[end].text
        meta = _is_meta(text)
        strong = strong or meta
        if not meta and _ends_list(lines, end):
            break
        end += 1
    return end, strong


def _ends_list(lines: Sequence[PageLine], at: int) -> bool:
    """A paragraph, another heading or the page's foot ends a list; a long title does not."""
    text = lines[at].text
    followed = at + 1 < len(lines) and _is_meta(lines[at + 1].text)
    if followed:
        return False
    if at + 1 < len(lines) and lines[at + 1].is_prose:
        return at + 2 >= len(lines) or not _is_meta(lines[at + 2].text)
    if _MORE_FROM.fullmatch(text) or _RELATED.fullmatch(text):
        return True
    return lines[at].is_prose or lines[at].kind in ("prompt", "consent", "notice")


def _is_meta(text: str) -> bool:
    """A line of "authors | tag | date" for certain: bars, and a date or nothing at its end."""
    fields = _BAR.split(text)
    if len(fields) < 2 or len(text) > 200:
        return False
    return bool(read_dates(fields[-1])) or not fields[-1]


def _read_items(
    lines: Sequence[PageLine], strong: bool, findings: Findings
) -> tuple[RelatedItem, ...]:
    items: list[RelatedItem] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        mark = BULLET.match(line.text)
        title = line.text[mark.end() :] if mark else line.text
        if alone := _title_with_date(title, lines, at, findings):
            items.append(alone)
            at += 1
            continue
        meta = _meta_after(lines, at)
        if meta is None and _is_described(lines, at):
            message = f"the description of “{title}” in the related list is left out"
            findings.warn("related", message, lines[at + 1].number)
            meta, at = lines[at + 2], at + 1
        if meta is None and not _is_title(line, strong):
            message = f"“{line.text}” in the related list is left out: it is no title for certain"
            findings.warn("related", message, line.number)
            at += 1
            continue
        url = None
        item = _read_meta(title, meta, findings) if meta else RelatedItem(title)
        at += 2 if meta else 1
        if at < len(lines) and _URL.fullmatch(lines[at].text):
            url, at = lines[at].text, at + 1
        items.append(
            RelatedItem(item.title, item.authors, item.tags, item.date, url) if url else item
        )
    return tuple(dict.fromkeys(items))


def _title_with_date(
    text: str, lines: Sequence[PageLine], at: int, findings: Findings
) -> RelatedItem | None:
    """Read "title | date", an item on one line."""
    fields = _BAR.split(text)
    dates = read_dates(fields[-1])
    is_title = len(fields) == 2 and len(fields[0].split()) >= 4 and not is_author(fields[0])
    if not dates or not is_title or _meta_after(lines, at):
        return None
    return RelatedItem(fields[0], date=_date_of(dates[0], lines[at], findings))


def _meta_after(lines: Sequence[PageLine], at: int) -> PageLine | None:
    """The line below a title that tells of it; a title with a bar may be there instead."""
    if at + 1 >= len(lines):
        return None
    below = lines[at + 1]
    if "|" not in below.text:
        return below if read_dates(below.text) or _is_lone_author(lines, at + 1) else None
    if _is_meta(below.text):
        return below
    is_title_itself = at + 2 < len(lines) and _is_meta(lines[at + 2].text)
    return None if is_title_itself else below


def _is_described(lines: Sequence[PageLine], at: int) -> bool:
    """A title, a sentence about it, and then the line that tells of it."""
    described = lines[at : at + 3]
    return len(described) == 3 and described[1].is_prose and _is_meta(described[2].text)


def _is_lone_author(lines: Sequence[PageLine], at: int) -> bool:
    """An item without tag and date keeps its author's line; the next item begins below it."""
    return is_author(lines[at].text) and not (
        at + 1 < len(lines) and "|" in lines[at + 1].text and _is_meta(lines[at + 1].text)
    )


def _is_title(line: PageLine, strong: bool) -> bool:
    """A line without a meta line is a title only where it cannot be anything else."""
    if line.kind not in ("text", "paragraph") or "©" in line.text or _is_meta(line.text):
        return False
    words = len(line.text.split())
    return 4 <= words <= 30 and not (strong and ends_sentence(line.text))


def _read_meta(title: str, line: PageLine, findings: Findings) -> RelatedItem:
    """Read "authors | tag | date", where tag and date may be missing or empty."""
    if "|" not in line.text:
        dates = read_dates(line.text)
        if dates:
            return RelatedItem(title, date=_date_of(dates[0], line, findings))
        return RelatedItem(title, authors=_authors_of(line.text, line, findings))
    fields = _BAR.split(line.text)
    date = None
    if dates := read_dates(fields[-1]):
        date = _date_of(dates[0], line, findings)
        fields.pop()
    elif len(fields) > 2 and fields[-1]:
        findings.warn(
            "related", f"“{fields[-1]}” in the related list is no date; left out", line.number
        )
        fields.pop()
    authors = _authors_of(fields[0], line, findings) if fields else ()
    tags = tuple(field for field in fields[1:] if field)
    if len(tags) > 1:
        findings.warn(
            "related",
            f"“{line.text}” in the related list has too many parts; its tags are left out",
            line.number,
        )
        tags = ()
    return RelatedItem(title, authors, tags, date)


def _authors_of(text: str, line: PageLine, findings: Findings) -> tuple[str, ...]:
    text = re.sub(r"^by\s+", "", text, flags=re.IGNORECASE)
    found = split_names(text)
    if found:
        return found[0]
    # The first field is that of the authors, whatever the form of their names.
    return (text,) if text else ()


def _date_of(found: FoundDate, line: PageLine, findings: Findings) -> str | None:
    if found.value is None:
        findings.warn(
            "related",
            f"the date “{found.text}” in the related list is {found.doubt}; left out",
            line.number,
        )
    return found.value


def is_section_of(related: RelatedList, outlets: frozenset[str], authors: frozenset[str]) -> bool:
    """Return True if a list is "More from" a section, rather than from an outlet or an author.

    The names are folded; an outlet shows as the first word of its desk ("Al-Monitor Staff").
    """
    if related.section is None:
        return False
    name = fold(re.sub(r"^the\s+", "", related.section, flags=re.IGNORECASE))
    desks = {
        fold(author) for item in related.items for author in item.authors if not author.islower()
    }
    if is_agency(name) or name in outlets or name in authors or name in desks:
        return False
    return not any(desk.startswith(name + " ") and is_desk(desk) for desk in desks)


def is_desk(name: str) -> bool:
    """Return True if a folded author's name is one of a desk."""
    return name.endswith((" staff", " desk", " newsroom", " bureau", " editors", " team"))


def is_foot(lines: Sequence[PageLine]) -> bool:
    """Return True for what is below a page's last list: no text, or a copyright first."""
    for line in lines:
        if line.kind == "tail":
            return True
        if line.is_prose and line.kind not in ("consent", "notice"):
            return False
    return True
