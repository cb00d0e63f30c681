"""A feed that is opened in a browser explains itself."""

from __future__ import annotations

import pytest

from tests.building import article, built


@pytest.mark.parametrize("name", ["feed.xml", "rss.xml"])
def test_a_feed_in_a_browser_explains_itself(write_files, browser, static_server, name):
    files = {
        "site.yml": "title: Digest\nbase_url: https://example.org/\n",
        "content/iran/a.md": article("title: A\ndate: 2026-05-04"),
    }
    site = built(write_files(files))
    page = browser.new_page()
    address = static_server(site.output).rstrip("/")
    page.goto(f"{address}/{name}")
    said = "getComputedStyle(document.documentElement, '::before').content"
    assert "copy the address of this page into a feed reader" in page.evaluate(said)
    shown = "getComputedStyle(document.querySelector('entry > title, item > title')).display"
    assert page.evaluate(shown) == "block"
    page.close()
