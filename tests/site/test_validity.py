"""Pages are valid HTML, whatever stands in the content."""

from __future__ import annotations

from tests.tooling.crawler import crawl
from tests.tooling.validate import validate_html


def test_the_pages_are_valid_html(demo, evil_site, every_kind):
    """All in one run, for the start of the checker costs more than a hundred pages."""
    sites = (demo, evil_site, every_kind)
    files = [site.output / p for site in sites for p in sorted(site.paths()) if p.endswith(".html")]
    assert len(files) > 140
    assert [str(problem) for problem in validate_html(files)] == []


def test_no_link_is_broken(every_kind, evil_site):
    assert crawl(every_kind.output, "https://example.org/repo/") == ()
    assert crawl(evil_site.output, "https://example.org/repo/") == ()
