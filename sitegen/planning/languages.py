"""The languages of a site: what belongs to each, and which pages are one page in several.

Each language is planned as a site of its own, by the same functions, whose addresses begin with a
prefix ("/fa").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from ..config import Config, languages_of
from ..model import Article, Content, Profile
from ..pages import Page, Version

PageType = TypeVar("PageType", bound=Page)


def parts_of(content: Content, config: Config) -> list[tuple[Config, Content]]:
    """Part what was read by language; the copied files belong to all.

    An article in none of the site's languages belongs to the site's own.
    """
    configs = languages_of(config)
    if len(configs) == 1:
        return [(configs[0], content)]
    main = config.main_language.lower()
    codes = frozenset(one.file.language.lower() for one in configs)

    def language(article: Article) -> str:
        code = article.lang.lower()
        return code if code in codes else main

    def own(profiles: Iterable[Profile], code: str) -> list[Profile]:
        return [profile for profile in profiles if (profile.suffix.lower() or main) == code]

    parts = []
    for one in configs:
        code = one.file.language.lower()
        part = content._replace(
            articles=[article for article in content.articles if language(article) == code],
            pages=[page for page in content.pages if language(page) == code],
            profiles={
                kind: _known_by_all_names(own(profiles, code), profiles)
                for kind, profiles in content.profiles.items()
            },
            front=own(content.front, code),
            editions=own(content.editions, code),
        )
        parts.append((one, part))
    return parts


def _known_by_all_names(own: Sequence[Profile], all_: Sequence[Profile]) -> list[Profile]:
    """Let an article name a term as another language calls it: `tags: [Gas]` is the tag “گاز”."""
    names: dict[str, list[str]] = {}
    for profile in all_:
        names.setdefault(profile.slug, []).extend((profile.name, *profile.aliases))
    return [
        replace(profile, aliases=tuple(dict.fromkeys((*profile.aliases, *names[profile.slug]))))
        for profile in own
    ]


def in_folder(page: PageType, prefix: str) -> PageType:
    """Return a page of a language with its place in the output: `fa/iran/index.html`."""
    return replace(page, path=f"{prefix[1:]}/{page.path}") if prefix else page


def has_versions(kind: type[Page]) -> bool:
    """Return True if pages of this type show their versions in other languages."""
    return "translations" in kind.__struct_fields__


def versions_by_path(pages: Mapping[str, Iterable[Page]]) -> dict[str, tuple[Version, ...]]:
    """Return the versions of each page that is at one path in several languages.

    `pages` are those of each language, the site's own first, and their paths those below its
    prefix. Of a list in several pages, the first alone has versions.
    """
    found: dict[str, list[Version]] = {}
    for language, own in pages.items():
        for page in own:
            pagination = getattr(page, "pagination", None)
            is_first = pagination is None or pagination.number == 1
            if is_first and has_versions(type(page)):
                found.setdefault(page.path, []).append(Version(language, page.url))
    return {path: tuple(versions) for path, versions in found.items() if len(versions) > 1}
