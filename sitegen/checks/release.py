"""Checks on the built site before it is published; each returns the problems that it finds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

from ..problems import Problem
from ..publishing.plan import Plan, readable
from ..publishing.tree import SiteFile

FILE_LIMIT = 100 * 1024**2
"""Bytes: GitHub blocks a push with a larger file (docs.github.com, "About large files")."""

SITE_LIMIT = 1000**3
"""Bytes: a published site may be no larger (docs.github.com, "GitHub Pages limits")."""

_LOCAL_WORDS = (b"localhost", b"127.", b"0.0.0.0", b"[::1]")
_LOCAL = re.compile(
    r"\s*(?:https?:)?//(?:[^/@\s]*@)?"
    r"(?:(?:[a-z0-9-]+\.)*localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1\])(?=[:/?#\s]|$)",
    re.IGNORECASE,
)
_CSS_URL = re.compile(r"(?:url\(\s*|@import\s+)['\"]?([^'\")\s]+)", re.IGNORECASE)
_PAGES = (".html", ".htm", ".xhtml")
_FEEDS = (".xml", ".atom", ".rss")
# Elements of Atom, RSS and sitemaps whose text is an address, and those whose text is HTML.
_ADDRESSES = frozenset({"id", "link", "loc", "guid", "url", "uri", "icon", "logo", "comments"})
_LINKING = frozenset("href src action formaction poster cite data xlink:href url".split())
_DRAFT = re.compile(rb"\sdata-draft[\s=>]|\sclass=\"draft\"")


def front_page(files: Iterable[SiteFile]) -> list[Problem]:
    """Refuse a site without a front page, or with an empty one."""
    sizes = {file.path: file.size for file in files}
    if sizes.get("index.html"):
        return []
    what = "is empty" if "index.html" in sizes else "is missing: the site has no front page"
    hint = "see what `sitegen build` says; is there any content?"
    return [Problem("index.html", what, "publish.front-page", hint=hint)]


def sizes(files: Iterable[SiteFile]) -> list[Problem]:
    """Refuse files over 100 MiB and a site over 1 GB, as GitHub does after the upload."""
    files = tuple(files)
    problems = [
        Problem(
            file.path,
            f"has {readable(file.size)}; GitHub takes no file over 100 MiB",
            "publish.file-size",
            hint="make it smaller, or host it elsewhere and link to it",
        )
        for file in files
        if file.size > FILE_LIMIT
    ]
    total = sum(file.size for file in files)
    if total > SITE_LIMIT:
        largest = sorted(files, key=lambda file: -file.size)[:3]
        names = ", ".join(f"{file.path} ({readable(file.size)})" for file in largest)
        message = f"the site has {readable(total)}; GitHub Pages serves no more than 1 GB"
        hint = f"largest: {names}"
        problems.append(Problem("publish", message, "publish.site-size", hint=hint))
    return problems


def shrinkage(old_pages: int, new_pages: int) -> list[Problem]:
    """Refuse a site with fewer than half of the pages of last time."""
    if new_pages * 2 >= old_pages:
        return []
    return [
        Problem(
            "publish",
            f"the site has {new_pages:,} pages, and {old_pages:,} were published last time",
            "publish.shrunk",
            hint="if that is right: --yes",
        )
    ]


def deletions(plan: Plan, limit: int | None) -> list[Problem]:
    """Refuse to delete more files than the user allows."""
    if limit is None or len(plan.deleted) <= limit:
        return []
    names = ", ".join(plan.deleted[:5]) + (", …" if len(plan.deleted) > 5 else "")
    message = f"{len(plan.deleted):,} files would be deleted, and --max-deletes is {limit:,}"
    return [Problem("publish", message, "publish.max-deletes", hint=f"they are: {names}")]


def pages_in(paths: Iterable[str]) -> int:
    """Count the HTML pages."""
    return sum(path.endswith(_PAGES) for path in paths)


def contents(folder: Path, paths: Iterable[str]) -> list[Problem]:
    """Refuse pages and feeds that link to this very machine, and drafts."""
    problems: list[Problem] = []
    for path in paths:
        if path.endswith((*_PAGES, *_FEEDS, ".css")):
            problems += content(path, (folder / path).read_bytes())
    return problems


def content(path: str, data: bytes) -> list[Problem]:
    """Check one page, feed or style sheet; text may speak of localhost, an address may not."""
    problems = []
    lowered = data.lower()
    # Most pages say nothing of the kind, and are never parsed.
    if any(word in lowered for word in _LOCAL_WORDS):
        url = next((url.strip() for url in _addresses(path, data) if is_local(url)), "")
        if url:
            hint = "set base_url in site.yml, and write such an address as code, not as a link"
            message = f"leads to this machine: {url}"
            problems.append(Problem(path, message, "publish.localhost", hint=hint))
    if path.endswith(_PAGES) and _DRAFT.search(data):
        hint = "publish builds without drafts; does a template write `data-draft`?"
        problems.append(Problem(path, "shows a draft", "publish.draft", hint=hint))
    return problems


def is_local(url: str) -> bool:
    """Tell whether an address leads to the machine that it is read on."""
    return _LOCAL.match(url) is not None


def _addresses(path: str, data: bytes) -> Iterable[str]:
    """Give the addresses that a page, a feed or a style sheet leads to."""
    if path.endswith(_FEEDS):
        return _addresses_in_xml(data)
    text = data.decode("utf-8", "replace")
    return _CSS_URL.findall(text) if path.endswith(".css") else _addresses_in_html(text)


def _addresses_in_html(text: str) -> list[str]:
    collector = _Addresses()
    collector.feed(text)
    collector.close()
    return collector.found


def _addresses_in_xml(data: bytes) -> list[str]:
    """Read a feed or a sitemap, and the HTML inside it; one that is not well-formed as HTML."""
    from xml.etree import ElementTree

    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - what we wrote, and expat caps entities
    except ElementTree.ParseError:
        return _addresses_in_html(data.decode("utf-8", "replace"))
    found: list[str] = []
    for element in root.iter():
        for name, value in element.attrib.items():
            found += _split(name.rpartition("}")[2], value)
        text = element.text or ""
        if element.tag.rpartition("}")[2] in _ADDRESSES:
            found.append(text)
        elif "<" in text:
            found += _addresses_in_html(text)
    return found


def _split(name: str, value: str) -> list[str]:
    """Give the addresses in an attribute; a refresh has its own after `url=`."""
    if name == "srcset":
        return [part.strip() for part in value.split(",")]
    if name == "content":
        return [re.sub(r"^\s*[\d.]+\s*;\s*url=['\"]?", "", value, flags=re.IGNORECASE)]
    return [value] if name in _LINKING else []


class _Addresses(HTMLParser):
    """Collects the addresses in a page's attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the addresses of one element."""
        for name, value in attrs:
            if value:
                self.found += _split(name, value)
