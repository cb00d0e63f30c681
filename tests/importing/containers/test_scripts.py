"""No script of a feed or an export runs on the site that imports it, in a real browser."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

import pytest

from tests.conftest import RunSitegen, WriteFiles
from tests.importing.html.test_scripts import PAYLOADS
from tests.tooling.browser import ServeFolder

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TEXT = "<p>The ferry crew waited on the pier, and {0} was all that the crew said.</p>" * 3


def rss(payloads: list[str]) -> str:
    """Put each payload into every place of an item of a feed: as text, as HTML, as an address."""
    items = "".join(
        f"""<item><title>Ferry {number} {escape(one)}</title><link>{escape(one)}</link>
        <guid>https://h.example/{number}</guid><dc:creator>Jane {number} {escape(one)}</dc:creator>
        <category>ferries {number} {escape(one)}</category><description>{escape(one)}</description>
        <pubDate>Sat, 04 May 2024 10:0{number % 10}:00 GMT</pubDate>
        <enclosure type="image/png" url="{escape(one)}"/>
        <content:encoded>{escape(TEXT.format(one) + f'<a href="{one}">a</a><img src="{one}">')}
        </content:encoded></item>"""
        for number, one in enumerate(payloads)
    )
    return f"""<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
    <title>Harbour {escape(payloads[0])}</title>{items}</channel></rss>"""


def json_feed(payloads: list[str]) -> str:
    """Put each payload into every place of an item of a JSON feed."""
    items = [
        {
            "id": f"https://h.example/json/{number}",
            "url": one,
            "title": f"Crew {number} {one}",
            "summary": one,
            "image": one,
            "tags": [f"crews {number} {one}"],
            "authors": [{"name": f"June {number} {one}", "url": one}],
            "date_published": "2024-05-05T10:00:00Z",
            "content_html": TEXT.format(one),
        }
        for number, one in enumerate(payloads)
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": payloads[1], "items": items}
    return json.dumps(feed)


@pytest.mark.timeout(300)
def test_no_script_of_a_feed_runs(
    write_files: WriteFiles, sitegen: RunSitegen, browser: Browser, static_server: ServeFolder
):
    files = {"feed.xml": rss(PAYLOADS), "feed.json": json_feed(PAYLOADS)}
    site = write_files({"site.yml": "title: Harbour\nbase_url: https://h.example/\n", **files})
    run = sitegen("import", "--section", "Ports", *files)
    assert run.returncode == 0, run.stderr
    built = sitegen("build")
    assert built.returncode == 0, built.stderr
    public = site / "public"
    addresses = [path.relative_to(public).as_posix() for path in public.rglob("*.html")]
    articles = [address for address in addresses if address.startswith("ports/2024/")]
    assert len(articles) == 2 * len(PAYLOADS)
    root = static_server(public)
    opened = browser.new_page()
    opened.add_init_script("window.ran = 0; window.pwned = () => { window.ran += 1 }")
    for address in addresses:
        opened.goto(root + address, wait_until="load")
        assert opened.evaluate("window.ran") == 0, address
        schemes = opened.evaluate("[...document.querySelectorAll('a[href], img[src]')]"
                                  ".map(one => new URL(one.href || one.src).protocol)")  # fmt: skip
        assert set(schemes) <= {"http:", "https:", "mailto:"}, address
    opened.close()
