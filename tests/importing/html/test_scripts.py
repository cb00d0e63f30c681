"""No script of a page runs on the site that imports it: imported, built, opened in a browser."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING

import pytest

from tests.conftest import RunSitegen, WriteFiles
from tests.importing.html.pages import paragraphs
from tests.tooling.browser import ServeFolder

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAYLOADS = [
    "<script>pwned()</script>",
    "<img src=x onerror=pwned()>",
    '"><svg onload=pwned()>',
    "' autofocus onfocus=pwned() x='",
    "javascript:pwned()",
    "data:text/html,<script>pwned()</script>",
    "</script><script>pwned()</script>",
    "</title></style><script>pwned()</script>",
    "{{ 7*7 }}{% raw %}<script>pwned()</script>",
    "[x](javascript:pwned()) ![x](javascript:pwned()) <javascript:pwned()>",
    '`"><script>pwned()</script>`',
    "&lt;script&gt;pwned()&lt;/script&gt;",
]


def page_with(payload: str, number: int) -> str:
    """Put one payload into every place that a page has for a text or an address."""
    text = html.escape(payload)
    ld = {
        "@type": "NewsArticle",
        "headline": f"Ferry {number} {payload}",
        "description": payload * 3,
        "author": [{"name": f"Jane Alden {number}{payload}"}],
        "datePublished": f"2024-05-{number + 1:02}",
        "keywords": [f"topic {number}{payload}", "ferries"],
        "image": {"url": payload, "caption": payload, "creditText": payload},
        "publisher": {"name": f"Weekly {payload}"},
        "inLanguage": payload,
    }
    inside = f"""
    <h2>{text}</h2>{payload}<p>The crew said {text} and {payload} on the pier all day long.</p>
    <ul><li>{text}</li><li><a href="{text}">a link of the crew</a></li></ul>
    <blockquote><p>{text}</p></blockquote><pre><code class="language-{text}">{text}</code></pre>
    <table><tr><th>{text}</th><th>b</th></tr><tr><td>{text}</td><td>{payload}</td></tr></table>
    <figure><img src="{text}" alt="{text}"><figcaption>{text}</figcaption></figure>
    <figure><img src="/a-pier.png" alt="{text}" onerror="pwned()">
    <figcaption>The pier {text} (Photo: {text})</figcaption></figure>
    <iframe srcdoc="<script>pwned()</script>"></iframe><a href="javascript:pwned()">a crew</a>
    """
    script = json.dumps(ld).replace("</", "<\\/")
    return f"""<!doctype html><html lang="{text}"><head><meta charset="utf-8">
    <title>Ferry {number} {text}</title><link rel="canonical" href="{text}">
    <meta property="og:title" content="Ferry {number} {text}">
    <script type="application/ld+json">{script}</script></head>
    <body onload="pwned()"><main><h1>Ferry {number} {text}</h1><p class="standfirst">The dek says
    {text} of the ferry</p><p class="byline">By Jane Alden</p>{paragraphs(inside)}
    <div class="tags"><a href="{text}">{text}</a></div></main></body></html>"""


@pytest.mark.timeout(300)
def test_no_script_of_a_page_runs(
    write_files: WriteFiles,
    sitegen: RunSitegen,
    browser: Browser,
    static_server: ServeFolder,
):
    files = {f"page-{n}.html": page_with(one, n) for n, one in enumerate(PAYLOADS)}
    site = write_files({"site.yml": "title: Harbour\nbase_url: https://h.example/\n", **files})
    run = sitegen("import", "--section", "Ports", *files)
    assert run.returncode == 0, run.stderr
    built = sitegen("build")
    assert built.returncode == 0, built.stderr
    public = site / "public"
    addresses = [path.relative_to(public).as_posix() for path in public.rglob("*.html")]
    assert sum(address.startswith("ports/2024/") for address in addresses) == len(PAYLOADS)
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
