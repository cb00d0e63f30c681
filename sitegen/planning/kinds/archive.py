"""The archive: all articles by year and month of the site's calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from ...config import SiteFile
from ...formats.localised import format_month, format_number, year_and_month
from ...pages import Card, Link, Page, Pagination, Version
from ..lists import paginate
from ..site import Entry, Site
from ..urls import output_path, page_url
from .kind import Address, Kind, Output, Planning

ARCHIVE_PATH = "/archive/"
_LINES = 10
"""A page of a month has lines, not cards: this many times as many as other lists have."""

Month = tuple[int, int]
"""A year and a month of it, 1 to 12."""

Months = Mapping[Month, Sequence[Entry]]


class ArchiveMonth(Struct, frozen=True, array_like=True):
    """A month of the archive with the number of its articles and briefs."""

    title: str
    url: str
    count: int


class ArchiveYear(Struct, frozen=True, array_like=True):
    """A year of the archive with its months, newest first."""

    title: str
    url: str
    count: int
    months: tuple[ArchiveMonth, ...]


class ArchivePage(Page, frozen=True):
    """All years, or one: `year` is "" for all of them."""

    template = "archive.html"

    year: str
    years: tuple[ArchiveYear, ...]
    translations: tuple[Version, ...] = ()


class ArchiveMonthPage(Page, frozen=True):
    """The articles and briefs of a month, newest first, one line each; `year` links to its year."""

    template = "archive-month.html"

    title: str
    year: Link
    count: int
    cards: tuple[Card, ...]
    pagination: Pagination
    translations: tuple[Version, ...] = ()


def plan_archive(planning: Planning) -> Iterator[Output]:
    """Plan the list of years, and the pages of each year and month."""
    site = planning.site
    if not has_archive(site):
        return
    months = _months(site)
    years = _years(months, site)
    base = site.config.base
    url = base + ARCHIVE_PATH
    pages = [ArchivePage(output_path(ARCHIVE_PATH), url, "", years)]
    for year in years:
        path = year.url.removeprefix(base)
        pages.append(ArchivePage(output_path(path), year.url, year.title, (year,)))
    for page in pages:
        yield Output("the archive", page, address=Address(page.url))
    links = {month.url: Link(year.title, year.url) for year in years for month in year.months}
    for month, entries in months.items():
        yield from _month_pages(month, entries, links, site)


def has_archive(site: Site) -> bool:
    """Return True if `site.yml` asks for an archive and the articles fill more than one page."""
    file = site.config.file
    return file.archive and len(site.entries) > file.page_size and bool(_months(site))


def _months(site: Site) -> dict[Month, list[Entry]]:
    calendar = site.config.file.calendar
    found: dict[Month, list[Entry]] = {}
    for entry in site.entries:
        if entry.article.day:
            found.setdefault(year_and_month(entry.article.day, calendar), []).append(entry)
    return found


def _path(month: Month) -> str:
    year, number = month
    return f"{ARCHIVE_PATH}{year}/{number:02}/"


def _title(month: Month, file: SiteFile) -> str:
    return format_month(*month, file.language, file.calendar)


def _years(months: Months, site: Site) -> tuple[ArchiveYear, ...]:
    file, base = site.config.file, site.config.base
    years: dict[int, list[ArchiveMonth]] = {}
    for month, entries in months.items():
        listed = ArchiveMonth(_title(month, file), base + _path(month), len(entries))
        years.setdefault(month[0], []).append(listed)
    return tuple(
        ArchiveYear(
            format_number(year, file.language),
            f"{base}{ARCHIVE_PATH}{year}/",
            sum(month.count for month in listed),
            tuple(listed),
        )
        for year, listed in years.items()
    )


def _month_pages(
    month: Month, entries: Sequence[Entry], years: Mapping[str, Link], site: Site
) -> Iterator[Output]:
    path, base = _path(month), site.config.base
    cards = [entry.card for entry in entries]
    for part, pagination in paginate(cards, path, site, _LINES):
        url = page_url(path, pagination.number)
        page = ArchiveMonthPage(
            path=output_path(url),
            url=base + url,
            title=_title(month, site.config.file),
            year=years[base + path],
            count=len(cards),
            cards=part,
            pagination=pagination,
        )
        is_first = pagination.number == 1
        yield Output("the archive", page, address=Address(page.url) if is_first else None)


def _reserved(file: SiteFile) -> tuple[str, ...]:
    return ("archive",) if file.archive else ()


ARCHIVE = Kind(
    "archive", (ArchivePage, ArchiveMonthPage), plan_archive, reserves=_reserved, texts=False
)
