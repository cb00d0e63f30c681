"""Where pages stand: permalinks, paging, aliases, bundles, base paths."""

from __future__ import annotations

import pytest

from tests.building import article, built
from tests.tooling.crawler import crawl

SITE = {"site.yml": "title: Digest\nbase_url: https://example.org/\n"}
PICTURE = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'/>"


@pytest.mark.parametrize(
    ("pattern", "dated", "undated"),
    [
        ("/{section}/{year}/{month}/{slug}/", "iran/2024/05/port/", "iran/quay/"),
        ("/{slug}/", "port/", "quay/"),
        ("/{year}/{slug}/", "2024/port/", "quay/"),
        ("/{date}-{slug}/", "2024-05-09-port/", "quay/"),
        ("/news/{year}-{month}/{day}/{section}-{slug}/", "news/2024-05/09/iran-port/",
         "news/iran-quay/"),
    ],
)  # fmt: skip
def test_a_permalink_is_a_pattern(write_files, pattern, dated, undated):
    content = {
        "site.yml": f"title: Digest\npermalinks: {{article: '{pattern}'}}\n",
        "content/iran/2024-05-09-port.md": article("title: Port", "See [it](quay.md).\n"),
        "content/iran/quay.md": article("title: Quay"),
    }
    site = built(write_files(content))
    assert f"{dated}index.html" in site.paths()
    assert f"{undated}index.html" in site.paths()
    assert crawl(site.output) == ()


def test_tags_and_authors_have_folders_of_their_own(write_files):
    content = {
        "site.yml": "title: Digest\npermalinks: {tags: /topics/all/, authors: /people/}\n",
        "content/iran/a.md": article("title: A\ntags: [Oil]\nauthors: [M]"),
        "content/tags-of-mine/b.md": article("title: B"),
    }
    site = built(write_files(content))
    assert {
        "topics/all/oil/index.html",
        "topics/all/index.html",
        "people/m/feed.xml",
    } <= site.paths()
    assert not [p for p in site.paths() if p.startswith(("tags/", "authors/"))]
    assert crawl(site.output) == ()


@pytest.mark.parametrize(
    ("file", "front", "path"),
    [
        ("2024-05-09-port.md", "", "iran/2024/05/port/"),
        ("2024-05-09_port.md", "", "iran/2024/05/port/"),
        ("2024-05-09-Port Of Baku.md", "", "iran/2024/05/port-of-baku/"),
        ("2024-05-09.md", "", "iran/2024/05/2024-05-09/"),
        ("2024-05-09-port.md", "date: 2023-01-02", "iran/2023/01/port/"),
        ("2024-05-09-port.md", "slug: Another One", "iran/2024/05/another-one/"),
        ("2024-99-99-port.md", "date: 2023-01-02", "iran/2023/01/port/"),
        ("2024-05-099-port.md", "", "iran/2024-05-099-port/"),
        ("port.md", "", "iran/port/"),
        ("2024-05-09-port/index.md", "", "iran/2024/05/port/"),
        ("port/index.md", "date: 2024-05-09", "iran/2024/05/port/"),
    ],
)
def test_date_and_slug_come_from_the_file_name_unless_they_are_given(
    write_files, file, front, path
):
    site = built(write_files(SITE | {f"content/iran/{file}": article(f"title: A\n{front}")}))
    assert f"{path}index.html" in site.paths()


