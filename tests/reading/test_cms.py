"""Front matter as the editors of content management systems write it is read without a problem."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.model import Article
from sitegen.reading.settings import ReadSettings
from sitegen.reading.source import read_source
from tests.building import article, built, run_cli
from tests.conftest import WriteFiles

WRITTEN = sorted((Path(__file__).parent / "cms").glob("*.md"))
SETTINGS = ReadSettings(smart=False, slugs="ascii", timezone="Asia/Baku")


def read(text: str) -> Article:
    reading = read_source("ports/a.md", text.encode(), SETTINGS, "content/ports/a.md")
    assert reading.problems == ()
    assert isinstance(reading.record, Article)
    return reading.record


def test_each_editor_has_a_file_here():
    assert [file.stem for file in WRITTEN] == "decap front-matter pages-cms sveltia tina".split()


@pytest.mark.integration
@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: file.stem)
def test_a_file_of_an_editor_passes_check_and_is_built(file, write_files: WriteFiles):
    site = write_files({
        "site.yml": "title: Shoreline\nbase_url: https://example.com/\n",
        f"content/ports/{file.name}": file.read_bytes(),
    })  # fmt: skip
    checked = run_cli("check", "--now", "2030-01-01", cwd=site)
    assert (checked.code, checked.err) == (0, ""), checked.out
    assert "error" not in checked.out
    assert any(path.startswith("ports/2026/05/") for path in built(site).paths())


@pytest.mark.parametrize("nothing", ["''", '""', "null", "~", ""])
@pytest.mark.parametrize(
    "key",
    "date updated summary authors tags section slug image source truncated aliases draft expires "
    "lang related layout id corrections extra".split(),
)
def test_an_empty_value_is_an_absent_one(key, nothing):
    assert read(article(f"title: A\n{key}: {nothing}")) == read(article("title: A"))


@pytest.mark.parametrize("key", ["authors", "tags", "aliases", "related", "corrections"])
def test_an_empty_item_is_an_absent_one(key):
    assert read(article(f"title: A\n{key}: ['', null]")) == read(article("title: A"))


def test_a_problem_after_an_empty_item_has_its_own_place():
    data = article("title: A\naliases: ['', /old/, no path]").encode()
    (problem,) = read_source("ports/a.md", data, SETTINGS, "a.md").problems
    assert (problem.line, problem.column) == (3, 22)


def test_an_empty_value_of_a_group_is_an_absent_one():
    source = "source: {name: '', url: '', date: '', accessed: '', authors: ''}"
    found = read(article(f"title: A\n{source}\nimage: {{src: '', alt: ''}}"))
    assert found.source is not None
    assert (found.source.date, found.source.accessed, found.source.authors) == (None, None, ())


def test_what_must_be_there_may_not_be_empty():
    for front in ("title: ''", "title: A\ncorrections: [{date: 2026-05-05, text: ''}]"):
        data = article(front).encode()
        problems = read_source("ports/a.md", data, SETTINGS, "a.md").problems
        assert [problem.message.endswith("is empty") for problem in problems] == [True]


def test_a_moment_with_a_fraction_is_one_of_whole_seconds():
    found = read(article("title: A\ndate: 2026-05-05T21:05:00.999Z"))
    assert found.date == "2026-05-05T21:05:00+00:00"
    assert found.day == "2026-05-06"
