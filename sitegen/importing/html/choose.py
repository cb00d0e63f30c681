"""Choose each value from what the page declares and what readers see.

Where two sources agree the value is certain. One alone is taken, with a note. Where they
contradict each other the rules are at the function of each value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from ..lines import fold, shorten, tidy
from ..vocabulary import is_section_word, words
from .bylines import read_names, same_name
from .declared import Declared, Names, Value, read_moment
from .seen import squeeze
from .words import BY


class Choice(Struct, frozen=True):
    """A chosen value, its place, and a note if there is a doubt."""

    text: str
    place: str
    note: str = ""


def choose_title(declared: Declared, h1: str) -> Choice | None:
    """Choose the title: the one on which two of h1, JSON-LD and Open Graph agree, else the h1."""
    values = [Value(h1, "h1")] if h1 else []
    for value in declared.titles:
        bare = without_site(value.text, declared.site)
        values.append(Value(bare, value.place))
    values = [value for value in values if value.text]
    if not values:
        return None
    main = [value for value in values if value.place in ("h1", "JSON-LD headline", "og:title")]
    counts = Counter(squeeze(value.text) for value in main)
    agreed = [value for value in main if counts[squeeze(value.text)] > 1]
    if agreed:
        key = squeeze(agreed[0].text)
        places = [value.place for value in values if squeeze(value.text) == key]
        # The page's own spelling of a title is better spaced than the h1's text.
        best = next((value for value in agreed if value.place != "h1"), agreed[0])
        return Choice(best.text, " and ".join(places[:2]))
    best = (main or values)[0]
    others = {
        squeeze(value.text): value for value in values if squeeze(value.text) != squeeze(best.text)
    }
    note = ""
    if others:
        other = next(iter(others.values()))
        note = f"the page declares another title: “{other.text}” ({other.place})"
    return Choice(best.text, best.place, note)


def without_site(title: str, site: str) -> str:
    """Drop " - Site name" from the end of a title."""
    parts = re.split(r"\s+[|–—·•-]\s+|\s*[|｜]\s*", title)
    if len(parts) < 2:
        if site and title.endswith((f":{site}", f"：{site}")):
            return title[: -len(site) - 1].strip()
        return title
    last = parts[-1]
    names = {squeeze(site), re.sub(r"^(?:www|the)", "", squeeze(site))} if site else set()
    plain = squeeze(last)
    if (
        plain
        and any(name and (plain in name or name in plain) for name in names)
        and len(last) <= len(site) + 25
    ):
        cut = title[: title.rfind(last)].rstrip(" |–—·•-｜")
        return cut or title
    return title


def choose_authors(declared: Declared, seen: Sequence[Names]) -> tuple[Names | None, str]:
    """Choose the authors: the declared ones, unless only a byline names persons."""
    seen = [one for one in seen if not all(_is_site(name, declared.site) for name in one.names)]
    for names in declared.authors:
        clean = clean_names(names.names)
        people = tuple(name for name in clean if not _is_site(name, declared.site))
        if not clean:
            continue
        if not people and seen:
            break
        if people:
            people = _spell(people, seen)
            more = _complete(people, seen)
            return Names(more or people, names.place), ""
        return Names(clean, names.place), "only the publisher is named as the author"
    if seen:
        first = seen[0]
        together = tuple(
            dict.fromkeys(
                name for one in seen[:4] for name in one.names if one.place == first.place
            )
        )
        return Names(together[:6], first.place), "the authors are taken from the byline alone"
    return None, ""


def clean_names(names: Iterable[str]) -> tuple[str, ...]:
    """Split and clean the names that a page declares."""
    unique: dict[str, str] = {}
    for declared in names:
        name = re.sub(r"\s*[<(][^<>()]*@[^<>()]*[>)]", "", tidy(declared))
        if not name or len(name) > 150 or _NO_NAME.search(name) or is_section_word(name):
            continue
        if fold(name) in words("accounts"):
            continue
        for part in read_names(name, strict=True) or _parts(name):
            unique.setdefault(squeeze(part) or part, part)
    return tuple(unique.values())


_NO_NAME = re.compile(r"^\W|^(?:image|photo)\b|://|@", re.IGNORECASE)


def _parts(name: str) -> tuple[str, ...]:
    """Split a declared name that contains commas: into names, or into a name and its role."""
    parts = [part.strip() for part in re.split(r"[,;|]", name) if part.strip()]
    first = read_names(parts[0], strict=True) if len(parts) > 1 else ()
    if len(parts) > 1 and all(1 < len(part.split()) <= 4 for part in parts) and len(first) < 2:
        return tuple(parts)
    if first:
        return first
    return (BY.sub("", name),)


def _spell(names: tuple[str, ...], seen: Sequence[Names]) -> tuple[str, ...]:
    """Spell an identifier ("jane-doe") as the byline does, else with capitals."""
    shown = [name for one in seen for name in one.names]
    spelt = []
    for name in names:
        if re.fullmatch(r"[a-z]+(?:[-_.][a-z]+)+", name):
            plain = re.sub(r"[-_.]", " ", name).title()
            name = next((other for other in shown if same_name(name, other)), plain)
        spelt.append(name)
    return tuple(spelt)


def _complete(names: tuple[str, ...], seen: Sequence[Names]) -> tuple[str, ...]:
    """Return the byline's names if they include all declared ones."""
    for one in seen[:3]:
        keys = [squeeze(name) for name in one.names]
        if len(one.names) > len(names) and all(squeeze(name) in keys for name in names):
            return one.names
    return ()


