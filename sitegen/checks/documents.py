"""One built document: where its links lead, and which of its places a link can lead to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

import msgspec

from ..planning.urls import quoted
from ..problems import Problem

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from selectolax.lexbor import LexborHTMLParser, LexborNode

PAGES = (".html", ".htm")
SURVEYED = (*PAGES, ".xml", ".atom", ".rss", ".svg", ".css", ".webmanifest", "robots.txt")
"""Ends of the names of files that hold links."""

# Attributes other than `href` and `src` that hold URLs (HTML, index of attributes; not `cite`,
# which leads nowhere that a reader goes).
_RARE = ("srcset", "imagesrcset", "poster", "data", "action", "formaction", "style")
_REFRESH = re.compile(r"\s*[\d.]+\s*[;,]\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
_CANDIDATE = re.compile(r",\s+|\s+,|,$")
_URL_METAS = frozenset({"og:url", "og:image", "og:image:url", "twitter:image"})
_SCHEME = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*:")
_WHOLE = re.compile(r"https?://\S+")
_SITEMAP = re.compile(r"^sitemap:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
# Hints to open a connection name a host, not a page.
_NO_PAGE = frozenset({"preconnect", "dns-prefetch"})

# Elements of Atom (RFC 4287), RSS 2.0 and sitemaps whose text is an address, or HTML.
_ADDRESS_ELEMENTS = frozenset({"link", "uri", "logo", "icon", "loc", "url", "comments"})
_HTML_ELEMENTS = frozenset({"content", "summary", "title", "description", "encoded"})
_FEEDS = frozenset({"feed", "rss", "RDF", "urlset", "sitemapindex"})


class Place(NamedTuple):
    """Where a document is to be read: its path in the output folder and the site's address.

    `origin` is scheme and host, `base` the path in front of every URL of the site.
    """

    path: str
    origin: str
    base: str

    @property
    def url(self) -> str:
        """The document's own address."""
        return f"{self.origin}{self.base}{quoted('/' + self.path.removesuffix('index.html'))}"

    @property
    def start(self) -> str:
        """The address that relative links start from; the 404 page answers at any depth."""
        return f"{self.origin}{self.base}/no/such/page/" if self.path == "404.html" else self.url


class Survey(msgspec.Struct, frozen=True, array_like=True):
    """What one document holds.

    `links` lead into the site as a path with fragment (`/repo/iran/#h-talks`), out of it as a
    whole URL. `anchors` are the ids that a fragment may name, None where any will do. `faults`
    are problems that the document has of itself. `unlabelled` are the pictures of its body
    without alternative text: `#3` for the body's target number 3, or the URL of one outside.
    """

    links: tuple[str, ...] = ()
    anchors: tuple[str, ...] | None = None
    faults: tuple[Problem, ...] = ()
    unlabelled: tuple[str, ...] = ()


def survey(place: Place, data: bytes) -> Survey:
    """Survey a page, a feed, a sitemap, a drawing, a style sheet, a manifest or robots.txt."""
    path = place.path
    if path.endswith(PAGES):
        return _page(place, data)
    if path.endswith(".css"):
        return Survey(_resolved(place, _in_css(data.decode("utf-8", "replace"))))
    if path.endswith(".webmanifest"):
        return Survey(_resolved(place, _in_manifest(data)))
    if path == "robots.txt":
        found = _SITEMAP.findall(data.decode("utf-8", "replace"))
        return Survey(_resolved(place, found, strict=True))
    return _xml(place, data) if path.endswith(SURVEYED) else Survey()


def _resolved(
    place: Place, hrefs: Iterable[str], start: str = "", strict: bool = False
) -> tuple[str, ...]:
    """Bring links as they are written to the form of `Survey.links`, each once.

    Other sites may stand at the same origin, so a whole address outside the base path leads out;
    under `strict` it does not, for a machine wrote it and may have forgotten the base path.
    """
    found: dict[str, None] = {}
    start = start or place.start
    for href in hrefs:
        link = _resolve(place, href.strip(), start, strict)
        if link:
            found[link] = None
    return tuple(found)


