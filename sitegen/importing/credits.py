"""Image lines: alt text, caption and credit, which pages glue together."""

from __future__ import annotations

import re

from msgspec import Struct

from .lines import fold
from .vocabulary import is_agency


class ImageLine(Struct, frozen=True):
    """A picture's line: its caption and credit; `alt` where the dump holds one of its own.

    `left_out` is what stood before the caption and is none of it (the alt text's prefix, a
    gallery counter); `doubt` is what may be such a prefix, and was kept.
    """

    caption: str = ""
    credit: str = ""
    alt: str = ""
    left_out: str = ""
    doubt: str = ""


_COUNTER = re.compile(
    r"(?:\[\s*\d+\s*/\s*\d+\s*\]|\d+\s+of\s+\d+\s*\||\d+/\d+\s*\|?(?=\s*[A-Z]))\s*"
)
_LABEL = (
    r"(?:photo(?:graph|graphy|s)?(?: illustration)?|image|picture|pic|illustration|graphic|video|"
    r"credits?|photo credits?|image credits?|picture credits?|foto|şəkil|fotoğraf|фото|عکس|منبع عکس)"
)
_SAID = re.compile(
    rf"(?:^|(?<=[\s.!?…”\"’)\]؟]))(?:\(|\[)?{_LABEL}\s*(?:(?:by|from|courtesy of|courtesy|via|از)\s+"
    r"|\s*[:：]\s*(?:by\s+)?|\s*/\s*(?=[A-Z]))(?P<credit>[^()\[\]]{2,100}(?:\([^()]*\)[^()\[\]]{0,40})?)"
    r"(?:\)|\])?\.?$",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"(?:^|(?<=[\s.]))(?:\(|\[)?(?P<credit>(?:courtesy(?: of)?|handout(?: via)?|©)\s*[^()\[\]]{2,80})"
    r"(?:\)|\])?\.?$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[(\[](?P<credit>[^()\[\]]{2,100})[)\]]\.?$")
_TRAILING = re.compile(
    r"(?:^|(?<=[.!?…”\"’)؟])\s*)(?P<credit>[^.!?…”\"()\[\]]*?[^\s.!?…”\"()\[\]][^.!?…”\"()\[\]]*)\.?$"
)
_AGENCY_IN = re.compile(
    r"(?:^|[\s/,])(?:REUTERS|Reuters|AP|AP Photo|AFP|EPA(?:-EFE)?|EFE|Getty(?: Images)?|TASS|"
    r"Sputnik|RIA Novosti|Xinhua|Anadolu(?: Agency)?|AA|IRNA|ISNA|WANA|Mehr|Tasnim|Fars|Shutterstock|"
    r"Alamy|iStock|Bloomberg|ANSA|dpa|DPA|PA|PA Media|PA Wire|Zuma|NurPhoto|Anadolu via Getty Images|"
    r"AzerTac|AZERTAC|APA|Trend|Wikimedia(?: Commons)?|Flickr|Unsplash|NASA|Maxar|Planet Labs|"
    r"Middle East Images|SOPA Images|Kyodo|ANI|PTI|Abaca|Magnum|Panos)(?:$|[\s/,])"
)
_VIA = re.compile(r"\bvia\s+\S", re.IGNORECASE)
_FILE = re.compile(r"[\w%-]+\.(?:jpe?g|png|gif|webp|avif|svg)$", re.IGNORECASE)
_STARTERS = frozenset("A An The This These Those In On At".split())


def read_image_line(text: str, dump: str) -> ImageLine | None:
    """Read a line that ends in a picture's credit; None where it names none.

    `dump` is the whole text, in which an alt text's prefix may prove to be the outlet's name.
    """
    if len(text) > 700:
        return None
    bare, counter = _drop_counter(text)
    found = _find_credit(bare)
    if found is None:
        return None
    caption, credit = found
    return _part_alt(caption.strip(" |–—-"), credit, counter, dump)


def read_credit(text: str) -> str | None:
    """Read a line that is a credit and nothing else ("REUTERS/Jane Doe", "Photo by IRNA.")."""
    found = _find_credit(text)
    return found[1] if found and not found[0].strip(" |–—-") else None


