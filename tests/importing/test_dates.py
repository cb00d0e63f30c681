"""Dates: every form that pages use, and the ones that must be asked about."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from sitegen.importing.dates import read_dates, split_last_date


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Apr 11, 2014", "2014-04-11"),
        ("April 11th, 2014", "2014-04-11"),
        ("11 Apr. 2014", "2014-04-11"),
        ("11th of April 2014", "2014-04-11"),
        ("Friday, April 11, 2014", "2014-04-11"),
        ("2014-04-11", "2014-04-11"),
        ("2014/04/11", "2014-04-11"),
        ("13.04.2014", "2014-04-13"),
        ("04/13/2014", "2014-04-13"),
        ("05/05/2024", "2024-05-05"),
        ("Friday 11/04/2014", "2014-04-11"),
        ("Published May 4, 2024 10:05 AM EDT", "2024-05-04T10:05:00-04:00"),
        ("Published: May 4, 2024, 10:05 p.m. ET", "2024-05-04T22:05:00-04:00"),
        ("Jan 4, 2024 12:05 AM ET", "2024-01-04T00:05:00-05:00"),
        ("May 4, 2024 10:05", "2024-05-04T10:05:00"),
        ("2024-05-04T10:05:00Z", "2024-05-04T10:05:00+00:00"),
        ("4 May 2024 at 10:05 GMT+4", "2024-05-04T10:05:00+04:00"),
        ("10:05, 4 May 2024", "2024-05-04T10:05:00"),
        ("Fri 3 May 2024 10.05 EDT", "2024-05-03T10:05:00-04:00"),
        ("11 aprel 2014", "2014-04-11"),
        ("11 aprel 2014-cü il", "2014-04-11"),
        ("11 Nisan 2014", "2014-04-11"),
        ("11 апреля 2014 г.", "2014-04-11"),
        ("۲۲ فروردین ۱۳۹۳", "2014-04-11"),
        ("جمعه ۲۲ فروردین ۱۳۹۳ - ۱۰:۰۵", "2014-04-11T10:05:00"),
        ("۱۳۹۳/۰۱/۲۲", "2014-04-11"),
        ("14 فوريه 2024", "2024-02-14"),
        ("سه‌شنبه، ۲۰ خرداد ۱۴۰۴، ساعت ۰۸:۱۵", "2025-06-10T08:15:00"),
        ("26 نيسان 2024", "2024-04-26"),
        ("12 كانون الثاني 2024", "2024-01-12"),
        ("12 يناير/كانون الثاني 2024", "2024-01-12"),
        ("14/5/2024 10:30 مساء", "2024-05-14T22:30:00"),
        ("1er mars 2024", "2024-03-01"),
        ("04 May 2024 10:20 (UTC+04:00)", "2024-05-04T10:20:00+04:00"),
        # A word of a language that writes the day first tells what the numbers mean.
        ("Stand: 07.01.2025, 10:15 Uhr", "2025-01-07T10:15:00"),
        ("Publié le 04/05/2024 à 18h04", "2024-05-04T18:04:00"),
        ("Yayın tarihi: 04.05.2024", "2024-05-04"),
        ("04.05.2024 10:24 мск", "2024-05-04T10:24:00+03:00"),
    ],
)
def test_a_date_is_read(text, value):
    assert [found.value for found in read_dates(text)] == [value]


@pytest.mark.parametrize(
    ("text", "doubt", "days"),
    [
        ("04/05/2024", "ambiguous", ("2024-04-05", "2024-05-04")),
        ("11.04.2014", "ambiguous", ("2014-04-11", "2014-11-04")),
        ("Published 4-5-2024", "ambiguous", ("2024-04-05", "2024-05-04")),
        ("May 4", "yearless", ("--05-04",)),
        ("Friday, 4 May", "yearless", ("--05-04",)),
        ("May 2024", "partial", ()),
        ("2 hours ago", "relative", ()),
        ("vor 3 Stunden", "relative", ()),
        ("3 часа назад", "relative", ()),
        ("منذ 3 ساعات", "relative", ()),
        ("Updated yesterday", "relative", ()),
        ("February 30, 2024", "impossible", ()),
    ],
)
def test_what_is_uncertain_says_so(text, doubt, days):
    (found,) = read_dates(text)
    assert (found.value, found.doubt, found.days) == (None, doubt, days)


@pytest.mark.parametrize("zone", ["IST", "BST", "CST", "local time", "Baku time"])
def test_a_zone_of_several_meanings_leaves_the_day(zone):
    (found,) = read_dates(f"May 4, 2024 10:05 {zone}")
    assert found.value == "2024-05-04"
    assert "the time is left out" in found.note


def test_two_dates_on_a_line_keep_their_labels():
    found = read_dates("Published May 4, 2024 | Updated May 5, 2024 06:00 GMT")
    assert [(one.role, one.value) for one in found] == [
        ("published", "2024-05-04"),
        ("updated", "2024-05-05T06:00:00+00:00"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Iran and Baku 2014",
        "24/7",
        "10:05",
        "March",
        "May",
        "Sun",
        "2024",
        "",
        "May 4, 2024 to May 6, 2024 in Baku",
        "On May 4, 2024 the ferry left",
        "1.10",
        "5-4",
        "999999999999 May 2024",
        "1 of 12 |",
    ],
)
def test_what_is_no_date_is_none(text):
    assert read_dates(text) == ()


def test_a_date_is_parted_from_what_stands_before_it():
    parted = split_last_date("Jane Doe, 4 May 2024")
    assert parted is not None
    assert (parted[0], parted[1].value) == ("Jane Doe", "2024-05-04")
    assert split_last_date("Jane Doe, Baku") is None


@given(
    st.dates(date(1970, 1, 1), date(2150, 12, 31)),
    st.sampled_from(["en", "az", "tr", "ru", "fr", "de", "es", "uk", "kk"]),
    st.sampled_from(["d MMMM y", "EEEE, d MMMM y", "y-MM-dd", "yyyy/MM/dd", "d MMM y"]),
)
def test_what_cldr_writes_is_read_back(day, locale, pattern):
    text = format_date(day, pattern, locale=locale)
    assert [found.day for found in read_dates(text)] == [day.isoformat()], text


@given(st.text(max_size=60))
def test_no_text_breaks_it(text):
    for found in read_dates(text):
        if found.value is not None:
            date.fromisoformat(found.value[:10])
