"""Check articles for what a build takes though it is doubtful; find what the clock will change."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from ..config import Config
from ..formats.addresses import address_key
from ..formats.dates import written
from ..formats.names import folded
from ..model import NEVER, Article, Content, View
from ..pages import Page, language_folder
from ..planning.kinds.listing import ListingPage
from ..planning.languages import parts_of
from ..planning.site import is_visible
from ..problems import Unplaced

_SOURCE = ("source", "url")
_SPELLED = {"tag": "tags", "author": "authors"}


def check_articles(
    content: Content, pages: Mapping[str, Page], view: View, config: Config
) -> Iterator[Unplaced]:
    """Find what is doubtful about the articles that show, now or later, in each language."""
    parts = parts_of(content, config)
    folders = frozenset(one.prefix[1:] for one, _ in parts)
    for one, part in parts:
        own = [
            page for path, page in pages.items() if language_folder(path, folders) == one.prefix[1:]
        ]
        yield from _check_language(part, own, view, config.file.content)


def _check_language(
    content: Content, pages: Iterable[Page], view: View, folder: str
) -> Iterator[Unplaced]:
    """Check the articles of a language; `folder` is the content folder's name."""
    later = View(view.now, view.drafts, future=True)
    articles = [article for article in content.articles if is_visible(article, later)]
    texts = [page for page in content.pages if is_visible(page, later)]
    yield from _pictures_without_alt([*articles, *texts])
    yield from _sources_without_url(articles)
    yield from _duplicates(articles, folder)
    yield from _never_shown([*content.articles, *content.pages])
    yield from _alike_terms(articles, pages)


def _warning(
    path: str, code: str, message: str, hint: str, keys: tuple[str | int, ...] = ()
) -> Unplaced:
    return Unplaced(path, code, message, hint, keys, severity="warning")


def _pictures_without_alt(records: Iterable[Article]) -> Iterator[Unplaced]:
    for record in records:
        if record.image is not None and record.image.src and not record.image.alt:
            yield _warning(
                record.path,
                "image.alt",
                f"the picture “{record.image.src}” has no alternative text",
                "say what it shows, for those who do not see it: `alt:` below `src:`",
                ("image", "src"),
            )


def _sources_without_url(articles: Iterable[Article]) -> Iterator[Unplaced]:
    for article in articles:
        source = article.source
        if source is not None and source.name and not source.url:
            brief = ", so its title is no link" if article.body is None else ""
            yield _warning(
                article.path,
                "source.url",
                f"the source “{source.name}” has no URL{brief}",
                "add `url:` below `source:`",
                ("source", "name"),
            )


def _duplicates(articles: Sequence[Article], folder: str) -> Iterator[Unplaced]:
    """Find two articles with one title, or from one address: often one that came in twice.

    A translation has the source of its original, and may have the same title.
    """
    titles: dict[tuple[str, str], Article] = {}
    addresses: dict[tuple[str, str], Article] = {}
    for article in sorted(articles, key=lambda article: (article.moment, article.path)):
        title = " ".join(folded(article.title).split())
        earlier = titles.setdefault((article.lang, title), article)
        if earlier is not article:
            message = f"{folder}/{earlier.path} has the same title"
            hint = "if both are one article, delete one; else make the titles different"
            yield _warning(article.path, "article.title-twice", message, hint, ("title",))
        address = address_key(article.source.url) if article.source else ""
        if address:
            earlier = addresses.setdefault((article.lang, address), article)
            if earlier is not article:
                message = f"already here as {folder}/{earlier.path}: the source is the same page"
                hint = "one of the two may be a second import"
                yield _warning(article.path, "article.source-twice", message, hint, _SOURCE)


def _never_shown(records: Iterable[Article]) -> Iterator[Unplaced]:
    for record in records:
        if record.leaves <= record.moment:
            message = f"it expires ({record.expires}) before its date ({record.date})"
            hint = "it is never shown like this"
            yield _warning(record.path, "article.never-shown", message, hint, ("expires",))


