"""Articles on paper: nothing is cut off, the first page has text, and addresses are written out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tooling.browser import serving

A4 = {"width": 718, "height": 1046}
"""A4 in CSS pixels, less margins of 1 cm."""


@pytest.fixture(scope="module")
def paper(edge_sites, browser):
    """Give `go(address)`, which opens a page of the English site as it is printed."""
    page = browser.new_page(viewport=A4)
    page.emulate_media(media="print", color_scheme="dark")
    with serving(edge_sites["english"].output, "/edge/") as root:

        def go(address: str):
            page.goto(root + address)
            return page

        yield go
    page.close()


def box(page, selector: str) -> Any:
    found = page.locator(selector).first.bounding_box()
    assert found, f"{selector} is not printed"
    return found


def shown_after(page, selector: str) -> Any:
    """Give what the style sheet writes behind elements, with its variables filled in."""
    return page.evaluate(
        """selector => [...document.querySelectorAll(selector)].map(
          element => getComputedStyle(element, "::after").content)""",
        selector,
    )


def test_a_wide_table_is_printed_whole(paper):
    page = paper("sea/2026/05/all/")
    assert page.evaluate(
        """[...document.querySelectorAll(".table")].every(box => {
          const cells = [...box.querySelectorAll("th, td")].map(c => c.getBoundingClientRect());
          return cells.every(cell => cell.left >= 0 && cell.right <= innerWidth);
        })"""
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= A4["width"]


@pytest.mark.parametrize("address", ["iran/2026/05/words/", "about/"])
def test_a_tall_picture_leaves_room_for_text_on_the_first_page(paper, address):
    page = paper(address)
    picture = box(page, ".hero img")
    assert picture["height"] <= A4["height"] * 0.45
    assert box(page, ".body p")["y"] < A4["height"] * 0.95


def test_what_leads_on_is_not_printed_and_where_it_stands_is(paper):
    page = paper("sea/2026/05/cut/")
    for selector in (".more-from", ".related", ".menu", ".colophon ul", ".skip"):
        assert not page.locator(selector).first.is_visible(), selector
    assert page.locator(".address").inner_text() == "https://example.org/edge/sea/2026/05/cut/"
    assert shown_after(page, ".continue a") == ['" (https://example.org/cut)"']


def test_links_say_where_they_lead(paper):
    page = paper("sea/2026/05/all/")
    written = shown_after(page, ".body p > a")
    text = "".join(written).replace('" "', "")
    assert "(https://example.org/path/" in text
    assert "https://example.org" in text
    assert "/edge/iran/2026/05/short/" in text
    assert "mailto:desk@example.org" in text
    assert shown_after(page, ".footnote-ref a") == ["none"]


def test_it_is_printed_on_white(paper):
    page = paper("sea/2026/05/all/")
    ink = page.evaluate("getComputedStyle(document.body).color")
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (ink, ground) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")


def test_a_short_article_takes_one_sheet(paper):
    """Printed by Chromium itself: nothing that is hidden leaves an empty sheet behind."""
    assert paper("iran/2026/05/bare/").pdf(format="A4").count(b"/Type /Page\n") == 1
    assert paper("sea/2026/05/all/").pdf(format="A4").count(b"/Type /Page\n") > 1
