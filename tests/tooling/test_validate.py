"""The validators and axe find what is wrong, and nothing where nothing is."""

from __future__ import annotations

import shutil

import pytest

from tests.tooling.validate import axe, html_validate, nu_checker, validate_html

GOOD = '<!doctype html><html lang="en"><title>A page</title><body><main><h1>A page</h1></main>'
BAD = GOOD + '<p id="a"><div id="a"></div></p>'


# The Nu checker where Java is; html-validate always, as it is the stand-in. Where Java is not,
# `validate_html` is html-validate.
VALIDATORS = [html_validate, *([nu_checker] if shutil.which("java") else [])]


@pytest.mark.parametrize("validate", VALIDATORS)
def test_invalid_html_is_found_and_valid_html_passes(write_files, validate):
    folder = write_files({"good page.html": GOOD, "bad.html": BAD})
    good, bad = folder / "good page.html", folder / "bad.html"
    problems = validate([good, bad])
    assert {problem.path for problem in problems} == {str(bad)}
    assert any("Duplicate ID" in problem.message for problem in problems)
    assert {problem.line for problem in problems} == {1}


def test_no_files_are_an_error_not_a_pass(tmp_path):
    with pytest.raises(ValueError, match="no files"):
        validate_html([])
    with pytest.raises(FileNotFoundError):
        validate_html([tmp_path / "gone.html"])


def test_axe_finds_an_image_without_alternative(browser):
    with browser.new_page() as page:
        page.set_content(GOOD)
        assert axe(page) == ()
        page.set_content(GOOD + '<img src="data:,">')
        violations = axe(page)
    assert ("image-alt", ("img",)) in [(found.rule, found.elements) for found in violations]
