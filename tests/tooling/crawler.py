"""Finds broken links in a built folder, reading it as a static host would serve it.

The rules are those of GitHub Pages: `/a/` serves `a/index.html`, `/a` redirects to `/a/` or serves
`a.html`, and a site lives under its base path. Every file is read, also one that no link leads to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import tinycss2
from selectolax.lexbor import LexborHTMLParser

# Attributes that hold one URL, and those that hold a list of image candidates (HTML, section 4).
URL_ATTRIBUTES = ("href", "src", "poster", "action", "cite", "data")
CANDIDATE_ATTRIBUTES = ("srcset", "imagesrcset")
URL_METAS = ("og:url", "og:image", "og:image:url", "twitter:image")


@dataclass(frozen=True, order=True)
class BrokenLink:
    """A link that leads nowhere: the file it stands in, the URL as written, and why it fails."""

    page: str
    url: str
    why: str


@dataclass(frozen=True)
class Survey:
    """What a crawl met: the HTML pages, the broken links, and the URLs of other sites."""

    pages: tuple[str, ...]
    broken: tuple[BrokenLink, ...]
    external: tuple[str, ...]


class Link(NamedTuple):
    """A URL as written, and whether it must be absolute to work where it stands."""

    url: str
    must_be_absolute: bool = False


def crawl(folder: Path, base_url: str = "/") -> tuple[BrokenLink, ...]:
    """Give the broken links of a built folder, sorted; none for a whole site.

    `base_url` is the site's path (`/repo/`) or its whole address (`https://user.github.io/repo/`);
    with the latter, absolute links to the site itself are followed too.
    """
    return survey(folder, base_url).broken


def survey(folder: Path, base_url: str = "/") -> Survey:
    """Follow every link of every HTML page, feed, sitemap and stylesheet in a built folder."""
    site = _Site(folder, base_url)
    broken: set[BrokenLink] = set()
    external: set[str] = set()
    for file in site.files.values():
        for link in file.links:
            url = urljoin(file.base, link.url.strip())
            if urlsplit(url).scheme in ("http", "https") and not site.owns(url):
                external.add(url)
            elif why := site.fault(file, link, url):
                broken.add(BrokenLink(file.path, link.url, why))
    pages = tuple(path for path in site.files if path.endswith(".html"))
    return Survey(pages, tuple(sorted(broken)), tuple(sorted(external)))


class _Site:
    """The files of a built folder by path, and how a static host answers for a URL path."""

    def __init__(self, folder: Path, base_url: str) -> None:
        if not folder.is_dir():
            raise NotADirectoryError(folder)
        base = urlsplit(urljoin("http://site.invalid/", base_url))
        self.origin = f"{base.scheme}://{base.netloc}"
        self.base_path = base.path.rstrip("/") + "/"
        self.files = {
            path: _File(file, path, f"{self.origin}{self.base_path}{path}")
            for file in sorted(folder.rglob("*"))
            if file.is_file()
            for path in [file.relative_to(folder).as_posix()]
        }
        if not self.files:
            raise FileNotFoundError(f"nothing to crawl in {folder}")

    def owns(self, url: str) -> bool:
        """Tell whether an absolute URL names the site's own host."""
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}" == self.origin

    def fault(self, file: _File, link: Link, url: str) -> str | None:
        """Say why a link of a file fails, or None if its URL is served and has the anchor."""
        scheme, _, path, _, fragment = urlsplit(url)
        if link.must_be_absolute and not urlsplit(link.url).scheme:
            return "must be an absolute URL"
        if scheme not in ("http", "https"):
            return None
        if not f"{path}/".startswith(self.base_path):
            return f"outside the base path {self.base_path}"
        stays = link.url.startswith("#")
        target = file if stays else self._served(unquote(path[len(self.base_path) :]))
        if target is None:
            return "no such file"
        anchor = unquote(fragment.partition(":~:")[0])
        if anchor and anchor != "top" and anchor not in target.anchors:
            return f"no element with the id {anchor!r}"
        return None

    def _served(self, path: str) -> _File | None:
        if path == "" or path.endswith("/"):
            return self.files.get(f"{path}index.html")
        candidates = (path, f"{path}/index.html", f"{path}.html")
        return next((self.files[name] for name in candidates if name in self.files), None)