def _resolve(place: Place, href: str, start: str, strict: bool) -> str:
    is_whole = href.startswith(("https://", "http://"))
    if href.startswith("/") and not href.startswith("//") and "/." not in href:
        url = place.origin + href
    elif is_whole:
        url = href
    else:
        try:
            url = urljoin(place.url if href.startswith("#") else start, href)
        except ValueError:
            return ""
    if not url.startswith(place.origin):
        return url if url.startswith(("https://", "http://")) else ""
    path, mark, fragment = url[len(place.origin) :].partition("#")
    path = path.partition("?")[0] or "/"
    if not path.startswith("/"):  # A longer name of a host, or a port.
        return url
    if is_whole and not strict and not f"{path}/".startswith(place.base + "/"):
        return url
    return path + mark + fragment


# --- pages --------------------------------------------------------------------------------


def _page(place: Place, data: bytes) -> Survey:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(data)
    hrefs = list(_in_html(tree, data))
    base = tree.css_first("base[href]") if b"<base" in data else None
    start = urljoin(place.start, base.attributes["href"] or "") if base else place.start
    anchors: list[str | None] = [node.id for node in tree.css("[id]")]
    anchors += [node.attributes["name"] for node in tree.css("a[name]")]
    # A page that sends its readers on at once has no places of its own.
    is_passage = b"http-equiv" in data and any(
        _refresh(node.attributes) for node in tree.css("meta[http-equiv]")
    )
    no_alt = b"<img" in data and tree.css_matches("img:not([alt])")
    return Survey(
        _resolved(place, hrefs, start),
        None if is_passage else tuple(dict.fromkeys(anchor for anchor in anchors if anchor)),
        (_without_alt(place.path),) if no_alt else (),
    )


def _without_alt(path: str) -> Problem:
    return Problem(
        path,
        "a picture has no `alt`",
        "page.alt",
        hint='give its <img> in the template an alt; alt="" if it only decorates',
        severity="warning",
    )


def _in_html(tree: LexborHTMLParser, data: bytes) -> Iterator[str]:
    """Give the URLs of a page as they are written; what is rare is looked for where it can be."""
    for node in tree.css("[href]"):
        attributes = node.attributes
        if node.tag != "base" and attributes.get("rel") not in _NO_PAGE:
            yield attributes["href"] or ""
    for node in tree.css("[src]"):
        yield node.attributes["src"] or ""
    for name in _RARE:
        if name.encode() in data:
            for node in tree.css(f"[{name}]"):
                yield from _in_attribute(name, node.attributes[name] or "")
    for sign, selector, find in _OTHERS:
        if sign in data:
            for node in tree.css(selector):
                yield from find(node)


def _in_attribute(name: str, value: str) -> Iterator[str]:
    if name == "style":
        yield from _in_css(value)
    elif name.endswith("srcset"):
        for candidate in _CANDIDATE.split(value):
            if candidate.strip():
                yield candidate.split()[0]
    # A form of another site may answer to nothing but what is sent with it.
    elif not (name.endswith("action") and "//" in value):
        yield value


def _in_meta(attributes: Mapping[str, str | None]) -> Iterator[str]:
    if (attributes.get("property") or attributes.get("name")) in _URL_METAS:
        yield attributes["content"] or ""
    elif target := _refresh(attributes):
        yield target


def _refresh(attributes: Mapping[str, str | None]) -> str:
    """Give where a `meta http-equiv=refresh` leads, "" for another `meta`."""
    if (attributes.get("http-equiv") or "").lower() != "refresh":
        return ""
    found = _REFRESH.match(attributes.get("content") or "")
    return found[1] if found else ""


def _in_json(text: str) -> Iterator[str]:
    """Give the absolute URLs in structured data (JSON-LD)."""
    try:
        waiting: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            # A context is the name of a vocabulary, not a page.
            waiting += [inner for key, inner in value.items() if key != "@context"]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and _WHOLE.fullmatch(value):
            # What follows a # names a thing in the data, not a place on the page.
            yield value.partition("#")[0]


