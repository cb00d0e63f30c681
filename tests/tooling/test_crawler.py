"""A crawler that finds nothing proves nothing: each kind of broken link must be found."""

from __future__ import annotations

import pytest

from tests.tooling.crawler import BrokenLink, crawl, survey

WHOLE = {
    "index.html": """
        <!doctype html><link rel=stylesheet href="/repo/style.css?v=1">
        <a href="iran/">Iran</a> <a href="/repo/iran">the same</a> <a href="/repo/about">About</a>
        <a href="iran/#deals">Deals</a> <a href="#top">Up</a> <a href="mailto:a@b.c">Mail</a>
        <img src="a%20b.png" srcset="a%20b.png 1x, /repo/a%20b.png 2x">
        <a href="https://elsewhere.example/">out</a>
        """,
    "iran/index.html": '<h2 id="deals">Deals</h2><a href="../">Home</a><a href="./#deals">x</a>',
    "about.html": "<p>About",
    "404.html": '<a href="/repo/">Home</a><a href="#main">Skip</a><main id=main></main>',
    "style.css": "@import 'print.css'; body { background: url(a%20b.png) }",
    "print.css": "",
    "a b.png": b"",
}


def test_a_whole_site_has_no_broken_link(write_files):
    found = survey(write_files(WHOLE), "/repo/")
    assert found.broken == ()
    assert found.external == ("https://elsewhere.example/",)
    assert found.pages == ("404.html", "about.html", "index.html", "iran/index.html")


def test_the_same_site_is_broken_under_another_base_path(write_files):
    assert {link.why for link in crawl(write_files(WHOLE), "/")} == {"no such file"}
    assert BrokenLink("index.html", "/repo/about", "outside the base path /elsewhere/") in crawl(
        write_files(WHOLE), "/elsewhere/"
    )


NO_FILE = "no such file"
OUTSIDE = "outside the base path /repo/"
RELATIVE = "must be an absolute URL"


@pytest.mark.parametrize(
    ("html", "url", "why"),
    [
        ('<a href="gone/">', "gone/", NO_FILE),
        ('<a href="/about">', "/about", OUTSIDE),
        ('<a href="/repository/about">', "/repository/about", OUTSIDE),
        ('<a href="/repo/repo/">', "/repo/repo/", NO_FILE),
        ('<a href="/repo/../../etc/">', "/repo/../../etc/", OUTSIDE),
        ('<a href="/repo/About">', "/repo/About", NO_FILE),
        ('<a href="/repo/about/">', "/repo/about/", NO_FILE),
        ('<a href="iran/#nowhere">', "iran/#nowhere", "no element with the id 'nowhere'"),
        ('<a href="#nowhere">', "#nowhere", "no element with the id 'nowhere'"),
        ('<img src="gone.png">', "gone.png", NO_FILE),
        ('<img src="a%20b.png" srcset="a%20b.png 1x, gone.png 2x">', "gone.png", NO_FILE),
        ('<source srcset="gone.webp">', "gone.webp", NO_FILE),
        ('<video poster="gone.jpg"></video>', "gone.jpg", NO_FILE),
        ('<link rel="alternate" href="/feed.xml">', "/feed.xml", OUTSIDE),
        ('<meta http-equiv="refresh" content="0; url=/iran/">', "/iran/", OUTSIDE),
        ('<meta property="og:image" content="a%20b.png">', "a%20b.png", RELATIVE),
        ("<style>p { background: url('gone.png') }</style>", "gone.png", NO_FILE),
        ('<p style="background: url(gone.png)">', "gone.png", NO_FILE),
        (
            '<script type="application/ld+json">{"@id": "https://a.example/iran/"}</script>',
            "https://a.example/iran/",
            OUTSIDE,
        ),
        ('<a href="https://a.example/iran/">', "https://a.example/iran/", OUTSIDE),
    ],
)
def test_a_broken_link_of_a_page_is_found(write_files, html, url, why):
    folder = write_files(WHOLE | {"bad.html": html})
    assert crawl(folder, "https://a.example/repo/") == (BrokenLink("bad.html", url, why),)


@pytest.mark.parametrize(
    ("name", "content", "url", "why"),
    [
        ("more.css", "@media print { p { background: url(gone.png) } }", "gone.png", NO_FILE),
        ("more.css", '@import "gone.css";', "gone.css", NO_FILE),
        (
            "sitemap.xml",
            (
                '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
                "<url><loc>https://a.example/iran/</loc></url></urlset>"
            ),
            "https://a.example/iran/",
            OUTSIDE,
        ),
        (
            "feed.xml",
            '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="/feed.xml"/></feed>',
            "/feed.xml",
            RELATIVE,
        ),
        (
            "feed.xml",
            (
                '<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="html">'
                '&lt;img src="a%20b.png"&gt;</content></entry></feed>'
            ),
            "a%20b.png",
            RELATIVE,
        ),
        (
            "robots.txt",
            "User-agent: *\nSitemap: https://a.example/sitemap.xml\n",
            "https://a.example/sitemap.xml",
            OUTSIDE,
        ),
        ("404.html", '<a href="iran/">', "iran/", NO_FILE),
    ],
)
def test_a_broken_link_of_another_file_is_found(write_files, name, content, url, why):
    folder = write_files(WHOLE | {name: content})
    assert crawl(folder, "https://a.example/repo/") == (BrokenLink(name, url, why),)


def test_an_empty_folder_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        crawl(tmp_path)
