"""A file with thousands of problems is reported in a time that grows with them."""

from __future__ import annotations

import time

from ..building import article, problems_of


def test_five_thousand_broken_links_in_a_file_are_placed_in_time(write_files):
    links = "".join(f"A [link](gone-{n}.md).\n\n" for n in range(5000))
    related = "".join(f"- gone-{n}.md\n" for n in range(1000))
    files = {
        "site.yml": "title: D\n",
        "content/iran/a.md": article(f"title: A\nrelated:\n{related}", links),
    }
    began = time.process_time()
    problems = problems_of(write_files(files))
    assert time.process_time() - began < 30
    lines = [problem.line for problem in problems if "link" in problem.message]
    assert lines == [1005 + 2 * n for n in range(5000)]
