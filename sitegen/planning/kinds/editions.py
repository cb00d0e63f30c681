"""Editions: a week's or a month's articles as one frozen value, which pages and feeds show.

What an edition says depends on its own articles and on the words of its editor alone. Only while
its week or month goes on, its topics are compared with what is known of the ones before it now;
later with what the editor's file has kept of them (`before`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ...formats.dates import Period, PeriodKind, period_named, period_of
from ...formats.localised import format_month, format_number
from ...model import EditionNotes, Profile
from ...pages import Box, Card, Edition, Topic
from ...problems import Unplaced
from ..links import named_article
from ..lists import by_name
from ..site import Entry, Site, Term
from ..urls import quoted
from .kind import Planning

COMPARED = 4
"""The number of earlier weeks or months with which an edition is compared."""

FOLDERS: dict[PeriodKind, str] = {"week": "/weeks/", "month": "/months/"}
"""The URL paths of the lists of editions."""

_NO_NOTES = EditionNotes()


class Issue(NamedTuple):
    """A period that has an edition: its articles, newest first, and its editor's words."""

    period: Period
    entries: Sequence[Entry]
    words: Profile | None


def kinds_of(site: Site) -> list[PeriodKind]:
    """Return the kinds of editions that `site.yml` asks for."""
    settings = site.config.file.editions
    wanted: dict[PeriodKind, bool] = {"week": settings.weeks, "month": settings.months}
    return [kind for kind, is_wanted in wanted.items() if is_wanted]


def issues(site: Site, kind: PeriodKind) -> list[Issue]:
    """Return the periods that have an edition, newest first."""
    minimum = site.config.file.editions.minimum
    words = {profile.slug: profile for profile in site.content.editions}
    return [
        Issue(period, entries, words.get(period.name))
        for period, entries in _by_period(site, kind).items()
        if len(entries) >= minimum or period.name in words
    ]


def _by_period(site: Site, kind: PeriodKind) -> dict[Period, list[Entry]]:
    found: dict[Period, list[Entry]] = {}
    for entry in site.entries:
        if entry.article.day:
            found.setdefault(period_of(entry.article.day, kind), []).append(entry)
    return found


def make_edition(issue: Issue, planning: Planning) -> Edition:
    """Make the edition of a period."""
    site, period, words = planning.site, issue.period, issue.words
    notes = words.edition if words is not None and words.edition is not None else _NO_NOTES
    entries = _chosen(issue, notes, planning)
    lead = _lead(issue, notes, entries, planning)
    closed = planning.view.now >= period.close(site.config.file.timezone).timestamp()
    url = f"{site.config.base}{edition_path(period)}"
    return Edition(
        kind=period.kind,
        name=period.name,
        first=period.first.isoformat(),
        last=period.last.isoformat(),
        title=edition_title(issue, planning),
        summary=words.description if words is not None else "",
        body=planning.links.use(words, url) if words is not None and words.body else None,
        lead=lead.card if lead is not None else None,
        sections=tuple(_sections(entries, lead, notes, issue, planning)),
        briefs=tuple([entry.card for entry in entries if entry.card.brief]),
        topics=_topics(entries, site, notes.before if closed else topics_before(site, period)),
        articles=sum(not entry.card.brief for entry in entries),
        closed=closed,
    )


def edition_path(period: Period) -> str:
    """Return the URL path of an edition."""
    return f"{FOLDERS[period.kind]}{period.name}/"


def edition_title(issue: Issue, planning: Planning) -> str:
    """Return the editor's title, or “Week 15, 2014” in the site's language."""
    if issue.words is not None and issue.words.name:
        return issue.words.name
    period, language = issue.period, planning.site.config.file.language
    if period.kind == "month":
        return format_month(period.year, period.number, language)
    title = planning.provided.strings.get("week_title", "Week {n}, {year}")
    return format_number(title.format(n=period.number, year=period.year), language)


def topics_before(site: Site, period: Period) -> dict[str, int]:
    """Count the topics of the articles in the periods before one, by the slugs of their tags."""
    names = set()
    earlier = period
    for _ in range(COMPARED):
        earlier = earlier.before
        names.add(earlier)
    counts = Counter(
        tag.slug
        for earlier, entries in _by_period(site, period.kind).items()
        if earlier in names
        for entry in entries
        for tag in entry.tags.names
    )
    return dict(sorted(counts.items()))


