"""The front page and the pages that continue its list; the places of its articles, by `front:`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from ...config.schema import FrontBlock
from ...formats.names import slugify
from ...pages import BodyUse, Box, Card, Front, Link, Page, Pagination, TermEntry, Version, WeekLink
from ...problems import near
from ..lists import by_name, paginate
from ..site import Entry, Site, Term
from ..urls import nfc, output_path, page_url, quoted
from .editions import edition_path, issues, kinds_of, make_edition
from .feed import feed_links, site_feed
from .kind import Address, Kind, Output, Planning

# --- the places of articles ---------------------------------------------------------------

_NEWEST = 3
"""How many of the newest articles are candidates for the lead because of their picture."""


def plan_front(site: Site) -> tuple[Front, tuple[Box, ...]]:
    """Choose the top of the front page, and the blocks of sections below it."""
    settings = site.config.file.front
    newest = site.entries[: site.config.file.page_size]
    pinned = [entry for entry in _pinned(site) if entry is not None]
    kept = {entry.article.path for entry in pinned}
    entries = [*pinned, *(entry for entry in newest if entry.article.path not in kept)]
    articles = [entry for entry in entries if not entry.card.brief]
    lead = _lead(articles, pinned)
    others = [entry.card for entry in articles if entry is not lead]
    seconds, others = others[: settings.seconds], others[settings.seconds :]
    pair = _pair(others)
    briefs = [entry for entry in entries if entry.card.brief][: settings.briefs]
    front = Front(
        lead=lead.card if lead else None,
        seconds=tuple(seconds),
        pair=pair,
        rest=tuple([card for card in others if all(card is not one for one in pair)]),
        briefs=tuple([entry.card for entry in briefs]),
        topics=_topics(site, settings.topics),
        date=next((e.article.date for e in site.entries if e.article.date), None)
        if settings.date
        else None,
    )
    shown = {entry.article.path for entry in (*articles, *briefs)}
    return front, tuple(_blocks(site, shown))


def _pinned(site: Site) -> list[Entry | None]:
    """Return the pinned articles in their order; None in place of one that is not visible."""
    paths = [nfc(path) for path in site.config.file.front.pinned]
    if not paths:
        return []
    by_path = {entry.article.path: entry for entry in site.entries}
    return [by_path.get(path) for path in dict.fromkeys(paths)]


def _lead(articles: Sequence[Entry], pinned: Sequence[Entry]) -> Entry | None:
    """Choose the newest featured article, or else one with a picture among the newest."""
    featured = [entry for entry in articles if entry.article.featured]
    free = [entry for entry in articles if entry not in pinned]
    pictured = [entry for entry in free[:_NEWEST] if entry.card.image]
    return next(iter((*featured, *pictured, *free, *articles)), None)


def _pair(cards: Sequence[Card]) -> tuple[Card, ...]:
    """Choose the first two cards with pictures, or else the first two cards."""
    pictured = [card for card in cards if card.image]
    return tuple(pictured[:2] if len(pictured) > 1 else cards[:2])


def _topics(site: Site, count: int) -> tuple[TermEntry, ...]:
    """Return the tags with the most articles; tags with equally many are sorted by name."""
    language = site.config.file.language
    terms = sorted(site.tags.values(), key=by_name(language))
    terms.sort(key=lambda term: len(term.entries), reverse=True)
    base = site.config.base
    return tuple([TermEntry(t.name, base + quoted(t.path), len(t.entries)) for t in terms[:count]])


def _blocks(site: Site, shown: set[str]) -> Iterator[Box]:
    """Plan a block for each section, without the cards shown above; leave out empty blocks."""
    size = site.config.file.more_from.count
    if len(site.sections) < 2:
        return
    for term, count in _block_terms(site):
        latest = [e.card for e in term.entries if e.article.path not in shown]
        cards = latest[: count or size]
        first = next((card for card in cards[:_NEWEST] if card.image and not card.brief), None)
        if first is not None:
            cards = [first, *(card for card in cards if card is not first)]
        if cards:
            yield Box(term.name, site.config.base + quoted(term.path), tuple(cards))


def _block_terms(site: Site) -> Iterator[tuple[Term, int]]:
    blocks = site.config.file.front.sections
    if blocks is None:
        language = site.config.file.language
        for term in sorted(site.sections.values(), key=by_name(language)):
            yield term, 0
        return
    terms = _sections(site)
    for block in blocks:
        term_of_block = terms.get(_slug(site, block))
        if term_of_block is not None:
            yield term_of_block, block.count


def _sections(site: Site) -> Mapping[str, Term]:
    """Return the sections by slug, and by the slug of their name."""
    style = site.config.file.slugs
    named = {slugify(term.name, style): term for term in site.sections.values()}
    return {**named, **site.sections}


def _slug(site: Site, block: FrontBlock) -> str:
    return slugify(block.section, site.config.file.slugs)


def front_faults(site: Site) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Find names in `front:` that are not visible: keys, message and hint of each."""
    front = site.config.file.front
    by_path = {entry.article.path: entry for entry in site.entries} if front.pinned else {}
    for number, path in enumerate(front.pinned):
        keys = ("front", "pinned", number)
        if nfc(path) in by_path:
            continue
        if nfc(path) in site.hidden:
            message = f"the pinned article “{path}” is a draft, of the future, or expired"
            yield keys, message, "publish it, or take it out of `pinned` for now"
        else:
            hint = near(path, by_path) or "write its path from the content folder: iran/gulf.md"
            yield keys, f"there is no article “{path}” to pin", hint
    known = {article.section for article in site.content.articles}
    slugs = {slugify(name, site.config.file.slugs) for name in known} | set(_sections(site))
    for number, block in enumerate(front.sections or ()):
        if _slug(site, block) not in slugs:
            hint = near(block.section, [term.name for term in site.sections.values()])
            message = f"there is no section “{block.section}”"
            yield ("front", "sections", number, "section"), message, hint or "name a section"


