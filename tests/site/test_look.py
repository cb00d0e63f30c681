"""What readers see of the demo and of `edges.SITES`: in every width, colour scheme and script.

The default tier looks at a page of each kind; `--slow` looks at all pages in all widths and
schemes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from threading import Event
from typing import Any

import pytest
import tinycss2

from sitegen.planning.kinds import KINDS as KINDS_OF_PAGES
from sitegen.planning.kinds.redirect import RedirectPage
from tests.building import Built
from tests.tooling.browser import serving, shifts_when_pictures_come
from tests.tooling.validate import axe

from .edges import SITES
from .kinds import DIGESTS

WIDTHS = (320, 390, 1440)
SCHEMES = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}
KINDS = {
    "english": [
        "",
        "page/2/",
        "iran/",
        "tags/",
        "authors/sea/",
        "about/",
        "lost/",
        "iran/2026/05/words/",
        "iran/2026/05/many/",
        "iran/2026/05/bare/",
        "iran/2026/05/persian/",
        "sea/2026/05/all/",
        "sea/2026/05/cut/",
        "sea/2026/05/draft/",
        "sea/2026/05/embeds/",
    ],
    "persian": [
        "",
        "iran/",
        "tags/",
        "iran/2026/05/sad/",
        "iran/2026/05/english/",
        "sea/2026/05/embeds/",
    ],
    "briefs": ["", "sea/"],
    "lone": [""],
}


def all_pages(site: Built) -> list[str]:
    """List the addresses of a site's HTML pages for readers."""
    return sorted(
        path.removesuffix("index.html")
        for path in site.paths()
        if path.endswith(".html") and not site.html(path).css('meta[http-equiv="refresh"]')
    )


def wrong(page, address: str, width: int, with_axe: bool = True) -> dict[str, object]:
    """Return what is wrong with a page in a window of this width: nothing, for a good page."""
    found: dict[str, object] = {}
    if with_axe and (violations := axe(page)):
        found[f"{address} {width} axe"] = violations
    if (scrolls := page.evaluate("document.documentElement.scrollWidth")) > width:
        found[f"{address} {width} is wide"] = scrolls
    return found


@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [(name, *window) for name in SITES for window in zip(SCHEMES, WIDTHS, strict=True)],
)
def test_a_page_of_each_kind_is_accessible_and_fits_its_window(
    edge_sites, screen, name, scheme, width, slow
):
    """Each page fits in every window; axe looks at it in one of them, and with `--slow` in all."""
    found: dict[str, object] = {}
    page = screen(width, **SCHEMES[scheme])
    with serving(edge_sites[name].output, "/edge/") as root:
        for turn, address in enumerate(KINDS[name]):
            with_axe = slow or WIDTHS[turn % len(WIDTHS)] == width
            page.goto(root + address)
            found |= wrong(page, address, width, with_axe)
    assert found == {}


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("scheme", "width"), list(product(SCHEMES, WIDTHS)))
def test_every_page_is_accessible_and_fits_its_window(demo, edge_sites, screen, scheme, width):
    sites = [(demo, "/caspian-base/"), *((site, "/edge/") for site in edge_sites.values())]
    found: dict[str, object] = {}
    page = screen(width, **SCHEMES[scheme])
    for site, base in sites:
        with serving(site.output, base) as root:
            for address in all_pages(site):
                page.goto(root + address)
                found |= wrong(page, address, width)
    assert found == {}


def _windows() -> list[tuple[str, str, int]]:
    return [(name, scheme, width) for name in DIGESTS for scheme in SCHEMES for width in WIDTHS]


def test_a_page_of_every_kind_is_accessible_and_fits_its_window(digests, screen, slow):
    """Each kind in one of all windows, the next kind in the next one; `--slow` opens them all."""
    found: dict[str, object] = {}
    for number, (name, scheme, width) in enumerate(_windows()):
        site, kinds = digests[name]
        page = screen(width, **SCHEMES[scheme])
        with serving(site.output, "/digest/") as root:
            for turn, path in enumerate(kinds.values()):
                if slow or turn % len(_windows()) == number:
                    page.goto(root + path.removesuffix("index.html"))
                    found |= wrong(page, f"{name} {scheme} {path}", width)
    assert found == {}


def test_both_digests_have_pages_of_every_kind(digests):
    templates = {
        page.template.removesuffix(".html")
        for kind in KINDS_OF_PAGES
        for page in kind.pages
        if page.template.endswith(".html") and page is not RedirectPage
    }
    for _, kinds in digests.values():
        missing = {name for name in templates if not any(k.startswith(name) for k in kinds)}
        assert missing == set()


