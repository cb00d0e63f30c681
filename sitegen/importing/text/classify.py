"""Classify each line of a dump by its own form, once.

A class is what a line looks like wherever it is: a paragraph, a byline, a date, a button. What it
becomes (title, summary, text) is decided from its class and its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct, structs

from ..credits import ImageLine, read_credit, read_image_line
from ..dates import FoundDate, read_dates
from ..lines import BULLET, Line, ends_sentence, fold, is_prose, phrases
from ..paywall import is_consent, is_foreign_prompt, is_prompt
from ..people import could_be_name, is_author, is_name, is_staff, split_names
from ..vocabulary import (
    is_agency,
    is_furniture,
    is_labelled,
    is_navigation,
    is_section_word,
    pattern,
)
from .bylines import Byline, read_byline
from .topics import is_topics_label

Kind = Literal[
    "paragraph",  # a sentence of some length
    "text",  # anything else: a title, a dek, a heading, a caption, a short sentence
    "item",  # a line with a bullet
    "byline",
    "date",
    "topics",  # a label of tags, with or without them
    "image",  # a caption with its credit, or a credit alone
    "name",  # names, a desk, an agency, without a label
    "signoff",  # who reported, wrote and edited, below the text
    "prompt",  # a paywall's
    "consent",  # a cookie notice's
    "notice",  # a sentence about the page: its newsletter, its comments, its player
    "tail",  # a heading or line that begins what follows an article on its page
    "button",  # a button, a counter, a ticker, a breadcrumb, a menu
    "section",
    "label",  # "Volume: 21"
    "url",
    "rule",
]


class PageLine(Struct, frozen=True):
    """A line of a dump with its class and the evidence for it.

    `number` is that of the line in the file; `gap` tells of a blank line above it. `byline`,
    `dates` and `image` are what was read in a line of their kind. `is_prose` tells whether it has
    the length and the end of a paragraph, whatever its kind.
    """

    number: int
    text: str
    kind: Kind
    gap: bool = False
    byline: Byline | None = None
    dates: tuple[FoundDate, ...] = ()
    image: ImageLine | None = None
    is_prose: bool = False
    folded: str = ""


_Found = tuple[Kind, Byline | None, tuple[FoundDate, ...], ImageLine | None]

_URL = re.compile(r"https?://\S+")
_DOMAIN = re.compile(r"(?:www\.)?(?:[a-z0-9-]+\.)+[a-z]{2,12}", re.IGNORECASE)
_SIGNOFF = re.compile(
    phrases(
        r"""
        (?:[–—-]\s*)?[(\[]?(?:additional )?(?:reporting|writing|editing) (?:by|from)\b.*
        .{5,120} contributed to (?:this|the) (?:report|story|article)[.)]*
        [(\[]?(?:edited|compiled|translated) by\b.{3,80}
        [(\[]?with (?:(?:additional|contributions?|reporting|reports?|files?) ){1,3}from\b.{3,99}
        """
    ),
    re.IGNORECASE,
)
_TICKER = re.compile(
    r"\d+\s*(?:m|h|d|min(?:ute)?s?|hours?|hrs?|days?)\s+ago(?=[A-Z“\"'‘])|(?:live|breaking)\s*[:·|]\s+\S",
    re.I,
)
_COUNTS = re.compile(
    r"(?:[\d.,]+[km]?\s*(?:views?|shares?|comments?|likes?|mins?|minutes?|reads?|reactions?|votes?)"
    r"(?: read)?[\s|·•,/]*)+",
    re.IGNORECASE,
)
_CATEGORY = re.compile(
    r"(?:posted |published |filed )?(?:in|under)\s+(?P<names>[^.!?]{3,80})", re.I
)
# "© Jane Doe / Herald Photo": a name, and nothing of years and rights.
_CREDITED = re.compile(r"©\s*[^\d:;!?]{3,60}(?<!reserved)(?<!vorbehalten)(?<!réservés)", re.I)
# A bullet whose text is on the next line.
_MARK = re.compile(r"[•●▪■◦‣⁃∙○✓✔➤►]")
_RULE = re.compile(r"[-–—_=*#~]{3,}|(?:[*•·✦⁂_=-] ){2,}[*•·✦⁂_=-]|⁂")
_GLUED_LABEL = re.compile(r"(?<=[\w)])(?=(?:Last |First )?(?:Updated|Published|Posted|Modified)\b)")
# A time without a day, behind the day of publication.
_UPDATED_AT = re.compile(
    rf"\s*[(,]?\s*{pattern('update-labels').pattern}:?(?: (?:at|à|um|в))? \d{{1,2}}[:.h]\d{{2}}"
    r"\s*(?:[ap]\.?m\.?|uhr)?\)?$",
    re.IGNORECASE,
)
_DATE_FIELDS = re.compile(r"\s*[•·|]\s*|\s+/\s+")


def classify(lines: Sequence[Line]) -> tuple[PageLine, ...]:
    """Classify the lines of a dump, each once."""
    words = "\n".join(line.text for line in lines)
    return tuple(_classify(line, words) for line in lines)


def _classify(line: Line, words: str) -> PageLine:
    text = line.text
    prose = is_prose(text)
    found = _parted_kind(text) or _read_values(text, words, prose) or _plain_kind(text, prose)
    kind, byline, dates, image = found
    return PageLine(
        line.number, text, kind, line.gap, byline, dates, image, prose, "" if prose else fold(text)
    )


def _bare(kind: Kind) -> _Found:
    return kind, None, (), None


def _parted_kind(text: str) -> _Found | None:
    """Return the class of a line that is never part of an article: prompts, buttons, addresses."""
    if _RULE.fullmatch(text):
        return _bare("rule")
    if _URL.fullmatch(text) or _DOMAIN.fullmatch(text):
        return _bare("url")
    if _SIGNOFF.fullmatch(text):
        return _bare("signoff")
    if _MARK.fullmatch(text):
        return _bare("item")
    if len(text) <= 160 and is_topics_label(text):
        return _bare("topics")
    if len(text) <= 1200 and is_consent(text):
        return _bare("consent")
    if len(text) > 400:
        return None
    if pattern("notices").fullmatch(text):
        return _bare("notice")
    if len(text) <= 160 and is_navigation(text):
        return _bare("button")
    if is_prompt(text):
        return _bare("prompt")
    return _frame_kind(text) if len(text) <= 160 else None


def _frame_kind(text: str) -> _Found | None:
    if pattern("tail").fullmatch(text) and not _CREDITED.fullmatch(text):
        return _bare("tail")
    mark = BULLET.match(text)
    bare = text[mark.end() :] if mark else text
    if is_furniture(bare) or _COUNTS.fullmatch(text) or _TICKER.match(text):
        return _bare("button")
    return _bare("button") if _is_doubled(text) or _is_category(text) else None


def _is_doubled(text: str) -> bool:
    """Return True for a button whose label and description were joined: "CommentsComments"."""
    half = len(text) // 2
    return 2 <= half <= 20 and text[:half] == text[half:] and " " not in text and text.isalpha()


def _is_category(text: str) -> bool:
    """Return True for a line of categories such as "In Local News, News"."""
    match = _CATEGORY.fullmatch(text)
    names = re.split(r"\s*[,/|]\s*", match["names"]) if match else []
    return (
        bool(names)
        and any(is_section_word(name) for name in names)
        and all(name[:1].isupper() for name in names)
    )


def _read_values(text: str, words: str, prose: bool) -> _Found | None:
    """Return the class of a line with values: bylines, dates, topics, credited pictures."""
    image = read_image_line(text, words)
    if prose and len(text) > 200:
        return ("image", None, (), image) if image else None
    if is_labelled(text):
        return _bare("label")
    if dates := read_date_line(text):
        return "date", None, dates, None
    if image and (read_credit(text) or not read_byline(text)):
        return "image", None, (), image
    if byline := read_byline(text):
        return "byline", byline, (), None
    return None


def _plain_kind(text: str, prose: bool) -> _Found:
    if BULLET.match(text):
        return _bare("item")
    if prose:
        return _bare("paragraph")
    if is_section_word(text):
        return _bare("section")
    if is_author(text) or is_agency(text) or could_be_name(text) or _is_name_list(text):
        return _bare("name")
    return _bare("text")


def _is_name_list(text: str) -> bool:
    found = split_names(text) if len(text) <= 120 else None
    return found is not None and all(is_name(name) or is_staff(name) for name in found[0])


def read_date_line(text: str) -> tuple[FoundDate, ...]:
    """Read a line of dates with what themes put next to them: a reading time, a section."""
    if len(text) > 150 or not any(c.isdigit() for c in text):
        return read_dates(text) if len(text) <= 40 else ()
    if dates := read_dates(text):
        return dates
    unglued = _GLUED_LABEL.sub(" ", _UPDATED_AT.sub("", text))
    if unglued != text and (dates := read_dates(unglued)):
        return dates
    fields = [field for field in _DATE_FIELDS.split(unglued) if field]
    dated = [(field, read_dates(field)) for field in fields]
    others = [f for f, dates in dated if not dates and not is_furniture(f)]
    is_only = all(is_section_word(f) for f in others) or (
        len(others) == 1 and len(fields) == 2 and " / " in text and len(others[0].split()) <= 3
    )
    found = tuple(date for _, dates in dated for date in dates) if is_only else ()
    # Beside a section a date is the article's, also above the title.
    return tuple(
        structs.replace(date, role=date.role or "published") if others else date for date in found
    )


def is_late_prompt(line: PageLine) -> bool:
    """Return True for a prompt of another language, which counts at the end of a text only."""
    return line.kind in ("paragraph", "text", "item") and is_foreign_prompt(line.text)


def ends_as_sentence(line: PageLine) -> bool:
    """Return True if a line ends as a sentence does."""
    return ends_sentence(line.text)
