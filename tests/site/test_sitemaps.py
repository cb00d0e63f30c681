"""Sitemaps hold to their schemas, in every form that they have."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from sitegen.planning.kinds import sitemap
from tests.building import Built, article, built

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "sitemap-0.9.xsd"))
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
SITE = "title: 'A & B'\nbase_url: https://example.org/r%C3%A9po/\nslugs: unicode\n"
URL = "<loc>https://a.example/</loc>"


def faults(text: str) -> list[str]:
    """Say what is wrong with a sitemap."""
    SCHEMA.validate(etree.fromstring(text.encode()))
    return [error.message for error in SCHEMA.error_log]


def sitemaps(site: Built) -> list[str]:
    return [path for path in site.paths() if "sitemap" in path]


@pytest.fixture
def files(write_files):
    """Write a site with odd names, a translation, and news of the day."""
    return write_files(
        {
            "site.yml": SITE,
            "content/iran/a.md": article("title: '<A> & B'\ndate: 2030-01-01\ntags: [C&D, 'نفت']"),
            "content/iran/a.fa.md": article("title: آ\ndate: 2029-12-31\nlang: fa\nslug: آ"),
            "content/iran/b.md": article(
                "title: B\nslug: bé\ndate: 2029-12-31T10:00:00+03:30\n"
                "updated: 2029-12-31T11:00:00+03:30\ntranslations: {fa: a.fa.md}"
            ),
            "content/iran/c.md": article("title: C"),
        }
    )


def test_the_sitemap_and_that_of_news(files):
    site = built(files, "2030-01-01T12:00:00Z")
    assert sorted(sitemaps(site)) == ["news-sitemap.xml", "sitemap.xml"]
    for path in sitemaps(site):
        assert faults(site.text(path)) == []
    assert "hreflang" in site.text("sitemap.xml")
    assert "<news:news>" in site.text("news-sitemap.xml")


def test_a_sitemap_in_parts(files, monkeypatch):
    monkeypatch.setattr(sitemap, "SITEMAP_SIZE", 4)
    site = built(files)
    assert len(sitemaps(site)) > 3
    for path in sitemaps(site):
        assert faults(site.text(path)) == []


def test_the_sitemap_of_the_demo_digest(demo):
    assert faults(demo.text("sitemap.xml")) == []


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "<url></url>",
        "<url><loc>/iran/</loc></url>",
        f"<url><loc>https://a.example/{'a' * 2048}</loc></url>",
        f"<url><lastmod>2026-01-01</lastmod>{URL}</url>",
        f"<url>{URL}<lastmod>1 May 2026</lastmod></url>",
        f"<url>{URL}<lastmod>2026-05-04T10:00</lastmod><priority>2</priority></url>",
        f"<url>{URL}<n:news><n:title>A</n:title></n:news></url>",
        f"<url>{URL}<mobile/></url>",
    ],
)
def test_the_schema_refuses(inside):
    assert faults(f"<urlset {NAMESPACE} {NEWS}>{inside}</urlset>")
    assert not faults(f"<urlset {NAMESPACE} {NEWS}><url>{URL}</url></urlset>")
