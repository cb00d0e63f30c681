"""Exports of article databases as plain text (Nexis, Factiva): label lines are values.

A file may contain many articles, with the database's own line at the end of each. The forms are
those that the two databases print: "Byline: Jane Doe" and "Body" (Nexis), two-letter codes such as
"HD" and "LP" (Factiva), or Factiva's page with "412 words", the date and the source on lines of
their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from ..dates import read_dates
from ..lines import Line, ends_sentence, is_prose
from ..people import split_names
from .wording import reads_as_site_name, shares_words, stems

_END = re.compile(
    r"end of document|document [A-Z]{3,}[A-Z0-9]*\d{6,}\w*|\*{3,} end of document \*{3,}",
    re.IGNORECASE,
)
_START = re.compile(r"(?:document )?\d+ of \d+(?: documents?)?", re.IGNORECASE)
_LABELS = (
    "headline byline section length dateline highlight graphic subject language copyright "
    "load-date publication-type journal-code edition company industry geographic organization "
    "person url credit series body country state city type acc-no title by author authors date "
    "published publication-date pub-date summary abstract tags keywords source publication words "
    "word-count page".split()
)
_LABELS_PATTERN = "|".join(label.replace("-", "[- ]") for label in _LABELS)
_LABEL = re.compile(
    rf"(?P<label>{_LABELS_PATTERN})\s*:\s*(?P<value>.*)",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?P<label>HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPD|IPC|PUB|AN|SE|VOL)"
    r"(?:\s+(?P<value>.*))?"
)
_WORDS = re.compile(r"[\d,.]+ words", re.IGNORECASE)
_COPYRIGHT = re.compile(r"(?:copyright|©|\(c\)).*|.*all rights reserved.*", re.IGNORECASE)
_PAGE = re.compile(r"\s*[;,]\s*(?:pg?\.?|page)\s*\S.*$", re.IGNORECASE)
_NAMES = {
    "headline": "title", "hd": "title", "byline": "authors", "by": "authors", "section": "section",
    "se": "section", "highlight": "summary", "sn": "source", "pd": "date", "lp": "body",
    "td": "body", "body": "body", "url": "url", "title": "title", "author": "authors",
    "authors": "authors", "date": "date", "published": "date", "publication-date": "date",
    "pub-date": "date", "summary": "summary", "abstract": "summary", "tags": "tags",
    "keywords": "tags", "source": "source", "publication": "source",
}  # fmt: skip
_ENDS_BODY = frozenset("load-date graphic classification language subject".split())


class Document(Struct, frozen=True):
    """An article of an export: its values by field, its body, and what is left out.

    `values` are the texts as they are printed, each with its line; `body` are lines of text.
    """

    values: Mapping[str, Line]
    body: tuple[Line, ...]
    left_out: tuple[Line, ...]


def split_documents(lines: Sequence[Line]) -> tuple[tuple[Line, ...], ...]:
    """Split the lines of a file at a database's end lines; one part where there is no such line.

    The end lines themselves are part of the document that they end.
    """
    parts: list[list[Line]] = [[]]
    for line in lines:
        parts[-1].append(line)
        if _END.fullmatch(line.text):
            parts.append([])
    texts = [tuple(part) for part in parts if part]
    # What follows the last end line (a page number, a footer) is no document of its own.
    if (
        len(texts) > 1
        and not any(_is_label(line) for line in texts[-1])
        and not _END.fullmatch(texts[-1][-1].text)
    ):
        texts[-2:] = [(*texts[-2], *texts[-1])]
    return tuple(texts)


def read_document(lines: Sequence[Line]) -> Document | None:
    """Read an article by its label lines; None if it has none of a database's forms."""
    codes = {match["label"] for line in lines if (match := _CODE.fullmatch(line.text))}
    if len(codes) >= 5 and "HD" in codes and codes & {"LP", "TD"}:
        return _read_coded(lines)
    labels = {_label(line) for line in lines if _is_label(line)}
    is_parted = any(_END.fullmatch(line.text) for line in lines)
    if len(labels) >= 3 and (labels & {"length", "load-date"}):
        return _read_labelled(lines)
    return _read_printed(lines) if is_parted else None


def _label(line: Line) -> str:
    match = _LABEL.fullmatch(line.text)
    if match:
        return match["label"].lower().replace(" ", "-")
    return "body" if line.text.lower() in ("body", "body:") else ""


def _is_label(line: Line) -> bool:
    return bool(_label(line))


def _read_labelled(lines: Sequence[Line]) -> Document:
    """Read Nexis: title, source and date without a label, then labels, then the body."""
    values: dict[str, Line] = {}
    left_out: list[Line] = []
    body: list[Line] = []
    start = next((at for at, line in enumerate(lines) if _label(line) == "body"), -1)
    if start < 0:
        start = _last_label(lines)
    title_at = _title_at(lines, start)
    is_over = False
    for at, line in enumerate(lines):
        label = _label(line)
        is_over = is_over or (at > start and label in _ENDS_BODY)
        if at > start and not is_over and not _END.fullmatch(line.text):
            body.append(line)
        elif label and label in _LABELS and (value := _value(line)).text:
            _add(values, left_out, _NAMES.get(label, ""), value)
        elif at < start and not label:
            name = "title" if at == title_at else _by_place(line, values, may_be_title=False)
            _add(values, left_out, name, line)
        else:
            left_out.append(line)
    return Document(values, tuple(body), tuple(left_out))


