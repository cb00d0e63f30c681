"""Links of built pages: every kind is found, under the base path, and judged as a host would."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sitegen.checks.documents import SiteAddress, read_document
from sitegen.checks.release import check_folder
from tests.tooling.crawler import crawl

ORIGIN = "https://user.github.io"
SITE = SiteAddress(ORIGIN, "/repo")
ROOT = SiteAddress(ORIGIN, "")
PAGE = "<!doctype html><html lang=en><title>x</title>%s"

WHOLE = {
    "index.html": PAGE % '<a href="/repo/a/#here">a</a> <a href="a/">a</a> <a href="/repo">x</a>',
    "a/index.html": PAGE % '<h2 id="here">H</h2><a name="old"></a><a href="#here">here</a>'
    '<a href="..">up</a><a href="#">top</a><a href="#top">top</a><a href="?page=2">2</a>'
    '<a href="./#old">old</a><a href="/repo/new/">new</a>'
    '<a href="mailto:a@b.example">m</a><a href="#:~:text=H">text</a>',
    "new/index.html": PAGE % '<meta http-equiv=refresh content="0; url=/repo/a/">',
    "404.html": PAGE % '<h1 id="no">No</h1><a href="#no">no</a><a href="/repo/">front</a>',
    "style.css": "@import 'b.css'; a { background: url(i.png) } /* url(no.png) */",
    "b.css": "b { background: url('data:image/png;base64,AA') }",
    "i.png": "",
    "feed.xml": '<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://user.github.io/repo'
    '/"/><entry><content type="html">&lt;a href="https://user.github.io/repo/a/#here">x&lt;/a>'
    "</content></entry></feed>",
    "sitemap.xml": '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>'
    "https://user.github.io/repo/a/</loc></url></urlset>",
    "robots.txt": "User-agent: *\nSitemap: https://user.github.io/repo/sitemap.xml\n",
    "site.webmanifest": '{"icons": [{"src": "i.png"}], "start_url": "/repo/"}',
    "d.svg": '<svg xmlns="http://www.w3.org/2000/svg"><image href="i.png"/></svg>',
}


@pytest.fixture
def find(tmp_path):
    """Give `find(files)`: the links that are broken once these files are added to a whole site."""
    cache = tmp_path / "links.msgpack"
    site = tmp_path / "public"

    def run(files: dict[str, str]) -> list[str]:
        for name, text in {**WHOLE, **files}.items():
            file = site / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        found = check_folder(site, SITE, cache, jobs=1)
        assert found == check_folder(site, SITE), "the cache says something else"
        return [f"{problem.path}: {problem.message}" for problem in found]

    return run


def test_a_whole_site_has_no_broken_link(find, tmp_path):
    assert find({}) == []
    assert crawl(tmp_path / "public", f"{ORIGIN}/repo/") == ()


@pytest.mark.parametrize(
    "body",
    [
        '<a href="/repo/gone/">x</a>',
        '<a href="gone/">x</a>',
        '<a href=" https://user.github.io/repo/gone/ ">x</a>',
        '<img alt="" src="/repo/gone/">',
        '<img alt="" src="/repo/i.png" srcset="/repo/i.png 1x, /repo/gone/ 2x">',
        '<video poster="/repo/gone/"></video>',
        '<object data="/repo/gone/"></object>',
        '<form action="/repo/gone/"></form>',
        '<link rel="stylesheet" href="/repo/gone/">',
        '<p style="background: url(/repo/gone/)">',
        "<style>p { background: url('/repo/gone/') }</style>",
        '<meta property="og:image" content="https://user.github.io/repo/gone/">',
        '<meta http-equiv="refresh" content="0;url=/repo/gone/">',
        f'<script type="application/ld+json">{{"a": [{{"url": "{ORIGIN}/repo/gone/"}}]}}</script>',
        '<base href="/repo/gone/"><a href="./">x</a>',
        '<svg><use href="/repo/gone/#x"/></svg>',
        '<svg><use xlink:href="/repo/gone/#x"/></svg>',
    ],
)
def test_every_kind_of_link_on_a_page(find, body):
    (found,) = find({"p/index.html": PAGE % body})
    assert found.startswith("p/index.html: broken link “/repo/")
    assert found.endswith("”: this site has no such page")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.xml", "<feed><link href='https://user.github.io/repo/gone/'/></feed>"),
        (
            "x.xml",
            "<feed><title type='html'>&lt;a href='https://user.github.io/repo/gone/'></title></feed>",
        ),
        ("x.xml", "<rss><channel><link>https://user.github.io/repo/gone/</link></channel></rss>"),
        ("x.xml", "<urlset><url><loc>https://user.github.io/repo/gone/</loc></url></urlset>"),
        ("robots.txt", "Sitemap: https://user.github.io/repo/gone/"),
        ("x.css", "a { background: URL( '/repo/gone/' ) }"),
        ("x.css", "@media print { a { background: url(/repo/gone/) } }"),
        ("x.css", "@import url(/repo/gone/);"),
        ("x.svg", "<svg xmlns:x='http://www.w3.org/1999/xlink'><image x:href='gone/'/></svg>"),
        ("x.webmanifest", '{"icons": [{"src": "gone/"}]}'),
        ("x.xml", "<rss><enclosure url='https://user.github.io/repo/gone/'/></rss>"),
        ("x.xhtml", '<a href="gone/">x</a>'),
    ],
)
def test_every_kind_of_file_that_links(find, name, text):
    assert find({name: text}) == [f"{name}: broken link “/repo/gone/”: this site has no such page"]


@pytest.mark.parametrize(
    ("href", "why"),
    [
        ("/iran/", "it leads out of the site, which is published under /repo/"),
        ("/repository/", "it leads out of the site, which is published under /repo/"),
        ("../../../iran/", "it leads out of the site, which is published under /repo/"),
        ("/repo/repo/", "this site has no such page"),
        ("/repo/A/", "this site has no such page"),
        ("/repo/a/#gone", "no element of that page has the id “gone”"),
        ("#gone", "no element of that page has the id “gone”"),
        ("/repo/a/#%D8%A7", "no element of that page has the id “ا”"),
    ],
)
def test_why_a_link_is_broken(find, href, why):
    (found,) = find({"p/index.html": PAGE % f'<a href="{href}">x</a>'})
    assert found.endswith(f"”: {why}")


def test_a_feed_may_not_forget_the_base_path_nor_be_relative(find):
    feed = "<feed xmlns='http://www.w3.org/2005/Atom'><link href='%s'/></feed>"
    (forgotten,) = find({"x.xml": feed % "https://user.github.io/iran/"})
    assert "it leads out of the site" in forgotten
    (relative,) = find({"x.xml": feed % "/repo/a/"})
    assert relative == "x.xml: “/repo/a/” is not a whole address, and feed readers need one"
    (malformed,) = find({"x.xml": "<feed><a></feed>"})
    assert malformed.startswith("x.xml: this is not well-formed XML: mismatched tag")


def test_non_ascii_names_and_anchors(find):
    iran = "%D8%A7%DB%8C%D8%B1%D8%A7%D9%86"
    links = f'<a href="/repo/{iran}/#مذاکرات">x</a><a href="/repo/ایران/">x</a>'
    page = PAGE % '<h2 id="مذاکرات">x</h2>'
    assert find({"p/index.html": PAGE % links, "ایران/index.html": page}) == []


def test_other_sites_may_stand_at_the_same_origin(find):
    links = f'<a href="{ORIGIN}/other/">x</a><a href="{ORIGIN}:8443/x">x</a>'
    assert find({"p/index.html": PAGE % links}) == []


def test_a_host_whose_name_only_begins_alike_is_another():
    feed = f"<feed><link href='{ORIGIN}.example/x'/></feed>".encode()
    assert read_document("x.xml", feed, ROOT).links == (f"{ORIGIN}.example/x",)


def test_a_page_that_sends_readers_on_has_every_anchor(find):
    assert find({"p/index.html": PAGE % '<a href="/repo/new/#here">x</a>'}) == []


def test_the_404_page_answers_at_any_depth_so_its_links_may_not_be_relative(find):
    (found,) = find({"404.html": PAGE % '<link rel="stylesheet" href="style.css">'})
    assert found.startswith("404.html: broken link “/repo/no/such/page/style.css”")


def test_a_link_that_many_pages_share_is_one_problem(find):
    nav = PAGE % '<a href="/repo/gone/">x</a>'
    pages = {f"p/{number}/index.html": nav for number in range(5)}
    feed = "<feed><link href='https://user.github.io/repo/gone/'/></feed>"
    (found,) = find(pages | {"a.xml": feed})
    assert found.startswith("p/0/index.html: ")
    assert found.endswith("(and on 5 more pages)")


def test_the_cache_follows_every_change(find, tmp_path):
    link = PAGE % '<a href="/repo/b/#x">x</a>'
    target = PAGE % '<h2 id="x">x</h2>'
    files = {"p/index.html": link, "b/index.html": target}
    assert find(files) == []
    # The page that links stays the same; what it links to loses the place, then itself.
    assert len(find({**files, "b/index.html": target.replace("x", "y")})) == 1
    (tmp_path / "public/b/index.html").unlink()
    assert len(find({"p/index.html": link})) == 1
    assert find(files) == []


def test_an_edit_of_the_same_size_in_the_same_moment_is_seen(find, tmp_path):
    page = tmp_path / "public/p/index.html"
    assert find({"p/index.html": PAGE % '<a href="/repo/a/">x</a>'}) == []
    before = page.stat()
    page.write_text(PAGE % '<a href="/repo/z/">x</a>')
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert page.stat().st_size == before.st_size
    assert len(check_folder(tmp_path / "public", SITE, tmp_path / "links.msgpack")) == 1


def test_links_that_are_gone_leave_the_cache(find, tmp_path):
    many = "".join(f'<a href="https://x.example/{number:05}">x</a>' for number in range(5000))
    files = {"q/index.html": PAGE % '<a href="/repo/gone/">x</a>', "p/index.html": PAGE % many}
    (broken,) = find(files)
    large = (tmp_path / "links.msgpack").stat().st_size
    files["p/index.html"] = PAGE % '<a href="/repo/a/">x</a>'
    for _ in range(2):  # The second time from the cache that was made smaller.
        assert find(files) == [broken]
        assert (tmp_path / "links.msgpack").stat().st_size < large / 5


def test_a_cache_of_another_address_is_not_used(find, tmp_path):
    assert len(find({"p/index.html": PAGE % f'<a href="{ORIGIN}/repo/gone/">x</a>'})) == 1
    cache = tmp_path / "links.msgpack"
    other = SiteAddress("https://other.example", "/repo")
    assert check_folder(tmp_path / "public", other, cache) == ()


def test_what_has_not_changed_is_not_read_again(find, tmp_path):
    find({})
    site, cache = tmp_path / "public", tmp_path / "links.msgpack"
    long_ago = time.time() - 60
    for file in site.rglob("*"):
        os.utime(file, (long_ago, long_ago))
    check_folder(site, SITE, cache)
    stamp = cache.stat().st_mtime_ns
    before = (site / "a/index.html").stat()
    # The same size and time of change: only the stat is looked at.
    text = (site / "a/index.html").read_text("utf-8")
    (site / "a/index.html").write_text(text.replace("/repo/new/", "/repo/now/"), "utf-8")
    os.utime(site / "a/index.html", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert check_folder(site, SITE, cache) == ()
    assert cache.stat().st_mtime_ns == stamp


def test_a_damaged_cache_is_ignored(find, tmp_path):
    find({})
    cache = tmp_path / "links.msgpack"
    cache.write_bytes(cache.read_bytes()[:-5])
    assert len(find({"p/index.html": PAGE % '<a href="/repo/gone/">x</a>'})) == 1
    cache.write_bytes(b"")
    assert len(find({})) == 1


def test_a_site_at_the_root_of_its_host(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/index.html").write_text(PAGE % '<a href="/">x</a><a href="/b/">x</a>')
    (tmp_path / "index.html").write_text(PAGE % '<a href="/a/">x</a>')
    (found,) = check_folder(tmp_path, SiteAddress("https://digest.example", ""))
    assert "“/b/”" in found.message


def test_several_processes_find_the_same(tmp_path):
    for number in range(300):
        page = tmp_path / f"{number}.html"
        page.write_text(PAGE % f'<a href="{number + 1}.html">next</a>')
    (one,) = check_folder(tmp_path, ROOT, jobs=1)
    (two,) = check_folder(tmp_path, ROOT, jobs=2)
    assert one == two
    assert one.path == "299.html"


def test_a_picture_without_alt_is_a_fault_of_its_page():
    (fault,) = read_document("x.html", b'<img src="a.png">', ROOT).faults
    assert (fault.code, fault.severity) == ("page.alt", "warning")
    assert read_document("x.html", b'<img src="a.png" alt="">', ROOT).faults == ()


def test_files_that_hold_no_links_hold_none(tmp_path: Path):
    assert read_document("x.js", b"location = '/gone/'", ROOT).links == ()
    (tmp_path / "x.webmanifest").write_text("not JSON")
    (tmp_path / "y.webmanifest").write_text("[1]")
    (tmp_path / "p.html").write_text('<script type="application/ld+json">{</script>')
    assert check_folder(tmp_path, ROOT) == ()
