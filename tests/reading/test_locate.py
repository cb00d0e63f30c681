"""Problems point at the place that they are written at, also where there are thousands."""

from __future__ import annotations

import time

import pytest

from tests.building import article, problems_of

MANY = 5000
SITE = {"site.yml": "title: Digest\nbase_url: https://digest.example/\n"}


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("A [link](gone.md).\n", "4:10"),
        ("A [link](<gone.md> 'title').\n", "4:11"),
        ("A [link][1].\n\n[1]: gone.md\n", "6:6"),
        ("A [link][1].\n\n[1]: <gone.md>\n", "6:7"),
        ("A ![picture](<two words.png>).\n", "4:15"),
        ("A ![picture](two%20words.png).\n", "4:14"),
        ("A [link](a(b).md).\n", "4:10"),
        ("gone.md: a [link](gone.md).\n", "4:19"),
        ("[one](gone.md)\n", "4:7"),
        ("A [link](gone\\_.md).\n", "4"),
        ("A paragraph\nwith a [link](gone.md).\n", "5:15"),
        ("- one\n- [two](gone.md)\n", "5:9"),
    ],
)
def test_a_broken_link_is_pointed_at(write_files, body, place):
    (problem,) = problems_of(write_files(SITE | {"content/iran/a.md": article("title: A", body)}))
    assert problem.place == f"content/iran/a.md:{place}"


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    "body",
    [
        "".join(f"[a](gone{n}.md)\n\n" for n in range(MANY)),
        " ".join(f"[a](gone{n}.md)" for n in range(MANY)),
        "".join(f"[a][{n}]\n\n" for n in range(MANY))
        + "".join(f"[{n}]: gone{n}.md\n" for n in range(MANY)),
        "[a](gone.md)\n\n" * MANY,
        "".join(f"[a](gone\\_{n}.md)\n\n" for n in range(MANY)),
    ],
    ids=["lines", "one-line", "references", "same", "escaped"],
)
def test_thousands_of_broken_links_are_placed_in_time(write_files, body):
    root = write_files(SITE | {"content/iran/a.md": article("title: A", body)})
    began = time.process_time()
    problems = problems_of(root)
    assert time.process_time() - began < 30
    assert len(problems) == MANY
    assert sum(len(problem.excerpt) for problem in problems) < 25_000_000
