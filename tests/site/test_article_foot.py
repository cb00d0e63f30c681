"""The way back above an article, and at its foot who wrote it and how to share it."""

from __future__ import annotations

import pytest

from tests.building import article, built

CONFIG = "title: Digest\nbase_url: https://example.org/repo/\n"
FILES = {
    "content/iran/a.md": article("title: A & B\nauthors: [Mina Rad, Ali Bey]"),
    "content/authors/mina-rad.md": article("name: Mina Rad\ndescription: Writes.", ""),
}


def page(write_files, settings: str = "{}"):
    config = f"{CONFIG}theme: {{settings: {settings}}}\n"
    return built(write_files({**FILES, "site.yml": config})).html("iran/a/index.html")


def links(node) -> list[str]:
    return [a.attributes["href"] for a in node.css("a")]


def test_the_way_back_leads_to_the_front_page_and_the_section(write_files):
    assert links(page(write_files).css_first(".head .kicker")) == ["/repo/", "/repo/iran/"]
    off = page(write_files, "{breadcrumbs: false}")
    assert links(off.css_first(".head .kicker")) == ["/repo/iran/"]


def test_authors_with_a_profile_are_presented(write_files):
    (writer,) = page(write_files).css(".writers li")
    assert links(writer) == ["/repo/authors/mina-rad/"]
    assert writer.css_first(".summary").text() == "Writes."
    assert not page(write_files, "{author_cards: false}").css(".writers")


def test_an_article_can_be_shared_without_scripts(write_files):
    share = page(write_files).css_first(".share")
    assert links(share) == ["mailto:?subject=A%20%26%20B&body=https%3A//example.org/repo/iran/a/"]
    assert share.css_first(".copy").text() == "https://example.org/repo/iran/a/"
    assert not share.css("script, [onclick]")


@pytest.mark.parametrize("share", ["true", "false"])
def test_networks_are_a_setting(write_files, share):
    more = "[{title: Elsewhere, url: 'https://a.example/?u={url}&t={title}'}]"
    found = page(write_files, f"{{share: {share}, share_links: {more}}}").css_first(".share")
    address = "https://a.example/?u=https%3A//example.org/repo/iran/a/&t=A%20%26%20B"
    assert links(found)[-1] == address
    assert len(links(found)) == (2 if share == "true" else 1)
    assert not page(write_files, "{share: false}").css(".share")


def test_lists_and_feeds_name_a_part_of_very_many_authors(write_files):
    names = [f"Name {number}" for number in range(150)]
    site = write_files({
        "site.yml": "title: Digest\nbase_url: https://example.org/\n",
        "content/iran/a.md": f"---\ntitle: A\ndate: 2026-01-01\nauthors: {names}\n---\nText.\n",
        "content/iran/b.md": f"---\ntitle: B\ndate: 2026-01-02\nauthors: {names[:5]}\n---\nText.\n",
    })  # fmt: skip
    done = built(site)
    bylines = [one.text() for one in done.html("iran/index.html").css(".authors")]
    assert [line.count("Name") for line in bylines] == [5, 4]
    assert "146" in bylines[1]
    assert len(done.html("iran/2026/01/a/index.html").css("a[rel=author]")) == 150
    assert [len(entry.authors) for entry in done.feed("feed.xml").entries] == [5, 100]