def test_lists_are_paged(write_files):
    content = {
        f"content/iran/{n:02}.md": article(
            f"title: N{n:02}\ndate: 2024-05-{n:02}\ntags: [Oil]\nauthors: [M]"
        )
        for n in range(1, 8)
    }
    config = {"site.yml": "title: Digest\nbase_url: https://example.org/repo/\npage_size: 3\n"}
    site = built(write_files(config | content))
    for first in ("", "iran/", "tags/oil/", "authors/m/"):
        titles = []
        for number in (1, 2, 3):
            path = first if number == 1 else f"{first}page/{number}/"
            page = site.html(f"{path}index.html")
            main = ".front .story .title" if path == "" else ".story .title"
            titles += [node.text(strip=True) for node in page.css(main)]
            links = {a.attributes["rel"]: a.attributes["href"] for a in page.css(".pages a[rel]")}
            here = f"/repo/{first}"
            previous = here if number == 2 else f"{here}page/{number - 1}/"
            expected = {} if number == 1 else {"prev": previous}
            expected |= {} if number == 3 else {"next": f"{here}page/{number + 1}/"}
            assert links == expected
            head = {
                node.attributes["rel"]: node.attributes["href"]
                for node in page.css("link[rel=prev], link[rel=next]")
            }
            assert head == expected
        assert titles == [f"N{n:02}" for n in range(7, 0, -1)], first
        assert f"{first}page/1/index.html" not in site.paths()
        assert f"{first}page/4/index.html" not in site.paths()
    assert crawl(site.output, "https://example.org/repo/") == ()


def test_old_addresses_lead_to_the_page(write_files):
    aliases = "aliases: [/2014/old, /2014/old.html, /a b/, /%D8%A7%DB%8C/, /harbour/, /harbour/]"
    content = {
        "content/iran/harbour.md": article(f"title: Harbour\n{aliases}"),
        "content/iran/brief.md": article(
            "title: Brief\naliases: [/b/]\nsource: {url: 'https://a.example/b'}", ""
        ),
        "content/pages/about.md": article("title: About\naliases: [/who/]"),
    }
    config = {"site.yml": "title: Digest\nbase_url: https://example.org/repo/\n"}
    site = built(write_files(config | content))
    leads = {
        "2014/old/index.html": "/repo/iran/harbour/",
        "2014/old.html": "/repo/iran/harbour/",
        "a b/index.html": "/repo/iran/harbour/",
        "ای/index.html": "/repo/iran/harbour/",
        "harbour/index.html": "/repo/iran/harbour/",
        "b/index.html": "https://a.example/b",
        "who/index.html": "/repo/about/",
    }
    for path, target in leads.items():
        page = site.html(path)
        refresh = page.css_first('meta[http-equiv="refresh"]').attributes["content"]
        assert refresh == f"0; url={target}"
        canonical = page.css_first('link[rel="canonical"]').attributes["href"]
        assert canonical == (target if "://" in target else f"https://example.org{target}")
        assert page.css_first('meta[name="robots"]').attributes["content"] == "noindex"
        assert page.css_first("p a").attributes["href"] == target
    for path in leads:
        assert f"/repo/{path.removesuffix('index.html')}<" not in site.text("sitemap.xml")
    assert crawl(site.output, "https://example.org/repo/") == ()


def test_an_alias_of_the_own_address_is_harmless(write_files):
    content = {"content/iran/a.md": article("title: A\naliases: [/iran/a/]")}
    site = built(write_files(SITE | content))
    assert site.html("iran/a/index.html").css_first("h1").text() == "A"


def test_the_files_of_a_bundle_stand_beside_its_article(write_files):
    content = {
        "content/iran/2024-05-09-port/index.md": article(
            "title: Port\nimage: {src: ship.svg, alt: A ship}",
            "![Ship](ship.svg) [Data](data/a%20b.csv) ![50%](<50%.svg>) ![Up](../map.svg)\n",
        ),
        "content/iran/2024-05-09-port/ship.svg": PICTURE,
        "content/iran/2024-05-09-port/50%.svg": PICTURE,
        "content/iran/2024-05-09-port/data/a b.csv": "1,2\n",
        "content/iran/map.svg": PICTURE,
        "content/iran/other.md": article(
            "title: Other\nimage: {src: 2024-05-09-port/ship.svg}",
            "[p](2024-05-09-port/index.md)\n",
        ),
    }
    config = {"site.yml": "title: Digest\nbase_url: https://example.org/repo/\n"}
    site = built(write_files(config | content))
    home = "iran/2024/05/port"
    assert {
        f"{home}/ship.svg",
        f"{home}/data/a b.csv",
        f"{home}/50%.svg",
        "iran/map.svg",
    } <= site.paths()
    page = site.html(f"{home}/index.html")
    pictures = [node.attributes for node in page.css(".body img")]
    assert [p["src"] for p in pictures] == [
        f"/repo/{home}/ship.svg",
        f"/repo/{home}/50%25.svg",
        "/repo/iran/map.svg",
    ]
    assert {(p["width"], p["height"], p["loading"]) for p in pictures} == {("40", "30", "lazy")}
    assert page.css_first(".body a").attributes["href"] == f"/repo/{home}/data/a%20b.csv"
    hero = page.css_first(".hero img").attributes
    assert (hero["src"], hero["alt"], hero["width"]) == (f"/repo/{home}/ship.svg", "A ship", "40")
    assert crawl(site.output, "https://example.org/repo/") == ()


