"""How pages are laid out: pictures, code, headings, tables, separators, and where one is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.building import article, built
from tests.tooling.browser import serving


@pytest.fixture(scope="module")
def window(edge_sites, screen):
    """Give `go(address, site, **media)`, which opens a page in the window of `screen`."""
    with (
        serving(edge_sites["english"].output, "/edge/") as english,
        serving(edge_sites["persian"].output, "/edge/") as persian,
        serving(edge_sites["briefs"].output, "/edge/") as briefs,
    ):
        roots = {"english": english, "persian": persian, "briefs": briefs}

        def go(address: str, site: str = "english", width: int = 1440, **media):
            page = screen(width, **media)
            page.goto(roots[site] + address)
            return page

        yield go


def style(page, selector: str, *names: str) -> tuple[str, ...]:
    """Give the computed values of the first element that a selector finds."""
    return tuple(
        page.evaluate(
            "([selector, names]) => names.map("
            "name => getComputedStyle(document.querySelector(selector))[name])",
            [selector, names],
        )
    )


def box(page, selector: str) -> Any:
    found = page.locator(selector).first.bounding_box()
    assert found
    return found


@pytest.mark.parametrize(
    ("address", "own_width", "ratio"),
    [("iran/2026/05/words/", 800, 2), ("iran/2026/05/many/", 240, 2 / 3)],
)
@pytest.mark.parametrize("width", [390, 1440])
def test_a_hero_is_never_taller_than_the_window_nor_wider_than_it_is(
    window, address, own_width, ratio, width
):
    picture = box(window(address, width=width), ".hero img")
    assert picture["height"] <= 900 * 0.85 + 1
    assert picture["width"] <= own_width
    assert picture["height"] / picture["width"] == pytest.approx(ratio, rel=0.01)


@pytest.mark.parametrize("width", [390, 1440])
def test_a_caption_begins_where_the_text_does_or_where_the_picture_does(window, width):
    for address in ("iran/2026/05/words/", "iran/2026/05/many/", "sea/2026/05/all/"):
        page = window(address, width=width)
        starts = {round(box(page, name)["x"]) for name in (".body", ".hero img")}
        assert round(box(page, "figcaption")["x"]) in starts, address


@pytest.mark.parametrize("settings", [{}, {"forced_colors": "active"}])
def test_a_transparent_picture_has_a_light_ground_in_the_dark(window, settings):
    page = window("sea/2026/05/all/", color_scheme="dark", **settings)
    for selector in (".hero img", ".body img[src$='.svg']"):
        (colour,) = style(page, selector, "backgroundColor")
        assert min(map(int, colour[4:-1].split(","))) > 200, selector


def test_code_runs_from_left_to_right_in_a_persian_text(window):
    page = window("iran/2026/05/sad/", "persian")
    assert style(page, ".body pre code", "direction", "unicodeBidi") == ("ltr", "isolate")
    place = page.evaluate(
        """() => {
          const word = document.createRange(), pre = document.querySelector(".body pre");
          word.selectNodeContents(document.querySelector(".body pre .k"));
          return word.getBoundingClientRect().left - pre.getBoundingClientRect().left;
        }"""
    )
    assert place < 40


def test_no_heading_is_smaller_than_the_text(window):
    page = window("sea/2026/05/all/")
    size = float(style(page, ".body p", "fontSize")[0][:-2])
    for level in range(2, 7):
        assert float(style(page, f".body h{level}", "fontSize")[0][:-2]) >= size


@pytest.mark.parametrize("width", [390, 1440])
def test_a_wide_table_scrolls_and_keeps_its_rows_low(window, width):
    page = window("sea/2026/05/all/", width=width)
    assert page.evaluate(
        "(t => t.scrollWidth > t.clientWidth + 100)(document.querySelector('.table'))"
    )
    assert box(page, "tbody tr")["height"] < 130
    regions = page.get_by_role("region").all()
    names = [region.get_attribute("aria-label") for region in regions]
    assert len(set(names)) == len(names) == 4
    assert (names[1], names[3]) == ("Port, Depth", "Depth, 6 m")


@pytest.mark.parametrize("width", [320, 390, 820])
def test_no_separator_stands_at_the_end_of_a_line(window, width):
    """Whatever is drawn has something before and behind it in its row."""
    drawn = 0
    for address in ("", "iran/", "iran/2026/05/persian/", "sea/2026/05/all/"):
        for first, separator, then in window(address, width=width).evaluate(
            """[...document.querySelectorAll(".sep")].map(sep => {
              const last = [...sep.previousElementSibling.getClientRects()].pop();
              let next = sep.nextElementSibling;
              if (next?.matches(".bar")) next = next.nextElementSibling;
              const middle = r => r ? (r.top + r.bottom) / 2 : -99;
              return [middle(last), sep.getBoundingClientRect().width,
                      middle(next?.getClientRects()[0])];
            })"""
        ):
            if separator > 0:
                drawn += 1
                assert abs(first - then) < 12, address
    assert drawn > 5


def test_a_line_can_be_copied_with_its_spaces(window):
    page = window("iran/2026/05/persian/")
    copied = " ".join(page.locator(".more-from .meta").first.inner_text().split())
    assert copied == "Sea Desk | port | May 20, 2026"
    assert page.locator(".dateline").inner_text() == "May 16, 2026"
    rail = window("", "briefs").locator(".rail .meta").first.inner_text()
    assert rail == "Sea Coast News May 9, 2026"


def test_where_one_is_shows_in_forced_colours(window):
    page = window("iran/", forced_colors="active")
    lines = page.evaluate(
        """[...document.querySelectorAll(".menu a")].map(a => [
          a.hasAttribute("aria-current"), parseFloat(getComputedStyle(a).borderBottomWidth) > 0])"""
    )
    assert lines == [[True, True], [False, False], [False, False], [False, False]]


def test_the_menu_stays_where_it_is_under_the_pointer(window):
    page = window("")
    before = box(page, ".menu li:last-child a")
    page.hover(".menu li:last-child a")
    assert box(page, ".menu li:last-child a") == before


def test_a_front_page_of_briefs_alone_uses_its_width(window):
    page = window("", "briefs")
    assert len({round(item.bounding_box()["x"]) for item in page.locator(".rail li").all()}) > 1


def test_a_topic_begins_with_a_capital(window):
    heading = window("tags/port/").locator("h1")
    assert (heading.text_content(), heading.inner_text()) == ("port", "Port")


def test_a_dateline_keeps_its_distance_where_there_is_no_byline(window):
    page = window("iran/2026/05/bare/")
    title = box(page, "h1")
    assert box(page, ".dateline")["y"] - title["y"] - title["height"] > 8


def test_on_a_phone_the_foot_is_one_block(window):
    page = window("", width=390)
    starts = {round(box(page, f".colophon {name}")["x"]) for name in ("p", "ul")}
    assert len(starts) == 1


PARTS = (".hero", ".toc", ".series-place", ".corrections", ".origin", ".writers")
TOPS = """() => [...document.querySelectorAll(".article > :not(.margin, .address)")].map(
  part => [part.className, Math.round(part.getBoundingClientRect().top)])"""


@pytest.mark.parametrize("width", [820, 1440])
def test_the_parts_of_an_article_stand_in_their_order(digests, screen, width):
    """In a wide window they share a grid with the margin, whatever parts an article has."""
    site, _ = digests["english"]
    by_parts = {}
    for path in sorted(site.paths()):
        if path.endswith(".html") and (page := site.html(path)).css("article.article"):
            by_parts[tuple(bool(page.css(part)) for part in PARTS)] = path
    assert len(by_parts) > 5
    window = screen(width)
    with serving(site.output, "/digest/") as root:
        for path in by_parts.values():
            window.goto(root + path.removesuffix("index.html"))
            tops = window.evaluate(TOPS)
            assert tops == sorted(tops, key=lambda part: part[1]), path


SITE = {"site.yml": "title: The Digest\nbase_url: https://example.org/\n"}


@pytest.mark.parametrize("language", ["en", "fa", "de", "xx"])
def test_the_lists_of_topics_and_authors_say_what_they_are(write_files, language):
    files = {"site.yml": f"title: The Digest\nlanguage: {language}\n"}
    site = built(write_files(files | {"content/iran/a.md": article("title: A")}))
    said = {
        site.html(f"{name}/index.html").css_first("meta[name=description]").attributes["content"]
        for name in ("tags", "authors")
    }
    assert len(said) == 2
    assert all("The Digest" in text for text in said)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("/a.png", True),
        ("/a.svg", False),
        ("/b.SVG", False),
        ("https://a.example/b.svg?v=1", False),
        ("https://a.example/b.svg#x", False),
        ("https://a.example/svg.jpg", True),
    ],
)
def test_no_svg_is_offered_to_networks(write_files, source, shown):
    svg = "<svg xmlns='http://www.w3.org/2000/svg'/>"
    front = f"title: A\nauthors: [M]\nimage: {{src: '{source}'}}"
    files = {
        "content/iran/a.md": article(front),
        "content/pages/b.md": article(front),
        "content/authors/m.md": article(f"name: M\navatar: {{src: '{source}'}}", ""),
        "static/a.svg": svg,
        "static/b.SVG": svg,
        "static/a.png": b"\x89PNG\r\n\x1a\n",
    }
    site = built(write_files(SITE | files))
    for path in ("iran/a/index.html", "b/index.html", "authors/m/index.html"):
        page = site.html(path)
        assert bool(page.css("meta[property='og:image']")) == shown, path
        cards = [node.attributes["content"] for node in page.css("meta[name='twitter:card']")]
        assert cards.count("summary_large_image") == (shown and path.startswith("iran"))
