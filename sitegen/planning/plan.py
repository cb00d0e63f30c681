"""Plan the pages: every output of a site, with everything that it may show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ..config import Config
from ..formats.dates import local_day, moment
from ..model import Article, View
from ..pages import Link, Page
from ..problems import Unplaced
from .assets import faulty_files
from .entry_ids import id_findings
from .kinds import KINDS, Kind, reserved_sections
from .kinds.editions import findings as edition_findings
from .kinds.feed import undated
from .kinds.kind import Address, Output, Planning
from .languages import has_versions, in_folder, name_findings, versions_by_path
from .links import LinkResolver
from .lists import by_name
from .outputs import Outputs
from .provided import NOTHING, Provided, unknown_layouts
from .share_images import ShareImages
from .site import Site, records_of
from .translations import find_translations
from .urls import quoted


class Plan(NamedTuple):
    """Every page by its output path, in a fixed order, and the problems found.

    `owners` name for each page the content file that it comes from, or words for what has none.
    `undated` are the articles that Atom feeds leave out; `share` is what was planned to be shared.
    """

    pages: dict[str, Page]
    findings: list[Unplaced]
    undated: tuple[str, ...]
    owners: dict[str, str]
    share: ShareImages | None = None


def plan_pages(
    site: Site,
    view: View,
    folders: Mapping[str, str],
    provided: Provided = NOTHING,
    kinds: Sequence[Kind] = KINDS,
) -> Plan:
    """Plan every output of a site; a collision is a finding that names both files.

    `folders` give the folder of each static file by its path, to copy it from.
    """
    links = LinkResolver(site, provided)
    translations = find_translations(site, links)
    planning = Planning(site, view, links, folders, provided, translations=translations.of)
    reserved = reserved_sections(site.config.file, kinds)
    parts = site.by_language
    taken = [
        f"{part.config.prefix}/{slug}/"
        for part in parts
        for slug in part.sections.keys() & reserved
    ]
    outputs = Outputs(kinds, taken)
    share = _share_images(planning)
    for output in _plan(planning, kinds, share):
        outputs.add(output)
    pages = outputs.pages
    findings = [
        *(finding for part in parts for finding in _findings_of_language(part, reserved)),
        *name_findings(site.content, site.config),
        *unknown_layouts(records_of(site.content), provided),
        *site.findings,
        *_faulty_static(site, folders),
        *outputs.findings(),
        *planning.links.broken(pages),
        *site.images.findings,
        *translations.findings,
        *id_findings(site.entries, site.content.articles, site.config),
        *date_findings(
            (*site.content.articles, *site.content.pages), view, site.config.file.timezone
        ),
    ]
    return Plan(
        pages,
        list(dict.fromkeys(findings)),
        tuple(dict.fromkeys(path for part in parts for path in undated(part))),
        outputs.owners,
        share,
    )


def _findings_of_language(site: Site, reserved: frozenset[str]) -> Iterator[Unplaced]:
    yield from _reserved_sections(site, reserved)
    yield from _second_fronts(site)
    yield from edition_findings(site)


def _faulty_static(site: Site, folders: Mapping[str, str]) -> Iterator[Unplaced]:
    for path, asset in site.content.static.items():
        if asset.fault:
            yield from faulty_files({path: asset}, folders[path])


def plan_texts(
    site: Site,
    view: View,
    only: frozenset[str],
    provided: Provided = NOTHING,
    kinds: Sequence[Kind] = KINDS,
) -> dict[str, Page]:
    """Plan the pages that may show the texts of the articles at these paths."""
    links = LinkResolver(site, provided)
    translations = find_translations(site, links).of
    planning = Planning(site, view, links, {}, provided, only, translations=translations)
    showing = [kind for kind in kinds if kind.texts]
    outputs = _plan(planning, showing, _share_images(planning))
    return {output.page.path: output.page for output in outputs}


def _share_images(planning: Planning) -> ShareImages | None:
    style = planning.provided.share
    return ShareImages(planning, style) if style else None


def _plan(planning: Planning, kinds: Sequence[Kind], share: ShareImages | None) -> Iterator[Output]:
    """Plan the pages of each kind: a shared kind once for all languages, others once for each."""
    if share is not None:
        planning = planning._replace(share_images=share.outputs.values())
    parts = [
        planning._replace(
            site=site, provided=planning.provided.in_language(site.config.file.language)
        )
        for site in planning.site.by_language
    ]
    addresses: tuple[Address, ...] = ()
    for kind in kinds:
        seen = [part._replace(addresses=addresses) for part in (planning, *parts)]
        found = list(addresses)
        for output in kind.plan(seen[0]) if kind.shared else _in_languages(kind, seen[1:], share):
            if output.address is not None:
                found.append(output.address)
            yield output
        addresses = tuple(found)


def _in_languages(
    kind: Kind, parts: Sequence[Planning], share: ShareImages | None
) -> Iterator[Output]:
    """Plan a kind's pages in each language, in its folder, with the other versions of each page."""
    if len(parts) > 1 and not kind.names_versions and any(map(has_versions, kind.pages)):
        # Versions at the same path in other languages are known only when all pages are planned.
        parts = [part._replace(only=None) for part in parts]
    found = [(part.site.config, kind.plan(part)) for part in parts]
    if len(parts) > 1:
        found = list(_with_versions(kind, [(config, list(own)) for config, own in found]))
    for config, own in found:
        for output in own:
            yield share.shared(output, config) if share else output


