"""Read pictures: the address of the largest version, alt text, caption and credit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement
from msgspec import Struct

from ..lines import tidy
from .captions import caption_beside, caption_box, caption_of, split_caption
from .dom import Document, names_of, text_of


class Figure(Struct, frozen=True):
    """A picture of a page; absent values are empty."""

    src: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


_LAZY = """data-src data-original data-lazy-src data-lazy data-url data-image data-full-src
    data-hi-res-src data-img-src data-src-large data-default-src data-actualsrc""".split()
_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-original-set")
# A comma may also be inside an address.
_SEPARATOR = re.compile(r"(?<=\d[wx]),|,\s+")
_CAPTION_TAGS = frozenset("p span small div em i cite figcaption blockquote".split())
_INSIDE_CAPTION = _CAPTION_TAGS | {"b", "strong", "br", "u"}
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
_BOX_NAME = re.compile(
    r"image|img|(?:^|[\s-])pic|resim|gorsel|aks-|photo|picture|figure|media|caption|foto|bild|hero|gallery"
)
_PICTURE_BOX = re.compile(
    r"(?:^|[\s-])(?:image|img|photo|picture|pic|figure|foto|bild|resim|gorsel|sekil|imagen|imagem|"
    r"immagine|aks|tasvir|kuva|obraz)(?:$|[\s-])"
)


def address_of(image: HtmlElement, document: Document, largest: bool = False) -> str:
    """Return the address of an `img`, "" if it shows no picture.

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
    """Yield the addresses of a srcset with their width or density (HTML standard)."""
    for candidate in _SEPARATOR.split(srcset[:_LONGEST_SET]):
        reference, _, descriptor = candidate.strip().partition(" ")
        reference = reference.strip(",")
        url = "" if _NO_PICTURE.search(reference) else document.picture(reference)
        size = descriptor.strip().rstrip("wx")
        if url:
            yield float(size) if _NUMBER.fullmatch(size) else 1.0, url


def is_symbol(image: HtmlElement) -> bool:
    """Return True for a picture that is not of the story: a logo, an icon, a portrait, a pixel."""
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
    """Return True for a `figure`, or a small box that contains one picture and its caption."""
    if element.tag == "figure":
        return True
    if element.tag not in ("div", "span", "p", "a", "section", "aside", "li", "td"):
        return False
    if not _BOX_NAME.search(names_of(element)):
        return _is_bare_figure(element)
    images = element.findall(".//img")
    if not 1 <= len(images) <= 2 or len(element.findall(".//p")) > 3:
        return False
    if any(element.find(f".//{tag}") is not None for tag in ("figure", "h1", "h2", "h3", "li")):
        return False
    if caption_box(element) is not None:
        return True
    return _is_picture_box(element)


def _is_bare_figure(element: HtmlElement) -> bool:
    """Return True for a box without a name that contains a picture, and a credit below it."""
    if element.tag not in ("div", "span", "td") or not 2 <= len(element) <= 4:
        return False
    first, *others = element
    if first.tag != "img" and (first.find(".//img") is None or text_of(first)):
        return False
    if any(one.tag not in _CAPTION_TAGS or one.find(".//*[@href]") is not None for one in others):
        return False
    plain = all(one.tag in _INSIDE_CAPTION for other in others for one in other.iter())
    return plain and len(text_of(element)) <= 300 and bool(split_caption(element)[1])


def is_named_picture(element: HtmlElement) -> bool:
    """Return True for an element whose name says that it contains a picture."""
    return _PICTURE_BOX.search(names_of(element)) is not None


def _is_picture_box(element: HtmlElement) -> bool:
    """Return True for a box with a picture's name and little other text."""
    if element.tag == "a" or not is_named_picture(element):
        return False
    text = text_of(element)
    return 0 < len(text) <= 400 and element.find(".//a[@href]") is None


def _is_alone(element: HtmlElement) -> bool:
    return _is_picture_box(element) or _is_bare_figure(element)


def read_figure(element: HtmlElement, document: Document, largest: bool = False) -> Figure | None:
    """Read a figure; None if it shows no picture."""
    for image in element.iter("img"):
        src = address_of(image, document, largest)
        if src and not is_symbol(image):
            caption, credit = caption_of(element, _is_alone(element))
            if not caption:
                beside, by = caption_beside(element)
                caption, credit = beside, credit or by
            return Figure(src, tidy(image.get("alt") or ""), caption, credit)
    # A script may have to put in the picture that microdata names (schema.org ImageObject).
    if "ImageObject" in (element.get("itemtype") or ""):
        src = document.absolute(element.get("itemid"))
        return Figure(src, "", *caption_of(element)) if src else None
    return None


def same_picture(one: str, other: str) -> bool:
    """Return True if two addresses name one picture, in whatever size or format."""
    return bool(_keys(one) & _keys(other))


def _keys(url: str) -> set[str]:
    path = unquote(urlsplit(url).path).lower().rstrip("/")
    name = re.sub(r"\.(?:jpe?g|png|webp|gif|avif)$", "", path.rpartition("/")[2])
    name = re.sub(r"[-_]*\d{2,4}x\d{2,4}[-_]*", "", name)
    keys = {path, *re.findall(r"[0-9a-f]{8}-[0-9a-f-]{24,}|[0-9a-f]{16,}|\d{8,}", path)}
    return keys | {name} if len(name) >= 8 else keys
