"""URLs and output paths: permalinks, quoting, pages of lists."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.formats.names import slugify
from sitegen.planning.assets import resolve
from sitegen.planning.links import output_at
from sitegen.planning.urls import nfc, output_path, page_url, permalink, quoted


@pytest.mark.parametrize(
    ("pattern", "day", "url"),
    [
        ("/{section}/{year}/{month}/{slug}/", "2014-04-11", "/iran/2014/04/ties/"),
        ("/{section}/{year}/{month}/{slug}/", None, "/iran/ties/"),
        ("/{date}/{slug}/", "2014-04-11", "/2014-04-11/ties/"),
        ("/{year}{month}{day}-{slug}/", "2014-04-11", "/20140411-ties/"),
        ("/{year}{month}{day}-{slug}/", None, "/ties/"),
        ("/a/{slug}/b/", None, "/a/ties/b/"),
    ],
)
def test_a_permalink(pattern, day, url):
    assert permalink(pattern, "iran", "ties", day) == url


@pytest.mark.parametrize(
    ("url", "path"),
    [("/", "index.html"), ("/iran/", "iran/index.html"), ("/a.html", "a.html"), ("/a/b", "a/b")],
)
def test_an_output_path(url, path):
    assert output_path(url) == path


def test_pages_of_a_list():
    assert [page_url("/iran/", number) for number in (1, 2, 10)] == [
        "/iran/",
        "/iran/page/2/",
        "/iran/page/10/",
    ]


@given(st.text(st.characters(codec="utf-8")))
def test_a_quoted_path_is_ascii_and_comes_back(path):
    url = quoted(path)
    assert url.isascii()
    assert not set(url) & set(' "<>#?\n')
    assert unquote(url) == path


@pytest.mark.parametrize(
    ("path", "href", "found"),
    [
        ("iran/a.md", "b.md", "iran/b.md"),
        ("iran/a.md", "../sea/b.md", "sea/b.md"),
        ("iran/x/index.md", "p.png", "iran/x/p.png"),
        ("iran/a.md", "./b%20c.md", "iran/b c.md"),
        ("iran/a.md", "x/../b.md", "iran/b.md"),
        ("iran/a.md", "../../b.md", None),
        ("iran/a.md", "../..", None),
        ("iran/a.md", "%2e%2e/%2e%2e/etc/passwd", None),
        ("iran/a.md", "/etc/passwd", None),
        ("a.md", "..", None),
    ],
)
def test_a_relative_link_stays_in_the_content_folder(path, href, found):
    assert resolve(path, href) == found


@given(st.text("./%2eE\\a\x00 ", max_size=20))
def test_no_link_leaves_the_content_folder(href):
    found = resolve("iran/a.md", href)
    assert found is None or (not found.startswith("/") and ".." not in found.split("/"))


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("/", "index.html"),
        ("/iran/", "iran/index.html"),
        ("/iran", "iran/index.html"),
        ("/a.txt", "a.txt"),
        ("/%D8%A7/", "ا/index.html"),
        ("/a.txt/", None),
        ("/Iran/", None),
        ("/gone/", None),
        ("/../iran/", None),
        ("/iran//", None),
    ],
)
def test_what_a_host_would_answer(url, found):
    outputs = dict.fromkeys(("index.html", "iran/index.html", "a.txt", "ا/index.html"))
    assert output_at(url, outputs) == found


@given(st.text(st.characters(codec="utf-8"), max_size=30), st.sampled_from(["ascii", "unicode"]))
def test_a_slug_is_safe_in_urls_and_file_names(text, style):
    slug = slugify(text, style)
    assert not set(slug) & set("/\\.:?#%&\"'<>| \n\t\x00")
    assert slug == slug.strip("-")
    assert slug == slugify(slug, style)
    assert slugify(nfc(text), style) == slug
    if style == "ascii" and slug.isascii():
        assert all(c.isdigit() or "a" <= c <= "z" or c == "-" for c in slug)
