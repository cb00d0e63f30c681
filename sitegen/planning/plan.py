"""Planning the pages: every output of a site, with everything that it may show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..pages import Link, Page
from .dates import date_findings
from .findings import Finding
from .images import faulty_files
from .kinds import KINDS, Kind, reserved_sections
from .kinds.kind import Output, Planning
from .links import LinkResolver
from .lists import by_name
from .outputs import Outputs
from .site import Site, View
from .urls import quoted


class Plan(NamedTuple):
    """Every page by its output path, in a fixed order, and what was found wrong on the way.

    `owners` name for each page the content file that it comes from, or words for what has none.
    """

    pages: dict[str, Page]
    findings: list[Finding]
    menu: tuple[Link, ...]
    owners: dict[str, str]


def plan_pages(
    site: Site, view: View, folders: Mapping[str, str], kinds: Sequence[Kind] = KINDS
) -> Plan:
    """Name every output of a site; two for one path are a finding that names both files.

    `folders` give the folder of each static file by its path, to copy it from.
    """
    planning = Planning(site, view, LinkResolver(site), folders)
    outputs = Outputs(kinds)
    for output in _plan(planning, kinds):
        outputs.add(output)
    pages = outputs.pages
    findings = [
        *_reserved_sections(site, kinds),
        *site.findings,
        *_faulty_static(site, folders),
        *outputs.findings(),
        *planning.links.broken(pages),
        *site.images.findings,
        *date_findings(
            (*site.content.articles, *site.content.pages), view, site.config.file.timezone
        ),
    ]
    return Plan(pages, list(dict.fromkeys(findings)), menu_of(site), outputs.owners)


def _faulty_static(site: Site, folders: Mapping[str, str]) -> Iterator[Finding]:
    for path, asset in site.content.static.items():
        if asset.fault:
            yield from faulty_files({path: asset}, folders[path])


def plan_texts(
    site: Site, view: View, only: frozenset[str], kinds: Sequence[Kind] = KINDS
) -> dict[str, Page]:
    """Plan the pages that may show the texts of the articles of these paths."""
    planning = Planning(site, view, LinkResolver(site), {}, only)
    pages = (output.page for output in _plan(planning, [kind for kind in kinds if kind.texts]))
    return {page.path: page for page in pages}


def _plan(planning: Planning, kinds: Sequence[Kind]) -> Iterator[Output]:
    for kind in kinds:
        addresses = list(planning.addresses)
        for output in kind.plan(planning):
            if output.address is not None:
                addresses.append(output.address)
            yield output
        planning = planning._replace(addresses=tuple(addresses))


def menu_of(site: Site) -> tuple[Link, ...]:
    """Give the menu of `site.yml`, or the sections by name where it sets none."""
    if site.config.menu:
        return site.config.menu
    terms = sorted(site.sections.values(), key=by_name)
    return tuple(Link(term.name, site.config.base + quoted(term.path)) for term in terms)


def _reserved_sections(site: Site, kinds: Sequence[Kind]) -> Iterator[Finding]:
    """Report the sections whose URL is a kind's."""
    for slug in sorted(reserved_sections(site.config.file, kinds) & site.sections.keys()):
        for entry in site.sections[slug].entries:
            article = entry.article
            yield Finding(
                article.path,
                "section.reserved",
                f"a section cannot be called “{article.section}”: /{slug}/ is taken",
                "give the section another name",
                ("section",) if article.section_given else (),
            )
