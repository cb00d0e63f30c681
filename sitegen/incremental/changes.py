"""What an edit changes, and why: one pure function, for a build and for the preview.

Most edits change a text or a title. Where these are shown does not depend on what they say, so
nothing else needs to be planned again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import NamedTuple

from msgspec.msgpack import encode

from ..model import Article, Asset, EmbedUse, Profile, Target


class Extent(IntEnum):
    """How far an edit of an article goes; each extent includes those before it."""

    NOTHING = 0
    PAGE = 1
    """It shows on the article's own page and in the feeds that carry it."""
    CARDS = 2
    """It shows wherever a card of the article is."""
    LINKS = 3
    """Links to its headings may be broken, or whole again."""
    SITE = 4
    """It may decide which pages there are, and their order, addresses and links."""


_EXTENTS = {
    **dict.fromkeys(("body", "embeds", "targets", "toc", "words"), Extent.PAGE),
    **dict.fromkeys(("extra", "warnings"), Extent.PAGE),
    **dict.fromkeys(("title", "summary"), Extent.CARDS),
    "anchors": Extent.LINKS,
}
"""The attributes of an article that do not decide over the site."""


class Change(NamedTuple):
    """How far an edit goes; `articles` are the edited ones by path, `reasons` say why."""

    extent: Extent
    articles: frozenset[str] = frozenset()
    reasons: tuple[str, ...] = ()


class Sources(NamedTuple):
    """All that was read of a site: the paths of its files, and what they contain by path."""

    files: Iterable[str]
    articles: Mapping[str, Article]
    profiles: Mapping[str, Profile]
    assets: Mapping[str, Asset]


def change_of(old: Article | Profile | None, new: Article | Profile | None) -> Change:
    """Compare two readings of one file; None if the file was not there, or is not."""
    record = new or old
    if record is None or old is new:
        return Change(Extent.NOTHING)
    path = frozenset((record.path,))
    if not (isinstance(old, Article) and isinstance(new, Article)):
        return Change(Extent.SITE, path, (record.path,))
    if old.body is None or new.body is None:
        names = ["body"] if old.body != new.body else _differing(old, new)
        return Change(Extent.SITE if names else Extent.NOTHING, path, _reasons(new, names))
    names = _differing(old, new)
    extents = [_EXTENTS.get(name, Extent.SITE) for name in names]
    if "targets" in names and _hrefs(old.targets) != _hrefs(new.targets):
        extents.append(Extent.SITE)
    if "embeds" in names and _without_places(old.embeds) != _without_places(new.embeds):
        extents.append(Extent.SITE)
    return Change(max(extents, default=Extent.NOTHING), path, _reasons(new, names))


def change_between(old: Sources, new: Sources) -> Change:
    """Compare two readings of a whole site."""
    for what in ("files", "articles"):
        if set(getattr(old, what)) != set(getattr(new, what)):
            return Change(Extent.SITE, reasons=("a file came or went",))
    if old.profiles != new.profiles:
        return Change(Extent.SITE, reasons=("a profile",))
    if old.assets != new.assets:
        return Change(Extent.SITE, reasons=("a copied file",))
    changes = [
        change
        for path, article in new.articles.items()
        if article is not old.articles[path]
        and (change := change_of(old.articles[path], article)).extent > Extent.NOTHING
    ]
    return Change(
        max((change.extent for change in changes), default=Extent.NOTHING),
        frozenset(path for change in changes for path in change.articles),
        tuple(reason for change in changes for reason in change.reasons),
    )


def _differing(old: Article, new: Article) -> list[str]:
    """Name the attributes that differ, as pages see them: 1 is not True, a mapping has an order."""
    return [
        name
        for name in old.__struct_fields__
        if encode(getattr(old, name)) != encode(getattr(new, name))
    ]


def _hrefs(targets: Iterable[Target]) -> list[tuple[str, str]]:
    """Where targets lead; they may be in other lines than before."""
    return [(target.href, target.kind) for target in targets]


def _without_places(embeds: Iterable[EmbedUse]) -> bytes:
    """Encode embeds without their lines, which may be others than before."""
    return encode([(embed.name, embed.options) for embed in embeds])


def _reasons(article: Article, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{article.path}: {name}" for name in names)
