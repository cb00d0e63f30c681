"""Links inside bodies: from what was written to where it leads, and what leads nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import NamedTuple
from urllib.parse import unquote

from ..model import Article, BodyUse, Profile, Target
from .findings import Finding
from .images import resolve
from .site import Site
from .urls import quoted


class _Promise(NamedTuple):
    """A link to a path of the site that must be there once all pages are planned."""

    path: str
    target: Target
    wanted: str


class LinkResolver:
    """Resolves the targets of bodies.

    Links to other articles are settled at once; links to URLs of the site are promises, which
    `broken` holds against all the pages in the end.
    """

    def __init__(self, site: Site) -> None:
        self.findings: list[Finding] = []
        self._site = site
        self._base = site.config.base
        self._origin = site.config.origin
        self._entries = {entry.article.path: entry for entry in site.entries}
        self._pages = {page.path: page for page in site.content.pages}
        self._promises: list[_Promise] = []

    def use(self, record: Article | Profile, url: str, absolute: bool = False) -> BodyUse:
        """Make the use of a record's body on the page at `url`; feeds want absolute URLs."""
        assert record.body is not None
        if not record.targets:
            return BodyUse(record.body)
        attrs = [self._attributes(record, target, url, absolute) for target in record.targets]
        return BodyUse(record.body, tuple(attrs))

    def broken(self, outputs: Mapping[str, object]) -> list[Finding]:
        """Report the links to URLs of the site that no output stands at."""
        for promise in self._promises:
            if not self._stands(promise.wanted, outputs):
                self._report(
                    promise.path,
                    promise.target,
                    "nothing of this site stands there",
                    "link to the article's file instead: ../iran/2026-05-04-name.md",
                )
        return self.findings

    def _stands(self, wanted: str, outputs: Mapping[str, object]) -> bool:
        name = unquote(wanted).lstrip("/")
        return (
            name in outputs
            or f"{name}/index.html".lstrip("/") in outputs
            or f"{name}index.html" in outputs
        )

    def _attributes(
        self, record: Article | Profile, target: Target, url: str, absolute: bool
    ) -> str:
        front = self._origin if absolute else ""
        if target.kind == "image":
            return self._image(record, target, front)
        href, _, fragment = target.href.partition("#")
        mark = "#" + fragment if fragment else ""
        if not href:
            if fragment and unquote(fragment) not in record.anchors:
                self._report(record.path, target, "this text has no such heading or note", "")
            return f'href="{escape(front + url if absolute else "")}{escape(mark)}"'
        if href.startswith("/"):
            self._promises.append(_Promise(record.path, target, href.partition("?")[0]))
            return f'href="{escape(front + self._base + href + mark)}"'
        return f'href="{escape(self._relative(record, target, href, fragment, front) + mark)}"'

    def _relative(
        self, record: Article | Profile, target: Target, href: str, fragment: str, front: str
    ) -> str:
        path = resolve(record.path, href) or ""
        if href.endswith(".md"):
            return self._document(record, target, path, fragment, front)
        found = self._site.images.asset(href, record.path)
        if found is None:
            hint = "name a file beside this one, an article (other.md), or a URL (/about/)"
            self._report(record.path, target, "there is no such file", hint)
            return href
        return front + found[1]

    def _document(
        self, record: Article | Profile, target: Target, path: str, fragment: str, front: str
    ) -> str:
        entry = self._entries.get(path)
        if entry is not None:
            self._check_fragment(record, target, entry.article, fragment)
            if not entry.card.brief:
                return front + entry.url
            if not entry.card.url:
                self._report(record.path, target, "that is a brief, which has no page", "")
            return entry.card.url
        page = self._pages.get(path)
        if page is not None:
            self._check_fragment(record, target, page, fragment)
            return front + self._base + quoted(text_page_url(page))
        if path in self._site.content.unread:
            return target.href
        if path in self._site.hidden:
            why, hint = "that article is a draft, of the future, or expired", "unlink it for now"
        else:
            why, hint = "there is no such file", "check the path; it is relative to this file"
        self._report(record.path, target, why, hint)
        return target.href

    def _check_fragment(
        self, record: Article | Profile, target: Target, to: Article, fragment: str
    ) -> None:
        if fragment and unquote(fragment) not in to.anchors:
            hint = "its headings: " + ", ".join(f"#{h.id}" for h in to.toc[:5]) if to.toc else ""
            self._report(record.path, target, "that text has no such heading", hint)

    def _image(self, record: Article | Profile, target: Target, front: str) -> str:
        found = self._site.images.asset(target.href, record.path)
        if found is None:
            where = "in the static folder" if target.href.startswith("/") else "beside this file"
            self._report(record.path, target, f"there is no such picture {where}", "")
            return 'src=""'
        asset, url = found
        size = f' width="{asset.width}" height="{asset.height}"' if asset.width else ""
        return f'src="{escape(front + url)}"{size}'

    def _report(self, path: str, target: Target, why: str, hint: str) -> None:
        word = "picture" if target.kind == "image" else "link"
        self.findings.append(
            Finding(
                path,
                "content.broken-link",
                f"broken {word} “{target.href}”: {why}",
                hint,
                line=target.line,
                needle=unquote(target.href),
            )
        )


def text_page_url(page: Article) -> str:
    """Tell the URL path of a page that stands outside the sections."""
    folder = f"/{page.section}/" if page.section else "/"
    return f"{folder}{page.slug}/"