def _alike_terms(articles: Sequence[Article], pages: Iterable[Page]) -> Iterator[Unplaced]:
    """Find terms that look alike ("E.U.", "EU"; Arabic and Persian letters) on pages of their own.

    Spellings that share a page are the taxonomy's to report.
    """
    for kind in ("section", "tag", "author"):
        alike: dict[str, list[ListingPage]] = {}
        for page in pages:
            if isinstance(page, ListingPage) and page.kind == kind and page.pagination.number == 1:
                letters = "".join(filter(str.isalnum, folded(page.term.name)))
                alike.setdefault(letters, []).append(page)
        groups = [listings for listings in alike.values() if len(listings) > 1]
        uses = _first_uses(kind, articles) if groups else {}
        for listings in groups:
            main, *others = sorted(listings, key=lambda page: (-page.term.count, page.url))
            for other in others:
                if other.term.name in uses:
                    path, keys = uses[other.term.name]
                    yield _alike(kind, main.term.name, other.term.name, path, keys)


_Use = tuple[str, tuple[str | int, ...]]
"""Where a name is used: the content file, and the keys that lead to it."""


def _first_uses(kind: str, articles: Iterable[Article]) -> dict[str, _Use]:
    uses: dict[str, _Use] = {}
    for article in articles:
        if kind == "section":
            uses.setdefault(article.section, (article.path, ("section",)))
            continue
        key = _SPELLED[kind]
        for number, name in enumerate(getattr(article, key)):
            uses.setdefault(name, (article.path, (key, number)))
    return uses


def _alike(kind: str, main: str, other: str, path: str, keys: tuple[str | int, ...]) -> Unplaced:
    message = f"the {kind} “{other}” is nearly “{main}”, and has a page of its own"
    odd = _odd_letter(main, other)
    message += f" ({odd})" if odd else ""
    hint = f"use one spelling, or name “{other}” in the `aliases` of {kind}s/….md"
    return _warning(path, "term.alike", message, hint, keys)


def _odd_letter(main: str, other: str) -> str:
    """Name the first letters in which two names of one length differ: they may look the same."""
    for one, two in zip(other, main, strict=False):
        if one != two and not (one.isascii() and two.isascii()):
            return f"U+{ord(one):04X} {unicodedata.name(one, one)}, not U+{ord(two):04X}"
    return ""


# --- what the clock changes ---------------------------------------------------------------


class NextChange(Struct, frozen=True):
    """The next moment at which a build comes out different by itself.

    `moment` is RFC 3339 in the site's time zone; `path` is the first content file concerned,
    which "appears" or "leaves". `ahead` and `expiring` count all that are still to do so.
    """

    moment: str
    path: str
    deed: str
    ahead: int
    expiring: int

    def text(self) -> str:
        """Say it in a sentence."""
        parts = [f"{self.ahead:,} dated ahead"] if self.ahead else []
        parts += [f"{self.expiring:,} to expire"] if self.expiring else []
        when = self.moment[:16].replace("T", " ")
        return f"next change due {when}: {self.path} {self.deed} ({', '.join(parts)})"


def next_change(
    records: Iterable[Article], view: View, folder: str, zone: str
) -> NextChange | None:
    """Find the next change after the moment of a view; `folder` is the content folder's name."""
    ahead: list[tuple[float, str]] = []
    expiring: list[tuple[float, str]] = []
    for record in records:
        if record.draft or record.leaves <= max(view.now, record.moment):
            continue
        if record.moment > view.now:
            ahead.append((record.moment, record.path))
        if record.leaves != NEVER:
            expiring.append((record.leaves, record.path))
    if not ahead and not expiring:
        return None
    moment, path = min(ahead + expiring)
    deed = "appears" if (moment, path) in ahead else "leaves"
    when = written(datetime.fromtimestamp(moment, ZoneInfo(zone)))
    return NextChange(when, f"{folder}/{path}", deed, len(ahead), len(expiring))
