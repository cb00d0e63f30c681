"""The demo digest as its readers meet it: whole, valid, accessible, wherever it is published."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

import pytest

from tests.tooling.browser import serving
from tests.tooling.crawler import crawl, survey
from tests.tooling.validate import axe

from .conftest import BASES, HOST

PAGES = {
    "front page": "",
    "article": "{article}",
    "Persian article": "{persian}",
    "section": "{section}",
    "tag": "{tag}",
    "tags": "tags/",
    "author": "{author}",
    "page": "about/",
    "lost": "no/such/page/",
}


def first_link(html, selector):
    return html.css_first(selector).attributes["href"]


@pytest.fixture(scope="session")
def addresses(demo):
    """Give the path below the base of one page of each kind."""
    front = demo.html("index.html")
    article = next(
        path
        for path in sorted(demo.paths())
        if path.endswith("/index.html") and demo.html(path).css("article.article figure.hero")
    )
    persian = next(
        path
        for path in sorted(demo.paths())
        if path.endswith("/index.html") and demo.html(path).css('article[dir="rtl"]')
    )
    page = demo.html(article)
    base = "/caspian-base/"
    found = {
        "article": article.removesuffix("index.html"),
        "persian": persian.removesuffix("index.html"),
        "section": first_link(front, "nav.menu a[href]").removeprefix(base),
        "tag": first_link(page, 'a[rel="tag"]').removeprefix(base),
        "author": first_link(page, 'a[rel="author"]').removeprefix(base),
    }
    return {kind: address.format(**found) for kind, address in PAGES.items()}


@pytest.mark.parametrize("base", BASES)
def test_no_link_is_broken(demos, base):
    assert crawl(demos[base].output, HOST + base) == ()


def test_the_base_path_changes_links_and_nothing_else(demos):
    root, below = (demos[base].contents() for base in BASES)
    assert root.keys() == below.keys()
    for path, data in below.items():
        assert data.replace(b"/caspian-base/", b"/") == root[path], path


def test_it_is_a_digest_worth_having(demo):
    html = [demo.html(path) for path in demo.paths() if path.endswith("/index.html")]
    articles = [page for page in html if page.css("article.article .dateline time")]
    feed = demo.feed("feed.xml")
    assert len(articles) >= 20
    assert len(feed.entries) == 20
    assert len([path for path in demo.paths() if re.fullmatch(r"[a-z-]+/feed\.xml", path)]) >= 6
    assert [page for page in articles if page.css('article[dir="rtl"] [lang="fa"]')]
    assert [page for page in articles if page.css("aside.more-from li")]
    assert len([page for page in articles if page.css(".languages a[hreflang]")]) == 2
    assert [page for page in html if page.css('.stories .title a[rel~="external"]')]


def test_nothing_comes_from_another_host_and_no_script_runs(demo):
    for path in sorted(demo.paths()):
        if not path.endswith(".html"):
            continue
        html = demo.html(path)
        for node in html.css("script, iframe, object, embed"):
            assert node.attributes.get("type") == "application/ld+json", path
        for node in html.css("img[src], link[rel=stylesheet], link[rel=icon], source, video"):
            address = node.attributes.get("src") or node.attributes.get("href") or ""
            assert not urlsplit(address).netloc, (path, address)
    css = demo.text("style.css")
    assert "http" not in re.sub(r"/\*.*?\*/", "", css, flags=re.S)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(demo, addresses, screen, scheme):
    found = {}
    with serving(demo.output, "/caspian-base/") as root:
        page = screen(390, color_scheme=scheme)
        for kind, address in addresses.items():
            page.goto(root + address)
            violations = axe(page)
            if violations:
                found[kind] = violations
    assert found == {}


def test_axe_finds_nothing_in_a_persian_site(every_kind, screen):
    found = {}
    with serving(every_kind.output, "/repo/") as root:
        page = screen(1280)
        for address in ("", "iran/2026/05/markdown/", "tags/trade/", "authors/", "gone/"):
            page.goto(root + address)
            assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
            if violations := axe(page):
                found[address] = violations
    assert found == {}


@pytest.mark.parametrize("width", [320, 820, 1440])
def test_no_page_is_wider_than_its_screen(demo, addresses, screen, width):
    with serving(demo.output, "/caspian-base/") as root:
        page = screen(width)
        for kind, address in addresses.items():
            page.goto(root + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, kind


def test_every_feed_is_whole(demo):
    feeds = [path for path in sorted(demo.paths()) if path.endswith("feed.xml")]
    assert len(feeds) > 20
    for path in feeds:
        feed = demo.feed(path)
        address = f"{HOST}/caspian-base/{quote(path)}"
        links = {link.rel: link.href for link in feed.feed.links}
        assert links["self"] == address
        assert links["alternate"] == address.removesuffix("feed.xml")
        ids = [entry.id for entry in feed.entries]
        assert len(ids) == len(set(ids)) <= 20
        moments = [entry.published_parsed for entry in feed.entries if "published" in entry]
        assert moments == sorted(moments, reverse=True)


def test_the_sitemap_holds_every_page_for_readers(demo):
    listed = set(re.findall("<loc>(.*?)</loc>", demo.text("sitemap.xml")))
    pages = {
        f"{HOST}/caspian-base/{quote(path.removesuffix('index.html'))}"
        for path in demo.paths()
        if path.endswith("index.html")
        and "/page/" not in f"/{path}"
        and not demo.html(path).css('meta[http-equiv="refresh"]')
    }
    assert listed == pages
    assert f"Sitemap: {HOST}/caspian-base/sitemap.xml" in demo.text("robots.txt")


def test_the_crawl_saw_the_whole_site(demo):
    seen = survey(demo.output, HOST + "/caspian-base/")
    assert set(seen.pages) == {path for path in demo.paths() if path.endswith(".html")}