# --- the page -----------------------------------------------------------------------------


class HomePage(Page, frozen=True):
    """The front page and its continuation pages: `cards` newest first.

    `front` gives the articles of the first page their places, and `sections` are the blocks below
    them, without what is shown above. On the other pages `sections` is empty; `front` and
    `body`, the text of `content/index.md`, are None.
    """

    template = "home.html"

    cards: tuple[Card, ...]
    sections: tuple[Box, ...]
    pagination: Pagination
    feed: str
    body: BodyUse | None = None
    layout: str = ""
    front: Front | None = None
    translations: tuple[Version, ...] = ()


def plan_home(planning: Planning) -> Iterator[Output]:
    """Plan the pages of the list of all articles; the first is the front page."""
    site = planning.site
    base = site.config.base
    cards = [entry.card for entry in site.entries]
    feeds = feed_links(site, site_feed(site))
    front, boxes = plan_front(site)
    front = replace(front, week=_newest_week(planning))
    text = next(iter(site.content.front), None)
    body = planning.links.use(text, f"{base}/") if text is not None and text.body else None
    for part, pagination in paginate(cards, "/", site):
        url = page_url("/", pagination.number)
        is_first = pagination.number == 1
        page = HomePage(
            path=output_path(url),
            url=base + url,
            cards=part,
            sections=boxes if is_first else (),
            pagination=pagination,
            feed=feeds[0].url if feeds else "",
            body=body if is_first else None,
            layout=planning.provided.layout(text),
            front=front if is_first else None,
        )
        yield Output("the front page", page, address=Address(page.url) if is_first else None)


def _newest_week(planning: Planning) -> WeekLink | None:
    """Describe the newest week, if `site.yml` asks for it and weeks have pages."""
    site = planning.site
    if not site.config.file.front.week or "week" not in kinds_of(site):
        return None
    newest = next(iter(issues(site, "week")), None)
    if newest is None:
        return None
    edition = make_edition(newest, planning)
    return WeekLink(
        title=edition.title,
        url=site.config.base + edition_path(newest.period),
        closed=edition.closed,
        summary=edition.summary,
        articles=edition.articles,
        briefs=len(edition.briefs),
        topics=tuple([Link(topic.name, topic.url) for topic in edition.topics]),
    )


HOME = Kind("home", (HomePage,), plan_home, reserves=lambda _: ("page",), texts=False)