@pytest.mark.parametrize("size", [(390, 844), (1440, 6000)], ids=["phone", "desk"])
def test_nothing_moves_when_pictures_come_late(demo, edge_sites, screen, size):
    """On a window of 6,000 pixels' height every shift is in sight, and counts."""
    page = screen(*size)
    article = next(
        path.removesuffix("index.html")
        for path in sorted(demo.paths())
        if path.endswith("/index.html") and demo.html(path).css("figure.hero")
    )
    kinds = {
        "demo": (demo, "/caspian-base/", ["", article, "iran/", "tags/", "authors/", "about/"]),
        "english": (edge_sites["english"], "/edge/", KINDS["english"]),
        "persian": (edge_sites["persian"], "/edge/", KINDS["persian"]),
    }
    pictures = Event()
    found = {}
    for name, (site, base, addresses) in kinds.items():
        with serving(site.output, base, pictures=pictures) as root:
            for address in addresses:
                if shifts := shifts_when_pictures_come(page, root + address, pictures):
                    found[f"{name}/{address}"] = shifts
    assert found == {}


LISTS = ("index-tag", "index-author", "follow", "archive", "editions-week")
PLACES = """() => [...document.querySelectorAll("main li")].map(item => {
  const {x, y, width} = item.getBoundingClientRect();
  return [x, y, width];
})"""


def test_what_stands_in_a_list_stays_when_the_rest_of_the_page_comes(digests, screen):
    """The first half of a page is laid out as it is in the whole page."""
    site, kinds = digests["english"]
    page = screen(1440, 6000)
    with serving(site.output, "/digest/") as root:
        for kind in LISTS:
            address = root + kinds[kind].removesuffix("index.html")
            page.goto(address)
            whole = page.evaluate(PLACES)
            text = site.text(kinds[kind])
            middle = (text.index("<main") + text.index("</main>")) // 2
            half = text[: text.index("</li>", middle)]
            page.route(address, answering(half))
            page.goto(address)
            places = page.evaluate(PLACES)
            page.unroute(address)
            assert len(whole) > len(places) > 2, kind
            # The last one is not whole, and makes its row as high as it is.
            assert places[:-1] == whole[: len(places) - 1], kind


def answering(body: str) -> Callable[[Any], None]:
    """Return a handler of requests that answers with this page.

    It has one parameter, as the oldest Playwright that we allow counts them, even those that
    `functools.partial` has filled.
    """

    def answer(route) -> None:
        route.fulfill(body=body, content_type="text/html; charset=utf-8")

    return answer


def test_an_article_is_at_most_60_kilobytes_without_its_pictures(digests):
    for site, _ in digests.values():
        style = len(site.text("style.css").encode())
        sizes = {
            path: style + len(site.text(path).encode())
            for path in site.paths()
            if path.endswith(".html") and site.html(path).css("article.article")
        }
        assert len(sizes) > 15
        assert max(sizes.values()) <= 60 * 1024, max(sizes, key=lambda path: sizes[path])


def test_the_style_sheet_names_nothing_that_is_on_no_page(digests, edge_sites):
    """A stray name in a selector does no harm but to the next who reads it, or it hides a slip."""
    english, _ = digests["english"]
    pages = [
        site.html(path)
        for site in (*(site for site, _ in digests.values()), *edge_sites.values())
        for path in site.paths()
        if path.endswith(".html")
    ]
    tags = {node.tag for page in pages for node in page.css("*")}
    classes = {
        name
        for page in pages
        for node in page.css("[class]")
        for name in (node.attributes["class"] or "").split()
    }
    named_tags, named_classes = names_in(english.text("style.css"))
    pygments = re.compile(r"[a-z][a-z0-9]?\Z")
    # A `picture` is only where a site has `pictures.sizes`; tests/pictures looks at that.
    assert named_tags - tags <= {"sup", "dt", "dd", "picture"}
    unused = {name for name in named_classes - classes if not pygments.match(name)}
    # An edition compares its topics while its week goes on, or where an editor's file says so;
    # a site in several languages has a switch.
    assert unused <= {"before", "switch"}


def names_in(css: str) -> tuple[set[str], set[str]]:
    """Return the elements and the classes that the selectors of a style sheet name."""
    tags: set[str] = set()
    classes: set[str] = set()
    pending = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    while pending:
        rule = pending.pop()
        if rule.type == "at-rule" and rule.content:
            pending += tinycss2.parse_rule_list(
                rule.content, skip_comments=True, skip_whitespace=True
            )
        elif rule.type == "qualified-rule":
            _collect(rule.prelude, tags, classes)
    return tags, classes


def _collect(tokens, tags: set[str], classes: set[str]) -> None:
    before = ""
    for token in tokens:
        if token.type == "function" and token.lower_name in ("is", "not", "where", "has"):
            _collect(token.arguments, tags, classes)
        elif token.type == "ident" and before == ".":
            classes.add(token.value)
        elif token.type == "ident" and before != ":":
            tags.add(token.value)
        before = token.value if token.type == "literal" else ""
