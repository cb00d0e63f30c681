"""Parse a page with lxml, and functions about its elements that every reader uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from lxml.html import HtmlElement
from msgspec import Struct

from ...formats.addresses import percent_encoded
from ..lines import tidy

# Real pages nest some 40 elements; our walks take several frames for each level.
_DEEPEST = 100
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# A path to a file beside a page: no scheme, no root, no step upwards.
_BELOW = re.compile(r"(?!.*\.\.)[\w%-][\w .%()~-]*(?:/[\w .%()~-]+)*\.(?:jpe?g|png|gif|webp|avif)", re.IGNORECASE)  # fmt: skip  # noqa: E501
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

# A noncharacter of Unicode, which no parsed page contains.
_LINE = "\ufdd0"

_NAMING = ("class", "id", "itemprop", "data-testid", "data-component", "data-qa")
# "postTitle", but not the random letters of "n1AuAdJl".
_CAMEL = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z])")
_JOINS = re.compile(r"[-_]+")

# Elements that have no text for a reader.
SILENT = frozenset(
    """script style template head title meta link base svg math canvas iframe object embed video
    audio source track button input select textarea option datalist dialog map area""".split()
)
BLOCKS = frozenset(
    """address article aside blockquote body center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav ol p pre section summary
    table tbody td tfoot th thead tr ul""".split()
)


class Document(Struct, frozen=True):
    """A parsed page: its root element, and the address that its links are relative to.

    `resources` are the references to files that were saved with the page; they stay as they are.
    """

    root: HtmlElement
    base: str = ""
    resources: frozenset[str] = frozenset()

    @property
    def host(self) -> str:
        """The host of the page's address, "" if it is not known."""
        try:
            return urlsplit(self.base).hostname or ""
        except ValueError:
            return ""

    def absolute(self, reference: str | None) -> str:
        """Resolve a reference against the page; "" unless it leads to http(s) or a saved file."""
        if not reference:
            return ""
        if reference in self.resources:
            return reference
        reference = re.sub(r"[\t\r\n]", "", reference).strip()
        try:
            url = urljoin(self.base, reference)
            parts = urlsplit(url)
        except ValueError:
            return ""
        if parts.scheme not in ("http", "https") or not parts.netloc:
            return ""
        # An empty path is "/" (URL standard).
        return percent_encoded(parts._replace(path=parts.path or "/").geturl())

    def picture(self, reference: str | None) -> str:
        """Resolve the address of a picture; a page without an address keeps a path below it."""
        url = self.absolute(reference)
        if url or self.base or not reference:
            return url
        path = reference.strip().removeprefix("./")
        return path.replace(" ", "%20") if _BELOW.fullmatch(path) else ""


def parse(markup: str, url: str = "", resources: frozenset[str] = frozenset()) -> Document | None:
    """Parse a page, however broken it is; None if there is nothing to parse."""
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False
    )
    data = _CONTROL.sub("", markup).encode("utf-8", "replace")
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    _flatten(root)
    return Document(root, _base(root, url), resources)


def _flatten(root: HtmlElement) -> None:
    """Turn elements nested deeper than on any real page into plain text."""
    for element in root.xpath("//*[count(ancestor::*) = $depth]", depth=_DEEPEST):
        etree.strip_elements(element, "script", "style", with_tail=False)
        etree.strip_tags(element, "*")


def _base(root: HtmlElement, url: str) -> str:
    """Return the base of relative links: the page's address, or the one it declares."""
    if not url:
        own = root.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
        url = next((one.strip() for one in own if one.strip().startswith(("https:", "http:"))), "")
    base = root.find(".//base[@href]")
    try:
        return urljoin(url, base.get("href", "").strip()) if base is not None else url
    except ValueError:
        return url


def text_of(element: HtmlElement) -> str:
    """Return an element's visible text on one line."""
    return tidy("".join(_pieces(element)))


def lines_of(element: HtmlElement) -> list[str]:
    """Return the lines of an element's visible text, as block elements and breaks part them."""
    lines = "".join(_pieces(element, _LINE)).split(_LINE)
    return [line for line in map(tidy, lines) if line]


def _pieces(element: HtmlElement, between: str = " ") -> Iterator[str]:
    if element.tag in SILENT or element.tag == "noscript" or is_hidden(element):
        return
    block = element.tag in BLOCKS or element.tag == "br"
    if block:
        yield between
    yield element.text or ""
    for child in element:
        yield from _pieces(child, between)
        yield child.tail or ""
    if block:
        yield between


def is_hidden(element: HtmlElement) -> bool:
    """Return True if the page itself hides the element from its readers."""
    if "hidden" in element.attrib and element.get("hidden") != "until-found":
        return True
    style = element.get("style")
    return bool(style) and _HIDDEN_STYLE.search(style) is not None


def names_of(element: HtmlElement) -> str:
    """Return the class, id and role names of an element, in lower case."""
    names = " ".join(filter(None, map(element.get, _NAMING)))
    return _part_words(names) if names else ""


@lru_cache(maxsize=20_000)
def _part_words(names: str) -> str:
    return _JOINS.sub("-", _CAMEL.sub("-", names)).lower()


def closest(element: HtmlElement, tags: frozenset[str]) -> HtmlElement | None:
    """Return the nearest ancestor with one of `tags`, the element itself included."""
    at: HtmlElement | None = element
    while at is not None:
        if at.tag in tags:
            return at
        at = at.getparent()
    return None
