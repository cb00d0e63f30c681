"""Dates that cannot be meant are warnings of a build; times of old zones are valid."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

import pytest

from sitegen.formats.dates import rfc3339, with_offset, written
from sitegen.problems import ContentError

from ..building import article, built

NOW = "2026-05-10T12:00"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d\Z")


def warned(write_files, front: str, path: str = "content/iran/a.md") -> list[tuple[str, int]]:
    root = write_files({"site.yml": "title: D\ntimezone: Asia/Baku\n", path: article(front)})
    problems = built(root, NOW).said.problems
    assert all(p.severity == "warning" and p.path == path for p in problems)
    return [(p.code, p.line) for p in problems]


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("title: A\ndate: 2026-05-04\nupdated: 2026-05-03", 4),
        ("title: A\ndate: 2026-05-04T10:00\nupdated: 2026-05-04T09:59", 4),
        ("title: A\ndate: 2026-05-04T01:00+04:00\nupdated: 2026-05-03T20:00Z", 4),
        ("title: A\ndate: 2026-05-04\nupdated: 2036-01-01", 4),
        ("title: A\nupdated: 2026-05-10T12:01", 3),
        ("title: A\ndate: 2026-05-04T10:00\nupdated: 2026-05-04", 0),
        ("title: A\ndate: 2026-05-04\nupdated: 2026-05-04", 0),
        ("title: A\ndate: 2026-05-04\nupdated: 2026-05-10T11:59", 0),
    ],
)
@pytest.mark.parametrize("path", ["content/iran/a.md", "content/pages/a.md"])
def test_a_change_before_the_date_or_still_to_come_is_warned_of(write_files, front, line, path):
    assert warned(write_files, front, path) == ([("date.updated", line)] if line else [])


def test_a_warm_build_of_an_earlier_moment_warns_too(write_files):
    text = article("title: A\ndate: 2020-01-01\nupdated: 2026-05-09")
    root = write_files({"site.yml": "title: D\n", "content/iran/a.md": text})
    assert built(root, NOW).said.problems == []
    assert [p.code for p in built(root, "2026-05-08").said.problems] == ["date.updated"]


@pytest.mark.parametrize(
    ("front", "path", "line", "hint"),
    [
        ("title: A\ndate: 1403-02-15", "content/iran/a.md", 3, "1403-02-15 is 2024-05-04"),
        ("title: A\ndate: 1403-02-15T10:00", "content/iran/a.md", 3, "1403-02-15 is 2024-05-04"),
        ("title: A", "content/iran/1403-02-15-a.md", 2, "1403-02-15 is 2024-05-04"),
        ("title: A\nslug: a\nupdated: 1403-02-16", "content/iran/a.md", 4, "is 2024-05-05"),
        ("title: A\nexpires: 1406-01-01", "content/iran/a.md", 3, "1406-01-01 is 2027-03-21"),
        ("title: A\ndate: 0999-01-01", "content/iran/a.md", 3, "write the Gregorian date"),
    ],
)  # fmt: skip
def test_a_date_of_another_calendar_is_warned_of(write_files, front, path, line, hint):
    root = write_files({"site.yml": "title: D\n", path: article(front)})
    problem = next(p for p in built(root, NOW).said.problems if p.code == "date.calendar")
    assert (problem.path, problem.line) == (path, line)
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("front", "code", "line", "words"),
    [
        ("corrections:\n- {date: 1405-02-11, text: It was two.}", "calendar", 4, "is 2026-05-01"),
        ("source:\n  name: P\n  date: 1405-02-11", "calendar", 5, "is 2026-05-01"),
        ("source:\n  name: P\n  accessed: 1405-02-11", "calendar", 5, "is 2026-05-01"),
        ("corrections:\n- {date: 2026-05-02, text: It was two.}\n- {date: 2036-05-02, text: T.}",
         "updated", 5, "write when it was changed"),
        ("date: 2026-05-01\ncorrections:\n- {date: 2026-04-30, text: It was two.}",
         "updated", 5, "correct one of the two"),
    ],
)  # fmt: skip
def test_dates_of_corrections_and_sources_are_looked_at_too(write_files, front, code, line, words):
    root = write_files(
        {"site.yml": "title: D\n", "content/iran/a.md": article(f"title: A\n{front}")}
    )
    (problem,) = (p for p in built(root, NOW).said.problems if p.code.startswith("date."))
    assert (problem.code, problem.line) == (f"date.{code}", line)
    assert words in problem.hint


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("1405-02-31", "2026-05-21"),
        ("1405-02-30T10:00", "2026-05-20"),
        ("1405/02/14", "2026-05-04"),
        ("۱۴۰۵/۲/۱۴", "2026-05-04"),
        ("۱۴۰۵-۰۲-۱۴", "2026-05-04"),
    ],
)
def test_a_solar_day_that_is_no_gregorian_one_is_turned_in_the_hint(write_files, text, turned):
    root = write_files(
        {"site.yml": "title: D\n", "content/iran/a.md": article(f"title: A\ndate: {text}")}
    )
    with pytest.raises(ContentError) as error:
        built(root, NOW)
    assert [p.hint for p in error.value.problems] == [f"is it a solar date? write {turned}"]


def test_a_file_named_by_a_solar_day_is_told_the_gregorian_one(write_files):
    root = write_files(
        {"site.yml": "title: D\n", "content/iran/1405-02-31-a.md": article("title: A")}
    )
    with pytest.raises(ContentError) as error:
        built(root, NOW)
    assert "1405-02-31 in the solar calendar is 2026-05-21" in error.value.problems[0].hint


def test_an_old_date_is_a_date(write_files):
    assert warned(write_files, "title: A\ndate: 1600-01-01") == []


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Asia/Baku", "1918-05-28T10:00"),
        ("Asia/Tehran", "1915-01-01"),
        ("Europe/Amsterdam", "1930-06-01"),
        ("Africa/Monrovia", "1971-12-31T23:59"),
        ("America/New_York", "1850-01-01"),
        ("UTC", "2026-05-04"),
    ],
)
def test_every_time_is_rfc_3339(zone, text):
    for made in (rfc3339(text, zone), with_offset(text, zone)):
        assert len(made) == 10 or RFC3339.match(made)
    assert rfc3339(text, zone).startswith(text[:10])


def test_an_offset_is_rounded_to_minutes():
    offsets = {12_564: "+03:29", -17_762: "-04:56", 12_571: "+03:30", 0: "+00:00"}
    for seconds, shown in offsets.items():
        zone = timezone(timedelta(seconds=seconds))
        assert written(datetime(1900, 1, 1, tzinfo=zone)) == f"1900-01-01T00:00:00{shown}"


def test_no_output_shows_the_seconds_of_an_offset(write_files):
    root = write_files(
        {
            "site.yml": "title: D\ntimezone: Asia/Baku\n",
            "content/iran/a.md": article(
                "title: A\ndate: 1918-05-28T10:00\nupdated: 1918-05-29T11:00"
            ),
            "content/iran/b.md": article("title: B\ndate: 1918-05-27\nexpires: 9000-01-01"),
        }
    )
    made = built(root)
    for path in made.paths():
        if path.endswith((".html", ".xml")):
            assert not re.search(r"T\d\d:\d\d:\d\d[+-]\d\d:\d\d:\d\d", made.text(path))
    assert made.feed("feed.xml").entries[0].published == "1918-05-28T10:00:00+03:19"


def test_dots_end_front_matter(write_files):
    text = "---\ntitle: A\n...\nText.\n\n...\n\n---\n"
    root = write_files({"site.yml": "title: D\n", "content/iran/a.md": text})
    assert "<p>Text.</p>" in built(root).text("iran/a/index.html")
