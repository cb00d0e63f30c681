"""What search engines and networks read of a page, and the files that are made for them."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from tests.building import article, built, messages, problems_of

from .edges import png
from .sharing_rules import faults

NOW = "2026-05-10T12:00:00Z"
CONFIG = (
    "title: The Digest\nbase_url: https://example.org/repo/\nlanguage: en\ndescription: All of it\n"
    "editions: {weeks: false}\n"
)
STORY = (
    "title: A </script> & more\nsummary: The dek.\ndate: 2026-05-09\nupdated: 2026-05-10\n"
    "authors: [Mina Rad]\ntags: [Oil]\nimage: {src: /a.png, alt: A quay, caption: Low water,"
    " credit: Nino}\ncorrections: [{date: 2026-05-10, text: A name was wrong.}]\n"
)
FILES = {
    "static/a.png": png(90, 60),
    "content/iran/a.md": article(STORY),
    "content/iran/full.md": article(
        "title: Full\ndate: 2026-05-02\nsource: {name: Post, url: 'https://post.example/x'}"
    ),
    "content/iran/cut.md": article(
        "title: Cut\ndate: 2026-05-03\ntruncated: true\nsource: {url: 'https://post.example/y'}"
    ),
    "content/iran/fa.md": article("title: سد\nlang: fa\ndate: 2026-05-08T13:00:00+00:00"),
    "content/iran/brief.md": article("title: Brief\ndate: 2026-05-10", ""),
    "content/authors/mina-rad.md": article(
        "name: Mina Rad\ndescription: Writes.\navatar: {src: /a.png, alt: Mina}\n"
        "links: [{title: Elsewhere, url: 'https://a.example/mina'}]",
        "",
    ),
}
ARTICLE = "iran/a/index.html"


def site(write_files, settings: str = ""):
    return built(write_files({**FILES, "site.yml": CONFIG + settings}), NOW)


def metas(page) -> dict[str, str]:
    return {
        node.attributes.get("property") or node.attributes.get("name"): node.attributes["content"]
        for node in page.css("meta[content]")
    }


def data(page) -> list[dict]:
    (script,) = page.css('script[type="application/ld+json"]')
    things: list[dict] = json.loads(script.text())["@graph"]
    return things


def article_path(name: str) -> str:
    return f"iran/2026/05/{name}/index.html"


def test_an_article_says_what_search_engines_document(write_files):
    made = site(write_files)
    story, crumbs = data(made.html(article_path("a")))
    assert story["headline"] == "A </script> & more"
    assert story["author"] == [
        {"@type": "Person", "name": "Mina Rad", "url": "https://example.org/repo/authors/mina-rad/"}
    ]
    assert story["image"] == [
        {
            "@type": "ImageObject",
            "url": "https://example.org/repo/a.png",
            "width": 90,
            "height": 60,
            "caption": "Low water",
            "creditText": "Nino",
        }
    ]
    assert (story["datePublished"], story["dateModified"]) == ("2026-05-09", "2026-05-10")
    assert story["mainEntityOfPage"] == "https://example.org/repo/iran/2026/05/a/"
    assert story["isPartOf"]["name"] == "The Digest"
    assert story["correction"][0]["text"] == "A name was wrong."
    assert [step["name"] for step in crumbs["itemListElement"]] == [
        "The Digest",
        "Iran",
        "A </script> & more",
    ]
    (persian, _) = data(made.html(article_path("fa")))
    assert persian["inLanguage"] == "fa"
    (full, _) = data(made.html(article_path("full")))
    assert full["isBasedOn"] == "https://post.example/x"


def test_every_page_s_data_follow_the_documented_rules(write_files):
    made = site(write_files)
    kinds = set()
    for path in made.paths():
        if path.endswith("index.html") and made.html(path).css('script[type*="ld+json"]'):
            things = data(made.html(path))
            assert faults({"@graph": things}) == [], path
            kinds |= {thing["@type"] for thing in things}
    assert kinds == {"NewsArticle", "BreadcrumbList", "WebSite", "CollectionPage", "ProfilePage"}
    assert faults({"@graph": [{"@type": "NewsArticle", "colour": "red", "url": "/a/"}]}) == [
        "NewsArticle lacks headline",
        "NewsArticle has no property colour",
        "not absolute: /a/",
    ]


def test_an_author_is_a_person(write_files):
    (page,) = data(site(write_files).html("authors/mina-rad/index.html"))
    person = page["mainEntity"]
    assert person["sameAs"] == ["https://a.example/mina"]
    assert person["image"] == "https://example.org/repo/a.png"


def test_networks_see_the_picture_its_size_and_the_locale(write_files):
    made = site(write_files)
    said = metas(made.html(article_path("a")))
    assert said["og:image"] == "https://example.org/repo/a.png"
    assert (said["og:image:width"], said["og:image:height"]) == ("90", "60")
    assert (said["og:image:alt"], said["og:locale"]) == ("A quay", "en_US")
    assert (said["twitter:card"], said["og:type"]) == ("summary_large_image", "article")
    assert said["article:modified_time"] == "2026-05-10"
    assert metas(made.html(article_path("fa")))["og:locale"] == "fa_IR"
    assert metas(made.html("index.html"))["og:image"] == "https://example.org/repo/a.png"
    assert metas(made.html("iran/index.html"))["og:image"] == "https://example.org/repo/a.png"


def test_a_page_without_a_picture_has_that_of_the_settings(write_files):
    made = site(write_files, "theme: {settings: {share_image: /a.png}}\n")
    assert metas(made.html("tags/oil/index.html"))["og:image"] == "https://example.org/repo/a.png"
    assert "og:image" not in metas(site(write_files).html("tags/oil/index.html"))


def test_every_page_for_readers_has_a_description(write_files):
    made = site(write_files)
    without = [
        path
        for path in made.paths()
        if path.endswith("index.html") and "description" not in metas(made.html(path))
    ]
    articles = {article_path(name) for name in ("full", "cut", "fa")}
    assert set(without) == articles, "these have no summary"


@pytest.mark.parametrize(
    ("settings", "canonical", "hidden", "listed"),
    [
        ("", "https://example.org/repo/iran/2026/05/full/", False, True),
        ("sharing: {canonical: source}\n", "https://post.example/x", False, False),
        (
            "sharing: {republished: noindex}\n",
            "https://example.org/repo/iran/2026/05/full/",
            True,
            False,
        ),
    ],
)
def test_what_is_published_elsewhere(write_files, settings, canonical, hidden, listed):
    made = site(write_files, settings)
    page = made.html(article_path("full"))
    assert page.css_first("link[rel=canonical]").attributes["href"] == canonical
    assert (metas(page).get("robots") == "noindex") == hidden
    assert ("/2026/05/full/" in made.text("sitemap.xml")) == listed
    cut = metas(made.html(article_path("cut")))
    assert "robots" not in cut


NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def test_the_news_sitemap_has_the_articles_of_two_days(write_files):
    made = site(write_files)
    root = ElementTree.fromstring(made.text("news-sitemap.xml"))
    items = [
        {node.tag.partition("}")[2]: node.text for node in url.iter() if not len(node)}
        for url in root
    ]
    assert items == [
        {
            "loc": "https://example.org/repo/iran/2026/05/a/",
            "name": "The Digest",
            "language": "en",
            "publication_date": "2026-05-09",
            "title": "A </script> & more",
        },
        {
            "loc": "https://example.org/repo/iran/2026/05/fa/",
            "name": "The Digest",
            "language": "fa",
            "publication_date": "2026-05-08T13:00:00+00:00",
            "title": "سد",
        },
    ]
    assert "Sitemap: https://example.org/repo/news-sitemap.xml\n" in made.text("robots.txt") + "\n"


def test_an_article_leaves_the_news_sitemap_by_itself(write_files):
    root = write_files({**FILES, "site.yml": CONFIG})
    assert "/fa/" in built(root, "2026-05-10T12:59:00Z").text("news-sitemap.xml")
    assert "/fa/" not in built(root, "2026-05-10T13:00:00Z").text("news-sitemap.xml")
    assert "/fa/" not in built(root, "2026-05-10T13:01:00Z").text("news-sitemap.xml")
    late = built(root, "2026-06-10T13:00:00Z")
    assert "news-sitemap.xml" not in late.paths()
    assert "news-sitemap" not in late.text("robots.txt")


def test_robots_follow_the_settings(write_files):
    settings = "sharing: {robots: [{agent: GPTBot, disallow: [/]}, {disallow: [/old/]}]}\n"
    lines = site(write_files, settings).text("robots.txt").split("\n")
    assert lines[:6] == [
        "User-agent: GPTBot",
        "Disallow: /repo/",
        "",
        "User-agent: *",
        "Disallow: /repo/old/",
        "",
    ]
    assert lines.count("User-agent: *") == 1
    wrong = CONFIG + 'sharing:\n  robots: [{agent: "a\\nb", disallow: [old]}]\n'
    found = messages(problems_of(write_files({**FILES, "site.yml": wrong})))
    assert len(found) == 2
    assert all(line.startswith("site.yml:7:") for line in found)


def test_the_manifest_names_the_site(write_files):
    made = site(write_files)
    manifest = json.loads(made.text("manifest.webmanifest"))
    assert (manifest["name"], manifest["start_url"], manifest["dir"]) == (
        "The Digest",
        "/repo/",
        "ltr",
    )
    icon = manifest["icons"][0]["src"].partition("?")[0].removeprefix("/repo/")
    assert icon in made.paths()
    link = made.html("index.html").css_first("link[rel=manifest]")
    assert link.attributes["href"] == "/repo/manifest.webmanifest"


def test_off_leaves_no_trace(write_files):
    made = site(write_files, "sharing: {news_sitemap: false, manifest: false}\n")
    assert not {"news-sitemap.xml", "manifest.webmanifest"} & made.paths()
    assert "news" not in made.text("robots.txt")
    assert "manifest" not in made.text("index.html")
