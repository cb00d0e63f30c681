"""Exports of databases as text: labels are values, and one file may hold many articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sitegen.importing.containers import Text
from sitegen.importing.text.reader import read_dump, read_dumps, read_text
from sitegen.problems import ContentError
from tests.conftest import RunSitegen

BODY = """\
The council voted on Monday to open the lighthouse to visitors, after a dispute of nine years.

The keeper will show the lamp on Sundays, and the lower rooms on any day that is not a holiday.
"""
LABELLED = f"""\
Lighthouse opens its door

The Esker Herald

May 4, 2026 Monday

Copyright 2026 The Esker Herald All Rights Reserved

Section: NEWS; Pg. A4

Length: 412 words

Byline: Jonas Arvell

Highlight: Visitors may climb the tower on Sundays

Body

{BODY}
Load-Date: May 5, 2026

End of Document
"""
CAPITALS = f"""\
1 of 2 DOCUMENTS

The Esker Herald

May 4, 2026

HEADLINE: Lighthouse opens its door

BYLINE: By JONAS ARVELL and LENA BRANDT

SECTION: Coast; Pg. 3

LENGTH: 412 words

BODY:

{BODY}
LOAD-DATE: May 5, 2026
"""
CODED = f"""\
HD Lighthouse opens
its door
BY By Jonas Arvell
WC 412 words
PD 4 May 2026
SN The Esker Herald
SC ESKH
LA English
CY (c) 2026, The Esker Herald
LP {BODY.splitlines()[0]}
TD
{BODY.splitlines()[2]}
AN Document ESKH000020260504em5400001
"""
PRINTED = f"""\
Lighthouse opens its door
By Jonas Arvell
412 words
4 May 2026
The Esker Herald
ESKH
English
Copyright 2026 The Esker Herald

{BODY}
Document ESKH000020260504em5400001
"""


@pytest.mark.parametrize(
    ("text", "authors", "section"),
    [
        (LABELLED, ("Jonas Arvell",), "News"),
        (CAPITALS, ("Jonas Arvell", "Lena Brandt"), "Coast"),
        (CODED, ("Jonas Arvell",), None),
        (PRINTED, ("Jonas Arvell",), None),
    ],
    ids=["labels", "capitals", "codes", "printed"],
)
def test_labels_are_values(text, authors, section):
    article = read_dump(text.encode(), "x.txt")
    assert article.title == "Lighthouse opens its door"
    assert article.date == "2026-05-04"
    assert article.authors == authors
    assert article.section == section
    assert article.source.name == "The Esker Herald"
    assert article.body == BODY.strip()


def test_each_value_tells_its_line_and_the_rest_is_named():
    article = read_dump(LABELLED.encode(), "x.txt")
    assert article.summary == "Visitors may climb the tower on Sundays"
    assert article.provenance["authors"] == "line 13: Jonas Arvell"
    (left_out,) = [w.message for w in article.warnings if w.code == "import.label"]
    for text in ("412 words", "Copyright 2026", "May 5, 2026", "End of Document"):
        assert text in left_out


def test_a_file_of_many_documents_gives_many_articles():
    second = LABELLED.replace("Lighthouse opens", "Ferry closes").replace(
        "Jonas Arvell", "Ida Holm"
    )
    articles = read_dumps(f"{LABELLED}\n{second}\n{LABELLED}".encode(), "x.txt")
    assert [article.title for article in articles] == [
        "Lighthouse opens its door", "Ferry closes its door", "Lighthouse opens its door",
    ]  # fmt: skip
    assert articles[1].authors == ("Ida Holm",)
    assert articles[1].body == BODY.strip()
    with pytest.raises(ContentError):
        read_dump(f"{LABELLED}\n{second}".encode(), "x.txt")


def test_a_broken_document_is_told_with_its_line():
    broken = LABELLED.replace(BODY, "")
    with pytest.raises(ContentError) as caught:
        read_dumps(f"{LABELLED}\n{broken}".encode(), "x.txt")
    (problem,) = caught.value.problems
    assert problem.code == "import.no-body"
    assert problem.line > len(LABELLED.splitlines())


def test_an_ordinary_page_that_speaks_of_labels_is_no_export():
    page = f"How to read a label\n\nBy Ida Holm\n\nMay 4, 2026\n\n{BODY}\nLength: it depends.\n"
    article = read_dump(page.encode(), "x.txt")
    assert article.title == "How to read a label"
    assert article.authors == ("Ida Holm",)


def test_the_command_writes_a_file_for_each_document(tmp_path: Path, sitegen: RunSitegen):
    (tmp_path / "site.yml").write_text("title: Shore\n", encoding="utf-8")
    second = LABELLED.replace("Lighthouse opens", "Ferry closes")
    (tmp_path / "export.txt").write_text(f"{LABELLED}\n{second}", encoding="utf-8")
    run = sitegen("import", "export.txt", "--json", cwd=tmp_path)
    assert run.returncode == 0
    titles = [json.loads(line)["title"] for line in run.stdout.splitlines()]
    assert titles == ["Lighthouse opens its door", "Ferry closes its door"]
    written = sorted(path.name for path in (tmp_path / "content" / "news").iterdir())
    assert written == [
        "2026-05-04-ferry-closes-its-door.md", "2026-05-04-lighthouse-opens-its-door.md",
    ]  # fmt: skip


def test_what_a_container_knows_goes_before_the_text():
    fields = {
        "title": "Lighthouse opens its door",
        "authors": "Jonas Arvell; Lena Brandt",
        "date": "2026-05-04",
        "source.name": "The Esker Herald",
        "summary": "Visitors may climb the tower",
    }
    (article,) = read_text(Text(BODY, fields), "mail.eml")
    assert article.title == fields["title"]
    assert article.summary == fields["summary"]
    assert article.authors == ("Jonas Arvell", "Lena Brandt")
    assert article.date == "2026-05-04"
    assert article.source.name == "The Esker Herald"
    assert article.body == BODY.strip()
