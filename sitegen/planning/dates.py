"""Dates that cannot be meant: a change before the first publication, or one that is to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..formats.dates import local_day, moment
from ..model import Article
from .findings import Finding
from .site import View

FIRST_YEAR = 1600
"""No article is older; the solar year of Iran is some 620 behind, the lunar one some 580."""


def date_findings(articles: Iterable[Article], view: View, zone: str) -> Iterator[Finding]:
    """Warn of doubtful dates, also in what is not shown: a date may be why it is not.

    A feed and the sitemap tell when a text was changed: a time ahead keeps it on top of readers'
    lists, and makes search engines distrust all of the site's times.
    """
    for article in articles:
        for name in ("date", "updated", "expires"):
            text: str | None = getattr(article, name)
            if text and int(text[:4]) < FIRST_YEAR:
                yield _other_calendar(article, name, text)
        if article.updated:
            yield from _change(article, article.updated, view, zone)


def _other_calendar(article: Article, name: str, text: str) -> Finding:
    message = f"`{name}` is in the year {int(text[:4])}: is this a date of another calendar?"
    solar = _from_solar(text[:10])
    hint = "write the Gregorian date"
    if solar:
        message = f"`{name}` is in the year {int(text[:4])}: is this a solar date?"
        hint = f"{text[:10]} is {solar}"
    return _warning(article, "date.calendar", message, hint, name)


def _from_solar(day: str) -> str:
    """Turn a day of the solar calendar of Iran into a Gregorian one; "" where it is none."""
    year, month, date = map(int, day.split("-"))
    if not 1200 <= year <= 1500:
        return ""
    from persiantools.jdatetime import JalaliDate

    try:
        converted = JalaliDate(year, month, date).to_gregorian()
    except ValueError:
        return ""
    return str(converted.isoformat())


def _change(article: Article, updated: str, view: View, zone: str) -> Iterator[Finding]:
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


def _warning(article: Article, code: str, message: str, hint: str, name: str) -> Finding:
    return Finding(article.path, code, message, hint, (name,), severity="warning")
