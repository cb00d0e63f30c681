"""Dates are read strictly, and kept as precise as they were written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.formats.dates import local_day, moment, rfc3339
from sitegen.reading.frontmatter import canonical_date


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("2014-04-11", "2014-04-11"),
        ("2014-04-11T10:05", "2014-04-11T10:05:00"),
        ("2014-04-11 10:05:09", "2014-04-11T10:05:09"),
        ("2014-04-11 10:05Z", "2014-04-11T10:05:00+00:00"),
        ("2014-04-11T10:05:09+04:30", "2014-04-11T10:05:09+04:30"),
        ("2014-04-11T10:05-0500", "2014-04-11T10:05:00-05:00"),
        ("2024-02-29", "2024-02-29"),
        ("2026-05-05T10:05:00.000Z", "2026-05-05T10:05:00+00:00"),
        ("2026-05-05T10:05:09.987+04:00", "2026-05-05T10:05:09+04:00"),
        ("2026-05-05T10:05:09.5", "2026-05-05T10:05:09"),
        ("2026-05-05T10:05:09.123456789Z", "2026-05-05T10:05:09+00:00"),
        ("2026-05-05 10:05:09 +0400", "2026-05-05T10:05:09+04:00"),
        ("2026-05-05 10:05 Z", "2026-05-05T10:05:00+00:00"),
    ],
)
def test_a_date_is_kept(written, canonical):
    assert canonical_date(written) == canonical


@pytest.mark.parametrize(
    "written",
    ["", "2014", "2014-04", "2014-4-11", "11.04.2014", "04/11/2014", "11 aprel 2014", "today",
     "2014-02-29", "2014-13-01", "2014-04-31", "2014-04-11T25:00", "2014-04-11T10:60",
     "2014-04-11T10", "2014-04-11T10:05:60", "2014-04-11T10:05 Europe/London", "2014-W15-5",
     "2014-101", "20140411", "2014-04-11T10:05+99:00", "2014-04-11\n", " 2014-04-11", "0000-01-01",
     "0001-01-01", "9999-12-31", "۲۰۱۴-۰۴-۱۱", "2014-04-11T10:05:00.",
     "2014-04-11T10:05.5", "2014-04-11T10:05:00.5  Z", "2014-04-11t10:05"],
)  # fmt: skip
def test_what_is_no_date_is_refused(written):
    with pytest.raises(ValueError):  # noqa: PT011
        canonical_date(written)


ZONES = ("UTC", "Asia/Baku", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns")


@given(st.dates(), st.times(), st.integers(-14 * 60, 14 * 60), st.sampled_from(ZONES))
def test_every_date_that_is_read_has_a_day_and_a_moment(day, time, offset, zone):
    sign, minutes = "-" if offset < 0 else "+", abs(offset)
    written = f"{day}T{time:%H:%M:%S}{sign}{minutes // 60:02}:{minutes % 60:02}"
    try:
        date = canonical_date(written)
    except ValueError:
        assert day.year in (1, 9999)
        return
    assert len(local_day(date, zone)) == 10
    assert abs(moment(date, zone) - moment(local_day(date, zone), zone)) < 90_000
    assert rfc3339(date, zone)