def findings(site: Site) -> Iterator[Unplaced]:
    """Report files of editors' words whose edition does not exist."""
    kinds = kinds_of(site)
    filled = {period.name for kind in kinds for period in _by_period(site, kind)}
    owners: dict[str, str] = {}
    for words in site.content.editions:
        period = period_named(words.slug)
        owner = owners.setdefault(words.slug, words.path)
        if isinstance(period, str):
            hint = "rename the file: content/editions/2014-w15.md is week 15 of 2014"
            yield Unplaced(words.path, "edition.name", period, hint)
        elif owner != words.path:
            message = f"{site.config.file.content}/{owner} is about the same {period.kind}"
            yield Unplaced(words.path, "edition.twice", message, "keep one of the two files")
        elif period.kind not in kinds:
            hint = f"set `editions: {{{period.kind}s: true}}` in site.yml"
            message = f"this site has no editions of {period.kind}s"
            yield _warning(words.path, message, hint)
        elif period.name not in filled:
            message = f"no article of this site is of {period.first} to {period.last}"
            yield _warning(words.path, message, "it has no page until there is one")


def _warning(path: str, message: str, hint: str) -> Unplaced:
    return Unplaced(path, "edition.empty", message, hint, severity="warning")


def _chosen(issue: Issue, notes: EditionNotes, planning: Planning) -> list[Entry]:
    """Leave out the articles that the editor does not want in an edition."""
    if issue.words is None or not notes.left_out:
        return list(issue.entries)
    left_out = set()
    for number, href in enumerate(notes.left_out):
        entry = _named(issue, href, ("left_out", number), planning)
        if entry is not None:
            left_out.add(entry.article.path)
    return [entry for entry in issue.entries if entry.article.path not in left_out]


def _lead(
    issue: Issue, notes: EditionNotes, entries: Sequence[Entry], planning: Planning
) -> Entry | None:
    """Choose the first article: the editor's choice, or else the latest one with a picture."""
    named = _named(issue, notes.lead, ("lead",), planning) if notes.lead else None
    if named is not None and named in entries:
        return named
    if named is not None and issue.words is not None:
        message, hint = f"“{notes.lead}” is in `left_out` too", "take it out of one of the two"
        planning.links.findings.append(
            Unplaced(
                issue.words.path, "edition.article", message, hint, ("lead",), severity="warning"
            )
        )
    articles = [entry for entry in entries if not entry.card.brief]
    pictured = (entry for entry in articles if entry.card.image is not None)
    return next(pictured, next(iter(articles), None))


def _named(
    issue: Issue, href: str, keys: tuple[str | int, ...], planning: Planning
) -> Entry | None:
    """Find an article of an edition that its editor names."""
    assert issue.words is not None
    path = issue.words.path
    entry = named_article(planning.links, path, href, keys, "edition.article")
    if entry is not None and entry not in issue.entries:
        message = f"“{href}” is not of this {issue.period.kind}"
        hint = f"an edition has what is dated {issue.period.first} to {issue.period.last}"
        planning.links.findings.append(
            Unplaced(path, "edition.article", message, hint, keys, severity="warning")
        )
        return None
    return entry


def _sections(
    entries: Iterable[Entry],
    lead: Entry | None,
    notes: EditionNotes,
    issue: Issue,
    planning: Planning,
) -> Iterator[Box]:
    """Yield the articles by section: those that the editor names first, then by name."""
    site = planning.site
    cards: dict[str, list[Card]] = {}
    for entry in entries:
        if entry is not lead and not entry.card.brief:
            cards.setdefault(entry.section.slug, []).append(entry.card)
    ranks: dict[str, int] = {}
    for number, name in enumerate(notes.order):
        slug = _section_named(name, site.sections)
        if slug:
            ranks.setdefault(slug, number)
        elif issue.words is not None:
            message, hint = f"there is no section “{name}”", "write its name as its page does"
            keys = ("order", number)
            planning.links.findings.append(
                Unplaced(
                    issue.words.path, "edition.section", message, hint, keys, severity="warning"
                )
            )
    terms = sorted((site.sections[slug] for slug in cards), key=by_name(site.config.file.language))
    for term in sorted(terms, key=lambda term: ranks.get(term.slug, len(ranks) + 1)):
        yield Box(term.name, site.config.base + quoted(term.path), tuple(cards[term.slug]))


def _section_named(name: str, sections: Mapping[str, Term]) -> str:
    wanted = name.casefold()
    return next(
        (s for s, term in sections.items() if wanted in (term.name.casefold(), s.casefold())), ""
    )


def _topics(entries: Iterable[Entry], site: Site, before: Mapping[str, int]) -> tuple[Topic, ...]:
    """Return the topics that two or more articles have, compared with the periods before."""
    counts = Counter(tag.slug for entry in entries for tag in entry.tags.names)
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    topics = []
    for slug, count in most[: site.config.file.editions.topics]:
        if count < 2:
            break
        term = site.tags[slug]
        known = before.get(slug, 0) if before else None
        topics.append(Topic(term.name, site.config.base + quoted(term.path), count, known))
    return tuple(topics)
