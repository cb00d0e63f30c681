"""Names of two scripts in a line: it runs as the interface does, and they keep their order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tooling.browser import serving

BOXES = """selector => [...document.querySelectorAll(selector)].map(line => ({
  text: line.innerText.replace(/\\s+/g, " ").trim(),
  direction: getComputedStyle(line).direction,
  names: [...line.querySelectorAll("bdi, time, .count")].map(element => {
    const rows = [...element.getClientRects()];  // A long name goes over several rows.
    const first = rows[0], last = rows[rows.length - 1];
    return {text: element.textContent, row: Math.round(first.y / 8), start: first.x,
            left: last.x, right: last.right, lastRow: Math.round(last.y / 8)};
  }),
}))"""


def lines(page, selector: str) -> Any:
    """Measure the lines of a page that hold names and dates."""
    found = page.evaluate(BOXES, selector)
    assert found, selector
    return found


@pytest.fixture(scope="module")
def windows(edge_sites, browser):
    """Give `go(site, address)`, which opens a page in a wide window."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    with (
        serving(edge_sites["english"].output, "/edge/") as english,
        serving(edge_sites["persian"].output, "/edge/") as persian,
    ):
        roots = {"english": english, "persian": persian}

        def go(site: str, address: str):
            page.goto(roots[site] + address)
            return page

        yield go
    page.close()


LINES = ".byline, .dateline, .meta, .kicker, .source, .continue"


@pytest.mark.parametrize(
    ("site", "address"),
    [
        ("english", "iran/2026/05/persian/"),
        ("english", "iran/"),
        ("english", ""),
        ("english", "sea/2026/05/cut/"),
        ("persian", "iran/2026/05/english/"),
        ("persian", "iran/2026/05/latin/"),
        ("persian", "iran/"),
        ("persian", ""),
    ],
)
def test_a_line_of_the_interface_runs_as_the_interface_does(windows, site, address):
    direction = {"english": "ltr", "persian": "rtl"}[site]
    for line in lines(windows(site, address), LINES):
        assert line["direction"] == direction, line["text"]
        by_row: dict[int, list[float]] = {}
        for name in line["names"]:
            by_row.setdefault(name["row"], []).append(name["start"])
        for places in by_row.values():
            assert places == sorted(places, reverse=direction == "rtl"), line


def test_the_first_author_stands_beside_the_word_by(windows):
    (line,) = lines(windows("english", "iran/2026/05/persian/"), ".byline")
    assert line["text"] == "By میز دریا, Sea Desk"
    persian, latin = (name["start"] for name in line["names"])
    assert persian < latin


def test_a_count_follows_its_name(windows):
    for site in ("english", "persian"):
        page = windows(site, "tags/")
        for line in lines(page, ".terms .title"):
            name, count = line["names"][0], line["names"][-1]
            after = count["left"] >= name["right"]
            before = count["right"] <= name["left"]
            assert name["lastRow"] < count["row"] or (after if site == "english" else before), line


@pytest.mark.parametrize("address", ["iran/", "page/2/", "tags/port/"])
def test_the_picture_of_a_card_stands_on_the_side_of_its_list(windows, address):
    for site in ("english", "persian"):
        page = windows(site, address if site == "english" else "iran/")
        sides = page.evaluate(
            """[...document.querySelectorAll(".stories .story > img")].map(image =>
              image.getBoundingClientRect().x - image.parentElement.getBoundingClientRect().x > 100)
            """
        )
        assert sides
        assert set(sides) == {site == "english"}, (site, address)


def test_every_name_is_isolated(edge_sites):
    """Also where no style sheet is applied: in a reader's view, in a text browser."""
    for site in (edge_sites["english"], edge_sites["persian"]):
        for path in site.paths():
            if path.endswith(".html"):
                for node in site.html(path).css(
                    ".byline a, .meta .authors a, .meta .tag a, .topics a, .kicker a"
                ):
                    assert node.css("bdi"), (path, node.html)


GAPS = """() => [...document.querySelectorAll(".title")]
  .filter(title => title.textContent.startsWith("OPEC"))
  .map(title => {
    const word = document.createRange(), text = (title.querySelector("a") ?? title).firstChild;
    word.setStart(text, 0);
    word.setEnd(text, 4);
    return title.getBoundingClientRect().right - word.getBoundingClientRect().right;
  })"""


@pytest.mark.parametrize("address", ["", "iran/", "iran/2026/05/sad/"])
def test_a_persian_title_that_begins_with_a_latin_word_begins_on_the_right(windows, address):
    """Its direction is that of its language, not that of its first letter."""
    gaps = windows("persian", address).evaluate(GAPS)
    assert gaps
    assert max(gaps) < 2
