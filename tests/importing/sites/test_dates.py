"""Dates in the forms of other generators: read where they can be read in one way."""

from __future__ import annotations

import pytest

from sitegen.importing.sites.values import read_date


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-05-04", "2026-05-04"),
        ("2026-5-4", "2026-05-04"),
        ("2026/05/04", "2026-05-04"),
        ("2026-05-04 10:05", "2026-05-04T10:05:00"),
        ("2026-05-04 10:05:09.123456789 +0400 +04", "2026-05-04T10:05:09+04:00"),
        ("2026-05-04T10:05:00Z", "2026-05-04T10:05:00+00:00"),
        ("2026-05-04 10:05:00 UTC+04:30", "2026-05-04T10:05:00+04:30"),
        ("2026-05-04 10:05:00 UTC-5", "2026-05-04T10:05:00-05:00"),
        ("2026-05-04 10:05:00 UTC", "2026-05-04T10:05:00+00:00"),
        ("4 May 2026", "2026-05-04"),
        ("May 4, 2026", "2026-05-04"),
        ("Mon, 04 May 2026 10:05:00 +0400", "2026-05-04T10:05:00+04:00"),
        ("Mon, 04 May 2026 10:05:00 GMT", "2026-05-04T10:05:00+00:00"),
        ("04 May 2026 10:05", "2026-05-04T10:05:00"),
        (1777889100, "2026-05-04T10:05:00+00:00"),
    ],
)
def test_a_date_is_read(written, read):
    assert read_date(written) == read


@pytest.mark.parametrize(
    "written",
    ["04/05/2026", "04.05.2026", "2026-13-04", "2026-02-30", "2026-05-04 10:05:00 EST", "spring",
     "2026", "20260504", "2026-05-04 25:00", "0001-01-01", True, [], {}],
)  # fmt: skip
def test_what_can_be_read_in_several_ways_is_not(written):
    assert read_date(written) is None