def _with_versions(
    kind: Kind, found: Sequence[tuple[Config, list[Output]]]
) -> Iterator[tuple[Config, list[Output]]]:
    """Put the pages of each language into its folder, with links to their other versions."""
    versions = {}
    if not kind.names_versions:
        versions = versions_by_path(
            {config.file.language: [output.page for output in own] for config, own in found}
        )
    for config, own in found:
        placed = []
        for output in own:
            page, address = output.page, output.address
            if page.path in versions:
                page = replace(page, translations=versions[page.path])
                if address is not None:
                    address = address._replace(versions=versions[output.page.path])
            page = in_folder(page, config.prefix)
            placed.append(output._replace(page=page, address=address))
        yield config, placed


def menu_of(site: Site) -> tuple[Link, ...]:
    """Return the menu of `site.yml`, or the sections by name where it sets none."""
    if site.config.menu:
        return site.config.menu
    terms = sorted(site.sections.values(), key=by_name(site.config.file.language))
    return tuple(Link(term.name, site.config.base + quoted(term.path)) for term in terms)


def _second_fronts(site: Site) -> Iterator[Unplaced]:
    """Report a second text of the front page."""
    for profile in site.content.front[1:]:
        first = f"{site.config.file.content}/{site.content.front[0].path}"
        message = f"{first} is the text of the front page already"
        yield Unplaced(profile.path, "content.two-fronts", message, "keep one of the two files")


def _reserved_sections(site: Site, reserved: frozenset[str]) -> Iterator[Unplaced]:
    """Report sections whose URL belongs to a kind of page or to a language."""
    codes = {code.lower() for code in site.config.file.languages}
    for slug in sorted(reserved & site.sections.keys()):
        message, hint = f"/{slug}/ is taken", "give the section another name"
        if slug in codes:
            message = f"{slug} is a language of this site"
            hint = f"an article in this language is called iran/gulf.{slug}.md"
        for entry in site.sections[slug].entries:
            article = entry.article
            yield Unplaced(
                article.path,
                "section.reserved",
                f"a section cannot be called “{article.section}”: {message}",
                hint,
                ("section",) if article.section_given else (),
            )


FIRST_YEAR = 1600
"""Earlier years are in another calendar: Iran's solar year is about 620 behind, the lunar 580."""


def date_findings(articles: Iterable[Article], view: View, zone: str) -> Iterator[Unplaced]:
    """Warn of doubtful dates, also in hidden articles: the date may be why they are hidden.

    A feed and the sitemap tell when a text was changed: a time to come keeps it on top of readers'
    lists, and makes search engines distrust all of the site's times.
    """
    for article in articles:
        for name in ("date", "updated", "expires"):
            text: str | None = getattr(article, name)
            if text and int(text[:4]) < FIRST_YEAR:
                yield _other_calendar(article, name, text)
        if article.updated:
            yield from _change(article, article.updated, view, zone)


def _other_calendar(article: Article, name: str, text: str) -> Unplaced:
    message = f"`{name}` is in the year {int(text[:4])}: is this a date of another calendar?"
    solar = _from_solar(text[:10])
    hint = "write the Gregorian date"
    if solar:
        message = f"`{name}` is in the year {int(text[:4])}: is this a solar date?"
        hint = f"{text[:10]} is {solar}"
    return _warning(article, "date.calendar", message, hint, name)


def _from_solar(day: str) -> str:
    """Turn a day of the solar calendar of Iran into a Gregorian one; "" if there is no such day."""
    year, month, date = map(int, day.split("-"))
    if not 1200 <= year <= 1500:
        return ""
    from persiantools.jdatetime import JalaliDate

    try:
        converted = JalaliDate(year, month, date).to_gregorian()
    except ValueError:
        return ""
    return str(converted.isoformat())


def _change(article: Article, updated: str, view: View, zone: str) -> Iterator[Unplaced]:
    if moment(updated, zone) > view.now:
        message = f"`updated` is still to come: {updated}"
        yield _warning(article, "date.updated", message, "write when it was changed", "updated")
    date = article.date
    if date is None:
        return
    # Where one of the two is a day, nothing is known of the order within that day.
    days = len(date) == 10 or len(updated) == 10
    if (
        local_day(updated, zone) < local_day(date, zone)
        if days
        else moment(updated, zone) < moment(date, zone)
    ):
        message = f"`updated` ({updated}) is before the date ({date})"
        yield _warning(article, "date.updated", message, "correct one of the two", "updated")


def _warning(article: Article, code: str, message: str, hint: str, name: str) -> Unplaced:
    return Unplaced(article.path, code, message, hint, (name,), severity="warning")
