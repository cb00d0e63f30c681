"""Read a document of a built site: where it links to, which ids it has, what is wrong with it.

A document is a page, a feed, a sitemap, a drawing, a style sheet, a manifest or robots.txt. Nothing
else takes links out of documents.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

import msgspec

from ..planning.urls import quoted
from ..problems import Severity
from .page_links import named_in_html, redirect_of, urls_in_css, urls_in_html

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

PAGES = (".html", ".htm", ".xhtml")
DOCUMENTS = (*PAGES, ".xml", ".atom", ".rss", ".svg", ".css", ".webmanifest", "robots.txt")
"""Endings of the names of files that can link."""

_SCHEME = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*:")
_SITEMAP = re.compile(r"^sitemap:\s*(\S+)", re.IGNORECASE | re.MULTILINE)

# Elements of Atom (RFC 4287), RSS 2.0 and sitemaps whose text is an address, or HTML.
_ADDRESS_ELEMENTS = frozenset({"link", "uri", "logo", "icon", "loc", "url", "comments"})
_NAME_ELEMENTS = frozenset({"id", "guid"})
_HTML_ELEMENTS = frozenset({"content", "summary", "title", "description", "encoded"})
_FEEDS = frozenset({"feed", "rss", "RDF", "urlset", "sitemapindex"})

_LOCAL_HOSTS = (b"localhost", b"127.", b"0.0.0.0", b"[::1]")
_LOCAL = re.compile(
    r"\s*(?:https?:)?//(?:[^/@\s]*@)?"
    r"(?:(?:[a-z0-9-]+\.)*localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1\])(?=[:/?#\s]|$)",
    re.IGNORECASE,
)
_DRAFT = re.compile(rb"\sdata-draft[\s=>]|\sclass=\"draft\"")


class SiteAddress(NamedTuple):
    """Where a site is published: `origin` is scheme and host, `base` the path before every URL."""

    origin: str
    base: str

    def url_of(self, path: str) -> str:
        """Return the URL of a file of the output folder."""
        return f"{self.origin}{self.base}{quoted('/' + path.removesuffix('index.html'))}"


class Fault(msgspec.Struct, frozen=True, array_like=True):
    """Something wrong with one document; `href` is the address that it is about, if any."""

    code: str
    message: str
    hint: str = ""
    severity: Severity = "error"
    href: str = ""


class Document(msgspec.Struct, frozen=True, array_like=True):
    """What the checks need to know of one document.

    `links` into the site are paths with fragment (`/repo/iran/#h-talks`), links to other sites
    whole URLs. `anchors` are the ids that a fragment may name, None if any will do.
    `missing_alts` are the pictures of its Markdown body without alternative text: `#3` for the
    body's target number 3, or the URL of a picture on another site.
    """

    links: tuple[str, ...] = ()
    anchors: tuple[str, ...] | None = None
    faults: tuple[Fault, ...] = ()
    missing_alts: tuple[str, ...] = ()


class _Written(NamedTuple):
    """The addresses in a document, as they are written.

    `absolute` are links that a program reads without knowing the document's own URL. `named` are
    addresses that nobody follows; they are only looked at where one may lead to this machine.
    `base` is the address that `<base>` gives.
    """

    links: Iterable[str] = ()
    absolute: Iterable[str] = ()
    named: Iterable[str] = ()
    anchors: tuple[str, ...] | None = None
    faults: tuple[Fault, ...] = ()
    base: str = ""


def read_document(path: str, data: bytes, site: SiteAddress) -> Document:
    """Read the bytes of a document whose path in the output folder is `path`."""
    written = _read(path, data)
    # The 404 page is shown at any depth.
    start = f"{site.origin}{site.base}/no/such/page/" if path == "404.html" else site.url_of(path)
    base = urljoin(start, written.base)
    links: dict[str, None] = {}
    for hrefs, is_absolute in ((written.absolute, True), (written.links, False)):
        for href in hrefs:
            href = href.strip()
            from_here = site.url_of(path) if href.startswith("#") else base
            if link := _resolve(href, from_here, site, is_absolute):
                links[link] = None
    faults = list(written.faults)
    lowered = data.lower()
    # Most documents do not mention this machine at all.
    if any(host in lowered for host in _LOCAL_HOSTS):
        faults += _local_address((*links, *written.named), site)
    if path.endswith(PAGES) and _DRAFT.search(data):
        hint = "publish builds without drafts; does a template write `data-draft`?"
        faults.append(Fault("publish.draft", "this page shows a draft", hint))
    return Document(tuple(links), written.anchors, tuple(faults))


def _read(path: str, data: bytes) -> _Written:
    if path.endswith(PAGES):
        return _page(data)
    if path.endswith(".css"):
        return _Written(urls_in_css(data.decode("utf-8", "replace")))
    if path.endswith(".webmanifest"):
        return _Written(_in_manifest(data))
    if path == "robots.txt":
        return _Written(absolute=_SITEMAP.findall(data.decode("utf-8", "replace")))
    return _xml(data) if path.endswith(DOCUMENTS) else _Written()


def _resolve(href: str, start: str, site: SiteAddress, is_absolute: bool) -> str:
    """Bring a link to the form of `Document.links`; "" for what is no web address.

    There can be other sites at the same origin, so a whole URL outside the base path leads to one
    of them. Not so an absolute link: a template wrote it, and may have forgotten the base path.
    """
    is_whole = href.startswith(("https://", "http://"))
    if href.startswith("/") and not href.startswith("//") and "/." not in href:
        url = site.origin + href
    elif is_whole:
        url = href
    else:
        try:
            url = urljoin(start, href)
        except ValueError:
            return ""
    if not url.startswith(site.origin):
        return url if url.startswith(("https://", "http://")) else ""
    path, mark, fragment = url[len(site.origin) :].partition("#")
    path = path.partition("?")[0] or "/"
    if not path.startswith("/"):  # A longer name of a host, or a port.
        return url
    if is_whole and not is_absolute and not f"{path}/".startswith(site.base + "/"):
        return url
    return path + mark + fragment


def is_local(url: str) -> bool:
    """Return True for an address that leads to the machine that it is opened on."""
    return _LOCAL.match(url) is not None


def _local_address(urls: Iterable[str], site: SiteAddress) -> list[Fault]:
    """Report the first local address. A site that is itself local has no such fault."""
    for url in map(str.strip, urls):
        if is_local(url) and not url.startswith(site.origin):
            hint = "set base_url in site.yml, and write such an address as code, not as a link"
            message = f"this links to the reader's own machine: {url}"
            return [Fault("publish.localhost", message, hint, href=url)]
    return []


def _page(data: bytes) -> _Written:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(data)
    base = tree.css_first("base[href]") if b"<base" in data else None
    anchors: list[str | None] = [node.id for node in tree.css("[id]")]
    anchors += [node.attributes["name"] for node in tree.css("a[name]")]
    # A page that sends its readers on at once has no places of its own.
    is_redirect = b"http-equiv" in data and any(
        redirect_of(node.attributes) for node in tree.css("meta[http-equiv]")
    )
    no_alt = b"<img" in data and tree.css_matches("img:not([alt])")
    return _Written(
        links=urls_in_html(tree, data),
        named=named_in_html(tree),
        anchors=None if is_redirect else tuple(dict.fromkeys(filter(None, anchors))),
        faults=(_NO_ALT,) if no_alt else (),
        base=(base.attributes["href"] or "") if base else "",
    )


_NO_ALT = Fault(
    "page.alt",
    "a picture has no `alt`",
    'give its <img> in the template an alt; alt="" if it only decorates',
    "warning",
)


def _in_manifest(data: bytes) -> list[str]:
    """Return the URLs in a web app manifest (W3C, "Web Application Manifest")."""
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


def _xml(data: bytes) -> _Written:
    from xml.etree import ElementTree

    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - expat itself caps entities
    except ElementTree.ParseError as error:
        message = f"this is not well-formed XML: {error}"
        hint = "correct the template that makes this file, or the file itself"
        return _Written(faults=(Fault("link.xml", message, hint),))
    absolute = dict.fromkeys(url for element in root.iter() for url in _in_element(element))
    links = dict.fromkeys(url for element in root.iter() for url in _in_inner_html(element))
    faults: tuple[Fault, ...] = ()
    if _local_name(root.tag) in _FEEDS:
        # Readers know a feed's entries without the feed's own address.
        relative = (href for href in (*absolute, *links) if not _SCHEME.match(href))
        faults = tuple(map(_relative, list(relative)[:1]))
    return _Written(links, absolute, _named_in_xml(root), faults=faults)


def _in_element(element: Element) -> Iterator[str]:
    for key, value in element.attrib.items():
        if _local_name(key) in ("href", "src", "url"):
            yield value
    text = (element.text or "").strip()
    if text and _local_name(element.tag) in _ADDRESS_ELEMENTS:
        yield text


def _in_inner_html(element: Element) -> tuple[str, ...]:
    """Return the links in the HTML that an element of a feed has as its text."""
    text = element.text or ""
    is_html = "<" in text and _local_name(element.tag) in _HTML_ELEMENTS
    return _in_fragment(text) if is_html else ()


@lru_cache(maxsize=1024)
def _in_fragment(text: str) -> tuple[str, ...]:
    # The feeds of a site, its sections, tags and authors carry the same texts.
    from selectolax.lexbor import LexborHTMLParser

    return tuple(urls_in_html(LexborHTMLParser(text), text.encode()))


def _named_in_xml(root: Element) -> Iterator[str]:
    from selectolax.lexbor import LexborHTMLParser

    for element in root.iter():
        if _local_name(element.tag) in _NAME_ELEMENTS:
            yield element.text or ""
        elif "<" in (element.text or ""):
            yield from named_in_html(LexborHTMLParser(element.text or ""))


def _local_name(name: str) -> str:
    return name.rpartition("}")[2]


def _relative(href: str) -> Fault:
    message = f"“{href}” is not a whole address, and feed readers need one"
    return Fault("link.relative", message, "in the template: {{ url|absolute }}")
