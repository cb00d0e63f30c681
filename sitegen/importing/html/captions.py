"""Read the caption and the credit of a picture, by the names of elements and by their words."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from ..credits import read_credit, read_image_line
from ..lines import ends_sentence, fold, tidy
from ..people import could_be_name, is_name
from ..vocabulary import is_agency, is_section_word
from .dom import is_hidden, names_of, text_of
from .words import CREDIT_LABEL, LABEL

_CAPTION = re.compile(
    r"caption|(?:^|[\s-])cap(?:$|[\s-])|legend|bildunterschrift|pie-foto|pie-de-foto|didascalia|cutline|"
    r"(?:image|img|photo|picture|foto|bild|media)-?(?:text|desc|description|title|info|lead)|(?:^|[\s-])(?:description|desc|leyenda)(?:$|[\s-])"
)
_CREDIT = re.compile(
    r"(?:^|[\s-])(?:credits?|copyright|copyrights|source|photographer|camera|author|byline|attribution|"
    r"rights|agency|fotograf|fotograaf|quelle|photo-?by|fuente|firma|cite)(?:$|[\s-])"
)
_NOISE = frozenset(
    "script style button svg noscript img picture template video iframe audio form input".split()
)
# A noncharacter of Unicode, which no parsed page contains.
_SEAM = "\ufdd0"
_PARTS = frozenset(("p", "div", "br", "small", "li", "cite", "blockquote"))
_SLANTED = frozenset(("em", "i", "span"))
_SMALL = frozenset(
    "of the de la le les du des di da del von van der den and und et y e og & för".split()
)
_BRACKET_AT_END = re.compile(r"[(\[]([^()\[\]]{3,80})[)\]]\.?$")
_ANY_LABEL = re.compile(r"[^\W\d_]{3,20}\s?[:：]\s+(?=\S)")
_LABEL_BEHIND = re.compile(rf"\s*{CREDIT_LABEL.pattern.removeprefix('^')}$", re.IGNORECASE)
_LABEL_LENGTH = 40
_SPACED = frozenset(("p", "div", "br", "span", "small", "li", "cite", "figcaption"))


def caption_box(element: HtmlElement) -> HtmlElement | None:
    """Return the element that contains the caption of a figure, or of a box that looks like one."""
    box = element.find(".//figcaption")
    if box is not None:
        return box
    for one in element.iter():
        if one is element or one.tag in _NOISE or not isinstance(one.tag, str):
            continue
        if one.find(".//img") is None and _CAPTION.search(names_of(one)) and text_of(one):
            return one
    return None


def caption_beside(element: HtmlElement) -> tuple[str, str]:
    """Return the caption and credit beside a picture, in a box of its own."""
    at = element.getparent()
    for _ in range(3):
        if (
            at is None
            or at.tag in ("article", "main", "body", "header")
            or at.find(".//h1") is not None
        ):
            break
        pictures = {image.get("src") for image in at.iter("img")}
        if len(pictures) > 1 or len(text_of(at)) > 700:
            break
        if caption_box(at) is not None:
            return caption_of(at)
        at = at.getparent()
    return "", ""


def caption_of(element: HtmlElement, alone: bool = False) -> tuple[str, str]:
    """Return the caption and the credit of a figure; "" if there is none.

    In a box that is `alone` a picture's, all text is its caption and credit.
    """
    box = caption_box(element)
    if box is None:
        return split_caption(element) if alone or element.tag == "figure" else ("", "")
    caption, credit = split_caption(box)
    if not credit:
        # A credit may be shown beside the caption, over the picture.
        inside = set(box.iter())
        beside = [one for one in element.iter() if one not in inside and one is not element]
        found = next((one for one in beside if is_credit(one)), None)
        if found is None:
            found = next((one for one in beside if _is_credit_element(one)), None)
        credit = clean_credit(text_of(found)) if found is not None else ""
    return caption, credit


def _is_credit_element(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag in _NOISE or len(element) > 1:
        return False
    return is_credit_line(text_of(element))


def split_caption(box: HtmlElement) -> tuple[str, str]:
    """Split the text of a caption into caption and credit, by element names, then by words."""
    credited: list[str] = []
    rest: list[str] = []
    _part(box, credited, rest)
    pieces = [piece for piece in map(tidy, "".join(rest).split(_SEAM)) if piece]
    credit = next((text for text in credited if any(map(str.isalnum, text))), "")
    if not credit and len(pieces) > 1 and is_credit_line(pieces[-1]):
        credit = pieces.pop()
    caption = " ".join(pieces).strip(" |–—-/")
    if LABEL.fullmatch(caption) or CREDIT_LABEL.fullmatch(caption + " "):
        caption = ""
    if credit:
        caption = caption[:-_LABEL_LENGTH] + _LABEL_BEHIND.sub("", caption[-_LABEL_LENGTH:])
    else:
        caption, credit = split_credit(caption)
    return caption.strip(" |–—-/"), clean_credit(credit)


def _part(element: HtmlElement, credited: list[str], rest: list[str]) -> None:
    """Split a caption into credits and the rest, marking the start of each named element."""
    rest.append(element.text or "")
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _NOISE or is_hidden(child):
            pass
        elif is_credit(child):
            credited.append(text_of(child))
        else:
            between = _SEAM if _is_apart(child) else " " if child.tag in _SPACED else ""
            rest.append(between)
            _part(child, credited, rest)
            rest.append(between)
        rest.append(child.tail or "")


def _is_apart(element: HtmlElement) -> bool:
    """Return True for an element that divides a caption: a block, a name, a sentence before it."""
    if element.tag in _PARTS or (element.tag in _SPACED and element.attrib):
        return True
    return element.tag in _SLANTED and ends_sentence(_text_before(element))


def _text_before(element: HtmlElement) -> str:
    previous = element.getprevious()
    if previous is None:
        return (element.getparent().text or "").strip()
    return (previous.tail or "").strip() or text_of(previous)


def is_caption(element: HtmlElement) -> bool:
    """Return True for an element that the page names a caption, and that has no picture."""
    if (
        not isinstance(element.tag, str)
        or element.tag in _NOISE
        or element.find(".//img") is not None
    ):
        return False
    named = element.tag == "figcaption" or _CAPTION.search(names_of(element)) is not None
    return named and 0 < len(text_of(element)) <= 700


def is_credit(element: HtmlElement) -> bool:
    """Return True for an element that the page names a picture's credit."""
    if not isinstance(element.tag, str) or element.tag in _NOISE:
        return False
    if element.tag != "cite" and not _CREDIT.search(names_of(element)):
        return False
    return element.find(".//img") is None and 0 < len(text_of(element)) <= 150


