"""Every site under tests/sites_invalid/ gives exactly the error that it must give."""

from __future__ import annotations

import pytest

from tests.sites_invalid import EXPECTED, cases, command_of, transcript


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_an_invalid_site_gives_its_error(case, tmp_path):
    expected = (case / EXPECTED).read_text("utf-8")
    assert transcript(case, tmp_path, command_of(case)) == expected


def test_there_are_cases():
    assert len(cases()) >= 45


def test_every_case_is_one_that_fails():
    for case in cases():
        expected = (case / EXPECTED).read_text("utf-8")
        assert expected.endswith(("\nexit 1\n", "\nexit 2\n")), case.name


def test_a_case_without_its_expectation_fails(tmp_path):
    (tmp_path / "case").mkdir()
    with pytest.raises(FileNotFoundError):
        command_of(tmp_path / "case")