class _File:
    """One built file, parsed when it is first asked for its links or anchors."""

    def __init__(self, file: Path, path: str, url: str) -> None:
        self.file = file
        self.path = path
        self.url = re.sub(r"/index\.html$", "/", url)
        if path == "404.html":  # answers at any address, so its links may not start from its own
            self.url = urljoin(url, "no/such/page/")

    @cached_property
    def html(self) -> LexborHTMLParser | None:
        return LexborHTMLParser(self.file.read_bytes()) if self.path.endswith(".html") else None

    @cached_property
    def base(self) -> str:
        """The URL that relative links start from: the page's own, or its `<base href>`."""
        base = self.html.css_first("base[href]") if self.html else None
        return urljoin(self.url, base.attributes["href"] or "") if base else self.url

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every URL in the file, as written."""
        if self.html:
            return tuple(_html_links(self.html))
        match self.file.suffix:
            case ".xml" | ".atom" | ".svg":
                return tuple(_xml_links(self.file.read_bytes()))
            case ".css":
                return tuple(_css_links(self.file.read_text("utf-8")))
            case ".txt" if self.path == "robots.txt":
                urls = re.findall(r"(?im)^sitemap:\s*(\S+)", self.file.read_text("utf-8"))
                return tuple(Link(url, must_be_absolute=True) for url in urls)
        return ()

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What a fragment may name: ids, and the names of `<a>`."""
        if self.html is None:
            return frozenset()
        ids = (node.attributes.get("id") for node in self.html.css("[id]"))
        names = (node.attributes.get("name") for node in self.html.css("a[name]"))
        return frozenset(name for name in (*ids, *names) if name)


def _html_links(html: LexborHTMLParser, must_be_absolute: bool = False) -> Iterator[Link]:
    for node in html.css("*"):
        attributes = node.attributes
        if node.tag != "base":
            for name in URL_ATTRIBUTES:
                if (url := attributes.get(name)) is not None:
                    yield Link(url, must_be_absolute)
        for name in CANDIDATE_ATTRIBUTES:
            for url in _candidates(attributes.get(name) or ""):
                yield Link(url, must_be_absolute)
        for css in (attributes.get("style"), node.text() if node.tag == "style" else None):
            yield from _css_links(css or "")
        if node.tag == "meta":
            yield from _meta_links(attributes)
        elif node.tag == "script" and attributes.get("type") == "application/ld+json":
            yield from _data_links(json.loads(node.text()))


def _candidates(srcset: str) -> Iterator[str]:
    """Split a `srcset` into its URLs; a comma inside a URL is not one at its end."""
    for candidate in re.split(r",\s+|\s+,|,$", srcset):
        if candidate.strip():
            yield candidate.split()[0]


def _meta_links(attributes: dict[str, str | None]) -> Iterator[Link]:
    content = attributes.get("content") or ""
    if (attributes.get("http-equiv") or "").lower() == "refresh":
        if target := re.search(r"(?i);\s*url\s*=\s*['\"]?([^'\"]+)", content):
            yield Link(target[1])
    elif (attributes.get("property") or attributes.get("name")) in URL_METAS:
        yield Link(content, must_be_absolute=True)


def _data_links(data: object) -> Iterator[Link]:
    """Give the absolute URLs in a page's structured data (JSON-LD)."""
    match data:
        case dict():
            for value in data.values():
                yield from _data_links(value)
        case list():
            for value in data:
                yield from _data_links(value)
        case str() if re.match(r"https?://\S+$", data):
            yield Link(data)


def _xml_links(document: bytes) -> Iterator[Link]:
    """Give the URLs of an Atom feed (RFC 4287), its HTML contents, a sitemap, or an SVG drawing."""
    for node in ElementTree.fromstring(document).iter():
        match node.tag:
            case "{http://www.w3.org/2005/Atom}link":
                yield Link(node.get("href", ""), must_be_absolute=True)
            case "{http://www.w3.org/2005/Atom}uri" | "{http://www.w3.org/2005/Atom}logo":
                yield Link(node.text or "", must_be_absolute=True)
            case "{http://www.w3.org/2005/Atom}content" | "{http://www.w3.org/2005/Atom}summary":
                if node.get("type") == "html":
                    yield from _html_links(LexborHTMLParser(node.text or ""), must_be_absolute=True)
            case "{http://www.sitemaps.org/schemas/sitemap/0.9}loc":
                yield Link((node.text or "").strip(), must_be_absolute=True)
            case "{http://www.w3.org/2000/svg}image":
                url = node.get("href") or node.get("{http://www.w3.org/1999/xlink}href")
                yield Link(url or "")


def _css_links(stylesheet: str) -> Iterator[Link]:
    if "url(" not in stylesheet and "@import" not in stylesheet:
        return
    pending = list(tinycss2.parse_component_value_list(stylesheet, skip_comments=True))
    for position, token in enumerate(pending):
        if token.type == "url":
            yield Link(token.value)
        elif token.type == "function" and token.lower_name == "url":
            yield from (Link(inner.value) for inner in token.arguments if inner.type == "string")
        elif token.type == "at-keyword" and token.lower_value == "import":
            following = [t for t in pending[position + 1 :] if t.type != "whitespace"]
            if following and following[0].type == "string":
                yield Link(following[0].value)
        pending.extend(getattr(token, "content", None) or getattr(token, "arguments", None) or ())
