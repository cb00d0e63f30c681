"""Plan a site from what was read, and give its problems their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from ..config import Config, SiteFile, languages_of, site_problem
from ..config.languages import language_prefix
from ..config.schema import FOLLOW_PATH, SEARCH_PATH, LanguageSettings
from ..embeds.builtin import BUILTIN
from ..formats.pictures import is_drawing
from ..model import Asset, View
from ..pages import Link, Page, SiteView, Version
from ..planning.kinds import all_kinds
from ..planning.kinds.archive import ARCHIVE_PATH, has_archive
from ..planning.kinds.copy import CopyPage
from ..planning.kinds.edition import edition_lists
from ..planning.kinds.feed import feed_links, site_feed
from ..planning.kinds.home import front_faults
from ..planning.kinds.index import SERIES_PATH
from ..planning.kinds.manifest import PATH as MANIFEST_PATH
from ..planning.kinds.picture import icons_of
from ..planning.links import output_at
from ..planning.plan import menu_of, plan_pages, plan_texts
from ..planning.provided import Provided
from ..planning.site import Site, build_site
from ..planning.urls import quoted
from ..problems import Problem
from ..reading.locate import Placer
from ..rendering.theme import Theme
from ..rendering.theme_file import Strings
from .content import Read
from .pictures import makes_icons, share_problems, share_style


class Planned(NamedTuple):
    """All that is to be rendered: every page by its path, and what all templates share.

    `sites` are what the templates of each language see, by the folder of its pages; the site's own
    is "". `owners` name the content file behind a page, or what else brings it about; `undated` are
    the articles that Atom feeds leave out, and `not_drawn` what has a title that no share image
    shows.
    """

    pages: Mapping[str, Page]
    sites: Mapping[str, SiteView]
    assets: Mapping[str, str]
    problems: tuple[Problem, ...]
    owners: Mapping[str, str]
    undated: tuple[str, ...] = ()
    not_drawn: tuple[str, ...] = ()

    @property
    def site(self) -> SiteView:
        """What the templates of the site's own language see."""
        return self.sites[""]


def plan_site(config: Config, theme: Theme, read: Read, view: View) -> Planned:
    """Plan every page of a site from what was read; only the places of problems are looked up."""
    site = build_site(read.content, config, view)
    plan = plan_pages(
        site,
        view,
        read.folders,
        provided_by(config, theme),
        all_kinds(theme.extensions.kinds),
    )
    problems = (
        *map(Placer(config), plan.findings),
        *_menu_problems(config, plan.pages),
        *(problem for part in site.by_language for problem in _front_problems(part)),
        *share_problems(config, plan.share),
        *_icon_problems(site),
    )
    assets = _asset_urls(config, read)
    sites = _site_views(theme, site)
    not_drawn = tuple(plan.share.unknown) if plan.share else ()
    return Planned(plan.pages, sites, assets, problems, plan.owners, plan.undated, not_drawn)


def plan_edited(config: Config, theme: Theme, read: Read, view: View) -> Planned:
    """Plan the pages that show another text than before, where nothing else has changed.

    The last plan had no problems, so this one has none: a text decides over no other page.
    """
    site = build_site(read.content, config, view)
    edited = read.edited or frozenset()
    kinds = all_kinds(theme.extensions.kinds)
    pages = plan_texts(site, view, edited, provided_by(config, theme), kinds)
    return Planned(pages, _site_views(theme, site), _asset_urls(config, read), (), {})


def provided_by(config: Config, theme: Theme) -> Provided:
    """Return what planning may use of a theme: embeds, layouts, words, and the data files."""
    return Provided(
        {**BUILTIN, **theme.extensions.embeds},
        theme.layouts,
        theme.data,
        _texts(theme.strings),
        {code: _texts(strings) for code, strings in theme.translated.items()},
        makes_icons=makes_icons(config),
        share=share_style(config, theme.settings),
    )


def _texts(strings: Strings) -> dict[str, str]:
    return {name: text for name, text in strings.items() if isinstance(text, str)}


def _site_views(theme: Theme, site: Site) -> dict[str, SiteView]:
    """Give what templates see of the site in each language, by the folder of its pages."""
    parts = site.by_language
    homes = tuple([Version(part.config.file.language, f"{part.config.base}/") for part in parts])
    languages = homes if len(homes) > 1 else ()
    return {
        part.config.prefix[1:]: _site_view(theme.in_language(part.config), part, languages)
        for part in parts
    }