def _is_site(name: str, site: str) -> bool:
    one, other = squeeze(name), squeeze(site)
    return bool(other) and (one in other or other in one)


def choose_tags(declared: Declared, seen: Names | None) -> Names | None:
    """Choose the tags: the set that most sources give; then the most trusted source."""
    order = ["news_keywords", "article:tag", "parsely-tags", "keywords", "JSON-LD keywords"]
    sources = [*declared.tags, *([seen] if seen else [])]
    if not sources:
        return None
    keys = [frozenset(fold(name) for name in one.names) for one in sources]
    counts = Counter(keys)

    def weight(at: int) -> tuple[int, int]:
        place = sources[at].place
        rank = order.index(place) if place in order else len(order)
        return counts[keys[at]], -rank

    return sources[max(range(len(sources)), key=weight)]


def choose_dek(declared: Declared, seen: Value | None, text: str) -> Choice | None:
    """Choose the dek: the one below the headline, else a declared one that is not `text`.

    Most pages declare a description, and many cut it out of the first paragraph: that is no dek.
    """
    if seen:
        key = squeeze(seen.text)
        agrees = next((value for value in declared.deks if squeeze(value.text) == key), None)
        if agrees:
            return Choice(seen.text, f"{seen.place} and {agrees.place}")
        by_name = seen.place.startswith("the element")
        note = "" if by_name else f"“{shorten(seen.text)}”, {seen.place}, is taken as the dek"
        return Choice(seen.text, seen.place, note)
    body = squeeze(text)
    for value in declared.deks:
        plain = squeeze(value.text.rstrip(" .…"))
        if value.place == "JSON-LD alternativeHeadline" or len(value.text) < 30:
            continue
        if plain[:100] in body or value.text.endswith(("…", "...")):
            continue
        note = f"the dek is what the page declares of itself ({value.place}); no reader sees it"
        return Choice(value.text, value.place, note)
    return None


def choose_date(declared: Sequence[Value], seen: Sequence[Value], url: str) -> Choice | None:
    """Choose the date: the declared one, else the one at the headline, else in the address.

    Dates come out as ISO 8601, as precise as the page.
    """
    found = [
        Value(moment, value.place) for value in declared if (moment := read_moment(value.text))
    ]
    if found:
        best = found[0]
        # A second source may know the time of day.
        same = [value for value in found if value.text[:10] == best.text[:10]]
        best = max(same, key=lambda value: "T" in value.text) if "T" not in best.text else best
        other = next((v for v in found if not _within_a_day(v.text, best.text)), None)
        note = ""
        if other:
            note = f"the page declares another date: {other.text[:10]} ({other.place})"
        return Choice(best.text, best.place, note)
    for value in seen:
        moment = read_moment(value.text)
        if moment:
            note = f"the date {moment[:10]} is taken from {value.place} alone"
            return Choice(moment, value.place, note)
    day = re.search(r"/((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?:/|-|$)", url)
    if day and (moment := read_moment("-".join(day.groups()))):
        return Choice(moment, "the address", f"the date {moment} is taken from the page's address")
    return None


def _within_a_day(one: str, other: str) -> bool:
    a, b = date.fromisoformat(one[:10]), date.fromisoformat(other[:10])
    return abs((a - b).days) <= 1
