"""Read pictures: the address of the largest version, alt text, caption and credit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement
from msgspec import Struct

from ..credits import read_image_line
from ..lines import tidy
from .dom import Document, is_hidden, names_of, text_of
from .words import CREDIT_LABEL, LABEL


class Figure(Struct, frozen=True):
    """A picture of a page; absent values are empty."""

    src: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


_LAZY = """data-src data-original data-lazy-src data-lazy data-url data-image data-full-src
    data-hi-res-src data-img-src data-src-large data-default-src data-actualsrc""".split()
_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-original-set")
# A comma may also stand inside an address.
_SEPARATOR = re.compile(r"(?<=\d[wx]),|,\s+")
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,4})?")
_LONGEST_SET = 20_000
_NO_PICTURE = re.compile(
    r"^data:|placeholder|spacer|blank\.|pixel|1x1|transparent\.", re.IGNORECASE
)
_SYMBOL = re.compile(
    r"\.svg(?:$|[?#])|\blogo|[-_/]icons?\b|favicon|sprite|avatar|gravatar|/authors?/", re.IGNORECASE
)
_SYMBOL_NAME = re.compile(
    r"(?:^|[\s-])(?:logo|icon|avatar|author|byline|emoji|profile|bio|badge|flag)(?:$|[\s-])"
)
_BOX_NAME = re.compile(r"image|img|photo|picture|figure|media|caption|foto|bild|hero|gallery")
_PICTURE_BOX = re.compile(r"(?:^|[\s-])(?:image|img|photo|picture|figure|foto|bild)(?:$|[\s-])")
_CAPTION = re.compile(
    r"caption|legend|bildunterschrift|pie-foto|pie-de-foto|didascalia|cutline|"
    r"(?:image|img|photo|picture|foto|bild|media)-?(?:text|desc|description|title|info|lead)|(?:^|[\s-])(?:description|desc|leyenda)(?:$|[\s-])"
)
_CREDIT = re.compile(
    r"(?:^|[\s-])(?:credits?|copyright|copyrights|source|photographer|camera|author|byline|attribution|"
    r"rights|agency|fotograf|fotograaf|quelle|photo-?by|fuente|firma|cite)(?:$|[\s-])"
)
_NOISE = frozenset(
    "script style button svg noscript img picture template video iframe audio form input".split()
)
_SPACED = frozenset(("p", "div", "br", "span", "small", "li", "cite", "figcaption"))


def address_of(image: HtmlElement, document: Document, largest: bool = False) -> str:
    """Return the address of an `img`, "" where it shows no picture.

    That is the page's own choice (`src`), unless that is a placeholder or `largest` is set.
    """
    plain = (
        document.picture(image.get(key))
        for key in ("src", *_LAZY)
        if image.get(key) and not _NO_PICTURE.search(image.get(key) or "")
    )
    own = next(filter(None, plain), "")
    if own and not largest:
        return own
    elements = [image]
    parent = image.getparent()
    if parent is not None and parent.tag == "picture":
        elements += parent.iter("source")
    found = [
        candidate
        for element in elements
        for key in _SETS
        for candidate in _candidates(element.get(key) or "", document)
    ]
    if not found:
        return own
    widest = max(size for size, _ in found)
    return next(url for size, url in found if size == widest)


def _candidates(srcset: str, document: Document) -> Iterator[tuple[float, str]]:
    """Give the addresses of a srcset with their width or density (HTML standard)."""
    for candidate in _SEPARATOR.split(srcset[:_LONGEST_SET]):
        reference, _, descriptor = candidate.strip().partition(" ")
        reference = reference.strip(",")
        url = "" if _NO_PICTURE.search(reference) else document.picture(reference)
        size = descriptor.strip().rstrip("wx")
        if url:
            yield float(size) if _NUMBER.fullmatch(size) else 1.0, url


def is_symbol(image: HtmlElement) -> bool:
    """Return True for what is no picture of the story: a logo, an icon, a face, a pixel."""
    for key in ("width", "height"):
        size = (image.get(key) or "").removesuffix("px")
        if size.isdecimal() and len(size) < 6 and int(size) < 60:
            return True
    address = image.get("src") or image.get("data-src") or ""
    if _SYMBOL.search(address) or _SYMBOL_NAME.search(names_of(image)):
        return True
    at = image.getparent()
    for _ in range(4):
        if at is None or at.tag in ("figure", "article", "main", "body"):
            break
        if _SYMBOL_NAME.search(names_of(at)):
            return True
        at = at.getparent()
    return False


def is_figure(element: HtmlElement) -> bool:
    """Return True for a `figure`, or a small box that holds one picture and its caption."""
    if element.tag == "figure":
        return True
    if element.tag not in ("div", "span", "p", "a", "section", "aside", "li", "td"):
        return False
    if not _BOX_NAME.search(names_of(element)):
        return False
    images = element.findall(".//img")
    if not 1 <= len(images) <= 2 or len(element.findall(".//p")) > 3:
        return False
    if any(element.find(f".//{tag}") is not None for tag in ("figure", "h1", "h2", "h3", "li")):
        return False
    if caption_box(element) is not None:
        return True
    return _is_picture_box(element)


def _is_picture_box(element: HtmlElement) -> bool:
    """Return True for a box that is named a picture's, and shows little text beside it."""
    if element.tag == "a" or not _PICTURE_BOX.search(names_of(element)):
        return False
    text = text_of(element)
    return 0 < len(text) <= 400 and element.find(".//a[@href]") is None