def _site_view(theme: Theme, site: Site, languages: tuple[Version, ...]) -> SiteView:
    config, file = site.config, site.config.file
    feeds = feed_links(site, site_feed(site))
    lists = edition_lists(site)
    manifest = f"{config.base}/{MANIFEST_PATH}" if file.sharing.manifest else ""
    return SiteView(
        title=file.title,
        description=file.description,
        origin=config.origin,
        base=config.base,
        language=file.language,
        dir=config.direction,
        timezone=file.timezone,
        menu=menu_of(site),
        social=tuple(Link(item.title, config.href(item.url)) for item in file.social),
        contact=file.contact,
        feed=feeds[0].url if feeds else "",
        tags=config.base + quoted(file.permalinks.tags),
        authors=config.base + quoted(file.permalinks.authors),
        settings=theme.settings,
        strings=theme.strings,
        data=theme.data,
        feeds=feeds,
        calendar=file.calendar,
        manifest=manifest,
        follow=config.base + FOLLOW_PATH if file.feed.is_on and file.feed.follow else "",
        weeks=lists.get("week", ""),
        months=lists.get("month", ""),
        archive=config.base + ARCHIVE_PATH if has_archive(site) else "",
        search=config.base + SEARCH_PATH if file.search else "",
        root=config.site_base,
        languages=languages,
        icons=icons_of(site) if makes_icons(config) else (),
        series=config.base + SERIES_PATH if site.series else "",
    )


def with_theme(sites: Mapping[str, SiteView], config: Config, theme: Theme) -> dict[str, SiteView]:
    """Show the words, the settings and the data of a theme that has changed."""
    themes = {one.prefix[1:]: theme.in_language(one) for one in languages_of(config)}
    return {
        folder: msgspec.structs.replace(
            site,
            settings=themes[folder].settings,
            strings=themes[folder].strings,
            data=theme.data,
        )
        for folder, site in sites.items()
    }


def _asset_urls(config: Config, read: Read) -> dict[str, str]:
    """Map static files to their URLs; a digest in each lets browsers keep the file for long."""
    return {path: asset_url(config, path, asset) for path, asset in read.content.static.items()}


def with_static(
    planned: Planned, config: Config, assets: Mapping[str, tuple[Asset, Asset]]
) -> Planned | None:
    """Show the new content of static files (old and new by path).

    None if a size differs, or other pictures are made of the file.
    """
    pages = dict(planned.pages)
    urls = dict(planned.assets)
    for path, (old, new) in assets.items():
        page = pages.get(path)
        same_size = (old.width, old.height) == (new.width, new.height)
        has_others = old.raster or new.raster or path == config.file.pictures.icon
        if not same_size or has_others or not isinstance(page, CopyPage):
            return None
        pages[path] = msgspec.structs.replace(page, digest=new.digest)
        urls[path] = asset_url(config, path, new)
    return planned._replace(pages=pages, assets=urls)


def asset_url(config: Config, path: str, asset: Asset) -> str:
    """Return the URL of a static file, which changes with its content."""
    return f"{config.base}{quoted('/' + path)}?v={asset.digest.hex()[:8]}"


def _front_problems(site: Site) -> Iterator[Problem]:
    file, language = site.config.file, site.config.file.language
    own = next((own for code, own in file.languages.items() if code == language), None)
    is_own = own is not None and own.front is not None
    if site.config.prefix and not is_own:
        return  # What the site's own language names need not be there in another one.
    before = ("languages", language) if is_own else ()
    for keys, message, hint in front_faults(site):
        yield site_problem(site.config, (*before, *keys), message, "config.front", hint)


def _icon_problems(site: Site) -> Iterator[Problem]:
    """Report an icon that is no picture of the static folder."""
    name = site.config.file.pictures.icon
    asset = site.content.static.get(name)
    if name and (asset is None or not (asset.raster or is_drawing(name) or asset.width)):
        message = f"there is no picture “{name}” in the static folder"
        hint = "name an SVG or a PNG there, such as favicon.svg"
        yield site_problem(site.config, ("pictures", "icon"), message, "config.icon", hint)


def _menu_problems(config: Config, pages: Mapping[str, Page]) -> Iterator[Problem]:
    """Report the menus' and the social links to URLs of the site where there is no page."""
    owners: list[tuple[tuple[str, ...], SiteFile | LanguageSettings]] = [((), config.file)]
    owners += [(("languages", code), own) for code, own in config.file.languages.items()]
    for keys, owner in owners:
        for name in ("menu", "social"):
            for number, item in enumerate(getattr(owner, name) or ()):
                url = item.url.partition("#")[0].partition("?")[0]
                if not url.startswith("/") or url.startswith("//") or output_at(url, pages):
                    continue
                message = f"broken link “{item.url}”: this site has no such page"
                hint = "a section, a tag or an author has a page once an article of theirs shows"
                if keys and output_at(language_prefix(keys[1]) + url, pages):
                    hint = f"did you mean {language_prefix(keys[1])}{item.url}?"
                place = (*keys, name, number, "url")
                yield site_problem(config, place, message, "config.broken-link", hint)
