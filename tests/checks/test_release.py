"""What a release must not have: links to this machine, drafts, and what GitHub does not take."""

from __future__ import annotations

import pytest

from sitegen.checks.documents import SiteAddress, read_document
from sitegen.checks.release import check_folder, check_sizes
from sitegen.reporting import format_size

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://x.org/"/>%s</feed>'
HERE = "http://localhost:8000"
SITE = SiteAddress("https://user.github.io", "/repo")


def faults(path: str, text: str, site: SiteAddress = SITE) -> list[str]:
    """Give the codes of the faults of a document."""
    return [fault.code for fault in read_document(path, text.encode(), site).faults]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.html", f'<a href="{HERE}/x/">x</a>'),
        ("a.html", f"<a href='{HERE}'>x</a>"),
        ("a.html", "<a href=http://localhost>x</a>"),
        ("a.html", '<a href="HTTPS://LOCALHOST/x">x</a>'),
        ("a.html", '<a href=" http://127.0.0.1:8000/">x</a>'),
        ("a.html", '<a href="http:&#x2F;&#x2F;localhost:8000/">x</a>'),
        ("a.html", '<a href="http://me@localhost/">x</a>'),
        ("a.html", '<a href="http://dev.localhost:3000/">x</a>'),
        ("a.html", '<img src="//0.0.0.0/x.png">'),
        ("a.html", '<img srcset="/a.png 1x, http://[::1]:8000/b.png 2x">'),
        ("a.html", f'<link rel="canonical" href="{HERE}/">'),
        ("a.html", f'<meta property="og:url" content="{HERE}/">'),
        ("a.html", f'<meta http-equiv="refresh" content="0; url={HERE}/x/">'),
        ("a.html", f'<form action="{HERE}/x/"></form>'),
        ("a.html", f'<blockquote cite="{HERE}/x/">x</blockquote>'),
        ("a.html", f'<link rel="preconnect" href="{HERE}">'),
        ("a.html", f'<base href="{HERE}/">'),
        ("a.xhtml", f'<a href="{HERE}/x/">x</a>'),
        ("a.svg", f'<svg xmlns:x="http://www.w3.org/1999/xlink"><a x:href="{HERE}/">x</a></svg>'),
        ("a.webmanifest", f'{{"start_url": "{HERE}/"}}'),
        ("robots.txt", f"Sitemap: {HERE}/sitemap.xml"),
        ("a.css", f"@import '{HERE}/x.css';"),
        ("a.css", f"a {{ background: url({HERE}/x.png) }}"),
        ("sitemap.xml", f"<urlset><url><loc>{HERE}/x/</loc></url></urlset>"),
        ("feed.xml", ATOM % f'<link rel="self" href="{HERE}/feed.xml"/>'),
        ("feed.xml", ATOM % f"<id>{HERE}/</id>"),
        ("feed.xml", ATOM % f'<content type="html">&lt;a href="{HERE}"&gt;</content>'),
        ("feed.xml", ATOM % f'<content><![CDATA[<img src="{HERE}/x.png">]]></content>'),
        ("feed.xml", f"<rss><channel><item><guid>{HERE}/x</guid></item></channel></rss>"),
    ],
)
def test_an_address_of_this_machine(path: str, text: str):
    assert "publish.localhost" in faults(path, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.html", f"<p>Then open {HERE}/ or <code>http://127.0.0.1</code>.</p>"),
        ("a.html", f'<p title="{HERE}">x</p>'),
        ("a.html", '<a href="https://localhost.example.org/">x</a>'),
        ("a.html", '<a href="https://example.org/?next=http://localhost/">x</a>'),
        ("a.html", '<a href="https://notlocalhost/">x</a>'),
        ("a.html", '<a href="/localhost/">$127.50</a>'),
        ("a.html", '<a href="https://127.0.0.1.example.org/">x</a>'),
        ("a.html", '<meta name="description" content="How to open http://localhost/">'),
        ("a.css", "/* http://localhost/ */"),
        ("feed.xml", ATOM % f'<content type="html">&lt;p&gt;open {HERE}&lt;/p&gt;</content>'),
        ("feed.xml", ATOM % f"<title>Open {HERE}</title>"),
    ],
)
def test_text_may_speak_of_this_machine(path: str, text: str):
    assert faults(path, text) == []


@pytest.mark.parametrize(
    "text", ['<strong class="draft">Draft</strong>', "<article data-draft>", '<p data-draft="1">']
)
def test_a_draft(text: str):
    assert faults("a.html", text) == ["publish.draft"]


@pytest.mark.parametrize("text", ['<code class="language-draft">', "<p>class draft data-draft"])
def test_no_draft(text: str):
    assert faults("a.html", text) == []


def test_a_site_on_this_machine_may_link_to_itself():
    here = SiteAddress(HERE, "")
    assert faults("feed.xml", ATOM % f"<id>{HERE}/x/</id>", here) == []
    assert faults("a.html", f'<link rel="canonical" href="{HERE}/">', here) == []
    assert faults("a.html", '<a href="http://localhost:9000/">x</a>', here) == ["publish.localhost"]


def test_a_draft_and_a_local_link_are_found_in_a_folder_each_time(tmp_path):
    site, cache = tmp_path / "public", tmp_path / "links.msgpack"
    site.mkdir()
    (site / "b.html").write_text(f'<a href="{HERE}/">x</a>')
    (site / "c.html").write_text(f'<a href="{HERE}/">x</a>')
    (site / "d.html").write_text('<b class="draft">Draft</b>')
    for _ in range(2):
        local, draft = check_folder(site, SITE, cache, jobs=1)
        assert (local.path, local.code) == ("b.html", "publish.localhost")
        assert local.message.endswith(f"{HERE}/ (and on 1 more page)")
        assert (draft.path, draft.code) == ("d.html", "publish.draft")


def test_the_limits_themselves_are_allowed():
    assert check_sizes({f"{number}": 10**8 for number in range(10)}) == []


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (45_600, "46 kB"), (1.25e9, "1.2 GB")],
)
def test_sizes_as_people_read_them(size: int, text: str):
    assert format_size(size) == text
