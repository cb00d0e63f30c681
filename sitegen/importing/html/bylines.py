"""Find authors and dates in the short lines that a page shows near the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement
from msgspec import Struct

from ..dates import FoundDate, read_dates
from ..lines import ends_sentence, fold, tidy
from ..people import could_be_name, is_name, is_staff, split_names
from ..vocabulary import is_agency, pattern
from .declared import Names, Value
from .dom import SILENT, is_hidden, lines_of, names_of, text_of
from .figures import is_figure, is_named_picture
from .seen import Landmarks
from .words import BY, BYLINE_NAME

_AND = re.compile(r"\s*[,;،؛&/]\s*(?:and\s+|und\s+|et\s+|y\s+|e\s+|i\s+)?|\s+(?:and|und|et|y|og|och|en|oraz|ve|və|и|و)\s+", re.IGNORECASE)  # fmt: skip  # noqa: E501
_END = re.compile(r"\s*(?:[|·•–—]|\s-\s|\d|\n|@|https?:|\().*", re.DOTALL)
# Words that may follow the names in a line without a label: a date, an outlet, a place.
_MOST_WORDS_BEHIND = 6
_CASELESS = re.compile(r"[^\W\d_]{1,20}(?:[ ・·\u200c][^\W\d_]{1,20}){0,3}")


def read_names(text: str, strict: bool = False) -> tuple[str, ...]:
    """Read "By Jane Doe and John Roe" into names; empty if the text contains anything else.

    A text that is no clean list of names may be one name all the same unless `strict` is set.
    """
    whole = tidy(text)
    unlabelled = BY.sub("", whole, count=1)
    bare = _END.sub("", unlabelled).strip(" ,;:.")
    if not bare or len(bare) > 150:
        return ()
    if unlabelled == whole and len(unlabelled[len(bare) :].split()) > _MOST_WORDS_BEHIND:
        return ()
    parts = [part.strip(" .") for part in _AND.split(bare) if part.strip(" .")]
    found = split_names(bare)
    known = found[0] if found else ()
    if known and found and found[1]:  # Roles and places are parted from the names.
        return known
    if parts and len(parts) >= len(known) and all(map(_is_one, parts)):
        return tuple(dict.fromkeys(parts))
    if known:
        return known
    if strict:
        return ()
    # A place or a role may follow the name.
    head = parts[0] if parts else ""
    return (head,) if _is_one(head) else ()


def _is_one(text: str) -> bool:
    return (
        is_name(text)
        or is_staff(text)
        or is_agency(text)
        or _EAST_ASIAN.fullmatch(text) is not None
        or (_is_caseless(text) and could_be_name(text))
    )


_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,8}")


def _is_caseless(text: str) -> bool:
    return _CASELESS.fullmatch(text) is not None and not re.search(r"[a-zA-Zа-яА-Я]", text)


def same_name(one: str, other: str) -> bool:
    """Return True if two spellings name one person ("jane-doe", "Jane Doe")."""
    return re.sub(r"[\W_]+", "", fold(one)) == re.sub(r"[\W_]+", "", fold(other))


_LONGEST = 160
# Words beside a date; a sentence that contains one has more of them.
_MOST_WORDS = 8
_SEAM = re.compile(r"\s*(?:[|·•\n]|\s[–—-]\s|[,;](?=\s\D))\s*")
_BRACKETED_TIME = re.compile(r"[(\[](\d{1,2}[:.]\d{2})[)\]]")
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./](?:\d{4}|\d{2})(?!\d)")
# No page of the web is older; a year of two digits is read by this.
_FIRST_PAGES = "1991"
# Languages that never write the month before the day in numbers.
_DAY_FIRST = frozenset("de fr ru tr az fa ar it es pt nl pl cs sv no da fi".split())


class InfoLine(Struct, frozen=True):
    """The dates of a line in their order, and the parts that are not dates."""

    dates: tuple[FoundDate, ...] = ()
    rest: tuple[str, ...] = ()


def read_info_line(text: str) -> InfoLine | None:
    """Split a line into its dates and the other parts; None for a line without a date."""
    if not 6 <= len(text) <= _LONGEST or not any(map(str.isdigit, text)):
        return None
    text = _BRACKETED_TIME.sub(r"\1", text).replace("،", ",")
    whole = read_dates(tidy(text))
    if whole:
        return InfoLine(whole)
    dates: list[FoundDate] = []
    rest: list[str] = []
    for part in filter(None, _SEAM.split(text)):
        found, left = _read_part(tidy(part))
        dates += found
        rest += [left] if left else []
    is_short = all(len(part.split()) <= _MOST_WORDS for part in rest)
    return InfoLine(tuple(dates), tuple(rest)) if dates and is_short else None


def is_info_line(text: str) -> bool:
    """Return True for a line with dates that is not a sentence."""
    return not ends_sentence(text) and read_info_line(text) is not None


def _read_part(part: str) -> tuple[tuple[FoundDate, ...], str]:
    """Find the longest run of words at the beginning or end of a part that is a date."""
    ends = [found.start() for found in re.finditer(r"\s", part)]
    for end in (len(part), *reversed(ends)):
        if found := read_dates(part[:end]):
            return found, part[end:].strip(" ,;:")
    for start in ends:
        if found := read_dates(part[start:].strip()):
            return found, part[:start].strip(" ,;:")
    return (), part


def moment_of(date: FoundDate, lang: str) -> str:
    """Return a date as ISO 8601, "" if it may mean two days.

    In a language that has one order of day and month, numbers are read in that order.
    """
    if date.value:
        return date.value
    numbers = _DOTTED.search(date.text)
    if date.doubt != "ambiguous" or not numbers or lang[:2].lower() not in _DAY_FIRST:
        return ""
    day = f"-{int(numbers[2]):02}-{int(numbers[1]):02}"
    days = [one for one in date.days if one.endswith(day) and one >= _FIRST_PAGES]
    return days[0] if len(days) == 1 else ""


_DATE_LABEL = re.compile(rf"(?:{pattern('date-labels').pattern})\s*:?\s+(?=\S)", re.IGNORECASE)
_HEADINGS = frozenset(("h1", "h2", "h3"))
_LINKED = frozenset(("a", "li"))


def find_bylines(marks: Landmarks) -> Iterator[Names]:
    """Yield the names marked up as authors, then those next to a label or a date."""
    inside = marks.elements[marks.order[marks.box] : marks.box_end]
    for element in inside:
        if (place := _place_of_byline(element, marks)) and (found := _names_in(element)):
            yield Names(found, place)
    for element in _near_headline(marks):
        if marks.has_text(element, 200) and element.tag not in SILENT:
            text = text_of(element)
            if BY.match(text) and (found := _labelled_names(text)):
                yield Names(found, "the line that says who wrote it")
            elif (info := _info_of(element, marks)) and (found := _names_beside(info)):
                yield Names(found, "the line with the date")


def _place_of_byline(element: HtmlElement, marks: Landmarks) -> str:
    """Return what marks an element as a byline, "" if nothing does."""
    if element in marks.outside or element.tag in SILENT or len(element) > 15:
        return ""
    if not marks.has_text(element, 200) or is_hidden(element):
        return ""
    if element.tag == "address":
        return "the address element"
    label = BYLINE_NAME.search(names_of(element))
    by_relation = "author" in (element.get("rel") or "").lower().split()
    if not (label or by_relation) or _is_beside(element):
        return ""
    if by_relation or not label:
        return "rel=author"
    return f"the element named “{label[0].strip(' -')}”"


def _names_in(element: HtmlElement) -> tuple[str, ...]:
    """Read the names of a byline: one per line, all in one line, or only the links."""
    if _are_alike(element):
        names = [read_names(text_of(one), strict=True) for one in element]
        if all(names):
            return tuple(dict.fromkeys(name for one in names for name in one))
    lines = lines_of(element)
    if len(lines) > 1:
        found = next(filter(None, (read_names(line, strict=True) for line in lines)), ())
        if found:
            return found
    text = text_of(element)
    if not 3 <= len(text) <= 200:
        return ()
    return read_names(text) or tuple(
        name for link in element.iter("a") for name in read_names(text_of(link), strict=True)
    )


def _are_alike(element: HtmlElement) -> bool:
    """Return True for a box of several elements with the same tag and name, and no other text."""
    kinds = {(one.tag, one.get("class")) for one in element}
    return len(element) > 1 and len(kinds) == 1 and not (element.text or "").strip()


def _labelled_names(text: str) -> tuple[str, ...]:
    """Read "Author: Jane Doe | 4 May 2024" into its names."""
    info = read_info_line(text)
    return read_names(info.rest[0] if info and info.rest else text, strict=True)


def _names_beside(info: InfoLine) -> tuple[str, ...]:
    return next(filter(None, (read_names(part, strict=True) for part in info.rest)), ())


def _is_beside(element: HtmlElement) -> bool:
    """Return True if an element is in a box beside the text, and in no address element."""
    tags = {one.tag for one in element.iterancestors()}
    return "address" not in tags and bool(tags & {"figure", "figcaption", "nav", "aside"})


def find_dates(marks: Landmarks, lang: str) -> Iterator[Value]:
    """Yield the dates near the headline: time elements, then lines with dates; ISO 8601.

    `lang` is the page's language, which tells the order of day and month.
    """
    near = _near_headline(marks)
    below = marks.elements[marks.first : marks.first + 60]
    for element in (*near, *(one for one in below if not _is_teaser(one))):
        if element.tag == "time" and element not in marks.outside:
            value = element.get("datetime") or text_of(element)
            if value:
                yield Value(tidy(value), "time element")
    for element in near:
        if (info := _info_of(element, marks)) and (value := _published(info, lang)):
            yield Value(value, "the date at the headline")
    for element in marks.elements[marks.order[marks.box] : marks.box_end]:
        short = 0 < len(element) <= 2 and marks.has_text(element, 80) and not _is_teaser(element)
        label = _DATE_LABEL.match(text_of(element)) if short else None
        info = _info_of(element, marks, label.end()) if label else None
        if label and info and not info.rest and (value := _published(info, lang)):
            yield Value(value, f"the date labelled “{label[0].strip(' :')}”")


def _near_headline(marks: Landmarks) -> list[HtmlElement]:
    """List the elements from a little above the headline to the text."""
    start = marks.order[marks.h1] - 40 if marks.h1 is not None else marks.order[marks.box]
    return marks.elements[max(0, start) : max(0, marks.first)]


def _info_of(element: HtmlElement, marks: Landmarks, start: int = 0) -> InfoLine | None:
    """Read an element as a line of dates, from the character `start` on."""
    if element in marks.outside or len(element) > 6 or not marks.has_text(element, 160):
        return None
    if is_hidden(element) or _is_teaser(element) or _is_caption(element):
        return None
    if any(one.tag in _HEADINGS for one in element.iter()):
        return None
    return read_info_line(text_of(element)[start:])


def _is_teaser(element: HtmlElement) -> bool:
    """Return True for a part of a list or of a link: its date is another article's."""
    return any(one.tag in _LINKED for one in (element, *element.iterancestors()))


def _is_caption(element: HtmlElement) -> bool:
    """Return True for a part of a picture's box: its date is the picture's."""
    around = [element, *list(element.iterancestors())[:2]]
    return any(_is_figure(one) for one in around)


def _is_figure(element: HtmlElement) -> bool:
    return element.find(".//img") is not None and (is_figure(element) or is_named_picture(element))


def _published(info: InfoLine, lang: str) -> str:
    dates = (one for one in info.dates if one.role != "updated")
    return next(filter(None, (moment_of(one, lang) for one in dates)), "")