def caption_box(element: HtmlElement) -> HtmlElement | None:
    """Return the element that holds the caption of a figure, or of a box that looks like one."""
    box = element.find(".//figcaption")
    if box is not None:
        return box
    for one in element.iter():
        if one is element or one.tag in _NOISE or not isinstance(one.tag, str):
            continue
        if one.find(".//img") is None and _CAPTION.search(names_of(one)) and text_of(one):
            return one
    return None


def read_figure(element: HtmlElement, document: Document, largest: bool = False) -> Figure | None:
    """Read a figure; None where it shows no picture."""
    for image in element.iter("img"):
        src = address_of(image, document, largest)
        if src and not is_symbol(image):
            caption, credit = caption_of(element)
            if not caption:
                beside, by = caption_beside(element)
                caption, credit = beside, credit or by
            return Figure(src, tidy(image.get("alt") or ""), caption, credit)
    # A script may have to put in the picture that microdata names (schema.org ImageObject).
    if "ImageObject" in (element.get("itemtype") or ""):
        src = document.absolute(element.get("itemid"))
        return Figure(src, "", *caption_of(element)) if src else None
    return None


def caption_beside(element: HtmlElement) -> tuple[str, str]:
    """Return the caption and credit that stand beside a picture, in a box of its own."""
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


def caption_of(element: HtmlElement) -> tuple[str, str]:
    """Return the caption and the credit of a figure; "" where there is none."""
    box = caption_box(element)
    if box is None:
        alone = element.tag == "figure" or _is_picture_box(element)
        return split_caption(element) if alone else ("", "")
    caption, credit = split_caption(box)
    if not credit:
        # A credit may be shown beside the caption, over the picture.
        inside = set(box.iter())
        beside = (one for one in element.iter() if one not in inside and one is not element)
        credit = next((clean_credit(text_of(one)) for one in beside if is_credit(one)), "")
    return caption, credit


def split_caption(box: HtmlElement) -> tuple[str, str]:
    """Part the text of a caption's element into caption and credit, by names, then by words."""
    credited: list[str] = []
    rest: list[str] = []
    _part(box, credited, rest)
    caption = tidy("".join(rest)).strip(" |–—-/")
    if LABEL.fullmatch(caption) or CREDIT_LABEL.fullmatch(caption + " "):
        caption = ""
    credit = next((text for text in credited if any(map(str.isalnum, text))), "")
    if not credit:
        caption, credit = split_credit(caption)
    return caption.strip(" |–—-/"), clean_credit(credit)


def _part(element: HtmlElement, credited: list[str], rest: list[str]) -> None:
    """Part what stands in a caption into credits and the rest, in reading order."""
    rest.append(element.text or "")
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _NOISE or is_hidden(child):
            pass
        elif is_credit(child):
            credited.append(text_of(child))
        else:
            if child.tag in _SPACED:
                rest.append(" ")
            _part(child, credited, rest)
            if child.tag in _SPACED:
                rest.append(" ")
        rest.append(child.tail or "")


def is_caption(element: HtmlElement) -> bool:
    """Return True for an element that the page names a caption, and that holds no picture."""
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
    """Part "A street in Baku. Photo: AP" into the caption and the credit."""
    bracket = re.search(r"[(\[]([^()\[\]]{2,120})[)\]]\.?$", text)
    if bracket and CREDIT_LABEL.match(bracket[1] + " "):
        return text[: bracket.start()].strip(), bracket[1]
    for seam in re.finditer(r"(?:^|(?<=[.!?…”\"’»)\]|؟\s]))(?=[\w(\[©])", text):
        label = CREDIT_LABEL.match(text[seam.start() :])
        rest = text[seam.start() + label.end() :] if label else ""
        if rest and len(rest) <= 120 and not re.search(r"[.!?]\s+\w{4,}", rest):
            return text[: seam.start()].strip(), text[seam.start() :]
    known = read_image_line(text, "")
    if known and known.credit and not known.alt and not known.left_out:
        return known.caption, known.credit
    bar = re.match(r"(.{3,}?)\s+[|]\s+([^|]{2,120}(?:\|[^|]{2,60})?)$", text)
    if bar:
        return bar[1], bar[2]
    return text, ""


def clean_credit(text: str) -> str:
    """Drop the label and the brackets of a credit."""
    text = tidy(text)
    bare = CREDIT_LABEL.sub("", text + " ", count=1).strip()
    if bare.count(")") > bare.count("(") or bare.count("]") > bare.count("["):
        bare = bare.rstrip(")]. ")
    elif bare[:1] in "([" and bare[-1:] in ")]":
        bare = bare[1:-1]
    return re.sub(r"\s*\|\s*", ", ", bare.strip(" |;,–—-"))


def same_picture(one: str, other: str) -> bool:
    """Return True if two addresses name one picture, in whatever size or format."""
    return bool(_keys(one) & _keys(other))


def _keys(url: str) -> set[str]:
    path = unquote(urlsplit(url).path).lower().rstrip("/")
    name = re.sub(r"\.(?:jpe?g|png|webp|gif|avif)$", "", path.rpartition("/")[2])
    name = re.sub(r"[-_]*\d{2,4}x\d{2,4}[-_]*", "", name)
    keys = {path, *re.findall(r"[0-9a-f]{8}-[0-9a-f-]{24,}|[0-9a-f]{16,}|\d{8,}", path)}
    return keys | {name} if len(name) >= 8 else keys
