"""Dates that cannot be meant: of another calendar, still to come, or before the article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..formats.dates import from_solar, local_day, moment
from ..model import Article, View
from ..problems import Unplaced

FIRST_YEAR = 1600
"""Earlier years are in another calendar: Iran's solar year is about 620 behind, the lunar 580."""

Keys = tuple[str | int, ...]


def date_findings(articles: Iterable[Article], view: View, zone: str) -> Iterator[Unplaced]:
    """Warn of doubtful dates, also in hidden articles: the date may be why they are hidden.

    A feed and the sitemap tell when a text was changed: a time to come keeps it on top of readers'
    lists, and makes search engines distrust all of the site's times.
    """
    for article in articles:
        for keys, text in _dates(article):
            if int(text[:4]) < FIRST_YEAR:
                yield _other_calendar(article, keys, text)
            elif keys[0] in ("updated", "corrections"):
                yield from _change(article, keys, text, view, zone)


def _dates(article: Article) -> Iterator[tuple[Keys, str]]:
    """Give the dates of an article, and the keys that lead to each."""
    for name in ("date", "updated", "expires"):
        text: str | None = getattr(article, name)
        if text:
            yield (name,), text
    for number, correction in enumerate(article.corrections):
        yield ("corrections", number, "date"), correction.date
    if article.source is not None:
        for name in ("date", "accessed"):
            if text := getattr(article.source, name):
                yield ("source", name), text


def _other_calendar(article: Article, keys: Keys, text: str) -> Unplaced:
    message = f"{_named(keys)} is in the year {int(text[:4])}: is this a date of another calendar?"
    hint = "write the Gregorian date"
    if solar := from_solar(text[:10]):
        message = f"{_named(keys)} is in the year {int(text[:4])}: is this a solar date?"
        hint = f"{text[:10]} is {solar}"
    return _warning(article, "date.calendar", message, hint, keys)


def _change(
    article: Article, keys: Keys, changed: str, view: View, zone: str
) -> Iterator[Unplaced]:
    """Warn of a change that is still to come, or before the article's date."""
    if moment(changed, zone) > view.now:
        message = f"{_named(keys)} is still to come: {changed}"
        yield _warning(article, "date.updated", message, "write when it was changed", keys)
    date = article.date
    if date is None or int(date[:4]) < FIRST_YEAR:
        return
    # Where one of the two is a day, nothing is known of the order within that day.
    days = len(date) == 10 or len(changed) == 10
    if (
        local_day(changed, zone) < local_day(date, zone)
        if days
        else moment(changed, zone) < moment(date, zone)
    ):
        message = f"{_named(keys)} ({changed}) is before the date ({date})"
        yield _warning(article, "date.updated", message, "correct one of the two", keys)


def _named(keys: Keys) -> str:
    return f"`{'.'.join(key for key in keys if isinstance(key, str))}`"


def _warning(article: Article, code: str, message: str, hint: str, keys: Keys) -> Unplaced:
    return Unplaced(article.path, code, message, hint, keys, severity="warning")