def split_credit(text: str) -> tuple[str, str]:
    """Split "A street in Baku. Photo: AP" into the caption and the credit."""
    bracket = re.search(r"[(\[]([^()\[\]]{2,120})[)\]]\.?$", text)
    if bracket and CREDIT_LABEL.match(bracket[1] + " "):
        return text[: bracket.start()].strip(), bracket[1]
    for seam in re.finditer(r"(?:^|(?<=[.!?…”\"’»)\]|؟\s]))(?=[\w(\[©])", text):
        label = CREDIT_LABEL.match(text[seam.start() :])
        rest = text[seam.start() + label.end() :] if label else ""
        if rest and len(rest) <= 120 and not re.search(r"[.!?]\s+\w{4,}", rest):
            return text[: seam.start()].strip(), text[seam.start() :]
    bracketed = _BRACKET_AT_END.search(text)
    if bracketed and _names_somebody(bracketed[1]) and re.search(r"[ /]", bracketed[1]):
        return text[: bracketed.start()].strip(), bracketed[1]
    known = read_image_line(text, "")
    if known and known.credit and not known.alt and not known.left_out:
        return known.caption, known.credit
    behind = re.search(r"(?<=[.!?…؟۔])\s+([^.!?…]{2,40}/[^.!?…]{2,40})\.?$", text)
    if behind and _names_somebody(behind[1]):
        return text[: behind.start()], behind[1]
    bar = re.match(r"(.{3,}?)\s+[|]\s+([^|]{2,120}(?:\|[^|]{2,60})?)$", text)
    if bar:
        return bar[1], bar[2]
    return text, ""


def is_credit_line(text: str) -> bool:
    """Return True for a line that names who made a picture: "Photo: Jane Doe", "Jane Doe / AP"."""
    if not 2 <= len(text) <= 100 or text.count(" ") > 12:
        return False
    label = CREDIT_LABEL.match(text + " ")
    if label:
        return label.end() < len(text)
    named = _ANY_LABEL.match(text)
    return read_credit(text) is not None or _names_somebody(text[named.end() :] if named else text)


def _names_somebody(text: str) -> bool:
    """Return True for names of people, agencies and outlets, parted by slashes or commas."""
    parts = [part.strip() for part in re.split(r"[/,|]", text) if part.strip()]
    return 1 <= len(parts) <= 4 and all(map(_is_somebody, parts))


def _is_somebody(text: str) -> bool:
    if any(map(str.isdigit, text)) or len(text.split()) > 5 or is_section_word(text):
        return False
    if is_name(text) or is_agency(text) or could_be_name(text):
        return True
    capitals = all(word[0].isupper() or fold(word) in _SMALL for word in text.split())
    initials = re.fullmatch(r"(?:[^\W\d_]\.?){1,4}", text) is not None
    return initials or (capitals and not ends_sentence(text)) or _is_caseless(text)


def _is_caseless(text: str) -> bool:
    """Return True for up to three words of a script without capitals."""
    letters = [char for char in text if char.isalpha()]
    cased = any(char.isupper() or char.islower() for char in letters)
    return bool(letters) and not cased and len(text.split()) <= 3


def clean_credit(text: str) -> str:
    """Drop the label and the brackets of a credit."""
    text = tidy(text)
    bare = CREDIT_LABEL.sub("", text + " ", count=1).strip()
    if bare.count(")") > bare.count("(") or bare.count("]") > bare.count("["):
        bare = bare.rstrip(")]. ")
    elif bare[:1] in "([" and bare[-1:] in ")]":
        bare = bare[1:-1]
    return re.sub(r"\s*\|\s*", ", ", bare.strip(" |;,–—-"))
