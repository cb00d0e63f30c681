"""Resolve links in bodies and articles named by front matter; report broken ones."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any, NamedTuple
from urllib.parse import unquote

from msgspec.structs import asdict

from ..embeds.declaration import Reference, WrongOptions, replace_references
from ..formats.addresses import is_outside
from ..model import Article, EmbedUse, Profile, Target
from ..pages import BodyUse, Embed, Renditions
from ..problems import Unplaced, near
from .assets import resolve
from .provided import Provided
from .site import Entry, Site
from .urls import nfc, output_path, quoted

_BROKEN = "content.broken-link"
_NO_HEADING = "that text has no such heading"
_NO_PAGE = "this site has no such page"


class _Promise(NamedTuple):
    """A link to a URL path of the site, which must exist once all pages are planned.

    `finding` says that it is not, `no_heading` that its fragment is not.
    """

    wanted: str
    fragment: str
    finding: Unplaced
    no_heading: Unplaced


class LinkResolver:
    """Resolves the targets of bodies.

    Links to other articles are resolved at once; links to URLs of the site are promises, which
    `broken` compares with all the pages in the end.
    """

    def __init__(self, site: Site, provided: Provided) -> None:
        self.findings: list[Unplaced] = []
        self._site = site
        self._provided = provided
        self._base = site.config.base
        self._origin = site.config.origin
        self.entries = {nfc(entry.article.path): entry for entry in site.entries}
        self.hidden = frozenset(map(nfc, site.hidden))
        self.unread = frozenset(map(nfc, site.content.unread))
        self.pages = {nfc(p.path): p for p in site.content.pages if p.path not in site.hidden}
        self._bases = {
            page.path: part.config.base for part in site.by_language for page in part.content.pages
        }
        self._promises: list[_Promise] = []

    def use(self, record: Article | Profile, url: str, absolute: bool = False) -> BodyUse:
        """Resolve a record's body for the page at `url`; feeds need absolute URLs."""
        assert record.body is not None
        if not (record.targets or record.embeds):
            return BodyUse(record.body)
        attrs = [self._attributes(record, target, url, absolute) for target in record.targets]
        embeds = [self._embed(record, use, url, absolute) for use in record.embeds]
        renditions = () if absolute else self._renditions(record)
        return BodyUse(record.body, tuple(attrs), tuple(embeds), renditions)

    def _renditions(self, record: Article | Profile) -> tuple[Renditions | None, ...]:
        """Return the renditions of a body's pictures, one for each target; none if none has any."""
        images = self._site.images
        found = [
            images.asset(target.href, record.path) if target.kind == "image" else None
            for target in record.targets
        ]
        renditions = tuple(images.renditions(placed) if placed else None for placed in found)
        return renditions if any(renditions) else ()

    def promise(self, path: str, url: str, keys: tuple[str | int, ...]) -> None:
        """Remember that a URL of the site linked from front matter must exist."""
        if url.startswith("/") and not url.startswith("//"):
            finding, no_heading = (
                Unplaced(path, _BROKEN, f"broken link “{url}”: {why}", "", keys)
                for why in (_NO_PAGE, _NO_HEADING)
            )
            self._promise(url, finding, no_heading)

    def page_url(self, page: Article) -> str:
        """Return the URL of a page outside the sections, with the base path of its language."""
        return self._bases[page.path] + quoted(text_page_url(page))

    def _promise(self, href: str, finding: Unplaced, no_heading: Unplaced) -> None:
        wanted, _, fragment = href.partition("#")
        wanted = wanted.partition("?")[0]
        self._promises.append(_Promise(wanted, unquote(fragment), finding, no_heading))

    def broken(self, outputs: Mapping[str, object]) -> list[Unplaced]:
        """Report the links to URLs of the site that have no output."""
        if not self._promises:
            return self.findings
        anchors = {}
        for part in self._site.by_language:
            folder = part.config.prefix
            for entry in part.entries:
                if entry.output:
                    anchors[f"{folder}/{entry.output}"[1:]] = entry.article.anchors
            for page in part.content.pages:
                anchors[output_path(folder + text_page_url(page))] = page.anchors
        for promise in self._promises:
            output = output_at(promise.wanted, outputs)
            if output is None:
                self.findings.append(promise.finding)
            elif promise.fragment and promise.fragment not in anchors.get(
                output, (promise.fragment,)
            ):
                self.findings.append(promise.no_heading)
        return self.findings

    def _attributes(
        self, record: Article | Profile, target: Target, url: str, absolute: bool
    ) -> str:
        if target.kind == "image":
            return self._image(record, target, self._origin if absolute else "")
        return f'href="{escape(self._href(record, target, url, absolute))}"'

    def _href(self, record: Article | Profile, target: Target, url: str, absolute: bool) -> str:
        """Return where a link leads from the page at `url`."""
        front = self._origin if absolute else ""
        href, _, fragment = target.href.partition("#")
        mark = "#" + fragment if fragment else ""
        if not target.href:
            self._report(record.path, target, "it is empty", "")
        if not href:
            if fragment and unquote(fragment) not in record.anchors:
                self._report(record.path, target, "this text has no such heading or note", "")
            return (front + url if absolute else "") + mark
        if href.startswith("/"):
            hint = "link to the article's file instead: ../iran/2026-05-04-name.md"
            finding = _broken(record.path, target, _NO_PAGE, hint)
            no_heading = _broken(record.path, target, _NO_HEADING, "")
            self._promise(target.href, finding, no_heading)
            return front + self._base + href + mark
        return self._relative(record, target, href, fragment, front) + mark

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
        return front + found.url

    def _document(
        self, record: Article | Profile, target: Target, path: str, fragment: str, front: str
    ) -> str:
        entry = self.entries.get(path)
        if entry is not None:
            self._check_fragment(record, target, entry.article, fragment)
            if not entry.card.brief:
                return front + entry.url
            if not entry.card.url:
                self._report(record.path, target, "that is a brief, which has no page", "")
            return entry.card.url
        page = self.pages.get(path)
        if page is not None:
            self._check_fragment(record, target, page, fragment)
            return front + self.page_url(page)
        if path in self.unread:
            return target.href
        if path in self.hidden:
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
            self._report(record.path, target, _NO_HEADING, hint)

    def _image(self, record: Article | Profile, target: Target, front: str) -> str:
        found = self._site.images.asset(target.href, record.path)
        if found is None:
            where = "in the static folder" if target.href.startswith("/") else "beside this file"
            self._report(record.path, target, f"there is no such picture {where}", "")
            return 'src=""'
        asset = found.asset
        size = f' width="{asset.width}" height="{asset.height}"' if asset.width else ""
        return f'src="{escape(front + found.url)}"{size}'

    def _embed(self, record: Article | Profile, use: EmbedUse, url: str, absolute: bool) -> Embed:
        """Replace the references in an embed's options by what they refer to."""
        kind = self._provided.embeds[use.name]
        targets = iter(use.targets)
        findings = len(self.findings)

        def replace(reference: Reference) -> Any:
            target = next(targets)
            if target.kind == "data":
                return self._data(record, target)
            if target.kind == "link":
                href = target.href
                return href if is_outside(href) else self._href(record, target, url, absolute)
            return self._file(record, target, absolute)

        values = replace_references(kind.options, use.options, replace)
        if kind.prepare is not None and len(self.findings) == findings:
            try:
                values = kind.prepare(values)
            except WrongOptions as wrong:
                place = use.targets[0] if use.targets else Target("", use.line)
                self.findings.append(
                    Unplaced(
                        record.path,
                        "embed.options",
                        wrong.message,
                        wrong.hint,
                        line=place.line,
                        column=place.column,
                    )
                )
        return Embed(use.name, values, plain=absolute)

    def _data(self, record: Article | Profile, target: Target) -> Any:
        data = self._provided.data
        if target.href in data:
            return data[target.href]
        message = f"there is no data file “{target.href}”"
        hint = near(target.href, data) or f"make data/{target.href}.csv, .yml, .json or .toml"
        self.findings.append(
            Unplaced(
                record.path,
                "content.data",
                message,
                hint,
                line=target.line,
                column=target.column,
            )
        )
        return None

    def _file(self, record: Article | Profile, target: Target, absolute: bool) -> Any:
        """Return the URL of a file; of a picture the size and the renditions, too."""
        front = self._origin if absolute else ""
        is_picture = target.kind == "image"
        if is_outside(target.href):
            return {"url": target.href, "width": 0, "height": 0} if is_picture else target.href
        found = self._site.images.asset(target.href, record.path)
        if found is None:
            where = "in the static folder" if target.href.startswith("/") else "beside this file"
            word = "picture" if is_picture else "file"
            self._report(record.path, target, f"there is no such {word} {where}", "")
            return None
        if not is_picture:
            return front + found.url
        asset = found.asset
        picture = {"url": front + found.url, "width": asset.width, "height": asset.height}
        renditions = None if absolute else self._site.images.renditions(found)
        return {**picture, "renditions": asdict(renditions)} if renditions else picture

    def _report(self, path: str, target: Target, why: str, hint: str) -> None:
        self.findings.append(_broken(path, target, why, hint))


