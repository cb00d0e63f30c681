"""Content is untrusted: text stays text, links are checked, no path leaves its folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.building import article, built, problems_of
from tests.site.evil import EVIL, yaml

SITE = {"site.yml": "title: Digest\nbase_url: https://example.org/repo/\n"}


@pytest.fixture
def site(evil_site):
    return evil_site


def assert_harmless(html: LexborHTMLParser, where: str) -> None:
    assert not html.css("#pwned, i, [onerror]"), where
    for node in html.css("*"):
        for name, value in node.attributes.items():
            assert not name.startswith("on"), (where, node.html)
            assert not (value or "").lstrip().lower().startswith("javascript:"), (where, node.html)
        if node.tag == "script":
            assert node.attributes["type"] == "application/ld+json", where
            json.loads(node.text())
    assert "49" not in (html.body.text() if html.body else ""), where


def test_text_that_looks_like_code_is_text_on_every_page(site):
    pages = [path for path in site.paths() if path.endswith(".html")]
    assert len(pages) > 8
    for path in pages:
        assert_harmless(site.html(path), path)


def test_a_page_shows_each_text_as_it_was_written(site):
    page = site.html(next(p for p in site.paths() if p.endswith("/2024/05/evil/index.html")))
    shown = {
        ".head h1": "T ",
        ".head .dek": "S ",
        ".byline a": "Au ",
        ".topics a": "Ta ",
        ".kicker a:last-of-type": "Se ",
        "figcaption .caption": "Ca ",
        "figcaption .credit": "Cr ",
        "title": "T ",
        "nav.menu a": "Me ",
    }
    for selector, prefix in shown.items():
        assert (prefix + EVIL) in page.css_first(selector).text(), selector
    assert page.css_first(".hero img").attributes["alt"] == "Al " + EVIL
    assert page.css_first('meta[name="description"]').attributes["content"] == "S " + EVIL
    data = json.loads(page.css_first('script[type="application/ld+json"]').text())["@graph"][0]
    assert data["headline"] == "T " + EVIL
    assert [author["name"] for author in data["author"]] == ["Au " + EVIL]
    assert "C " + EVIL in page.css_first("pre code").text()
    assert "{{ 7*7 }}{% for x in y %}" in page.css_first(".body p").text()


def test_text_that_looks_like_code_is_text_in_feeds(site):
    for path in site.paths():
        if not path.endswith("feed.xml"):
            continue
        feed = site.feed(path)
        assert feed.entries, path
        for entry in feed.entries:
            for content in entry.get("content", ()):
                assert_harmless(LexborHTMLParser(content.value), path)
    titles = {entry.title_detail.value for entry in site.feed("feed.xml").entries}
    assert any("{{ 7*7 }}" in title for title in titles)


SCRIPTS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#x3a;alert(1)",
    "%6Aavascript:alert(1)",
    "\x01javascript:alert(1)",
    " javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,PHN2Zy8+",
    "file:///etc/passwd",
    "blob:https://example.org/x",
    "jar:https://example.org/x!/",
]


@pytest.mark.parametrize("url", SCRIPTS)
def test_a_link_that_would_run_something_is_none(write_files, url):
    forms = f"[a]({url}) [b](<{url}>) [c][r] ![d]({url}) <{url}>\n\n[r]: <{url}>\n"
    root = write_files(SITE | {"content/iran/a.md": article("title: A", forms)})
    if "\x01" in url:  # A control character is a problem of its own.
        found = {p.code for p in problems_of(root) if p.severity == "error"}
        assert found == {"text.control-character"}
        return
    page = built(root).html("iran/a/index.html")
    assert_harmless(page, url)
    for node in page.css(".body a, .body img"):
        address = (node.attributes.get("href") or node.attributes.get("src") or "").lower()
        assert address.startswith(("https://", "/repo/", "#")), node.html


@pytest.mark.parametrize(
    ("scheme", "kept"),
    [("https://a.example/", True), ("mailto:a@b.example", True), ("tel:+994", True)],
)
def test_links_of_other_kinds_are_kept(write_files, scheme, kept):
    root = write_files(SITE | {"content/iran/a.md": article("title: A", f"[a]({scheme})\n")})
    link = built(root).html("iran/a/index.html").css_first(".body a")
    assert link.attributes["href"] == scheme
    assert "noopener" in link.attributes["rel"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " https://a.example", "data:,x", "//a", "a.html", "https://a b/"]
)
def test_the_source_must_be_a_web_page(write_files, url):
    front = f"title: A\nsource: {{name: N, url: {yaml(url)}}}"
    root = write_files(SITE | {"content/iran/a.md": article(front)})
    assert [p.code for p in problems_of(root)] == ["content.source-url"]


@pytest.mark.parametrize(
    "front",
    [
        "slug: ../../../escape",
        "slug: /etc/escape",
        "slug: '..\\..\\escape'",
        "section: ../../escape",
        "section: /escape",
        "tags: [../../escape]",
        "authors: ['../../../escape']",
    ],
)
def test_a_name_with_dots_and_slashes_stays_in_the_output(write_files, front):
    root = write_files(
        {f"site/{name}": text for name, text in SITE.items()}
        | {"site/content/iran/a.md": article(f"title: A\n{front}"), "keep": "kept"}
    )
    before = everything(root)
    site = built(root / "site")
    assert {p for p in everything(root) if not p.startswith("site/public/")} == before
    assert [path for path in site.paths() if "escape" in path]
    assert not [path for path in site.paths() if ".." in path or "\\" in path]


@pytest.mark.parametrize(
    "front",
    [
        "aliases: [/../escape/]",
        "aliases: [/..%2f..%2fescape/]",
        "aliases: ['/a/../../escape/']",
        "aliases: ['/a\\..\\..\\escape/']",
        "aliases: ['//escape.example/x/']",
        "aliases: ['/a?b=c']",
        "image: {src: ../../../../../../etc/passwd}",
        "image: {src: /../../../../etc/passwd}",
        "image: {src: file:///etc/passwd}",
        "related: [../../../../etc/passwd]",
    ],
)
def test_a_path_that_leads_out_is_refused(write_files, front):
    root = write_files(SITE | {"content/iran/a.md": article(f"title: A\n{front}")})
    before = everything(root)
    (problem,) = problems_of(root)
    assert (problem.path, problem.line) == ("content/iran/a.md", 3)
    assert everything(root) == before


def everything(root: Path) -> set[str]:
    """List the files below a folder, but for the cache."""
    files = (f.relative_to(root).as_posix() for f in root.rglob("*") if f.is_file())
    return {path for path in files if ".sitegen/" not in path}


def test_raw_html_is_text(write_files):
    body = (
        "<div class='x'>A</div>\n\n<b>B</b> <!-- note --> <a href='x'>l</a>\n\n<style>*{}</style>\n"
    )
    root = write_files(SITE | {"content/iran/a.md": article("title: A", body)})
    page = built(root).html("iran/a/index.html").css_first(".body")
    assert not page.css("div.x, b, a, style")
    assert "<div class='x'>A</div>" in page.text()
    assert "note" not in page.text()