_OTHERS: tuple[tuple[bytes, str, Callable[[LexborNode], Iterable[str]]], ...] = (
    (b"<meta", "meta[content]", lambda node: _in_meta(node.attributes)),
    (b"<style", "style", lambda node: _in_css(node.text())),
    (b"ld+json", 'script[type="application/ld+json"]', lambda node: _in_json(node.text())),
)


# --- style sheets and manifests -----------------------------------------------------------


def _in_css(text: str) -> list[str]:
    """Give the URLs in a style sheet or a `style` attribute (CSS Values 4, `url()`)."""
    if "url(" not in text.lower() and "@import" not in text.lower():
        return []
    import tinycss2

    found: list[str] = []
    tokens = list(tinycss2.parse_component_value_list(text, skip_comments=True))
    for number, token in enumerate(tokens):
        if token.type == "url":
            found.append(token.value)
        elif token.type == "function" and token.lower_name == "url":
            found += [inner.value for inner in token.arguments if inner.type == "string"]
        elif token.type == "at-keyword" and token.lower_value == "import":
            following = tokens[number + 1 : number + 3]
            found += [inner.value for inner in following if inner.type == "string"][:1]
        tokens += getattr(token, "content", None) or getattr(token, "arguments", None) or ()
    return found


def _in_manifest(data: bytes) -> list[str]:
    """Give the URLs in a web app manifest (W3C, "Web Application Manifest")."""
    try:
        manifest = json.loads(data)
    except (ValueError, RecursionError):
        return []
    if not isinstance(manifest, dict):
        return []
    icons = manifest.get("icons")
    found = [icon.get("src") for icon in icons if isinstance(icon, dict)] if icons else []
    return [url for url in (*found, manifest.get("start_url")) if isinstance(url, str)]


# --- feeds, sitemaps and drawings ---------------------------------------------------------


def _xml(place: Place, data: bytes) -> Survey:
    from xml.etree import ElementTree

    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - expat itself caps entities
    except ElementTree.ParseError as error:
        return Survey(faults=(_malformed(place.path, error),))
    addresses: dict[str, None] = {}
    written: dict[str, None] = {}
    for element in root.iter():
        addresses.update(dict.fromkeys(_in_element(element)))
        written.update(dict.fromkeys(_in_inner_html(element)))
    faults = []
    if _local(root.tag) in _FEEDS:
        # Readers know a feed's entries without the feed's own address.
        relative = [href for href in (*addresses, *written) if not _SCHEME.match(href)]
        faults = [_relative(place.path, href) for href in relative[:1]]
    links = (*_resolved(place, addresses, strict=True), *_resolved(place, written))
    return Survey(tuple(dict.fromkeys(links)), None, tuple(faults))


def _in_element(element: Element) -> Iterator[str]:
    for key, value in element.attrib.items():
        if _local(key) in ("href", "src"):
            yield value
    text = (element.text or "").strip()
    if text and _local(element.tag) in _ADDRESS_ELEMENTS:
        yield text


def _in_inner_html(element: Element) -> tuple[str, ...]:
    """Give the links of the HTML that stands as text in an element of a feed."""
    text = element.text or ""
    is_html = "<" in text and _local(element.tag) in _HTML_ELEMENTS
    return _in_fragment(text) if is_html else ()


@lru_cache(maxsize=1024)
def _in_fragment(text: str) -> tuple[str, ...]:
    # The feeds of a site, its sections, tags and authors carry the same texts.
    from selectolax.lexbor import LexborHTMLParser

    return tuple(_in_html(LexborHTMLParser(text), text.encode()))


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _malformed(path: str, error: Exception) -> Problem:
    message = f"this is not well-formed XML: {error}"
    return Problem(path, message, "link.xml", hint="see the template or the file that it is")


def _relative(path: str, href: str) -> Problem:
    message = f"“{href}” is not a whole address, and feed readers need one"
    return Problem(path, message, "link.relative", hint="in the template: {{ url|absolute }}")
