"""Queries in eight languages, as people type them, asked of a site in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.building import built
from tests.search.digest import write_digest
from tests.search.queries import WANTED
from tests.tooling.browser import serving

BASES = ("/", "/repo/")
MUST = {"كتاب جنگل", "ايران شیلات", "ILIQ", "AZALIR", "azerbaycan qaz"}

ASK = """async ([script, queries]) => {
  const { search } = await import(script);
  const found = [];
  for (const query of queries) {
    const results = (await search(query)).slice(0, 5);
    const cards = await Promise.all(results.map((result) => result.data()));
    found.push(cards.map((data) => JSON.parse(data.meta.card).title));
  }
  return found;
}"""


def misses(root: Path, browser, base: str) -> dict[str, list[str]]:
    """Ask all queries; give those whose article is not among the first five, with these."""
    site = built(root, base_url=f"https://example.org{base}")
    asked = [(query, wanted.title) for wanted in WANTED for query in wanted.queries]
    with serving(site.output, base) as address:
        page = browser.new_page()
        page.goto(address)
        found = page.evaluate(ASK, [f"{base}search/search.js", [query for query, _ in asked]])
        page.close()
    return {
        query: titles
        for (query, title), titles in zip(asked, found, strict=True)
        if title not in titles
    }


def test_the_table_is_as_large_as_it_should_be():
    queries = {query for wanted in WANTED for query in wanted.queries}
    assert len(queries) >= 150
    assert {wanted.lang for wanted in WANTED} == set("fa az tr ru ar en fr de".split())


@pytest.mark.parametrize(
    ("articles", "base"),
    [
        (120, "/repo/"),
        *(pytest.param(2000, base, marks=pytest.mark.slow) for base in BASES),
    ],
)
def test_queries_find_what_they_should_in_the_first_five(tmp_path, browser, articles, base):
    missed = misses(write_digest(tmp_path, articles, ""), browser, base)
    count = sum(len(wanted.queries) for wanted in WANTED)
    assert len(missed) <= 0.02 * count, missed
    assert not MUST & missed.keys()
