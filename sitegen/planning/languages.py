"""The languages of a site: what belongs to each, and which pages are versions of one page.

Each language is planned as a site of its own, by the same functions, whose addresses begin with a
prefix ("/fa").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from ..config import Config, languages_of
from ..model import Article, Content, Profile
from ..pages import Page, Version
from ..problems import Unplaced

PageType = TypeVar("PageType", bound=Page)


def parts_of(content: Content, config: Config) -> list[tuple[Config, Content]]:
    """Split the content by language; copied files belong to all languages.

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
                kind: _named_in(code, own(profiles, code), profiles)
                for kind, profiles in content.profiles.items()
            },
            front=own(content.front, code),
            editions=own(content.editions, code),
        )
        parts.append((one, part))
    return parts


def _named_in(code: str, own: Sequence[Profile], all_: Sequence[Profile]) -> list[Profile]:
    """Add to the profiles of a language the names that profiles in other languages give.

    A profile without a file in the language may name its term there (`names: {fa: گاز}`). And an
    article may name a term as another language calls it: `tags: [Gas]` is the tag “گاز”.
    """
    spellings: dict[str, list[str]] = {}
    for profile in all_:
        names = (profile.name, *profile.aliases, *profile.names.values())
        spellings.setdefault(profile.slug, []).extend(names)
    known = {profile.slug for profile in own}
    named = [
        Profile(profile.path, profile.slug, name, avatar=profile.avatar, links=profile.links)
        for profile in all_
        for language, name in profile.names.items()
        if language.lower() == code and profile.slug not in known
    ]
    return [
        replace(profile, aliases=tuple(dict.fromkeys((*profile.aliases, *spellings[profile.slug]))))
        for profile in (*own, *named)
    ]


def name_findings(content: Content, config: Config) -> Iterator[Unplaced]:
    """Report names of terms in a language that the site lacks or that has its own profile."""
    codes = {code.lower() for code in config.file.languages}
    files = {
        (kind, profile.slug, (profile.suffix or config.file.language).lower()): profile.path
        for kind, profiles in content.profiles.items()
        for profile in profiles
    }
    for kind, profiles in content.profiles.items():
        for profile in profiles:
            for language in profile.names:
                file = files.get((kind, profile.slug, language.lower()))
                if language.lower() not in codes:
                    message = f"“{language}” is no language of this site"
                    hint = f"add `{language}` to `languages` in site.yml, or take the name out"
                elif file is not None:
                    message = f"{config.file.content}/{file} names it in this language already"
                    hint = "take one of the two names out"
                else:
                    continue
                keys = ("names", language)
                yield Unplaced(profile.path, "content.language", message, hint, keys)


def in_folder(page: PageType, prefix: str) -> PageType:
    """Return a page of a language with its output path: `fa/iran/index.html`."""
    return replace(page, path=f"{prefix[1:]}/{page.path}") if prefix else page


def has_versions(kind: type[Page]) -> bool:
    """Return True if pages of this type show their versions in other languages."""
    return "translations" in kind.__struct_fields__


def versions_by_path(pages: Mapping[str, Iterable[Page]]) -> dict[str, tuple[Version, ...]]:
    """Return the versions of each page that has the same path in several languages.

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