def _broken(path: str, target: Target, why: str, hint: str) -> Unplaced:
    word = {"image": "picture", "file": "file"}.get(target.kind, "link")
    message = f"broken {word} “{unquote(target.href)}”: {why}"
    needle, column = target.href, target.column
    return Unplaced(path, _BROKEN, message, hint, (), target.line, needle, column=column)


def output_at(url: str, outputs: Mapping[str, object]) -> str | None:
    """Return the output that a static host serves for a URL path of the site, or None."""
    name = unquote(url).lstrip("/")
    for candidate in (name, f"{name}/index.html".lstrip("/"), f"{name}index.html"):
        if candidate in outputs:
            return candidate
    return None


def text_page_url(page: Article) -> str:
    """Return the URL path of a page outside the sections."""
    folder = f"/{page.section}/" if page.section else "/"
    return f"{folder}{page.slug}/"


def named_article(
    links: LinkResolver, path: str, href: str, keys: tuple[str | int, ...], code: str
) -> Entry | None:
    """Find the article that a value in the content file `path` names; report a missing one.

    `href` is a path from that file or from the content folder, `keys` lead to the value.
    """
    target = resolve(path, href) or ""
    names = {target, nfc(href)}
    found = links.entries.get(target) or links.entries.get(nfc(href))
    if found is not None or names & links.unread:
        return found
    message = f"there is no article “{href}”"
    hint = "write a path from this file (2026-05-04-other.md) or from the content folder"
    if names & links.hidden:
        message = f"“{href}” is a draft, of the future, or expired"
        hint = "take it out for now"
    links.findings.append(Unplaced(path, code, message, hint, keys))
    return None
