"""Turn the pages of an old site into content files with unified names, links and pictures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct, structs

from ... import yamldoc
from ...config import Config
from ...config.schema import LANGUAGE_PATTERN
from ...formats.dates import moment
from ...formats.names import slugify
from ...planning.entry_ids import file_id
from ...problems import Problem
from ...reading.frontmatter import check_aliases, dump
from ...reading.layout import kind_of
from ...reading.settings import ReadSettings
from ...reading.source import read_source
from .bodies import Rewriter
from .links import Links
from .model import Body, SourcePage, SourceSite, Tool

_NAMES = ("tags", "authors", "section")
_LIKE = re.compile(r"[\s_-]+")


class Finished(Struct, frozen=True):
    """A content file made from a text of the old site, and its warnings."""

    page: SourcePage
    text: str
    warnings: tuple[Problem, ...]


def finish(site: SourceSite, tool: Tool, config: Config, now: float) -> Iterator[Finished]:
    """Make the content files of a site; what is dated after `now` is not published yet."""
    zone = config.file.timezone
    site.pages[:] = [_as_shown(page, now, zone) for page in site.pages]
    _join_spellings(site)
    links = Links(site, _terms(site, config))
    rewriter = Rewriter(tool)
    taken: set[str] = set()
    for page in site.pages:
        yield _Finisher(site, tool, config, links).finish(page, rewriter, taken)


def _as_shown(page: SourcePage, now: float, zone: str) -> SourcePage:
    """Treat future and expired texts like drafts: nothing may link to them."""
    date, expires = page.values.get("date"), page.values.get("expires")
    is_hidden = (date and moment(date, zone) > now) or (expires and moment(expires, zone) <= now)
    return structs.replace(page, is_draft=True) if is_hidden else page


def _join_spellings(site: SourceSite) -> None:
    """Spell each term as its profile does, else as most texts do, and report it."""
    for key in _NAMES:
        profiles = [page for page in site.pages if page.target.startswith(f"{key}/")]
        counts = Counter(name for page in site.pages for name in _names(page, key))
        best: dict[str, str] = {}
        spelled = [str(page.values["name"]) for page in profiles]
        for name in (*spelled, *(name for name, _ in counts.most_common())):
            best.setdefault(_like(name), name)
        for number, page in enumerate(site.pages):
            site.pages[number] = _joined(site, page, key, best)


def _joined(site: SourceSite, page: SourcePage, key: str, best: Mapping[str, str]) -> SourcePage:
    names = _names(page, key)
    joined = list(dict.fromkeys(best[_like(name)] for name in names))
    for name in names:
        if name not in joined:
            message = (
                f"“{name}” of `{key}` is written “{best[_like(name)]}” elsewhere, and here now"
            )
            site.warn(page.source, message)
    if joined == names:
        return page
    value: Any = joined[0] if isinstance(page.values[key], str) else joined
    return structs.replace(page, values={**page.values, key: value})


def _names(page: SourcePage, key: str) -> list[str]:
    value = page.values.get(key) or []
    return [value] if isinstance(value, str) else list(value)


def _like(name: str) -> str:
    """Normalise a name as generators do in its address."""
    return _LIKE.sub("-", name.casefold())


def _terms(site: SourceSite, config: Config) -> frozenset[str]:
    """Return the addresses of the lists on our site, for links to them."""
    style, found = config.file.slugs, {"/"}
    for page in site.pages:
        if page.is_draft or kind_of(page.target) != "article":
            continue
        section = page.values.get("section") or page.target.partition("/")[0]
        found.add(f"/{slugify(section, style)}/")
        for key, base in (("tags", config.file.permalinks.tags),
                          ("authors", config.file.permalinks.authors)):  # fmt: skip
            found |= {f"{base}{slugify(name, style)}/" for name in page.values.get(key) or ()}
    return frozenset(found)


class _Finisher:
    def __init__(self, site: SourceSite, tool: Tool, config: Config, links: Links) -> None:
        self._site = site
        self._tool = tool
        self._config = config
        self._links = links
        self._warnings: list[Problem] = []
        self._shown = ""

    def finish(self, page: SourcePage, rewriter: Rewriter, taken: set[str]) -> Finished:
        """Make the file of a page; `taken` are the old addresses of those before it."""
        self._shown = (self._site.folder / page.source).as_posix()
        values = dict(page.values)
        extra = dict(values.pop("extra", None) or {})
        self._set_image(values, extra, page)
        # An article without a text is a brief, which has no page.
        has_page = bool(page.body.strip()) or kind_of(page.target) != "article"
        self._set_aliases(values, extra, taken, has_page=has_page)
        self._set_language(values, extra)
        if kind_of(page.target) in ("article", "page"):
            values["id"] = file_id(page.target)
        body = rewriter.rewrite(Body(page, lambda written: self._link(written, page), self._warn))
        values["extra"] = extra
        body = body.strip("\n")
        text = (dump(values) if any(values.values()) else "---\n---\n") + (
            f"\n{body}\n" if body.strip() else ""
        )
        self._check(page, text)
        return Finished(page, text, tuple(self._warnings))

    def _link(self, written: str, page: SourcePage) -> str | None:
        found, is_cut = self._links.find(written, page)
        if is_cut and found is not None:
            self._warn(f"the link “{written}” loses its fragment: that text has no such heading", 0)
        return found

    def _set_image(self, values: dict[str, Any], extra: dict[str, Any], page: SourcePage) -> None:
        image = values.get("image")
        if not image:
            return
        found, _ = self._links.find(self._tool.address(image["src"]), page)
        if found is None:
            self._warn(f"the picture “{image['src']}” is not there; it is in `extra.image`", 0)
            extra["image"] = values.pop("image")
        else:
            values["image"] = {**image, "src": found}

    def _set_aliases(
        self, values: dict[str, Any], extra: dict[str, Any], taken: set[str], *, has_page: bool
    ) -> None:
        """Keep the old addresses that a file can have, each for one page."""
        kept, left = [], []
        for alias in values.get("aliases") or ():
            _, faults = check_aliases((alias,), yamldoc.YamlText("", ""))
            is_free = alias.rstrip("/") not in taken
            if any(fault.severity == "error" for fault in faults) or not (is_free and has_page):
                left.append(alias)
                why = "is no address that a file can have" if is_free else "is another page's too"
                if not has_page:
                    why = "leads to nothing, for this text is empty"
                self._warn(f"the old address “{alias}” {why}; it is in `extra.aliases`", 0)
            else:
                kept.append(alias)
                taken.add(alias.rstrip("/"))
        values["aliases"] = kept
        if left:
            extra["aliases"] = left

    def _set_language(self, values: dict[str, Any], extra: dict[str, Any]) -> None:
        lang = str(values.get("lang") or "").replace("_", "-")
        values["lang"] = lang
        if lang and not re.match(LANGUAGE_PATTERN, lang):
            self._warn(f"“{lang}” is no code of a language; it is in `extra.lang`", 0)
            extra["lang"] = values.pop("lang")
        elif lang.lower() == self._config.file.language.lower():
            values.pop("lang")

    def _check(self, page: SourcePage, text: str) -> None:
        """Report what a build will report about the new file."""
        file = self._config.file
        settings = ReadSettings(smart=False, slugs=file.slugs, timezone=file.timezone)
        reading = read_source(page.target, text.encode(), settings, self._shown)
        found: Iterable[Any] = reading.problems or getattr(reading.record, "warnings", ())
        for one in found:
            self._warn(f"in the file that was made: {one.message}", 0, one.hint)

    def _warn(self, message: str, line: int, hint: str = "") -> None:
        self._warnings.append(
            Problem(self._shown, message, "import.site", line=line, hint=hint, severity="warning")
        )