@pytest.mark.parametrize(
    ("base_url", "origin", "base"),
    [
        ("https://example.org/", "https://example.org", ""),
        ("https://example.org", "https://example.org", ""),
        ("https://example.org/repo", "https://example.org", "/repo"),
        ("https://example.org/a/b/", "https://example.org", "/a/b"),
        ("https://example.org:8443/repo/", "https://example.org:8443", "/repo"),
        ("http://[::1]:8000/x/", "http://[::1]:8000", "/x"),
        ("https://example.org/a b/ş/", "https://example.org", "/a%20b/%C5%9F"),
        ("https://example.org/a%20b/", "https://example.org", "/a%20b"),
        ("https://bücher.example/", "https://xn--bcher-kva.example", ""),
    ],
)
def test_every_address_has_the_base_path_once(write_files, base_url, origin, base):
    content = {
        "content/iran/a.md": article(
            "title: A\ndate: 2026-05-04\ntags: [T]", "[s](/iran/) [b](../pages/b.md)\n"
        ),
        "content/pages/b.md": article("title: B", "[t](/tags/t/)\n"),
    }
    site = built(write_files(SITE | content), base_url=base_url)
    page = site.html("iran/2026/05/a/index.html")
    canonical = page.css_first('link[rel="canonical"]').attributes["href"]
    assert canonical == f"{origin}{base}/iran/2026/05/a/"
    assert [a.attributes["href"] for a in page.css(".body a")] == [f"{base}/iran/", f"{base}/b/"]
    assert site.feed("feed.xml").entries[0].link == canonical
    assert f"<loc>{canonical}</loc>" in site.text("sitemap.xml")
    assert crawl(site.output, f"{origin}{base}/") == ()


def test_one_page_of_fifty_thousand_is_a_sitemap_index(write_files, monkeypatch):
    from sitegen.planning.kinds import sitemap

    monkeypatch.setattr(sitemap, "SITEMAP_SIZE", 4)
    content = {f"content/iran/{n}.md": article(f"title: N{n}") for n in range(5)}
    site = built(write_files(SITE | content))
    index = site.text("sitemap.xml")
    assert "<sitemapindex" in index
    parts = [p for p in sorted(site.paths()) if p.startswith("sitemap-")]
    assert parts == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    assert sum(site.text(p).count("<loc>") for p in parts) == 10
    assert crawl(site.output, "https://example.org/") == ()


def test_extra_reaches_templates_as_it_was_written(write_files):
    extra = (
        "extra: {n: 5, f: 1.5, kept: 010, version: 1.10, time: 12:30, no: no, on: true, x: null}"
    )
    content = {
        "content/iran/a.md": article(f"title: A\n{extra}"),
        "templates/article.html": "{{ page.extra|tojson }}",
    }
    site = built(write_files(SITE | content))
    assert site.text("iran/a/index.html") == (
        '{"n":5,"f":1.5,"kept":"010","version":"1.10","time":"12:30","no":"no","on":true,"x":null}'
    )