def has_counter(text: str) -> bool:
    """Tell whether a line begins with a gallery's counter, "[1/5]" or "1 of 12 |"."""
    return _COUNTER.match(text) is not None


def _drop_counter(text: str) -> tuple[str, str]:
    counter = _COUNTER.match(text)
    return (text[counter.end() :], counter[0].strip()) if counter else (text, "")


def _find_credit(text: str) -> tuple[str, str] | None:
    """Part a line into what stands before its credit, and the credit."""
    text = re.sub(r",?\s*(?:Purchase Licensing Rights|opens new tab|acquire licensing rights).*$", "",
                  text, flags=re.IGNORECASE)  # fmt: skip
    if said := _SAID.search(text):
        return text[: said.start()], _clean(said["credit"])
    if said := _COURTESY.search(text):
        return text[: said.start()], _clean(said["credit"])
    for pattern in (_BRACKETED, _TRAILING):
        found = pattern.search(text)
        if found and _names_photographer(found["credit"]):
            inner = re.sub(rf"^{_LABEL}\s*(?:by|:)\s*", "", found["credit"], flags=re.IGNORECASE)
            return text[: found.start()], _clean(inner)
    return None


def _names_photographer(text: str) -> bool:
    """A credit outside a sentence names an agency after a slash, a "via", or alone."""
    text = text.strip(" .")
    if len(text.split()) > 12 or not _AGENCY_IN.search(text):
        return False
    return "/" in text or _VIA.search(text) is not None or is_agency(text) or " Photo" in text


def _clean(credit: str) -> str:
    credit = credit.strip(" ,;|–—-")
    return credit if re.search(r"\b(?:[A-Z]\.|Inc\.|Jr\.|Co\.)$", credit) else credit.rstrip(". ")


def _part_alt(caption: str, credit: str, counter: str, dump: str) -> ImageLine:
    caption, second = _drop_counter(caption)
    counter = counter or second
    first, _, rest = caption.partition(" ")
    if rest and rest[0].isupper() and not first[0].isupper() and not first.isdigit():
        if _is_prefix(first, rest, dump):
            return _part_repeated(rest, credit, f"{counter} {first}".strip())
        if "-" in first or "." in first or "_" in first:
            return ImageLine(caption, credit, left_out=counter, doubt=first)
    return _part_repeated(caption, credit, counter)


def _is_prefix(first: str, rest: str, dump: str) -> bool:
    """An alt text such as `al-monitor`: a file name, or an outlet that the dump also names.

    Capitals after it prove little ("al-Sadr", "ex-president Khatami"), an article or a
    preposition in capitals does: there a sentence begins.
    """
    if _FILE.fullmatch(first) or first.lower() in ("image", "photo", "alt", "picture", "img"):
        return True
    if rest.split(" ", 1)[0] in _STARTERS:
        return True
    other = re.compile(rf"(?<![\w-]){re.escape(first)}(?![\w-])", re.IGNORECASE)
    return any(match[0][0].isupper() for match in other.finditer(dump))


def _part_repeated(caption: str, credit: str, left_out: str) -> ImageLine:
    """Part an alt text from the caption that it is glued to, where both say the same."""
    half = re.fullmatch(r"(.{12,}?)[\s.]*\1\.?", caption)
    if half and fold(half[1]):
        return (
            ImageLine(caption[half.end(1) :].strip(" ."), credit, left_out=left_out)
            if (not caption.endswith("."))
            else ImageLine(caption[half.end(1) :].lstrip(" ."), credit, left_out=left_out)
        )
    for seam in re.finditer(r"(?<=[^\W\d_A-Z.])(?=[A-Z])|(?<=[a-z][.!?])(?=[A-Z])", caption):
        alt, rest = caption[: seam.start()], caption[seam.start() :]
        if _describe_the_same(alt, rest):
            return ImageLine(rest, credit, alt=alt, left_out=left_out)
    return ImageLine(caption, credit, left_out=left_out)


def _describe_the_same(alt: str, caption: str) -> bool:
    one, other = fold(alt).split(), fold(caption).split()
    if len(one) < 3 or len(other) < 3:
        return False
    shared = set(one) & set(other)
    return one[0] == other[0] or len(shared) * 2 >= len(set(one))