def _last_label(lines: Sequence[Line]) -> int:
    """Find the last label above a text that has no label of its own."""
    last = -1
    for at, line in enumerate(lines):
        if _is_label(line) and _label(line) not in _ENDS_BODY:
            last = at
        elif last >= 0 and not _is_label(line) and is_prose(line.text):
            break
    return last


def _title_at(lines: Sequence[Line], start: int) -> int:
    """Find the line of the title, which has no label: the first, or the one below a site's name.

    -1 where the title has a label, or there is no line for it.
    """
    if any(_NAMES.get(_label(line)) == "title" for line in lines):
        return -1
    first = next((at for at, line in enumerate(lines) if _is_label(line)), 0)
    free = [
        at
        for at, line in enumerate(lines[: min(first, start)])
        if _by_place(line, {}, may_be_title=False)
    ]
    named = [at for at in free if not read_dates(lines[at].text)]
    used = stems(line.text for line in lines[start + 1 :])
    if len(named) > 1 and reads_as_site_name(lines[named[0]].text, used):
        return named[1] if shares_words(lines[named[1]].text, used) else named[0]
    return named[0] if named else -1


def _value(line: Line) -> Line:
    match = _LABEL.fullmatch(line.text)
    return Line(line.number, match["value"] if match else "", line.indent, line.gap)


def _by_place(line: Line, values: Mapping[str, Line], may_be_title: bool = True) -> str:
    """Return what a line without a label is: the title, then the source, or a date."""
    if _START.fullmatch(line.text) or _COPYRIGHT.fullmatch(line.text) or _END.fullmatch(line.text):
        return ""
    if read_dates(line.text):
        return "date"
    if may_be_title and "title" not in values:
        return "title"
    return "source" if "source" not in values and "date" not in values else ""


def _add(values: dict[str, Line], left_out: list[Line], name: str, line: Line) -> None:
    if name and name != "body" and line.text and name not in values:
        values[name] = line
    else:
        left_out.append(line)


def _read_coded(lines: Sequence[Line]) -> Document:
    """Read Factiva with codes: a value continues up to the line of the next code."""
    values: dict[str, Line] = {}
    left_out: list[Line] = []
    body: list[Line] = []
    name = ""
    for line in lines:
        match = _CODE.fullmatch(line.text)
        if match:
            name = _NAMES.get(match["label"].lower(), "")
            if not match["value"]:
                left_out.append(line)
                continue
            line = Line(line.number, match["value"], line.indent, line.gap)
        if name == "body" and not _END.fullmatch(line.text):
            body.append(line)
        elif name == "title" and name in values and not match:
            whole = f"{values[name].text} {line.text}"
            values[name] = Line(values[name].number, whole, 0, values[name].gap)
        else:
            _add(values, left_out, name, line)
    return Document(values, tuple(body), tuple(left_out))


def _read_printed(lines: Sequence[Line]) -> Document | None:
    """Read printed Factiva: title, byline, "412 words", date, source, code, language, copyright."""
    count = next((at for at, line in enumerate(lines[:15]) if _WORDS.fullmatch(line.text)), -1)
    if count < 1 or count + 2 >= len(lines) or not read_dates(lines[count + 1].text):
        return None
    values: dict[str, Line] = {"date": lines[count + 1]}
    left_out = [lines[count]]
    for line in lines[:count]:
        is_byline = re.match(r"by\s", line.text, re.IGNORECASE) is not None
        _add(values, left_out, "authors" if is_byline else _by_place(line, values), line)
    at = count + 2
    while at < len(lines) and not (len(lines[at].text) > 80 or ends_sentence(lines[at].text)):
        line = lines[at]
        is_source = "source" not in values and not re.match(r"\d", line.text)
        _add(values, left_out, "source" if is_source else "", line)
        at += 1
    if at < len(lines) and _COPYRIGHT.fullmatch(lines[at].text):
        left_out.append(lines[at])
        at += 1
    body = [line for line in lines[at:] if not _END.fullmatch(line.text)]
    left_out += [line for line in lines[at:] if _END.fullmatch(line.text)]
    return Document(values, tuple(body), tuple(left_out))


def section_of(text: str) -> tuple[str, str]:
    """Split "NEWS; Pg. A4" into the section's name and the page."""
    page = _PAGE.search(text)
    name = (text[: page.start()] if page else text).strip(" ;,")
    shown = name.capitalize() if name.isupper() and len(name) > 3 else name
    return shown, page[0].strip(" ;,") if page else ""


def names_of(text: str) -> tuple[str, ...]:
    """Read the names of a byline's value, with or without "By"."""
    bare = re.sub(r"^by\s+", "", text, flags=re.IGNORECASE)
    found = split_names(bare)
    # Databases print some bylines in capitals.
    return tuple(name.title() if name.isupper() else name for name in (found[0] if found else ()))
