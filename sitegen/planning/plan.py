"""Plan the pages: every output of a site, with everything that it may show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ..config import Config
from ..model import View
from ..pages import Link, Page
from ..problems import Unplaced
from .assets import faulty_files
from .dates import date_findings
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
