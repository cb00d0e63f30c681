"""Weeks and months: held against what `date` itself knows of ISO 8601."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sitegen.formats.dates import Period, bounds, day_of, period_named, period_of


def test_every_day_of_forty_years_is_in_its_week_and_month():
    day = date(1995, 1, 1)
    while day.year < 2035:
        week, month = period_of(day.isoformat(), "week"), period_of(day.isoformat(), "month")
        assert week.first <= day <= week.last
        assert week.first.isoweekday() == 1
        assert (week.last - week.first).days == 6
        assert week.name == f"{day.isocalendar().year}-w{day.isocalendar().week:02}"
        assert (month.first.month, month.last.month, month.first.day) == (day.month, day.month, 1)
        assert (month.last + timedelta(days=1)).day == 1
        assert period_named(week.name) == week
        assert period_named(month.name) == month
        assert week.before.last + timedelta(days=1) == week.first
        assert month.before.last + timedelta(days=1) == month.first
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2020-w53", "2020-12-28", "2021-01-03"),
        ("2026-W53", "2026-12-28", "2027-01-03"),
        ("2021-w01", "2021-01-04", "2021-01-10"),
        ("2024-02", "2024-02-01", "2024-02-29"),
    ],
)
def test_names(name, first, last):
    period = period_named(name)
    assert isinstance(period, Period)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2021-w53", "2021 has no week 53: its last one is 2021-w52"),
        ("2021-w00", "2021 has no week 0"),
        ("2021-13", "2021 has no month 13"),
        ("0001-w01", "the year 1 is not one of a digest"),
        ("spring", "“spring” is not a week such as 2014-w15"),
        ("2014-w5", "“2014-w5” is not a week"),
    ],
)
def test_names_of_nothing(name, words):
    said = period_named(name)
    assert isinstance(said, str)
    assert words in said


@pytest.mark.parametrize(("zone", "hour"), [("UTC", 0), ("Asia/Baku", 20), ("Asia/Tehran", 20.5)])
def test_a_week_ends_at_midnight_in_the_zone(zone, hour):
    """2026-W53 ends on Sunday, 3 January 2027; hours are those of UTC."""
    sunday = 3 if hour else 4
    end = datetime(2027, 1, sunday, tzinfo=UTC) + timedelta(hours=hour)
    assert period_of("2026-12-28", "week").close(zone) == end
    before, after = end.timestamp() - 1, end.timestamp()
    assert period_of(day_of(before, zone), "week").name == "2026-w53"
    assert period_of(day_of(after, zone), "week").name == "2027-w01"
    assert bounds(before, "week", zone)[1] == bounds(after, "week", zone)[0] == after
